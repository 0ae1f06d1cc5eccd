/** The heat maps of a threshold study whose means are in dex: columns are schemes, rows mappings. */

import { short } from '../../text/numbers.js';
import { planeSheet } from '../heat-map/plane.js';
import type { Figure } from '../sheet.js';
import { distinct } from '../values.js';
import { cellsOf } from './cells.js';
import type { ThresholdTables } from './cells.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import { dataLine, perMapping } from './words.js';

/**
 * The median of the largest epsilon over mean and std, one sheet for each number of workers, seed and factor.
 */
export function planeFigures(tables: ThresholdTables): Figure[] {
  const { study, cells: all } = tables;
  const size = distinct(all.map(({ mean }) => mean)).length * distinct(all.map(({ std }) => std)).length;
  return sheetKeys(study, false).map((key) => {
    const columns = study.schemes.map((scheme) => ({
      heading: scheme,
      cells: cellsOf(tables, { ...key, scheme }),
    }));
    const filled = perMapping(study.mappings, (mapping) => {
      const counts = columns.map(
        ({ cells }) =>
          cells.filter((cell) => cell.mapping === mapping && !Number.isNaN(cell.epsilon_q50)).length,
      );
      return `in ${range(counts)} of ${size} cells`;
    });
    return {
      name: sheetName('plane', study, key),
      spec: planeSheet({
        title: `Most draws have an epsilon ${filled}`,
        subtitle: [dataLine(study, key)],
        mappings: study.mappings,
        columns,
        all,
        colorTitle: 'median of the largest epsilon (dex)',
      }),
      caption:
        `The median over draws of the largest epsilon that separates the weights by a factor of ${short(key.factor)}, for every mean and standard deviation of the regrets, each scheme and each mapping. ` +
        'Where a column of cells has one colour, the largest epsilon does not depend on the mean of the regrets, and in a hatched cell at most half of the draws have an epsilon.',
    };
  });
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least} to ${most}`;
}
