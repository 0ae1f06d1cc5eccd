/**
 * Relative studies: the largest spread of the weights, and the largest epsilons that keep fractions of it,
 * for every cell.
 */

import * as z from 'zod';
import { optionalAxisValues } from '../../axis.js';
import { cellKeyValues, cellSizes } from '../../cells.js';
import {
  checkGroups,
  complete,
  distribution,
  epsilon,
  formula,
  groups,
  heading,
  mean,
  OBJECT,
  sampling,
  std,
} from '../../common-fields.js';
import { MOST_DEX } from '../../../kernel/limits.js';
import { listOf, number } from '../../fields.js';
import { cellsIn, checkSize } from '../../size.js';
import { SPREAD_TABLE } from '../../spread-table.js';
import {
  DRAWS_COLUMNS,
  FORMULA_COLUMNS,
  NUMBER_KEY,
  withInterval,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition } from '../kind.js';

/** From 1 / MOST_DEX: the epsilon of a smaller fraction may leave the range of the tables. */
const FRACTION_RULE = 'a number from 1e-50 to 1';
const fraction = number(FRACTION_RULE)
  .min(1 / MOST_DEX, { error: `expected ${FRACTION_RULE}` })
  .max(1, { error: `expected ${FRACTION_RULE}` });

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('relative')
        .describe(
          'relative: the largest spread of the weights, and the largest epsilons that keep fractions of it, for every cell.',
        ),
      ...formula,
      ...sampling,
      distribution,
      groups,
      fractions: listOf(FRACTION_RULE, fraction)
        .default([0.5, 0.3])
        .describe('Fractions of the largest spread.'),
      mean: mean.describe('Mean of the regrets, dex.'),
      std,
      epsilon: epsilon
        .optional()
        .describe('Epsilons of spread.csv, dex. Without them there is no such table.'),
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkGroups(study, study.workers, [], context);
    checkSize(study, cellCount(study), optionalAxisValues(study.epsilon).length || 1, context);
  })
  .transform(complete);

/** A complete study of kind `relative`. */
export type RelativeStudy = z.output<typeof fields>;

const CELLS = {
  file: 'cells.csv',
  columns: {
    scheme: FORMULA_COLUMNS.scheme,
    mapping: FORMULA_COLUMNS.mapping,
    workers: DRAWS_COLUMNS.workers,
    seed: DRAWS_COLUMNS.seed,
    /** Fraction of the largest spread. */
    fraction: NUMBER_KEY,
    mean: DRAWS_COLUMNS.mean,
    std: DRAWS_COLUMNS.std,
    draws: NUMBER_KEY,
    /** The largest epsilon that keeps this fraction, dex. */
    ...withInterval('epsilon_q05'),
    ...withInterval('epsilon_q50'),
    ...withInterval('epsilon_q95'),
    /** The largest spread S over all epsilons, certified. */
    ...withInterval('max_std_log10_weights_q50'),
    /** The epsilon of the largest spread, dex. */
    ...withInterval('max_epsilon_std_log10_weights_q50'),
  },
} satisfies Table;

/** A row of `cells.csv` of a relative study: quantiles over draws, each with its 95 % interval. */
export type RelativeCellRow = RowOf<typeof CELLS>;

function cellCount(study: Parameters<typeof cellsIn>[0] & { fractions: readonly number[] }): number {
  return cellsIn(study) * study.fractions.length;
}

export const relative = {
  name: 'relative',
  fields,
  tables: {
    cells: CELLS,
    spread: { ...SPREAD_TABLE, isIn: (study: RelativeStudy) => study.epsilon !== undefined },
  },
  overrides: ['seeds', 'draws'],
  cellCount,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    ...cellSizes(study),
    [optionalAxisValues(study.epsilon).length, 'epsilon'],
  ],
  keyValues: (study) => ({
    ...cellKeyValues(study),
    fraction: new Set(study.fractions),
    epsilon: new Set(optionalAxisValues(study.epsilon)),
  }),
} as const satisfies KindDefinition<RelativeStudy>;
