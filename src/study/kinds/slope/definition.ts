/** Slope studies: the smallest slope p at which some epsilon separates the weights, for every cell. */

import * as z from 'zod';
import { SCHEME_NAMES, SCHEMES } from '../../../weights/schemes.js';
import { axisValues } from '../../axis.js';
import { cellKeyValues, cellSizes } from '../../cells.js';
import {
  complete,
  formula,
  heading,
  mean,
  OBJECT,
  sampling,
  severalFactors,
  share,
  SHARE_RULE,
} from '../../common-fields.js';
import { listOf } from '../../fields.js';
import { cellsIn, checkSize } from '../../size.js';
import {
  DRAWS_COLUMNS,
  FORMULA_COLUMNS,
  NUMBER,
  NUMBER_KEY,
  withInterval,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition } from '../kind.js';

/** Most regrets of a cell: a thread holds them in memory, 160 MB. */
const MOST_REGRETS = 20_000_000;

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('slope')
        .describe('slope: the smallest slope p at which some epsilon separates the weights, for every cell.'),
      schemes: formula.schemes,
      mappings: formula.mappings,
      cNorm: formula.cNorm,
      ...sampling,
      factor: severalFactors,
      confidence: listOf(SHARE_RULE, share)
        .default([0.5, 0.75, 0.9, 0.95, 0.99])
        .describe('Shares of epochs whose weights are to be separated.'),
      ratio: mean.describe('Mean over standard deviation of the regrets.'),
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkSize(study, cellCount(study), 1, context);
    const bounded = SCHEME_NAMES.find((name) => SCHEMES[name].bounds && study.schemes.includes(name));
    if (bounded !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['schemes'],
        message: `expected schemes without bounds, because with bounds a larger p may separate less, got ${bounded}`,
      });
    if (study.cNorm < 0)
      context.addIssue({
        code: 'custom',
        path: ['cNorm'],
        message: `expected a number >= 0, because below 0 a larger p may separate less, got ${study.cNorm}`,
      });
    const regrets = study.draws * Math.max(...study.workers);
    if (regrets > MOST_REGRETS)
      context.addIssue({
        code: 'custom',
        path: ['draws'],
        message: `expected at most ${MOST_REGRETS} regrets in a cell (draws times workers), got ${regrets}`,
      });
  })
  .transform(complete);

/** A complete study of kind `slope`. */
export type SlopeStudy = z.output<typeof fields>;

const CELLS = {
  file: 'cells.csv',
  columns: {
    ...FORMULA_COLUMNS,
    workers: DRAWS_COLUMNS.workers,
    seed: DRAWS_COLUMNS.seed,
    /** F: the weights are separated when S reaches log10 F. */
    factor: NUMBER_KEY,
    /** Mean over standard deviation of the regrets. */
    ratio: NUMBER_KEY,
    /** Share of epochs whose weights some epsilon separates. */
    confidence: NUMBER_KEY,
    draws: NUMBER_KEY,
    /** The smallest p. Undefined above 100, and at an end that has too few draws. */
    ...withInterval('slope'),
    /** The same of infinitely many workers, by quadrature. */
    slope_infinite: NUMBER,
  },
} satisfies Table;

/** A row of `cells.csv` of a slope study, with a 95 % interval. */
export type SlopeRow = RowOf<typeof CELLS>;

/** The fields that the cells of other kinds have: the std of the regrets has no effect. */
export function cellFields<S extends Pick<SlopeStudy, 'ratio'>>(study: S) {
  return { ...study, mean: study.ratio, std: [1] };
}

function cellCount(study: z.output<typeof fields>): number {
  return cellsIn(cellFields(study)) * study.factor.length * study.confidence.length;
}

export const slope = {
  name: 'slope',
  fields,
  tables: { cells: CELLS },
  overrides: ['seeds', 'draws'],
  cellCount,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    ...cellSizes(cellFields(study)),
    [study.factor.length, 'factor'],
  ],
  keyValues: (study) => ({
    ...cellKeyValues(cellFields(study)),
    factor: new Set(study.factor),
    ratio: new Set(axisValues(study.ratio)),
    confidence: new Set(study.confidence),
  }),
} as const satisfies KindDefinition<SlopeStudy>;
