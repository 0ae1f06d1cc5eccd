import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FORUM } from '../../scripts/forum/program.js';
import { performHere, runNode, temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const forum = (args: readonly string[]) => performHere(FORUM, args, folder.path);
/** Without threads, because tests cannot start any from the source. `npm run claims` in CI uses threads. */
const results = ['--results', join(root, 'results'), '--threads', '0'];

describe('claims', () => {
  it('writes the committed CLAIMS.md from committed and computed tables', async () => {
    const { status, stdout } = await forum(['claims', ...results, '--quiet']);
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'CLAIMS.md: 69 claims']);
    expect(readFileSync(join(folder.path, 'CLAIMS.md'), 'utf8')).toBe(
      readFileSync(join(root, 'CLAIMS.md'), 'utf8'),
    );
  });

  // In CI only, because the tables are computed again.
  it.runIf(RUNS_ALL)('--check reports a file that differs from the tables, and writes nothing', async () => {
    const otherFile = join(folder.path, 'other.md');
    writeFileSync(otherFile, '# Claims\n');
    const { status, stdout } = await forum([
      'claims',
      ...results,
      '--check',
      '--out',
      otherFile,
      '--json',
      '--quiet',
    ]);
    const document = JSON.parse(stdout) as {
      same: boolean;
      chapters: { claims: { verdict: string; numbers: unknown[] }[] }[];
    };
    expect([status, document.same]).toEqual([1, false]);
    expect(document.chapters.flatMap(({ claims }) => claims).every(({ numbers }) => numbers.length > 0)).toBe(
      true,
    );
    expect(readFileSync(otherFile, 'utf8')).toBe('# Claims\n');
  });

  it('names the missing file', async () => {
    const { status, stderr } = await forum(['claims', '--results', 'nowhere']);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read nowhere/regimes/manifest.json');
  });

  it('refuses an unknown option with status 2', async () => {
    const words = ['--import', import.meta.resolve('tsx'), join(root, 'scripts/forum/main.ts'), 'claims'];
    const { status, stdout, stderr } = await runNode([...words, '--chek'], { cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('unknown option --chek; did you mean "--check"?\n');
  });
});
