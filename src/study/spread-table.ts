/** The table `spread.csv` of grid and relative studies: both spreads at each epsilon, means over draws. */

import {
  DRAWS_COLUMNS,
  FORMULA_COLUMNS,
  NUMBER,
  NUMBER_KEY,
  onlyIn,
  type RowOf,
  type Table,
} from './table.js';

/** Whether the study averages over several draws. */
export const hasDraws = ({ draws }: { draws: number }): boolean => draws > 1;

/** A standard error over draws; a single draw has none. */
const STANDARD_ERROR = onlyIn(hasDraws, NUMBER);

export const SPREAD_TABLE = {
  file: 'spread.csv',
  columns: {
    ...FORMULA_COLUMNS,
    ...DRAWS_COLUMNS,
    /** dex */
    epsilon: NUMBER_KEY,
    /** S_lin, the population standard deviation of the weights. */
    std_weights: NUMBER,
    std_weights_se: STANDARD_ERROR,
    /** S, the population standard deviation of the log10 weights; undefined where a weight is zero. */
    std_log10_weights: NUMBER,
    std_log10_weights_se: STANDARD_ERROR,
  },
} satisfies Table;

/** A row of `spread.csv`: means over draws of both spreads at one epsilon. */
export type SpreadRow = RowOf<typeof SPREAD_TABLE>;
