/** The heat maps of a threshold study whose means are in dex: columns are schemes, rows mappings. */

import type { ThresholdCellRow } from '../study/record.js';
import type { BlankReason } from './blank.js';
import { cellAxis, decadeDomain, distinct, placesOn } from './cell-axis.js';
import { sheet, shortNumber } from './figure.js';
import type { Figure, Pixels } from './figure.js';
import { heatMapRows } from './heat-map.js';
import { legendOfSpecialCells } from './special-cells.js';
import { cellsOf, sheetKeys, sheetName } from './threshold-study.js';
import type { ThresholdTables } from './threshold-study.js';
import { dataLine, perMapping } from './threshold-words.js';
import { interval } from './tooltips.js';

/** Widths of panels, by their number in a row: few are drawn larger. */
const WIDTHS = [320, 280, 200, 150];

/** The median of the largest epsilon over mean and std, one sheet for each number of workers, seed and factor. */
export function planeFigures(tables: ThresholdTables): Figure[] {
  const { study, cells } = tables;
  const columns = study.schemes.length;
  const x = cellAxis(distinct(cells.map((row) => row.std)), 'log', WIDTHS[columns - 1]!);
  const y = cellAxis(distinct(cells.map((row) => row.mean)), 'linear', Math.max(190, Math.ceil(0.75 * x.length)));
  const px: Pixels = (size) => Math.round(size * Math.max(1, (columns * (x.length + 36) + 90) / 815));
  const color = {
    domain: decadeDomain(
      cells.map((row) => row.epsilon_q50),
      16,
    ),
    title: 'median of the largest epsilon (dex)',
  };
  const placeOf = placesOn(x, y);
  return sheetKeys(study, false).map((key) => {
    const panels = study.mappings.flatMap((mapping, row) =>
      study.schemes.map((scheme, column) => {
        const shown = cellsOf(tables, { ...key, scheme, mapping });
        return {
          ...{ mapping, x, y, px, color },
          cells: shown.map((cell) => ({
            ...{ ...placeOf(cell), value: valueOf(cell) },
            ...(Number.isNaN(cell.epsilon_q50) ? {} : { interval: interval(cell.epsilon_q50_low, cell.epsilon_q50_high) }),
            about: { draws: cell.draws },
          })),
          ...(row === 0 && { heading: [scheme] }),
          ...(column === 0 && { rowName: mapping }),
          bottom: row === study.mappings.length - 1,
          // The scale is the same everywhere: one legend, under two panels if there are several.
          legend: row < study.mappings.length - 1 || column > 0 ? 0 : columns > 1 ? 2 * x.length + px(36) : x.length,
        };
      }),
    );
    const size = x.values.length * y.values.length;
    const filled = perMapping(study.mappings, (mapping) => {
      const counts = panels
        .filter((panel) => panel.mapping === mapping)
        .map((panel) => panel.cells.filter(({ value }) => typeof value === 'number').length);
      return `in ${range(counts)} of ${size} cells`;
    });
    const special = legendOfSpecialCells(
      panels.flatMap((panel) => panel.cells.map(({ value }) => ({ value, domain: color.domain }))),
      px,
    );
    const parts = [heatMapRows(panels, columns, { row: px(26), column: px(36) }), ...special];
    return {
      name: sheetName('plane', study, key),
      spec: sheet(`Most draws have an epsilon ${filled}`, [dataLine(study, key)], parts, px),
      caption:
        `The median over draws of the largest epsilon that separates the weights by a factor of ${shortNumber(key.factor)}, for every mean and standard deviation of the regrets, each scheme and each mapping. ` +
        'Where a column of cells keeps its colour from bottom to top the mean of the regrets does not matter, and in a hatched cell at most half of the draws have an epsilon.',
    };
  });
}

function valueOf({ epsilon_q50 }: ThresholdCellRow): number | BlankReason {
  return Number.isNaN(epsilon_q50) ? 'no-median' : epsilon_q50;
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least} to ${most}`;
}
