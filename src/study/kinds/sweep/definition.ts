/** Sweeps: the weight of every worker against epsilon, for given regrets. */

import * as z from 'zod';
import { axisValues } from '../../axis.js';
import {
  epsilon,
  formula,
  heading,
  isRegret,
  itemName,
  namedList,
  OBJECT,
  oneFactor,
  REGRET_RULE,
} from '../../common-fields.js';
import { listOf, values } from '../../fields.js';
import { checkRows } from '../../size.js';
import {
  EPSILON_SCALING_COLUMN,
  FORMULA_COLUMNS,
  NUMBER,
  NUMBER_KEY,
  SIGNED,
  TEXT_KEY,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition } from '../kind.js';

const vector = z.strictObject(
  {
    name: itemName(
      /^[a-z][a-z0-9-]{0,31}$/,
      'a small letter, then small letters, digits and hyphens, 32 at most',
    ),
    values: values(REGRET_RULE, isRegret)
      .refine((given) => new Set(axisValues(given)).size > 1, {
        error: 'expected at least two different regrets',
      })
      .describe('Regret of each worker, dex.'),
  },
  OBJECT,
);

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('sweep')
        .describe('sweep: the weight of every worker against epsilon, for given regrets.'),
      ...formula,
      epsilonScaling: listOf('one of none, median', formula.epsilonScaling.unwrap())
        .default(['none'])
        .describe('As in the other kinds; here also both.'),
      factor: oneFactor('sweep'),
      regrets: namedList(vector, 1, 'one vector').describe('Vectors of regrets.'),
      epsilon,
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkRows(weightCount(study), context);
  })
  .transform(({ $schema: _, ...study }) => study);

/** A complete study of kind `sweep`. */
export type SweepStudy = z.output<typeof fields>;

type Sizes = Pick<SweepStudy, 'schemes' | 'mappings' | 'epsilonScaling' | 'regrets'>;

/** Vectors, each under each formula. */
function cellCount({ schemes, mappings, epsilonScaling, regrets }: Sizes): number {
  return schemes.length * mappings.length * epsilonScaling.length * regrets.length;
}

/** Rows of `weights.csv`. */
function weightCount(study: Sizes & Pick<SweepStudy, 'epsilon'>): number {
  const workers = study.regrets.reduce((sum, { values: each }) => sum + axisValues(each).length, 0);
  return (cellCount(study) / study.regrets.length) * workers * axisValues(study.epsilon).length;
}

/** Columns that identify a vector under one formula. */
const VECTOR_COLUMNS = {
  /** Name of the vector of regrets. */
  vector: TEXT_KEY,
  ...FORMULA_COLUMNS,
  epsilon_scaling: EPSILON_SCALING_COLUMN,
};

/** Identifies a vector under one formula. */
export type VectorKey = RowOf<{ file: ''; columns: typeof VECTOR_COLUMNS }>;

const WEIGHTS = {
  file: 'weights.csv',
  columns: {
    ...VECTOR_COLUMNS,
    epsilon: NUMBER_KEY,
    /** Number of the worker, from 1. */
    worker: NUMBER_KEY,
    /** dex */
    regret: SIGNED,
    weight: NUMBER,
    /** Undefined where the weight is zero. */
    log10_weight: SIGNED,
  },
  /** Vectors have different numbers of workers. */
  rows: weightCount,
} satisfies Table;

/** A row of `weights.csv`: a worker at one epsilon. */
export type WeightRow = RowOf<typeof WEIGHTS>;

const SPREAD = {
  file: 'spread.csv',
  columns: { ...VECTOR_COLUMNS, epsilon: NUMBER_KEY, std_weights: NUMBER, std_log10_weights: NUMBER },
} satisfies Table;

/** A row of `spread.csv` of a sweep. */
export type VectorSpreadRow = RowOf<typeof SPREAD>;

const VECTORS = {
  file: 'vectors.csv',
  columns: {
    ...VECTOR_COLUMNS,
    workers: NUMBER,
    min_regret: SIGNED,
    max_regret: SIGNED,
    median_regret: SIGNED,
    /** Population standard deviation, dex. */
    std_regrets: NUMBER,
    /** s of the scheme, dex. */
    scale: NUMBER,
    /** The largest S over all epsilons; undefined where it has no limit. */
    max_std_log10_weights: NUMBER,
    max_epsilon_std_log10_weights: NUMBER,
    /** The largest epsilon at which S reaches the threshold; undefined if none exists, or no largest one. */
    max_epsilon_threshold: NUMBER,
  },
} satisfies Table;

/**
 * A row of `vectors.csv`: a vector of regrets and the results of the certified searches. Epsilons are in dex;
 * scaled epsilons are divided by |median|.
 */
export type VectorRow = RowOf<typeof VECTORS>;

export const sweep = {
  name: 'sweep',
  fields,
  tables: { weights: WEIGHTS, spread: SPREAD, vectors: VECTORS },
  overrides: [],
  cellCount,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    [study.mappings.length, 'mapping'],
    [study.regrets.length, 'vector'],
    [axisValues(study.epsilon).length, 'epsilon'],
  ],
  keyValues: (study) => {
    const workers = new Map(study.regrets.map(({ name, values: each }) => [name, axisValues(each).length]));
    return {
      vector: workers,
      scheme: new Set(study.schemes),
      mapping: new Set(study.mappings),
      epsilon_scaling: new Set(study.epsilonScaling),
      epsilon: new Set(axisValues(study.epsilon)),
      worker: {
        size: NaN,
        has: (worker, { vector: name }) =>
          Number.isInteger(worker) && Number(worker) >= 1 && Number(worker) <= workers.get(String(name))!,
      },
    };
  },
} as const satisfies KindDefinition<SweepStudy>;
