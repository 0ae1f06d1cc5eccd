import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { forum, temporaryFolder } from '../cli/command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const results = ['--results', join(root, 'results')];

describe('claims', () => {
  it('writes the committed ledger from the committed tables, computing those that are not', async () => {
    const { status, stdout } = await forum(['claims', ...results, '--quiet'], { cwd: folder.path });
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'CLAIMS.md: 41 claims']);
    expect(readFileSync(join(folder.path, 'CLAIMS.md'), 'utf8')).toBe(
      readFileSync(join(root, 'CLAIMS.md'), 'utf8'),
    );
  });

  it('--check says whether a ledger is what the tables say, and writes nothing', async () => {
    const ledger = join(folder.path, 'other.md');
    writeFileSync(ledger, '# Claims\n');
    const { status, stdout } = await forum(
      ['claims', ...results, '--check', '--out', ledger, '--json', '--quiet'],
      { cwd: folder.path },
    );
    const document = JSON.parse(stdout) as {
      same: boolean;
      chapters: { claims: { verdict: string; numbers: unknown[] }[] }[];
    };
    expect([status, document.same]).toEqual([1, false]);
    expect(document.chapters.flatMap(({ claims }) => claims).every(({ numbers }) => numbers.length > 0)).toBe(
      true,
    );
    expect(readFileSync(ledger, 'utf8')).toBe('# Claims\n');
  });

  it('names what is missing', async () => {
    const { status, stderr } = await forum(['claims', '--results', 'nowhere'], { cwd: folder.path });
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read nowhere/regimes/manifest.json');
  });
});
