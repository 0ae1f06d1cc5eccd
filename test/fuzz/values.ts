/** Random values: numbers at the limits of double precision, texts that control a terminal, wrong types. */

import fc from 'fast-check';
import { textOfAnyCharacters } from '../any-text.js';

const SPECIAL = [
  0,
  1,
  2,
  3,
  10,
  0.5,
  0.1,
  0.30000000000000004,
  1 + Number.EPSILON,
  1 - Number.EPSILON / 2,
  Number.MIN_VALUE,
  2 ** -1022,
  1e-320,
  1e-300,
  1e-150,
  1e-118,
  1e-51,
  1e-50,
  1e-16,
  1e15,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  1e50,
  1e51,
  1e118,
  1e150,
  1e200,
  1e250,
  1e300,
  Number.MAX_VALUE,
];

/** Positive, any magnitude from 10^from to 10^to. */
export function magnitude(from: number, to: number): fc.Arbitrary<number> {
  return fc
    .tuple(fc.integer({ min: from, max: to }), fc.double({ min: 1, max: 9.99, noNaN: true }))
    .map(([exponent, digits]) => Number(`${digits.toPrecision(3)}e${exponent}`));
}

export const special = fc.constantFrom(...SPECIAL);
const positive = fc.oneof(magnitude(-3, 3), magnitude(-320, 307), special);
export const signed = fc.tuple(positive, fc.constantFrom(1, 1, -1)).map(([value, sign]) => sign * value);
export const anyNumber = fc.oneof(
  { weight: 8, arbitrary: signed },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
);

/** Texts with control characters, halves of characters, names that every object inherits. */
export const anyText = fc.oneof(
  fc.constantFrom('', ' ', 'x', '-', '--', '0', '1e400', 'NaN', 'Infinity', '__proto__', 'constructor'),
  fc.constantFrom('toString', '\u001b[2J', '\u009b31m', 'a\nb', '\0', '\ud800', '\u202e', '\ufeff', '../x'),
  fc.string({ maxLength: 8 }),
  textOfAnyCharacters(8),
  fc.constant('x'.repeat(5000)),
);

/** A value of any type that JSON has. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], { toString: 1 }, { length: 3 }),
  fc.constantFrom<unknown>({ linspace: [0, 1] }, { logspace: [0, 1, 1e9] }, { constructor: { name: 1 } }),
  signed,
  anyText,
  fc.array(fc.oneof(signed, anyText), { maxLength: 4 }),
  fc.dictionary(anyText, signed, { maxKeys: 3 }),
);

/** A value of any type of JavaScript. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  anyJson,
  anyNumber,
  fc.constantFrom<unknown>(undefined, 1n, Symbol('x'), () => 1, new Date(0), new Map(), new Set([1]), /x/),
  fc.constantFrom<unknown>(
    Object.create(null),
    new Float64Array(3),
    new Uint8Array(0),
    new DataView(new ArrayBuffer(8)),
  ),
  fc.constantFrom<unknown>(new Error('x'), Promise.resolve(1), new Float64Array([NaN, 1]), [undefined], [1n]),
  fc.constantFrom<unknown>(new Array(3), [Symbol('x')], 'x'.repeat(1e5), { valueOf: 1, toString: null }),
);

/** Mostly the first, once in `n` times the second. */
export function rarely<A, B>(n: number, usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  return fc.oneof<fc.MaybeWeightedArbitrary<A | B>[]>(
    { weight: n - 1, arbitrary: usual },
    { weight: 1, arbitrary: rare },
  );
}

/** A path to a value inside an object, by shares of its length: the same path suits any object. */
export const anyPath = fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), {
  minLength: 1,
  maxLength: 8,
});

/** A copy of JSON in which the value at the end of a path is replaced; `undefined` removes it. */
export function replacedAt(document: unknown, path: readonly number[], change: (before: unknown) => unknown) {
  const copy = structuredClone(document);
  let parent = copy;
  let key: string | number | undefined;
  let value: unknown = copy;
  for (const share of path) {
    if (typeof value !== 'object' || value === null) break;
    const keys = Object.keys(value);
    if (keys.length === 0) break;
    parent = value;
    key = keys[Math.floor(share * keys.length)]!;
    value = (value as Record<string, unknown>)[key];
  }
  if (key === undefined) return change(document);
  const changed = change(value);
  if (changed === undefined) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent as object, key);
  } else (parent as Record<string, unknown>)[key] = changed;
  return copy;
}
