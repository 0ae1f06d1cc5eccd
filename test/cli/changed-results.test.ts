/** `render` refuses tables and fits that were changed after the run; with --force it draws them with a note. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, temporaryFolder } from './command.js';

const VALID_FILES = fileURLToPath(new URL('valid-files', import.meta.url));
const folder = temporaryFolder();
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(folder.path, 'in-'));
  cpSync(VALID_FILES, join(cwd, 'results'), { recursive: true });
});

/** Changes a column of the second row of the table. */
function change(column: string, by: (value: number) => string, of = 'results'): void {
  const path = join(cwd, of, 'cells.csv');
  const lines = readFileSync(path, 'utf8').split('\n');
  const at = lines[0]!.split(',').indexOf(column);
  const cells = lines[2]!.split(',');
  writeFileSync(path, lines.with(2, cells.with(at, by(Number(cells[at]))).join(',')).join('\n'));
}

/** Drawing takes a second, so outside CI only some of the refused results are drawn by --force. */
async function expectRefusedOrForced(message: string, isForced = RUNS_ALL): Promise<void> {
  const refused = await alloraHere(['render', 'results'], cwd);
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toContain(message);
  expect(readdirSync(join(cwd, 'results'))).not.toContain('figures');
  if (!isForced) return;
  const forced = await alloraHere(['render', 'results', '--force', '--format', 'svg', '--quiet'], cwd);
  expect(forced.status).toBe(0);
  const note = `Drawn although these results were changed: `;
  expect(forced.stderr).toContain(note);
  const figures = readdirSync(join(cwd, 'results/figures'));
  for (const name of figures.filter((each) => each.endsWith('.txt')))
    expect(readFileSync(join(cwd, 'results/figures', name), 'utf8')).toContain(note);
  for (const name of figures.filter((each) => each.endsWith('.svg')))
    expect(readFileSync(join(cwd, 'results/figures', name), 'utf8')).toContain(
      'Drawn although these results',
    );
}

it('a quantile above the next one', async () => {
  change('epsilon_q05', () => '0.4');
  await expectRefusedOrForced('results/cells.csv: line 3, epsilon_q05', true);
});

it('an interval whose low end is above its value', async () => {
  change('epsilon_q50_low', (value) => String(value * 4));
  await expectRefusedOrForced('results/cells.csv: line 3, epsilon_q50_low: expected at most ');
});

it('a missing value in the middle', async () => {
  change('epsilon_q50', () => '');
  await expectRefusedOrForced('results/cells.csv: line 3, epsilon_q50: expected ');
});

it('a fit of another table', async () => {
  change('epsilon_q95_high', (value) => String(value * 1.001));
  await expectRefusedOrForced('results/fit.json: dataHash: expected that of cells.csv, ');
});

it('a consistent table that is not the one of the manifest', async () => {
  const run = ['run', 'results/study.json', '--threads', '0', '--no-figures', '--out', 'own'];
  await alloraHere(run, cwd);
  cpSync(join(cwd, 'own'), join(cwd, 'windows'), { recursive: true });
  const path = join(cwd, 'windows/cells.csv');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
  expect((await alloraHere(['render', 'windows', '--format', 'svg'], cwd)).status).toBe(0);
  change('upper_bound_q50_high', (value) => String(value * 1.001), 'own');
  expect((await alloraHere(['fit', 'own'], cwd)).status).toBe(0);
  const { status, stderr } = await alloraHere(['render', 'own'], cwd);
  expect({ status, stderr }).toMatchObject({ status: 2 });
  expect(stderr).toContain(
    'own/cells.csv: expected the table of the run, whose SHA-256 in manifest.json is ',
  );
});
