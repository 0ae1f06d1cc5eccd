/** Sensitivity studies: the inputs that decide the recommended epsilon, by Sobol' indices. */

import * as z from 'zod';
import { MOST_WORKERS } from '../../../kernel/limits.js';
import { DEFAULT_OPTIONS } from '../../../weights/defaults.js';
import {
  checkProduct,
  complete,
  formula,
  heading,
  OBJECT,
  oneFactor,
  sampling,
  share,
} from '../../common-fields.js';
import { number, wholeNumber } from '../../fields.js';
import {
  FORMULA_COLUMNS,
  NUMBER,
  NUMBER_KEY,
  SHARE,
  SIGNED,
  withInterval,
  wordsKey,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KindDefinition } from '../kind.js';

/** The inputs, in the order of the table and of the points. */
export const INPUTS = ['ratio', 'workers', 'tails', 'distance', 'pNorm', 'cNorm'] as const;
export type InputName = (typeof INPUTS)[number];

/** The values that each input may have. */
const LIMITS: Record<InputName, [from: number, to: number]> = {
  ratio: [-1e6, 1e6],
  workers: [2, MOST_WORKERS],
  tails: [0, 1 / 3],
  distance: [0, 1e6],
  pNorm: [0.01, 100],
  cNorm: [-100, 100],
};
/** Settings of a study: each is a row of d + 2 points. */
const MOST_ROWS = 1_000_000;
/** Most regrets at one point: a thread holds five times as many in memory. */
const MOST_REGRETS = 5_000_000;

/** A value, or the ends of a uniform distribution. */
function input(name: InputName, description: string) {
  const [from, to] = LIMITS[name];
  const rule = `a number from ${from} to ${to}`;
  const value = number(rule)
    .min(from, { error: `expected ${rule}` })
    .max(to, { error: `expected ${rule}` });
  const range = z
    .tuple([value, value], { error: 'expected [from, to]' })
    .refine(([low, high]) => low < high, { error: 'expected [from, to] with from < to' });
  return z.union([value, range], { error: `expected ${rule}, or [from, to]` }).describe(description);
}

const inputs = z
  .strictObject(
    {
      ratio: input('ratio', 'Mean over standard deviation of the regrets.').default([-3, 1]),
      workers: input('workers', 'Number of workers, N: whole numbers, uniform in their logarithm.').default([
        3, 50,
      ]),
      tails: input(
        'tails',
        "1 / degrees of freedom of Student's t, rounded to twelfths; 0: normal regrets.",
      ).default([0, 1 / 3]),
      distance: input(
        'distance',
        'Distance of two clusters of workers, in standard deviations within a cluster; the upper one has a quarter of the workers.',
      ).default([0, 4]),
      pNorm: input('pNorm', 'Slope p of the mapping.').default([1, 10]),
      cNorm: input('cNorm', 'Offset c of the mapping.').default([0, 2]),
    },
    OBJECT,
  )
  .refine((given) => Object.values(given).some(Array.isArray), {
    error: 'expected at least one input with a range, [from, to]',
  });

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('sensitivity')
        .describe("sensitivity: the inputs that decide the recommended epsilon, by Sobol' indices."),
      schemes: formula.schemes,
      mappings: formula.mappings,
      draws: wholeNumber(20, 1_000_000)
        .default(1000)
        .describe('Independent epochs behind each epsilon; the same random numbers for all.'),
      seeds: sampling.seeds,
      factor: oneFactor('sensitivity'),
      confidence: share
        .default(DEFAULT_OPTIONS.confidence)
        .describe('Share of epochs that the recommended epsilon separates.'),
      rows: wholeNumber(2, MOST_ROWS)
        .default(1000)
        .describe('Independent pairs of settings, each changed in one input at a time.'),
      inputs: inputs.prefault({}).describe('Value of each input, or its range [from, to].'),
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    const regrets = study.draws * endsOf(study.inputs.workers)[1];
    if (regrets > MOST_REGRETS)
      context.addIssue({
        code: 'custom',
        path: ['draws'],
        message: `expected at most ${MOST_REGRETS} regrets at a point (draws times workers), got ${regrets}`,
      });
    for (const pNorm of endsOf(study.inputs.pNorm))
      for (const cNorm of endsOf(study.inputs.cNorm))
        checkProduct({ ...study, pNorm, cNorm }, ['inputs', 'cNorm'], context);
  })
  .transform(complete);

/** A complete study of kind `sensitivity`. */
export type SensitivityStudy = z.output<typeof fields>;

/** The smallest and the largest value of an input. */
export function endsOf(given: number | readonly [number, number]): readonly [number, number] {
  return typeof given === 'number' ? [given, given] : given;
}

/** Steps of the tails, 1 / degrees of freedom: the streams have numbers for 12, 6, 4 and 3 degrees. */
export const TAIL_STEPS = 12;

/** Degrees of freedom of Student's t; Infinity: normal. @param tails 1 / degrees of freedom */
export function degreesOf(tails: number): number {
  return TAIL_STEPS / Math.round(tails * TAIL_STEPS);
}

/** The inputs that have a range. */
export function variedInputs({ inputs: given }: Pick<SensitivityStudy, 'inputs'>): InputName[] {
  return INPUTS.filter((name) => typeof given[name] !== 'number');
}

const INDICES = {
  file: 'indices.csv',
  columns: {
    ...FORMULA_COLUMNS,
    seed: NUMBER_KEY,
    input: wordsKey(INPUTS),
    /** Share of the variance of epsilon / std that the input explains alone. */
    ...withInterval('first', SIGNED),
    /** The same with all its interactions. */
    ...withInterval('total'),
    /** Mean and standard deviation of epsilon / std over all settings. */
    mean_epsilon: NUMBER,
    std_epsilon: NUMBER,
    /** Share of settings in which no epsilon separates so many epochs; it counts as 0. */
    none: SHARE,
  },
} satisfies Table;

/** A row of `indices.csv` of a sensitivity study, with 95 % bootstrap intervals. */
export type SensitivityRow = RowOf<typeof INDICES>;

export const sensitivity = {
  name: 'sensitivity',
  fields,
  tables: { indices: INDICES },
  overrides: ['seeds', 'draws'],
  cellCount: (study) =>
    study.schemes.length * study.mappings.length * study.seeds.length * variedInputs(study).length,
  sizes: (study) => [
    [study.schemes.length, 'scheme'],
    [study.mappings.length, 'mapping'],
    [study.seeds.length, 'seed'],
    [variedInputs(study).length, 'input'],
    [study.rows, 'row'],
    [study.draws, 'draw'],
  ],
  keyValues: (study) => ({
    scheme: new Set(study.schemes),
    mapping: new Set(study.mappings),
    seed: new Set(study.seeds),
    input: new Set(variedInputs(study)),
  }),
} as const satisfies KindDefinition<SensitivityStudy>;
