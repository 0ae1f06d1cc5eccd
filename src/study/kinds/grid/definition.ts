/** Grid studies: both spreads of the weights on an axis of epsilons, for every cell. */

import * as z from 'zod';
import { axisValues } from '../../axis.js';
import { cellKeyValues, cellSizes } from '../../cells.js';
import {
  checkGroups,
  checkProduct,
  complete,
  distribution,
  epsilon,
  formula,
  groups,
  heading,
  mean,
  OBJECT,
  oneFactor,
  sampling,
  std,
} from '../../common-fields.js';
import { flag } from '../../fields.js';
import { cellsIn, checkSize } from '../../size.js';
import { hasDraws, SPREAD_TABLE } from '../../spread-table.js';
import {
  DRAWS_COLUMNS,
  FORMULA_COLUMNS,
  NUMBER,
  NUMBER_KEY,
  onlyIn,
  SHARE,
  withInterval,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition } from '../kind.js';

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('grid')
        .describe('grid: both spreads of the weights on an epsilon axis, for every cell.'),
      ...formula,
      ...sampling,
      distribution,
      groups,
      factor: oneFactor('grid'),
      mean: mean.describe('Mean of the regrets, dex.'),
      std,
      epsilon,
      spreadTable: flag
        .optional()
        .describe('false: no spread.csv, which has a row for every cell and epsilon. Default true.'),
      blanks: flag
        .optional()
        .describe(
          'true: blanks.csv, the share of draws for which no epsilon of the axis reaches the threshold, and the reason.',
        ),
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkGroups(study, study.workers, [], context);
    checkSize(study, cellsIn(study), axisValues(study.epsilon).length, context);
    // Reasons for blank cells need the search for the largest epsilon.
    if (study.blanks) checkProduct(study, ['cNorm'], context);
  })
  .transform(complete);

/** A complete study of kind `grid`: defaults filled in, axes as written. */
export type GridStudy = z.output<typeof fields>;

const hasNoSpreadTable = ({ spreadTable }: GridStudy): boolean => spreadTable === false;
const SEVERAL_DRAWS = onlyIn((study: GridStudy) => hasDraws(study) || hasNoSpreadTable(study), NUMBER);

const CELLS = {
  file: 'cells.csv',
  columns: {
    ...FORMULA_COLUMNS,
    ...DRAWS_COLUMNS,
    /** The epsilon at which S_lin is largest, dex. */
    max_epsilon_std_weights: NUMBER,
    /** The largest S_lin. */
    max_std_weights: NUMBER,
    /** Its standard error; undefined for a single draw. */
    max_std_weights_se: SEVERAL_DRAWS,
    /** The epsilon at which S is largest, dex. */
    max_epsilon_std_log10_weights: NUMBER,
    /** The largest S. */
    max_std_log10_weights: NUMBER,
    max_std_log10_weights_se: SEVERAL_DRAWS,
    /** The largest epsilon of the axis at which S reaches the threshold, dex; undefined where none does. */
    max_epsilon_threshold: NUMBER,
    /**
     * The smallest epsilon of the axis at which S is defined for every draw, dex; undefined if none exists. A
     * study of single draws with a table of spreads lacks this column, because that table shows it.
     */
    min_epsilon_defined: SEVERAL_DRAWS,
  },
} satisfies Table;

/** A row of `cells.csv` of a grid study: extremes of the spreads on the epsilon axis for one cell. */
export type GridCellRow = RowOf<typeof CELLS>;

/** Shares of draws. A draw is blank if S reaches the threshold at no epsilon of the axis. */
const BLANK_SHARES = {
  /** A bound makes a weight zero at some epsilon of the axis: S is undefined there. */
  ...withInterval('zero_weight', SHARE),
  ...withInterval('blank', SHARE),
  /** Blank, although some epsilon separates the weights, as the certified search finds. */
  ...withInterval('blank_attainable', SHARE),
  /** Of these, draws in which S is undefined at an epsilon of the axis below that epsilon. */
  ...withInterval('blank_zero_weight', SHARE),
};

const BLANKS = {
  file: 'blanks.csv',
  columns: { ...FORMULA_COLUMNS, ...DRAWS_COLUMNS, draws: NUMBER_KEY, ...BLANK_SHARES },
  isIn: (study: GridStudy) => study.blanks === true,
} satisfies Table;

/** A row of `blanks.csv`: shares of draws, each with its 95 % interval. */
export type BlankRow = RowOf<typeof BLANKS>;

export const grid = {
  name: 'grid',
  fields,
  tables: {
    cells: CELLS,
    spread: { ...SPREAD_TABLE, isIn: (study: GridStudy) => !hasNoSpreadTable(study) },
    blanks: BLANKS,
  },
  overrides: ['seeds', 'draws'],
  cellCount: cellsIn,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    ...cellSizes(study),
    [axisValues(study.epsilon).length, 'epsilon'],
  ],
  keyValues: (study) => ({ ...cellKeyValues(study), epsilon: new Set(axisValues(study.epsilon)) }),
} as const satisfies KindDefinition<GridStudy>;
