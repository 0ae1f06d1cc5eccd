/** Figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gridFigures } from '../figures/grid.js';
import { renderFigure } from '../report/render.js';
import type { GridCellRow, SpreadRow } from '../study/record.js';
import type { Study } from '../study/study-file.js';
import { readTable, TABLES } from './tables.js';

const FOLDER = 'figures';

/**
 * Reads the tables in `from` and writes SVG, PNG and caption of each figure into `to`/figures.
 * @returns the figures as paths below `to`
 */
export async function drawFigures(study: Study, from: string, to: string, signal: AbortSignal): Promise<string[]> {
  const cells = await readTable<GridCellRow>(join(from, TABLES.cells.file), TABLES.cells);
  const spread = await readTable<SpreadRow>(join(from, TABLES.spread.file), TABLES.spread);
  await mkdir(join(to, FOLDER));
  const files: string[] = [];
  for (const { name, spec, caption } of gridFigures(study, cells, spread)) {
    signal.throwIfAborted();
    const { svg, png } = await renderFigure(spec);
    const path = join(FOLDER, name);
    await writeFile(join(to, `${path}.svg`), svg);
    await writeFile(join(to, `${path}.png`), png);
    await writeFile(join(to, `${path}.txt`), `${caption}\n`);
    files.push(`${path}.svg`, `${path}.png`);
  }
  return files;
}
