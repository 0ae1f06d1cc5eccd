import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

interface Document {
  parts: { rows: { name: string }[]; ratios: { name: string; ratio: number; rounds: number }[] }[];
}

/** @returns the JSON document of the benchmark `command`, with a small study */
function benchmarkOfCommand(...options: string[]): Document {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/bench/main.ts', '--quick', '--only', 'command', '--json', ...options],
    { encoding: 'utf8' },
  );
  expect(stderr).not.toContain('expected a difference');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Document;
}

const COMMAND = 'allora-epsilon run --no-figures --threads 2';

/** The benchmark compares all numbers before it measures times. It omits programs that are not installed. */
it('external programs write the same tables of a study', { timeout: 120_000 }, () => {
  const { parts } = benchmarkOfCommand();
  expect(parts[0]!.rows.map(({ name }) => name)).toContain(COMMAND);
});

it('--against gives the ratio of the times of two checkouts', { timeout: 120_000 }, () => {
  const { parts } = benchmarkOfCommand('--against', '.');
  const [{ name, ratio, rounds }] = parts[0]!.ratios as [Document['parts'][number]['ratios'][number]];
  expect(name).toBe(COMMAND);
  expect(ratio).toBeGreaterThan(0);
  expect(rounds).toBeGreaterThan(0);
});
