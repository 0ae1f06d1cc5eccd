/** Figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spec } from 'vega';
import type { Figure } from '../figures/figure.js';
import { gridFigures } from '../figures/grid.js';
import { thresholdFigures } from '../figures/threshold.js';
import { renderFigure } from '../report/render.js';
import type { GridCellRow, SpreadRow, ThresholdCellRow } from '../study/record.js';
import type { Study } from '../study/study-file.js';
import { readFitIfAny } from './fit-file.js';
import { mappingCurves } from './mapping-curves.js';
import { readTable, TABLES, type Table } from './tables.js';

/** Where figures are, in a results folder. */
const FIGURES = 'figures';

export interface DrawnFigure {
  svg: string;
  vega: Spec;
  caption: string;
  files: string[];
}

/**
 * Reads the tables in `from` and writes SVG, PNG and caption of each figure into `to`/figures.
 * @returns each with the paths of its files below `to`
 */
export async function drawFigures(study: Study, from: string, to: string, signal: AbortSignal): Promise<DrawnFigure[]> {
  const figures = await figuresOf(study, from);
  await mkdir(join(to, FIGURES));
  const drawn: DrawnFigure[] = [];
  for (const { name, spec, caption } of figures) {
    signal.throwIfAborted();
    const { svg, png, vega } = await renderFigure(spec);
    const path = join(FIGURES, name);
    await writeFile(join(to, `${path}.svg`), svg);
    await writeFile(join(to, `${path}.png`), png);
    await writeFile(join(to, `${path}.txt`), `${caption}\n`);
    drawn.push({ svg, vega, caption, files: [`${path}.svg`, `${path}.png`] });
  }
  return drawn;
}

async function figuresOf(study: Study, folder: string): Promise<Figure[]> {
  const read = <Row>(table: Table) => readTable<Row>(join(folder, table.file), table, study);
  switch (study.kind) {
    case 'grid':
      return gridFigures(study, await read<GridCellRow>(TABLES.grid.cells), await read<SpreadRow>(TABLES.grid.spread));
    case 'threshold': {
      const cells = await read<ThresholdCellRow>(TABLES.threshold.cells);
      const fit = (await readFitIfAny(folder)) ?? { slopes: [], curves: [], workers: [] };
      return thresholdFigures(study, cells, mappingCurves(study, fit));
    }
  }
}
