/** Why cells of a grid study are blank: shares of draws over mean and std of the regrets. */

import type { BlankRow, GridStudy } from '../../study/kinds/grid/definition.js';
import { count, short } from '../../text/numbers.js';
import { dataLine, drawsPerCell, sheetName, symbolsText } from '../data-line.js';
import { cellAxis, cellIndices } from '../heat-map/cell-axis.js';
import { heatMapRows } from '../heat-map/heat-map.js';
import { sheet, WIDE } from '../sheet.js';
import type { Figure, Pixels } from '../sheet.js';
import { distinct } from '../values.js';

const COLUMNS = [
  { field: 'blank', heading: ['blank: no epsilon of the', 'axis shows S ≥ T'] },
  { field: 'blank_attainable', heading: ['blank, though the certified', 'search finds an epsilon'] },
  { field: 'blank_zero_weight', heading: ['of these, a zero weight', 'hides the spread'] },
] as const;

/** One sheet for each scheme, number of workers and seed; rows: the mappings. */
export function blankFigures(study: GridStudy, blanks: readonly BlankRow[], layout = WIDE): Figure[] {
  if (blanks.length === 0)
    throw new RangeError(`blanks: expected rows of ${study.schemes.join(', ')}, got none`);
  const width = layout.isNarrow ? 165 : 200;
  const x = cellAxis(distinct(blanks.map(({ std }) => std)), 'log', width);
  const y = cellAxis(distinct(blanks.map(({ mean }) => mean)), 'linear', Math.ceil(0.95 * x.length));
  const px: Pixels = (size) => Math.round((size * x.length) / width);
  const color = { type: 'linear', domain: [0, 100], title: 'share of the draws (%)' } as const;
  const indicesOf = cellIndices(x, y);
  const keys = study.schemes.flatMap((scheme) =>
    study.workers.flatMap((workers) => study.seeds.map((seed) => ({ scheme, workers, seed }))),
  );
  const specOf = ({ scheme, workers, seed }: (typeof keys)[number]) => {
    const shown = blanks.filter(
      (row) => row.scheme === scheme && row.workers === workers && row.seed === seed,
    );
    const maps = study.mappings.flatMap((mapping, row) =>
      COLUMNS.map(({ field, heading }, column) => ({
        x,
        y,
        px,
        color,
        cells: shown
          .filter((cell) => cell.mapping === mapping)
          .map((cell) => ({ ...indicesOf(cell), value: 100 * cell[field] })),
        ...(row === 0 && { heading }),
        ...(column === 0 && { rowName: mapping }),
        bottom: row === study.mappings.length - 1,
        legend: row < study.mappings.length - 1 || column > 0 ? 0 : 2 * x.length + px(36),
      })),
    );
    const factor = short(study.factor);
    return sheet(
      titleOf(shown),
      [
        dataLine(study, null, [
          scheme,
          count(workers, 'worker'),
          drawsPerCell(study.draws),
          `seed ${seed}`,
          `factor ${factor}`,
        ]),
        `${symbolsText(study.factor)} S is undefined where a weight is zero.`,
      ],
      [heatMapRows(maps, COLUMNS.length, { row: px(26), column: px(36) }, layout)],
      px,
      layout,
    );
  };
  return keys.map((key) => ({
    name: sheetName('blanks', study, key),
    get spec() {
      return specOf(key);
    },
    caption:
      'For every mean and standard deviation of the regrets: the share of draws whose spread does not reach the threshold at any epsilon of the axis (blank draws), the share of draws that are blank but are separated by an epsilon that the axis does not contain, and the share of draws in which, in addition, a weight is zero at a lower epsilon of the axis. ' +
      'Blank draws with a high mean have no epsilon at all; those with a low mean form stripes, because at the next lower epsilon of the axis the weight of the worst worker is zero.',
  }));
}

/** States whether some epsilon separates most of the blank draws with a negative mean. */
function titleOf(blanks: readonly BlankRow[]): string {
  const negative = blanks.filter(({ mean }) => mean < 0);
  const total = (field: 'blank' | 'blank_attainable') =>
    negative.reduce((sum, row) => sum + row[field] * row.draws, 0);
  return total('blank_attainable') > total('blank') / 2
    ? 'At negative means, most blank draws have an epsilon that the axis does not contain'
    : 'Draws without an epsilon on the axis, and the reasons';
}
