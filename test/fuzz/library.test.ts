/**
 * Random arguments of every function of the library: an answer without NaN, or an error of our own that names
 * the argument. Never an error of JavaScript itself.
 */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';
import { temporaryFolder } from '../cli/command.js';
import { fuzz } from './fuzz.js';
import { anyNumber, anyPath, anyValue, magnitude, rarely, replacedAt, signed } from './values.js';

const folder = temporaryFolder();

const usual = <T>(valid: fc.Arbitrary<T>) => rarely(12, valid, anyValue);
const optional = <T>(valid: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), usual(valid));
const list = fc.oneof(
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 6 }),
  fc.array(anyNumber, { maxLength: 6 }),
  fc.array(fc.constantFrom(2 ** 53, 2 ** 53 + 2, 1, 0, -1, 1 + Number.EPSILON), { maxLength: 6 }),
);
const regrets = usual(
  fc.oneof(
    list,
    list.map((values) => Float64Array.from(values)),
  ),
);
const positive = fc.oneof(magnitude(-3, 2), signed);

const formula = {
  pNorm: optional(positive),
  cNorm: optional(fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), signed)),
  scheme: optional(
    fc.oneof(
      fc.constantFrom(...SCHEME_NAMES),
      fc.record({
        scale: fc.constantFrom('mad', 'population-std'),
        bounds: usual(fc.boolean()),
        ratio: fc.boolean(),
      }),
    ),
  ),
  mapping: optional(fc.constantFrom(...MAPPINGS)),
  epsilonScaling: optional(fc.constantFrom('none', 'median')),
};
const options = <T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) => usual(fc.record(fields));
const rows = usual(
  fc.oneof(
    fc.array(list, { maxLength: 4 }),
    fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(
          fc.array(fc.oneof(signed, fc.double({ min: -1, max: 1 })), { minLength: width, maxLength: width }),
          { minLength: 1, maxLength: 6 },
        ),
      ),
  ),
);
const epochs = fc.oneof(
  { weight: 6, arbitrary: rows },
  {
    weight: 1,
    arbitrary: fc.record({
      values: usual(fc.constant(new Float64Array(4))),
      workers: usual(fc.constant(2)),
      epochs: usual(fc.constant(2)),
      names: usual(fc.constant(['a', 'b'])),
      source: usual(fc.constant('x')),
      notes: usual(fc.constant([])),
      readAs: usual(fc.constant(null)),
    }),
  },
);

const study = {
  pNorm: usual(fc.oneof(fc.constant(3), positive)),
  cNorm: usual(fc.oneof(fc.constant(0.75), signed)),
  epsilonScaling: usual(fc.constant('none')),
};
const cell = (std: number, ratio: number) => ({
  scheme: 'chain-2026',
  mapping: 'gradient',
  workers: 5,
  seed: 1,
  factor: 2,
  mean: ratio * std,
  std,
  draws: 100,
  attainable: 1,
  ...Object.fromEntries(
    [0.8, 0.9, 1, 1.1, 1.2].flatMap((share, i) =>
      [['', 1] as const, ['_low', 0.98] as const, ['_high', 1.02] as const].map(([end, by]) => [
        `epsilon_${['q05', 'q25', 'q50', 'q75', 'q95'][i]!}${end}`,
        std * share * by * (1 - ratio / 10),
      ]),
    ),
  ),
});
const table = fc
  .tuple(
    fc.constantFrom([0.1], [0.1, 0.2, 0.4, 0.8]),
    fc.constantFrom([0], [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5]),
    fc.array(fc.tuple(anyPath, anyValue), { maxLength: 2 }),
  )
  .map(([stds, ratios, changes]) =>
    changes.reduce<unknown>(
      (before, [path, value]) => replacedSafely(before, path, value),
      stds.flatMap((std) => ratios.map((ratio) => cell(std, ratio))),
    ),
  );

/** Values that cannot be cloned are assigned all the same. */
function replacedSafely(document: unknown, path: readonly number[], value: unknown): unknown {
  try {
    return replacedAt(document, path, () => value ?? null);
  } catch {
    return document;
  }
}

type Call = readonly [name: string, args: readonly unknown[]];
const call = (name: keyof typeof library, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<Call> =>
  fc.tuple(fc.constant(name), fc.tuple(...args));

const STUDY = { name: 's', kind: 'relative', mean: [0], std: [1], workers: [2], draws: 2 };
const runOptions = options({
  threads: rarely(
    20,
    fc.constant(0),
    // Threads cannot be started from the TypeScript source here.
    anyValue.filter((value) => value != null && !(typeof value === 'number' && value > 0 && value <= 1024)),
  ),
  chunkSize: optional(fc.integer({ min: 1, max: 9 })),
  finished: optional(fc.constantFrom([], [{ index: 0, result: [] }])),
  signal: optional(fc.constant(undefined)),
}).map((given) => (typeof (given ?? {}) === 'object' && given !== null ? { threads: 0, ...given } : given));
const shard = options({
  index: usual(fc.integer({ min: 0, max: 4 })),
  count: usual(fc.integer({ min: 0, max: 4 })),
});
const path = rarely(4, fc.constant('no-such-folder'), anyValue);

const calls: fc.Arbitrary<Call> = fc.oneof(
  // A question without a node that may be asked.
  {
    weight: 1,
    arbitrary: call('readTopic', options({ topic: anyValue, node: fc.constantFrom('x', 3, 'ftp://a') })),
  },
  { weight: 4, arbitrary: call('getWeights', regrets, options({ ...formula, epsilon: usual(positive) })) },
  { weight: 1, arbitrary: call('weightSpread', regrets) },
  { weight: 4, arbitrary: call('maxEpsilon', regrets, options({ ...formula, factor: optional(positive) })) },
  {
    weight: 2,
    arbitrary: call('largestSpread', regrets, options({ ...formula, fractions: optional(list) })),
  },
  { weight: 2, arbitrary: call('parseStudy', anyValue, options({ seeds: anyValue, draws: anyValue })) },
  { weight: 1, arbitrary: call('runStudy', usual(fc.constant(STUDY)), runOptions) },
  { weight: 2, arbitrary: call('fitMapping', options(study), table, fc.oneof(fc.constant([]), anyValue)) },
  { weight: 1, arbitrary: call('fitMapping', anyValue, anyValue, anyValue) },
  { weight: 1, arbitrary: call('bestToWorst', regrets) },
  {
    weight: 2,
    arbitrary: call('smallestSlope', regrets, options({ ...formula, factor: optional(positive) })),
  },
  { weight: 1, arbitrary: call('shardOf', usual(fc.constant(STUDY)), shard) },
  { weight: 1, arbitrary: call('runShard', path, anyValue, shard, runOptions) },
  { weight: 1, arbitrary: call('mergeShards', path, usual(fc.constant(STUDY)), usual(fc.array(path))) },
  { weight: 2, arbitrary: call('stdOfLastScores', rows) },
  { weight: 2, arbitrary: call('scoreStds', epochs, usual(fc.constant(0.95))) },
  { weight: 1, arbitrary: call('readResults', path) },
  { weight: 1, arbitrary: call('refitResults', path, optional(fc.constant(undefined))) },
  { weight: 1, arbitrary: call('renderResults', path, optional(fc.constant(undefined))) },
  {
    weight: 1,
    arbitrary: call('runInto', path, usual(fc.constant({ name: 1 })), options({ threads: fc.constant(0) })),
  },
  {
    weight: 1,
    arbitrary: call(
      'readEpochs',
      path,
      options({ quantity: usual(fc.constant('regrets')), alpha: anyValue, columns: anyValue }),
    ),
  },
);

const question = {
  ...formula,
  mean: rarely(4, fc.constant(undefined), fc.oneof(signed, anyValue)),
  meanStdRatio: rarely(4, fc.constant(undefined), fc.oneof(signed, anyValue)),
  workers: optional(fc.constantFrom(2, 10, 100)),
  confidence: optional(fc.constantFrom(0.95, 0.5, 1e-15, 1 - 1e-15)),
  factor: optional(positive),
  seed: optional(fc.nat(3)),
};
const answers: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 1,
    arbitrary: call('tune', options({ ...question, epsilon: usual(positive), std: usual(positive) })),
  },
  { weight: 1, arbitrary: call('tune', options({ ...formula, epsilon: usual(positive), regrets: epochs })) },
  { weight: 1, arbitrary: call('slopeLimit', options(question)) },
  {
    weight: 2,
    arbitrary: call(
      'recommendEpsilon',
      options({ ...question, std: usual(positive), scoreStd: optional(positive) }),
    ),
  },
  {
    weight: 2,
    arbitrary: call(
      'recommendEpsilon',
      options({ ...question, regrets: epochs, mean: optional(signed), scores: optional(epochs) }),
    ),
  },
  { weight: 1, arbitrary: call('resolvablePrecision', options({ ...question, epsilon: usual(positive) })) },
  {
    weight: 2,
    arbitrary: call(
      'resolvablePrecision',
      options({ ...question, regrets: epochs, epsilon: usual(positive) }),
    ),
  },
);

/** Numbers that may be NaN by their definition. */
const MAY_BE_NAN = new Set(['weightSpread', 'runStudy', 'runInto']);

async function checkCall([name, args]: Call): Promise<void> {
  let found: unknown;
  try {
    found = await (library[name as keyof typeof library] as (...given: unknown[]) => unknown)(...args);
  } catch (error) {
    const isOwn =
      error instanceof library.UsageError ||
      ((error instanceof TypeError || error instanceof RangeError) &&
        /^Expected |: expected |^expected |unknown key/.test(error.message));
    if (!isOwn) throw error;
    return;
  }
  if (!MAY_BE_NAN.has(name) && hasNaN(found)) throw new Error(`${name} gives NaN`);
}

function hasNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (value instanceof Float64Array) return value.includes(NaN);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNaN);
}

/** Relative paths of random arguments are below an empty folder. */
async function inEmptyFolder(task: () => Promise<unknown>): Promise<void> {
  const before = process.cwd();
  process.chdir(mkdtempSync(join(folder.path, 'library-')));
  try {
    await task();
  } finally {
    process.chdir(before);
  }
}

const HOURS = 3600_000;

it('arguments of functions', { timeout: 4 * HOURS }, () =>
  inEmptyFolder(() =>
    fuzz({ area: 'library', cases: calls, count: { suite: 2000, full: 100_000 }, check: checkCall }),
  ),
);

it('arguments of questions', { timeout: 4 * HOURS }, () =>
  inEmptyFolder(() =>
    fuzz({ area: 'answers', cases: answers, count: { suite: 60, full: 4000 }, check: checkCall }),
  ),
);

/** Functions of the network: `network.test.ts` covers them. */
const NETWORK = new Set([
  'createSettlement',
  'createSynthesis',
  'createTopic',
  'networkLayout',
  'networkRules',
  'nextEpoch',
  'settle',
  'synthesize',
  'weightedPercentiles',
]);

/**
 * Steps that take results of other steps: of a replay, which `epochs.test.ts` covers with random tables, and
 * of a live topic, which `test/epochs/chain` covers with faults of a node.
 */
const STEPS = new Set([
  'lossOffset',
  'prepareReplay',
  'readReplay',
  'replayAnswer',
  'replayTopic',
  'targetsFromLosses',
  'topicTable',
]);

it('covers every function', () => {
  const names = Object.entries(library)
    .filter(([, value]) => typeof value === 'function' && !/^class /.test(String(value)))
    .map(([name]) => name);
  const covered = new Set(fc.sample(fc.oneof(calls, answers), 500).map(([name]) => name));
  expect(names.filter((name) => !covered.has(name) && !NETWORK.has(name) && !STEPS.has(name))).toEqual([]);
});
