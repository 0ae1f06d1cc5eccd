/** Fields of study files that several kinds share. */

import * as z from 'zod';
import { MOST_DEX, MOST_DRAWS, MOST_WORKERS, productRange } from '../kernel/limits.js';
import { DISTRIBUTIONS, type DistributionName } from '../sampling/distributions.js';
import { together } from '../sampling/groups.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES, SCHEMES, type SchemeName } from '../weights/schemes.js';
import type { Distributed } from './cells.js';
import { axis, listOf, number, oneOf, text, wholeNumber } from './fields.js';

const FACTOR_RULE = 'a finite number > 1';
const FACTOR_DESCRIPTION =
  'F: weights are meaningfully different when the std of their log10 reaches log10 F.';

const isWithinRange = (value: number) => Math.abs(value) <= MOST_DEX;
const isPositive = (value: number) => value >= 1 / MOST_DEX && value <= MOST_DEX;
const POSITIVE_RULE = 'values from 1e-50 to 1e+50';

/**
 * Ranges of p and c, and of means and stds of groups, the same as of regrets: the products of p, c and regrets
 * stay within double precision.
 */
const POSITIVE_NUMBER_RULE = 'a number from 1e-50 to 1e+50';
const NUMBER_RULE = 'a number from -1e+50 to 1e+50';

/** A regret, dex. */
export const REGRET_RULE = 'regrets from -1e+50 to 1e+50';
export const isRegret = isWithinRange;

/**
 * Errors of an object: a value that is none; for an unknown key the known ones, one of which may be meant.
 */
export const OBJECT = {
  error: ({ code, inst }: z.core.$ZodRawIssue): string =>
    code === 'unrecognized_keys' && inst instanceof z.ZodObject
      ? `expected one of ${Object.keys(inst.shape).join(', ')}`
      : 'expected an object',
};

export const heading = {
  $schema: text().optional().describe('Address of the JSON Schema of study files, for editors.'),
  name: text()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
      error: 'expected lower-case letters, digits and hyphens, 64 at most',
    })
    .describe('Name of the study and of its results folder.'),
  title: text()
    .max(200, { error: 'expected 200 characters at most' })
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\uFFFD-\uFFFF]*$/u, {
      error: 'expected one line of text without control characters',
    })
    .default('')
    .describe('One line about the study.'),
};

export const formula = {
  schemes: listOf('the name of a scheme', oneOf(SCHEME_NAMES))
    .default([DEFAULT_OPTIONS.scheme])
    .describe('Weight schemes.'),
  mappings: listOf('the name of a mapping', oneOf(MAPPINGS))
    .default([...MAPPINGS])
    .describe('Mappings from normalised regrets to weights.'),
  pNorm: number(POSITIVE_NUMBER_RULE)
    .min(1 / MOST_DEX, { error: `expected ${POSITIVE_NUMBER_RULE}` })
    .max(MOST_DEX, { error: `expected ${POSITIVE_NUMBER_RULE}` })
    .default(DEFAULT_OPTIONS.pNorm)
    .describe('Slope p of the mapping.'),
  cNorm: number(NUMBER_RULE)
    .min(-MOST_DEX, { error: `expected ${NUMBER_RULE}` })
    .max(MOST_DEX, { error: `expected ${NUMBER_RULE}` })
    .default(DEFAULT_OPTIONS.cNorm)
    .describe('Offset c of the mapping.'),
  epsilonScaling: oneOf(EPSILON_SCALINGS)
    .default(DEFAULT_OPTIONS.epsilonScaling)
    .describe('none: d = s + epsilon; median: d = s + epsilon * |median regret|.'),
};

export const sampling = {
  workers: listOf('a whole number from 2 to 10000', wholeNumber(2, MOST_WORKERS))
    .default([DEFAULT_OPTIONS.workers])
    .describe('Numbers of workers, N.'),
  draws: wholeNumber(1, MOST_DRAWS).default(1).describe('Independent regret vectors per cell.'),
  seeds: listOf('a whole number from 0 to 2^53 - 1', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .default([1])
    .describe('Study seeds. Each seed gives independent results.'),
};

export const distribution = oneOf(DISTRIBUTIONS)
  .optional()
  .describe(
    'Distribution of the regrets: normal (default); student-t3: t with 3 degrees of freedom, divided by its std sqrt(3); laplace; outlier: one ' +
      'of the N workers lies 10 std of the others below them. The distribution is shifted and scaled to the mean and std of the cell, for outlier those of all workers.',
  );

export const SHARE_RULE = 'a number between 0 and 1';

/** A share of epochs. */
export const share = number(SHARE_RULE)
  .gt(0, { error: `expected ${SHARE_RULE}` })
  .lt(1, { error: `expected ${SHARE_RULE}` });

const group = z.strictObject(
  {
    name: text().optional().describe('For readers of the study, as "forecasters".'),
    workers: wholeNumber(1, MOST_WORKERS).describe('Number of workers of the group.'),
    mean: number(NUMBER_RULE)
      .refine(isWithinRange, { error: `expected ${NUMBER_RULE}` })
      .describe('Mean of their regrets, dex.'),
    std: number(POSITIVE_NUMBER_RULE)
      .refine(isPositive, { error: `expected ${POSITIVE_NUMBER_RULE}` })
      .describe('Standard deviation of their regrets, dex.'),
  },
  OBJECT,
);

export const groupList = z
  .array(group, { error: 'expected a list of groups' })
  .min(2, { error: 'expected at least two groups' });

export const groups = groupList
  .optional()
  .describe(
    'Groups of workers, as inferers and forecasters, each with normal regrets of its own mean and std. "workers", "mean" and "std" of the study are those ' +
      'of all workers together, and follow from the groups where they are left out: the regrets are then those of the groups, in dex. A study with other ' +
      'means and stds shifts and scales all groups together.',
  );

/**
 * Reports groups that contradict other fields. zod also calls this if a field breaks its rule, so `workers`
 * may be a single number.
 */
export function checkGroups(
  { groups, distribution }: Distributed,
  workers: number | readonly number[],
  path: readonly (string | number)[],
  context: z.RefinementCtx,
): void {
  // Of wrong groups only their own problems are reported.
  if (!groups || !groupList.safeParse(groups).success) return;
  const problem = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [...path, field], message });
  if (distribution !== undefined) problem('distribution', `expected "groups" or "distribution", got both`);
  const all = together(groups).workers;
  const others = [workers].flat().filter((each) => each !== all);
  if (others.length > 0)
    problem('groups', `expected groups of ${others[0]} workers together, as in "workers", got ${all}`);
}

export const mean = axis('values from -1e+50 to 1e+50', isWithinRange);

export const std = axis(POSITIVE_RULE, isPositive).describe(
  'Standard deviation of the distribution of the regrets, dex.',
);

export const epsilon = axis(POSITIVE_RULE, isPositive).describe('Epsilons, dex.');

/** One or several factors F. */
const factors = listOf(FACTOR_RULE, number(FACTOR_RULE).gt(1, { error: `expected ${FACTOR_RULE}` }));

export const severalFactors = factors.default([DEFAULT_OPTIONS.factor]).describe(FACTOR_DESCRIPTION);

/** The factor of a kind that takes a single one. */
export const oneFactor = (kind: string) =>
  factors
    .refine((list) => list.length === 1, {
      error: `expected a single factor in a study of kind "${kind}"`,
    })
    .transform((list) => list[0]!)
    .default(DEFAULT_OPTIONS.factor)
    .describe(FACTOR_DESCRIPTION);

/** Reports a p c for which the search for the largest epsilon is not correct. */
export function checkProduct(
  { schemes, pNorm, cNorm }: { schemes: readonly SchemeName[]; pNorm: number; cNorm: number },
  path: readonly (string | number)[],
  context: z.RefinementCtx,
): void {
  const [from, to] = productRange(
    SCHEME_NAMES.some((name) => SCHEMES[name].bounds && schemes.includes(name)),
  );
  const product = pNorm * cNorm;
  if (product > from && product < to) return;
  context.addIssue({
    code: 'custom',
    path: [...path],
    message: `expected pNorm * cNorm between ${from} and ${to} in these schemes, got ${product}`,
  });
}

/** A list of objects with a name each, at least `least` of them. */
export function namedList<Item extends z.ZodType<{ name: string }>>(item: Item, least: number, rule: string) {
  return z
    .array(item, { error: 'expected a list' })
    .min(least, { error: `expected at least ${rule}` })
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
      error: 'expected every name once',
    });
}

/** The name of a list item. */
export function itemName(pattern: RegExp, rule: string) {
  return text()
    .regex(pattern, { error: `expected ${rule}` })
    .describe('Its name in tables and figures.');
}

/** The complete study without `$schema` and a default distribution, so that equal studies have equal JSON. */
export function complete<
  S extends { $schema?: string | undefined; distribution?: DistributionName | undefined },
>(study: S) {
  const { $schema: _, distribution, ...rest } = study;
  return { ...rest, ...(distribution !== undefined && distribution !== 'normal' && { distribution }) };
}
