/** The heat maps of a threshold study whose means are in dex: columns are schemes, rows mappings. */

import { short } from '../../text/numbers.js';
import { factorText } from '../data-line.js';
import { planeSheet } from '../heat-map/plane.js';
import type { Figure } from '../sheet.js';
import { roundedUp } from '../values.js';
import { cellsOf } from './cells.js';
import type { ThresholdCell, ThresholdTables } from './cells.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import { dataLine, isIndependentOfMean } from './words.js';

/**
 * The median of the largest epsilon over mean and std, one sheet for each number of workers, seed and factor.
 */
export function planeFigures(tables: ThresholdTables): Figure[] {
  const { study, cells: all, layout } = tables;
  return sheetKeys(study, false).map((key) => ({
    name: sheetName('plane', study, key),
    get spec() {
      return planeSheet({
        title: titleOf(cellsOf(tables, { ...key })),
        subtitle: [dataLine(study, key), factorText(key.factor)],
        layout,
        mappings: study.mappings,
        columns: study.schemes.map((scheme) => ({
          heading: scheme,
          cells: cellsOf(tables, { ...key, scheme }),
        })),
        all,
        colorTitle: 'median of the largest epsilon (dex)',
      });
    },
    caption:
      `The median over draws of the largest epsilon that separates the weights by a factor of ${short(key.factor)}, for every mean and standard deviation of the regrets, each scheme and each mapping. ` +
      'Where a column of cells has one colour, the largest epsilon does not depend on the mean of the regrets, and in a hatched cell at most half of the draws have an epsilon.',
  }));
}

/** States the effects of a negative mean and of a positive one, as far as the cells show them. */
function titleOf(cells: readonly ThresholdCell[]): string {
  const negative = cells.filter(({ mean }) => mean < 0);
  const positive = cells.filter(({ mean }) => mean > 0);
  const isFilled = ({ epsilon_q50 }: ThresholdCell) => !Number.isNaN(epsilon_q50);
  const isFree = negative.length > 0 && isIndependentOfMean(negative);
  const first = isFree ? 'The largest epsilon does not depend on a negative mean' : undefined;
  const filled = positive.filter(isFilled).map(({ ratio }) => ratio);
  const limit = Math.max(0, ...filled);
  const second = positive.every(isFilled)
    ? undefined
    : `${first ? 'with' : 'With'} a mean above ${limit === 0 ? '0' : `${short(roundedUp(limit))} std`}, most draws have no epsilon`;
  const statements = [first, second].filter((each) => each !== undefined);
  return statements.length > 0
    ? statements.join('; ')
    : 'The largest epsilon against mean and std of the regrets';
}
