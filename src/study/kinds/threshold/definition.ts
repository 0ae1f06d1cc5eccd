/** Threshold studies: the distribution over draws of the largest epsilon, for every cell. */

import * as z from 'zod';
import { axisValues } from '../../axis.js';
import { cellKeyValues, cellSizes } from '../../cells.js';
import {
  checkGroups,
  checkProduct,
  complete,
  distribution,
  formula,
  groups,
  heading,
  itemName,
  mean,
  namedList,
  OBJECT,
  sampling,
  severalFactors,
  std,
} from '../../common-fields.js';
import { oneOf } from '../../fields.js';
import { cellsIn, checkSize, type CellFields } from '../../size.js';
import {
  DRAWS_COLUMNS,
  FORMULA_COLUMNS,
  NUMBER_KEY,
  onlyIn,
  SHARE,
  TEXT_KEY,
  withInterval,
  type Column,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition, KeyValues } from '../kind.js';

const variant = z.strictObject(
  {
    name: itemName(
      /^[a-z][a-z0-9 .,-]{0,23}$/,
      'a small letter, then small letters, digits, spaces and . , -, 24 at most',
    ),
    pNorm: formula.pNorm.unwrap().optional(),
    cNorm: formula.cNorm.unwrap().optional(),
    epsilonScaling: formula.epsilonScaling.unwrap().optional(),
    distribution,
    groups,
  },
  OBJECT,
);

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('threshold')
        .describe('threshold: the distribution over draws of the largest epsilon, for every cell.'),
      ...formula,
      ...sampling,
      distribution,
      groups,
      variants: namedList(variant, 2, 'two variants')
        .optional()
        .describe(
          'The study once for each of these changes, on the same streams. Figures compare the others with the first.',
        ),
      factor: severalFactors,
      axis: oneOf(['mean', 'ratio'])
        .default('mean')
        .describe('mean: "mean" is in dex; ratio: it is a multiple of the std, so each value is one regime.'),
      mean: mean.describe('Mean of the regrets, dex, or over their std with "axis": "ratio".'),
      std,
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkSize(study, cellCount(study), 1, context);
    checkGroups(study, study.workers, [], context);
    for (const [i, variant] of (study.variants ?? []).entries())
      checkGroups(variant, study.workers, ['variants', i], context);
    for (const [i, changes] of (study.variants ?? [{}]).entries())
      checkProduct({ ...study, ...changes }, study.variants ? ['variants', i] : ['cNorm'], context);
    if (study.axis === 'ratio') checkRatios(axisValues(study.mean), context);
  })
  .transform(complete);

/** Relative distance of ratios that rows tell apart: the products with the std are rounded. */
const LEAST_DISTANCE = 1e-11;

function checkRatios(ratios: readonly number[], context: z.RefinementCtx): void {
  const close = ratios.findIndex((ratio, i) => {
    const before = ratios[i - 1];
    if (before === undefined) return false;
    return ratio - before <= LEAST_DISTANCE * Math.max(Math.abs(ratio), Math.abs(before));
  });
  if (close < 0) return;
  context.addIssue({
    code: 'custom',
    path: ['mean'],
    message: `expected ratios that differ by more than ${LEAST_DISTANCE} of themselves, got ${ratios[close]} after ${ratios[close - 1]}`,
  });
}

/** A complete study of kind `threshold`. */
export type ThresholdStudy = z.output<typeof fields>;

/** Name of the variant; only in a study with variants. */
const VARIANT: Column<string | undefined> = onlyIn(
  (study: ThresholdStudy) => study.variants !== undefined,
  TEXT_KEY,
);

const CELLS = {
  file: 'cells.csv',
  columns: {
    ...FORMULA_COLUMNS,
    variant: VARIANT,
    workers: DRAWS_COLUMNS.workers,
    seed: DRAWS_COLUMNS.seed,
    /** F: the weights are separated when S reaches log10 F. */
    factor: NUMBER_KEY,
    mean: DRAWS_COLUMNS.mean,
    std: DRAWS_COLUMNS.std,
    draws: NUMBER_KEY,
    /** Share of draws that some epsilon separates. */
    attainable: SHARE,
    attainable_se: SHARE,
    attainable_low: SHARE,
    attainable_high: SHARE,
    /**
     * Quantiles of the largest epsilon over all draws, dex. A draw that no epsilon separates counts as below
     * every epsilon. A quantile among such draws is undefined, and so is the end of an interval that has too
     * few draws.
     */
    ...withInterval('epsilon_q05'),
    ...withInterval('epsilon_q25'),
    ...withInterval('epsilon_q50'),
    ...withInterval('epsilon_q75'),
    ...withInterval('epsilon_q95'),
    /** Median over draws of the bound of each, p sigma / (T ln 10) - s, dex; a negative bound counts as 0. */
    ...withInterval('upper_bound_q50'),
  },
} satisfies Table;

/**
 * A row of `cells.csv` of a threshold study: the distribution of the largest epsilon, with 95 % intervals.
 */
export type ThresholdCellRow = RowOf<typeof CELLS>;

function cellCount(
  study: CellFields & { factor: number | readonly number[]; variants?: readonly unknown[] | undefined },
): number {
  return cellsIn(study) * [study.factor].flat().length * (study.variants?.length ?? 1);
}

/** The mean column holds ratio * std if the mean axis is in units of the std. */
function meanValues(study: ThresholdStudy): KeyValues {
  const values = axisValues(study.mean);
  if (study.axis === 'mean') return new Set(values);
  return {
    size: values.length,
    has: (mean, row) => values.some((ratio) => ratio * Number(row.std) === mean),
  };
}

export const threshold = {
  name: 'threshold',
  fields,
  tables: { cells: CELLS },
  overrides: ['seeds', 'draws'],
  cellCount,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    [study.variants?.length ?? 1, 'variant'],
    ...cellSizes(study),
    [study.factor.length, 'factor'],
  ],
  keyValues: (study) => ({
    ...cellKeyValues(study),
    mean: meanValues(study),
    factor: new Set(study.factor),
    variant: new Set(study.variants?.map(({ name }) => name) ?? ['']),
  }),
} as const satisfies KindDefinition<ThresholdStudy>;
