/** The definition of a study file: it validates, fills in defaults, gives the types, and is what the JSON Schema for editors is made from. */

import * as z from 'zod';
import { MOST_DEX, MOST_WORKERS, productRange } from '../kernel/limits.js';
import { DISTRIBUTIONS, type DistributionName } from '../sampling/distributions.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES, SCHEMES } from '../weights/schemes.js';
import { axisValues, type Axis } from './axis.js';
import { axis, listOf, number, oneOf, values, wholeNumber } from './fields.js';
import { problemsOf, type Problem } from '../text/problems.js';

/** Beyond these a study is a slip of the keyboard: its tables do not fit into memory, or it takes years. */
const MOST_ROWS = 100_000_000;
const MOST_CELLS = 1_000_000;
const MOST_DRAWS = 1e10;
const MOST_WEIGHTS = 1e15;

const factors = listOf(
  'a finite number > 1',
  number('a finite number > 1').gt(1, { error: 'expected a finite number > 1' }),
);
const FACTOR_WORDS = 'F: weights are meaningfully different when the std of their log10 reaches log10 F.';

const heading = {
  $schema: z
    .string({ error: 'expected a text' })
    .optional()
    .describe('Where editors find the schema of study files.'),
  name: z
    .string({ error: 'expected a text' })
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
      error: 'expected lower-case letters, digits and hyphens, 64 at most',
    })
    .describe('Name of the study and of its results folder.'),
  title: z
    .string({ error: 'expected a text' })
    .max(200, { error: 'expected 200 characters at most' })
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\uFFFD-\uFFFF]*$/u, {
      error: 'expected one line of text without control characters',
    })
    .default('')
    .describe('One line about the study.'),
};

const formula = {
  schemes: listOf('the name of a scheme', oneOf(SCHEME_NAMES))
    .default([DEFAULT_OPTIONS.scheme])
    .describe('Weight schemes.'),
  mappings: listOf('the name of a mapping', oneOf(MAPPINGS))
    .default([...MAPPINGS])
    .describe('What makes weights of normalised regrets.'),
  pNorm: number('a finite number > 0')
    .gt(0, { error: 'expected a finite number > 0' })
    .default(DEFAULT_OPTIONS.pNorm)
    .describe('Slope p of the mapping.'),
  cNorm: number('a finite number').default(DEFAULT_OPTIONS.cNorm).describe('Offset c of the mapping.'),
  epsilonScaling: oneOf(EPSILON_SCALINGS)
    .default(DEFAULT_OPTIONS.epsilonScaling)
    .describe('none: d = s + epsilon; median: d = s + epsilon * |median regret|.'),
};

const sampling = {
  workers: listOf('a whole number from 2 to 10000', wholeNumber(2, MOST_WORKERS))
    .default([DEFAULT_OPTIONS.workers])
    .describe('Numbers of workers, N.'),
  draws: wholeNumber(1, 10_000_000).default(1).describe('Independent regret vectors per cell.'),
  seeds: listOf('a whole number >= 0', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .default([1])
    .describe('Study seeds; each is a run of its own.'),
};

const distribution = oneOf(DISTRIBUTIONS)
  .optional()
  .describe(
    'What the regrets are drawn from: normal (if not given); student-t3: t with 3 degrees of freedom, divided by its std sqrt(3); laplace; outlier: one ' +
      'of the N workers 10 std of the others below them. Always shifted and scaled to the mean and the std of the cell, in outlier those over all workers.',
  );

const flag = z.boolean({ error: 'expected true or false' });

const isWithin = (value: number) => Math.abs(value) <= MOST_DEX;
const isPositive = (value: number) => value >= 1 / MOST_DEX && value <= MOST_DEX;
const POSITIVE = 'values from 1e-50 to 1e+50';

const mean = axis('values from -1e+50 to 1e+50', isWithin);
const std = axis(POSITIVE, isPositive).describe(
  'Standard deviation of the distribution the regrets are drawn from, dex.',
);

const epsilon = axis(POSITIVE, isPositive).describe('Epsilons, dex.');

const oneFactor = (kind: string) =>
  factors
    .refine((list) => list.length === 1, { error: `expected a single factor in a study of kind "${kind}"` })
    .transform((list) => list[0]!)
    .default(DEFAULT_OPTIONS.factor)
    .describe(FACTOR_WORDS);

const gridStudy = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('grid')
        .describe('grid: both spreads of the weights on an epsilon axis, for every cell.'),
      ...formula,
      ...sampling,
      distribution,
      factor: oneFactor('grid'),
      mean: mean.describe('Mean of the regrets, dex.'),
      std,
      epsilon,
      spreadTable: flag
        .optional()
        .describe('false: no spread.csv, which has a row for every cell and epsilon. Written if not given.'),
      blanks: flag
        .optional()
        .describe(
          'true: blanks.csv, the share of draws in which an axis like this shows no epsilon that reaches the threshold, and why.',
        ),
    },
    { error: 'expected an object' },
  )
  .superRefine((study, context) => checkSize(study, axisValues(study.epsilon).length, context))
  .transform(complete);

const variant = z.strictObject(
  {
    name: z
      .string({ error: 'expected a text' })
      .regex(/^[a-z][a-z0-9 .,-]{0,23}$/, {
        error: 'expected a small letter, then small letters, digits, spaces and . , -, 24 at most',
      })
      .describe('Its name in tables and figures.'),
    pNorm: formula.pNorm.unwrap().optional(),
    cNorm: formula.cNorm.unwrap().optional(),
    epsilonScaling: formula.epsilonScaling.unwrap().optional(),
    distribution,
  },
  { error: 'expected an object' },
);

const thresholdStudy = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('threshold')
        .describe('threshold: the distribution over draws of the largest epsilon, for every cell.'),
      ...formula,
      ...sampling,
      distribution,
      variants: z
        .array(variant, { error: 'expected a list' })
        .min(2, { error: 'expected at least two variants' })
        .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
          error: 'expected every name once',
        })
        .optional()
        .describe(
          'The study once for each of these changes, on the same streams; the first is what figures compare the others with.',
        ),
      factor: factors.default([DEFAULT_OPTIONS.factor]).describe(FACTOR_WORDS),
      axis: oneOf(['mean', 'ratio'])
        .default('mean')
        .describe(
          'mean: "mean" is in dex; ratio: it is a multiple of the std, so that each value is one regime.',
        ),
      mean: mean.describe('Mean of the regrets, dex, or over their std with "axis": "ratio".'),
      std,
    },
    { error: 'expected an object' },
  )
  .superRefine((study, context) => {
    checkSize(study, 1, context);
    const [from, to] = productRange(study.schemes.some((scheme) => SCHEMES[scheme].bounds));
    for (const [i, variant] of (study.variants ?? [{}]).entries()) {
      const { pNorm, cNorm } = { ...study, ...variant };
      const product = pNorm * cNorm;
      if (product > from && product < to) continue;
      const rule = `expected pNorm * cNorm between ${from} and ${to} in these schemes, got ${product}`;
      context.addIssue({ code: 'custom', path: study.variants ? ['variants', i] : ['cNorm'], message: rule });
    }
  })
  .transform(complete);

const fraction = number('a number > 0 and <= 1')
  .gt(0, { error: 'expected a number > 0 and <= 1' })
  .max(1, { error: 'expected a number > 0 and <= 1' });

const relativeStudy = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('relative')
        .describe(
          'relative: the largest spread of the weights, and the largest epsilons at which fractions of it are left, for every cell.',
        ),
      ...formula,
      ...sampling,
      distribution,
      fractions: listOf('a number > 0 and <= 1', fraction)
        .default([0.5, 0.3])
        .describe('Fractions of the largest spread.'),
      mean: mean.describe('Mean of the regrets, dex.'),
      std,
      epsilon: epsilon
        .optional()
        .describe('Epsilons of spread.csv, dex; without them there is no such table.'),
    },
    { error: 'expected an object' },
  )
  .superRefine((study, context) =>
    checkSize(study, study.epsilon ? axisValues(study.epsilon).length : 1, context),
  )
  .transform(complete);

const vector = z.strictObject(
  {
    name: z
      .string({ error: 'expected a text' })
      .regex(/^[a-z][a-z0-9-]{0,31}$/, {
        error: 'expected a small letter, then small letters, digits and hyphens, 32 at most',
      })
      .describe('Its name in tables and figures.'),
    values: values('regrets from -1e+50 to 1e+50', isWithin)
      .refine((given) => new Set(axisValues(given)).size > 1, {
        error: 'expected at least two different regrets',
      })
      .describe('Regret of each worker, dex.'),
  },
  { error: 'expected an object' },
);

const sweepStudy = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('sweep')
        .describe('sweep: the weight of every worker against epsilon, for given regrets.'),
      ...formula,
      epsilonScaling: listOf('one of none, median', formula.epsilonScaling.unwrap())
        .default([DEFAULT_OPTIONS.epsilonScaling])
        .describe('As elsewhere; here also both.'),
      factor: oneFactor('sweep'),
      regrets: z
        .array(vector, { error: 'expected a list' })
        .min(1, { error: 'expected at least one vector' })
        .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
          error: 'expected every name once',
        })
        .describe('Vectors of regrets.'),
      epsilon,
    },
    { error: 'expected an object' },
  )
  .superRefine((study, context) => {
    const workers = study.regrets.reduce((sum, { values }) => sum + axisValues(values).length, 0);
    checkRows(
      (sweepCount(study) / study.regrets.length) * workers * axisValues(study.epsilon).length,
      context,
    );
  })
  .transform(({ $schema: _, ...study }) => study);

const KINDS = { grid: gridStudy, threshold: thresholdStudy, sweep: sweepStudy, relative: relativeStudy };
const studyFile = z.discriminatedUnion('kind', [gridStudy, thresholdStudy, sweepStudy, relativeStudy], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? `expected one of ${Object.keys(KINDS).join(', ')}`
      : 'expected an object',
});

/** A complete study of kind `grid`: defaults filled in, axes as written. */
export type GridStudy = z.output<typeof gridStudy>;
/** A complete study of kind `threshold`. */
export type ThresholdStudy = z.output<typeof thresholdStudy>;
/** A complete study of kind `sweep`. */
export type SweepStudy = z.output<typeof sweepStudy>;
/** A complete study of kind `relative`. */
export type RelativeStudy = z.output<typeof relativeStudy>;
export type Study = z.output<typeof studyFile>;

/** As it is kept: what says nothing is left out, so that a study has one form. */
function complete<S extends { $schema?: string | undefined; distribution?: DistributionName | undefined }>(
  study: S,
) {
  const { $schema: _, distribution, ...rest } = study;
  return { ...rest, ...(distribution !== undefined && distribution !== 'normal' && { distribution }) };
}

function checkRows(rows: number, context: z.RefinementCtx): void {
  if (rows > MOST_ROWS)
    context.addIssue({
      code: 'custom',
      message: `expected a table of at most ${MOST_ROWS} rows, got ${rows}`,
    });
}

/**
 * Runs also where a field breaks its rule, and its values are as they were given.
 * @param epsilons of each cell
 */
function checkSize(study: Cells & { draws: number }, epsilons: number, context: z.RefinementCtx): void {
  const workers = [study.workers].flat() as number[];
  const cells = cellCount(study);
  const draws = cells * study.draws;
  const weights = (draws / workers.length) * workers.reduce((sum, n) => sum + n, 0) * epsilons;
  const sizes: [number, number, string][] = [
    [cells * epsilons, MOST_ROWS, 'a table of at most %s rows'],
    [cells, MOST_CELLS, 'at most %s cells'],
    [draws, MOST_DRAWS, 'at most %s draws in all cells together'],
    [weights, MOST_WEIGHTS, 'at most %s weights (draws in all cells, times workers, times epsilons)'],
  ];
  const tooLarge = sizes.find(([size, most]) => size > most);
  if (!tooLarge) return;
  const [size, most, rule] = tooLarge;
  context.addIssue({ code: 'custom', message: `expected ${rule.replace('%s', String(most))}, got ${size}` });
}

type Cells = {
  schemes: readonly unknown[];
  mappings: readonly unknown[];
  workers: readonly unknown[];
  seeds: readonly unknown[];
  mean: Axis;
  std: Axis;
  factor?: number | readonly number[];
  fractions?: readonly number[];
  variants?: readonly unknown[] | undefined;
};
type Sweeps = Pick<SweepStudy, 'schemes' | 'mappings' | 'epsilonScaling' | 'regrets'>;

/** Number of cells: rows of `cells.csv`, or of `vectors.csv`. */
export function cellCount(study: Cells | Sweeps): number {
  if ('regrets' in study) return sweepCount(study);
  const {
    schemes,
    mappings,
    workers,
    seeds,
    factor = 1,
    fractions = [1],
    mean,
    std,
    variants = [{}],
  } = study;
  const lists = [
    schemes,
    mappings,
    variants,
    workers,
    seeds,
    [factor].flat(),
    fractions,
    axisValues(mean),
    axisValues(std),
  ];
  return lists.reduce((product, list) => product * list.length, 1);
}

function sweepCount({ schemes, mappings, epsilonScaling, regrets }: Sweeps): number {
  return schemes.length * mappings.length * epsilonScaling.length * regrets.length;
}

/** The complete study, or every problem found. `input` is what the JSON of a study file holds. */
export function parseStudy(
  input: unknown,
): { study: Study; problems?: never } | { study?: never; problems: Problem[] } {
  const result = studyFile.safeParse(input);
  if (result.success) return { study: result.data };
  const kind = (input as { kind?: keyof typeof KINDS } | null)?.kind;
  const schema = kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind] : KINDS.grid;
  return { problems: problemsOf(result.error, input, Object.keys(schema.in.shape)) };
}

/** The JSON Schema of study files, for completion and hints in editors. */
export function studyJsonSchema(): unknown {
  return z.toJSONSchema(studyFile, { io: 'input', target: 'draft-7' });
}

/** The fields that a command line may replace, with the rules of the study file. */
export const OVERRIDES = { draws: sampling.draws.unwrap(), seeds: sampling.seeds.unwrap() };
