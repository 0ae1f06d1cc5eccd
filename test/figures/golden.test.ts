import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { gridFigures } from '../../src/figures/grid/sheets.js';
import { thresholdFigures } from '../../src/figures/threshold/sheets.js';
import { renderSvg } from '../../src/report/render.js';
import {
  blankSheets,
  groupSheets,
  relativeSheets,
  schemeSheets,
  sweepSheets,
  topicSheets,
  variantSheets,
} from './kinds.js';
import { tables } from './tables.js';
import { thresholdTables } from './threshold/tables.js';

// Compare changed drawings by eye; UPDATE_GOLDENS=1 writes the current ones as the new goldens.
const grid = tables();
/** One figure of each kind of a threshold study. */
const thresholds = [
  { schemes: ['chain-2026'] },
  { schemes: ['chain-2026'], workers: [5, 10, 100], std: [1] },
  { axis: 'mean' },
].flatMap((changes) => {
  const { study, cells, curves } = thresholdTables(changes);
  return thresholdFigures(study, cells, curves).filter(({ name }) => !/-n\d|ratio-1|ratio--5/.test(name));
});

/** One figure of each other kind of study, with few cells. */
const kinds = (
  await Promise.all([
    sweepSheets().then(([, positive]) => positive!),
    relativeSheets().then(([curves]) => curves!),
    blankSheets().then(([sheet]) => sheet!),
    schemeSheets().then((sheets) => sheets.at(-1)!),
    variantSheets().then(([lines]) => lines!),
    groupSheets().then(([sheet]) => sheet!),
  ])
)
  .concat(await topicSheets())
  .map((figure) => ({ ...figure, name: `kind-${figure.name}` }));

it.each([
  ...gridFigures(grid.study, grid.cells, grid.spread),
  ...kinds,
  ...thresholds.map((figure) => ({ ...figure, name: `threshold-${figure.name}` })),
])('$name has not changed', async ({ name, spec }) => {
  const file = fileURLToPath(new URL(`golden/${name}.svg`, import.meta.url));
  const actualFile = file.replace('.svg', '.actual.svg');
  const svg = rounded((await renderSvg(spec)).svg);
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(file, svg);
  if (existsSync(file) && readFileSync(file, 'utf8') === svg) {
    rmSync(actualFile, { force: true });
    return;
  }
  writeFileSync(actualFile, svg);
  expect.fail(
    `${file} differs from ${actualFile}; if the new drawing is right, run again with UPDATE_GOLDENS=1`,
  );
});

/**
 * Rounds coordinates to hundredths of a pixel, because the last digits of logarithms depend on the machine,
 * and writes one element a line, so that differences are legible.
 */
function rounded(svg: string): string {
  return (
    svg
      .replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)) + 0))
      .replaceAll('><', '>\n<') + '\n'
  );
}
