/** Figures of a study into files, from its tables alone. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spec } from 'vega';
import type { Figure } from '../figures/sheet.js';
import { blankFigures } from '../figures/grid/blanks.js';
import { gridFigures } from '../figures/grid/sheets.js';
import { schemeFigures } from '../figures/grid/schemes.js';
import { relativeFigures } from '../figures/relative/sheets.js';
import { sweepFigures } from '../figures/sweep/sheets.js';
import { thresholdFigures } from '../figures/threshold/sheets.js';
import { renderFigure } from './render.js';
import type * as rows from '../study/record.js';
import type { GridStudy, Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import { readFitIfAny } from '../results/fit-file.js';
import { mappingCurves } from '../fit/drawn-curves.js';
import { readTable, TABLES } from '../results/csv.js';
import { FIGURES } from '../results/layout.js';
import type { Table } from '../study/table.js';

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
export async function drawFigures(
  study: Study,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<DrawnFigure[]> {
  const figures = await figuresOf(study, from).catch((error: unknown) => {
    // What cannot be drawn is what the tables hold, or lack.
    throw error instanceof RangeError ? new UsageError(`${from}: ${error.message}`) : error;
  });
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

type Read = <Row>(table: Table) => Promise<Row[]>;

/** Blank cells where they are what the study is about; several schemes side by side; else a sheet for each. */
async function gridStudyFigures(study: GridStudy, read: Read): Promise<Figure[]> {
  if (study.blanks) return blankFigures(study, await read<rows.BlankRow>(TABLES.grid.blanks));
  const cells = await read<rows.GridCellRow>(TABLES.grid.cells);
  if (study.schemes.length > 1 && study.draws > 1) return schemeFigures(study, cells);
  return gridFigures(
    study,
    cells,
    study.spreadTable === false ? [] : await read<rows.SpreadRow>(TABLES.grid.spread),
  );
}

async function figuresOf(study: Study, folder: string): Promise<Figure[]> {
  const read = <Row>(table: Table) => readTable<Row>(join(folder, table.file), table, study);
  switch (study.kind) {
    case 'grid':
      return gridStudyFigures(study, read);
    case 'threshold': {
      const cells = await read<rows.ThresholdCellRow>(TABLES.threshold.cells);
      const fit = (await readFitIfAny(folder)) ?? { slopes: [], curves: [], workers: [] };
      return thresholdFigures(study, cells, mappingCurves(study, fit));
    }
    case 'sweep':
      return sweepFigures(study, {
        weights: await read<rows.WeightRow>(TABLES.sweep.weights),
        spread: await read<rows.VectorSpreadRow>(TABLES.sweep.spread),
        vectors: await read<rows.VectorRow>(TABLES.sweep.vectors),
      });
    case 'relative': {
      const cells = await read<rows.RelativeCellRow>(TABLES.relative.cells);
      return relativeFigures(
        study,
        cells,
        study.epsilon ? await read<rows.SpreadRow>(TABLES.relative.spread) : [],
      );
    }
  }
}
