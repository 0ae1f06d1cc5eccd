import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Peers that are not installed are absent; of those that are, every number is compared with ours before anything is timed. */
it('agrees with its peers on the tables of a study', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/bench/main.ts', '--quick', '--only', 'command', '--json'],
    { encoding: 'utf8' },
  );
  expect(stderr).not.toContain('differs');
  expect(status).toBe(0);
  const { parts } = JSON.parse(stdout) as { parts: { rows: { name: string }[] }[] };
  expect(parts[0]!.rows.map(({ name }) => name)).toContain('ours, run --no-figures --threads 2');
});
