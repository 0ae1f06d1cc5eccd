/** The definition of a study file: it validates, fills in defaults, gives the types, and is what the JSON Schema for editors is made from. */

import * as z from 'zod';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { axisValues, type Axis } from './axis.js';
import { problemsOf, type Problem } from './problems.js';

/** An axis longer than this is a slip of the keyboard, not a study. */
const MOST_AXIS_VALUES = 1_000_000;
const MOST_ROWS = 100_000_000;

function number(rule: string) {
  return z.number({ error: `expected ${rule}` });
}

function wholeNumber(least: number, most: number) {
  const error = `expected a whole number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `>= ${least}`}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function oneOf<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `expected one of ${choices.join(', ')}` });
}

/** A list of different values, or a single one; `rule` is that of a value. */
function listOf<T extends z.ZodType>(rule: string, item: T) {
  const several = z
    .array(item)
    .min(1, { error: 'expected at least one value' })
    .refine((list) => new Set(list).size === list.length, { error: 'expected every value once' });
  return z
    .union([item, several], { error: `expected ${rule}, or a list of such` })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

function axis(rule: string, holds: (value: number) => boolean) {
  const range = z.tuple([number('a finite number'), number('a finite number'), wholeNumber(2, MOST_AXIS_VALUES)], {
    error: 'expected [from, to, count]',
  });
  const value = number('a finite number');
  return z
    .union(
      [
        value,
        z
          .array(value)
          .min(1, { error: 'expected at least one value' })
          .max(MOST_AXIS_VALUES, { error: `expected at most ${MOST_AXIS_VALUES} values` }),
        z.strictObject({ linspace: range }),
        z.strictObject({ logspace: range }),
      ],
      { error: 'expected a number, a list of numbers, { "linspace": [from, to, count] } or { "logspace": [from, to, count] }' },
    )
    .transform((input): Axis => (typeof input === 'number' ? [input] : input))
    .superRefine((given, context) => {
      const values = axisValues(given);
      const wrong = values.findIndex((each) => !(Number.isFinite(each) && holds(each)));
      const falling = values.findIndex((each, i) => i > 0 && !(each > values[i - 1]!));
      if (wrong >= 0) context.addIssue({ code: 'custom', message: `expected ${rule}, got ${values[wrong]}` });
      else if (falling >= 0) {
        context.addIssue({ code: 'custom', message: `expected increasing values, got ${values[falling]} after ${values[falling - 1]}` });
      }
    });
}

const gridStudy = z
  .strictObject(
    {
      $schema: z.string({ error: 'expected a text' }).optional().describe('Where editors find the schema of study files.'),
      name: z
        .string({ error: 'expected a text' })
        .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: 'expected lower-case letters, digits and hyphens, 64 at most' })
        .describe('Name of the study and of its results folder.'),
      kind: z
        .literal('grid', { error: 'expected "grid"' })
        .describe('grid: both spreads of the weights on an epsilon axis, for every cell.'),
      title: z
        .string({ error: 'expected a text' })
        .max(200, { error: 'expected 200 characters at most' })
        .default('')
        .describe('One line about the study.'),
      schemes: listOf('the name of a scheme', oneOf(SCHEME_NAMES)).default(['chain-2026']).describe('Weight schemes.'),
      mappings: listOf('the name of a mapping', oneOf(MAPPINGS))
        .default([...MAPPINGS])
        .describe('What makes weights of normalised regrets.'),
      pNorm: number('a finite number > 0').gt(0, { error: 'expected a finite number > 0' }).default(3).describe('Slope p of the mapping.'),
      cNorm: number('a finite number').default(0.75).describe('Offset c of the mapping.'),
      epsilonScaling: oneOf(EPSILON_SCALINGS).default('none').describe('none: d = s + epsilon; median: d = s + epsilon * |median regret|.'),
      workers: listOf('a whole number from 2 to 10000', wholeNumber(2, 10_000)).default([10]).describe('Numbers of workers, N.'),
      draws: wholeNumber(1, 10_000_000).default(1).describe('Independent regret vectors per cell.'),
      seeds: listOf('a whole number >= 0', wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default([1])
        .describe('Study seeds; each is a run of its own.'),
      factor: listOf('a finite number > 1', number('a finite number > 1').gt(1, { error: 'expected a finite number > 1' }))
        .refine((factors) => factors.length === 1, { error: 'expected a single factor in a study of kind "grid"' })
        .transform((factors) => factors[0]!)
        .default(Math.sqrt(10))
        .describe('F: weights are meaningfully different when the std of their log10 reaches log10 F.'),
      mean: axis('finite values', () => true).describe('Mean of the regrets, dex.'),
      std: axis('finite values > 0', (std) => std > 0).describe('Standard deviation of the distribution the regrets are drawn from, dex.'),
      epsilon: axis('finite values > 0', (epsilon) => epsilon > 0).describe('Epsilons, dex.'),
    },
    { error: 'expected an object' },
  )
  .superRefine((study, context) => {
    const rows = gridCellCount(study) * study.mappings.length * axisValues(study.epsilon).length;
    if (rows > MOST_ROWS) context.addIssue({ code: 'custom', message: `expected a table of at most ${MOST_ROWS} rows, got ${rows}` });
  })
  .transform(({ $schema: _, ...study }) => study);

/** A complete study of kind `grid`: defaults filled in, axes as written. */
export type GridStudy = z.output<typeof gridStudy>;
export type Study = GridStudy;

/** Number of (scheme, workers, seed, mean, std), each of which is computed as a whole. */
export function gridCellCount(study: Pick<GridStudy, 'schemes' | 'workers' | 'seeds' | 'mean' | 'std'>): number {
  return study.schemes.length * study.workers.length * study.seeds.length * axisValues(study.mean).length * axisValues(study.std).length;
}

/** The complete study, or every problem found. `input` is what the JSON of a study file holds. */
export function parseStudy(input: unknown): { study: Study; problems?: never } | { study?: never; problems: Problem[] } {
  const result = gridStudy.safeParse(input);
  return result.success ? { study: result.data } : { problems: problemsOf(result.error, input, Object.keys(gridStudy.in.shape)) };
}

/** The JSON Schema of study files, for completion and hints in editors. */
export function studyJsonSchema(): unknown {
  return z.toJSONSchema(gridStudy, { io: 'input', target: 'draft-7' });
}

/** The fields that a command line may replace, with the rules of the study file. */
export const OVERRIDES = { draws: gridStudy.in.shape.draws.unwrap(), seeds: gridStudy.in.shape.seeds.unwrap() };
