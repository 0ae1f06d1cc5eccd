/** Building blocks of fields of study files. The error message of each states its rule. */

import * as z from 'zod';
import { axisValues, type Axis } from './axis.js';

/** Most values of one axis: anything longer is almost certainly a typing error. */
const MOST_AXIS_VALUES = 1_000_000;

export function text() {
  return z.string({ error: 'expected a text' });
}

export const flag = z.boolean({ error: 'expected true or false' });

export function number(rule: string) {
  return z.number({ error: `expected ${rule}` });
}

export function wholeNumber(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most < Number.MAX_SAFE_INTEGER ? most : '2^53 - 1'}`;
  // `abort` skips the later rules, which would build a list of this length.
  return z.int({ error }).min(least, { error, abort: true }).max(most, { error, abort: true });
}

export function oneOf<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `expected one of ${choices.join(', ')}` });
}

/**
 * A list of different values, or a single one.
 * @param rule of one value
 */
export function listOf<T extends z.ZodType>(rule: string, item: T) {
  const several = z
    .array(item)
    .min(1, { error: 'expected at least one value' })
    .refine((list) => new Set(list).size === list.length, { error: 'expected every value once' });
  return z
    .union([item, several], { error: `expected ${rule}, or a list of such` })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

/** Numbers in increasing order, listed or by a rule. */
export function axis(rule: string, holds: (value: number) => boolean) {
  return values(rule, holds).superRefine((given, context) => {
    const values = axisValues(given);
    const falling = values.findIndex((each, i) => i > 0 && !(each > values[i - 1]!));
    if (falling < 0 || values.some((each) => !(Number.isFinite(each) && holds(each)))) return;
    context.addIssue({
      code: 'custom',
      message: `expected increasing values, got ${values[falling]} after ${values[falling - 1]}`,
    });
  });
}

/** Numbers in any order, listed or by a rule. */
export function values(rule: string, holds: (value: number) => boolean) {
  const range = z.tuple(
    [number('a finite number'), number('a finite number'), wholeNumber(2, MOST_AXIS_VALUES)],
    {
      error: 'expected [from, to, count]',
    },
  );
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
      {
        error:
          'expected a number, a list of numbers, { "linspace": [from, to, count] } or { "logspace": [from, to, count] }',
      },
    )
    .transform((input): Axis => (typeof input === 'number' ? [input] : input))
    .superRefine((given, context) => {
      const values = axisValues(given);
      const wrong = values.findIndex((each) => !(Number.isFinite(each) && holds(each)));
      if (wrong >= 0) context.addIssue({ code: 'custom', message: `expected ${rule}, got ${values[wrong]}` });
    });
}
