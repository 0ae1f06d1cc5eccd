/** Random studies of every kind: most are valid and small, with numbers at the ends of their ranges. */

import fc from 'fast-check';
import { RULES_NAMES } from '../../src/network/rules.js';
import { DISTRIBUTIONS } from '../../src/sampling/distributions.js';
import { ERRORS, SETTING_RULES, TARGETS } from '../../src/topic/settings.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../src/weights/schemes.js';
import { anyJson, anyText, magnitude, rarely, signed, special } from './values.js';

/** One field in this many is wrong. */
const WRONG = 60;

const usual = <T>(valid: fc.Arbitrary<T>) => rarely(WRONG, valid, anyJson);
const some = <T>(items: readonly T[]) =>
  fc.oneof(fc.constantFrom(...items), fc.subarray([...items], { minLength: 1 }));
const optional = <T>(valid: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), usual(valid));

const dex = fc.oneof(magnitude(-3, 2), magnitude(-50, 49), fc.constantFrom(1e-50, 1e50, 2 ** 53, 1));
const signedDex = fc.tuple(dex, fc.constantFrom(1, -1, -1, 0)).map(([value, sign]) => sign * value);

/** Values that rise, in each form of an axis. */
function axis(value: fc.Arbitrary<number>): fc.Arbitrary<unknown> {
  const list = fc
    .uniqueArray(value, { minLength: 1, maxLength: 3, comparator: 'SameValueZero' })
    .map((values) => values.sort((a, b) => a - b));
  const ends = fc.tuple(value, value, fc.integer({ min: 2, max: 4 }));
  const exponents = fc.tuple(
    fc.double({ min: -50, max: 50, noNaN: true }),
    fc.double({ min: 0, max: 9, noNaN: true }),
  );
  return fc.oneof(
    value,
    list,
    ends.map(([a, b, count]) => ({ linspace: [Math.min(a, b), Math.max(a, b), count] })),
    exponents.map(([from, length]) => ({ logspace: [from, from + length, 3] })),
    // Neighbours in double precision.
    value.map((from) => [from, from + Math.abs(from) * Number.EPSILON]),
  );
}

const name = fc.constantFrom('a', 'a-1', '0', 'x'.repeat(64));
const pNorm = fc.oneof(fc.constant(3), magnitude(-1, 1), magnitude(-50, 49), fc.constantFrom(1e-50, 1e50));
const cNorm = fc.oneof(fc.constant(0.75), fc.double({ min: -3, max: 3, noNaN: true }), signedDex);
const factor = fc.oneof(
  fc.constant(10 ** 0.5),
  fc.double({ min: 1.001, max: 20, noNaN: true }),
  fc.constantFrom(1 + Number.EPSILON, 1.0000001, 1e300, Number.MAX_VALUE),
  special,
);
const distribution = fc.constantFrom(...DISTRIBUTIONS);

const common = {
  name: usual(name),
  title: optional(fc.oneof(fc.constant('A study'), anyText)),
  $schema: optional(anyText),
  schemes: optional(some(SCHEME_NAMES)),
  mappings: optional(some(MAPPINGS)),
  pNorm: optional(pNorm),
  cNorm: optional(cNorm),
  epsilonScaling: optional(fc.constantFrom(...EPSILON_SCALINGS)),
};

const workers = rarely(30, fc.integer({ min: 2, max: 12 }), fc.constantFrom(33, 1000));
const sampled = {
  workers: optional(fc.oneof(workers, fc.uniqueArray(workers, { minLength: 1, maxLength: 2 }))),
  draws: optional(rarely(30, fc.integer({ min: 1, max: 30 }), fc.constantFrom(1, 2, 1023, 1024, 1025))),
  seeds: optional(fc.oneof(fc.nat(9), fc.constantFrom(2 ** 53 - 1, [1, 2], [0, 2 ** 53 - 1]))),
  distribution: optional(distribution),
  mean: usual(axis(signedDex)),
  std: usual(axis(dex)),
};

const grid = fc.record({
  ...common,
  ...sampled,
  kind: fc.constant('grid'),
  factor: optional(factor),
  epsilon: usual(axis(dex)),
  spreadTable: optional(fc.boolean()),
  blanks: optional(fc.boolean()),
});

const variant = fc.record(
  {
    name: usual(fc.constantFrom('a', 'b', 'one more', 'p 3.5')),
    pNorm,
    cNorm,
    epsilonScaling: fc.constantFrom(...EPSILON_SCALINGS),
    distribution,
  },
  { requiredKeys: ['name'] },
);

const threshold = fc.record({
  ...common,
  ...sampled,
  kind: fc.constant('threshold'),
  factor: optional(fc.oneof(factor, fc.uniqueArray(factor, { minLength: 1, maxLength: 2 }))),
  axis: optional(fc.constantFrom('mean', 'ratio')),
  variants: rarely(6, fc.constant(undefined), fc.array(variant, { maxLength: 3 })),
});

const relative = fc.record({
  ...common,
  ...sampled,
  draws: optional(fc.integer({ min: 1, max: 8 })),
  kind: fc.constant('relative'),
  fractions: optional(
    fc.oneof(
      fc.constantFrom(1, 0.5, Number.MIN_VALUE, 1 - 2 ** -53),
      fc.constantFrom([0.5, 0.3], [1e-300, 1]),
    ),
  ),
  epsilon: optional(axis(dex)),
});

/** Regrets that are nearly equal, tied, far apart, or of any kind. */
const regrets = fc.oneof(
  fc.array(signedDex, { minLength: 2, maxLength: 6 }),
  fc
    .tuple(signedDex, fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 6 }))
    .map(([centre, steps]) => steps.map((step) => centre * (1 + step * Number.EPSILON))),
  fc.array(fc.constantFrom(-1, 0, 1), { minLength: 2, maxLength: 6 }),
  fc.tuple(signed, signed, fc.integer({ min: 2, max: 4 })).map((linspace) => ({ linspace })),
  fc.constantFrom({ logspace: [-3, 2, 3] }, { linspace: [1, -1, 4] }),
);
const vector = fc.record({ name: usual(fc.constantFrom('a', 'b', 'c-1')), values: usual(regrets) });

const sweep = fc.record({
  ...common,
  kind: fc.constant('sweep'),
  epsilonScaling: optional(some(EPSILON_SCALINGS)),
  factor: optional(factor),
  regrets: usual(fc.array(vector, { minLength: 1, maxLength: 2 })),
  epsilon: usual(axis(dex)),
});

/** Settings of a small topic; both ends of each rule are frequent. */
const settings = fc.record(
  {
    ...Object.fromEntries(
      Object.entries(SETTING_RULES).map(([key, { from, to, isWhole }]) => [
        key,
        usual(
          fc.oneof(
            fc.constant(from),
            isWhole
              ? fc.integer({ min: from, max: Math.min(to, 12) })
              : fc.oneof(fc.constant(to), fc.double({ min: from, max: to, noNaN: true })),
          ),
        ),
      ]),
    ),
    epochs: usual(fc.integer({ min: 10, max: 30 })),
    burnIn: usual(fc.integer({ min: 0, max: 20 })),
    target: usual(fc.constantFrom(...TARGETS)),
    errors: usual(fc.constantFrom(...ERRORS)),
    stakesGrow: usual(fc.boolean()),
    stakeCap: usual(fc.boolean()),
  },
  { requiredKeys: ['epochs', 'burnIn'] },
);
const change = settings.map(({ epochs: _, burnIn: __, ...rest }) => rest);

const topic = fc.record({
  name: usual(name),
  kind: fc.constant('topic'),
  rules: optional(some(RULES_NAMES)),
  pNorm: optional(rarely(4, fc.constant(3), fc.double({ min: 0.1, max: 100, noNaN: true }))),
  cNorm: optional(rarely(4, fc.constant(0.75), fc.double({ min: -100, max: 100, noNaN: true }))),
  alpha: optional(fc.oneof(fc.constantFrom(1, 0.1, 1e-9), fc.double({ min: 1e-300, max: 1, noNaN: true }))),
  topic: settings,
  variants: rarely(
    6,
    fc.constant(undefined),
    fc
      .constantFrom(['a', 'b'])
      .chain((names) =>
        fc.tuple(...names.map((each) => fc.record({ name: fc.constant(each), topic: change }))),
      ),
  ),
  seeds: optional(fc.oneof(fc.nat(9), fc.constantFrom([1, 2, 3], { from: 1, count: 2 }, 2 ** 53 - 1))),
  epsilon: usual(fc.oneof(axis(dex), fc.constantFrom([0.01, 1], [0.1, 1, 10], 1))),
  epsilonUnit: optional(fc.constantFrom('std', 'dex')),
  scores: optional(fc.boolean()),
  shown: rarely(3, fc.constant(undefined), usual(fc.constant([1]))),
});

const share = fc.oneof(
  fc.constantFrom(0.5, 0.95, 0.99),
  fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
);
const unbounded = fc.constantFrom(...SCHEME_NAMES.filter((each) => !SCHEMES[each].bounds));

const slope = fc.record({
  workers: sampled.workers,
  draws: sampled.draws,
  seeds: sampled.seeds,
  distribution: sampled.distribution,
  name: usual(name),
  kind: fc.constant('slope'),
  schemes: usual(rarely(8, unbounded, some(SCHEME_NAMES))),
  mappings: optional(some(MAPPINGS)),
  cNorm: optional(fc.oneof(fc.constant(0.75), fc.double({ min: 0, max: 3, noNaN: true }), signedDex)),
  factor: optional(fc.oneof(factor, fc.uniqueArray(factor, { minLength: 1, maxLength: 2 }))),
  confidence: optional(
    fc.oneof(
      share,
      fc.uniqueArray(share, { minLength: 1, maxLength: 3 }).map((all) => all.sort((a, b) => a - b)),
    ),
  ),
  ratio: usual(axis(signedDex)),
});

/** A value, or a range. */
const input = (value: fc.Arbitrary<number>) =>
  optional(
    fc.oneof(
      value,
      fc.uniqueArray(value, { minLength: 2, maxLength: 2 }).map((ends) => ends.sort((a, b) => a - b)),
    ),
  );
const within = (min: number, max: number) =>
  fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true }));

const sensitivity = fc.record({
  name: usual(name),
  kind: fc.constant('sensitivity'),
  schemes: optional(some(SCHEME_NAMES)),
  mappings: optional(some(MAPPINGS)),
  draws: usual(fc.integer({ min: 20, max: 60 })),
  seeds: sampled.seeds,
  factor: optional(factor),
  confidence: optional(share),
  rows: usual(fc.integer({ min: 2, max: 6 })),
  inputs: usual(
    fc
      .record({
        ratio: input(within(-100, 100)),
        workers: input(fc.integer({ min: 2, max: 12 })),
        tails: input(within(0, 1 / 3)),
        distance: input(within(0, 100)),
        pNorm: input(within(1, 10)),
        cNorm: input(within(-100, 100)),
      })
      .map(withoutUndefined),
  ),
});

/** A study; rarely one with an unknown field, or something else. */
export const anyStudy: fc.Arbitrary<unknown> = rarely(
  50,
  fc.oneof(grid, threshold, relative, sweep, topic, slope, sensitivity).map(withoutUndefined),
  fc.oneof(
    fc
      .tuple(grid.map(withoutUndefined), anyText, anyJson)
      .map(([study, key, value]) => ({ ...study, [key]: value })),
    fc.tuple(threshold.map(withoutUndefined), anyJson).map(([study, kind]) => ({ ...study, kind })),
    anyJson,
  ),
);

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
