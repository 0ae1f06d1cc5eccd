/** Wrong arguments of the functions of the library: errors of our own, which name the argument. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as library from '../src/index.js';
import { runs } from './effort.js';

type Call = (argument: never) => unknown;
const { getWeights, maxEpsilon, largestSpread, recommendEpsilon, resolvablePrecision, weightSpread } =
  library;

const STUDY = { name: 's', kind: 'relative', mean: [0], std: [1], workers: [2], draws: 4 };
const parsed = library.parseStudy(STUDY).study!;
const run = (options: object) => library.runStudy(STUDY, { threads: 0, ...options });
/** Not an object: a function with options refuses each of these. */
const NO_OBJECTS: unknown[] = [null, 5, 'x', true, [], () => 1, 1n, Symbol('x')];

describe('options that are no object', () => {
  const functions: [string, Call][] = [
    ['getWeights', (options) => getWeights([1, 2], options)],
    ['maxEpsilon', (options) => maxEpsilon([1, 2], options)],
    ['largestSpread', (options) => largestSpread([1, 2], options)],
    ['recommendEpsilon', (options) => recommendEpsilon(options)],
    ['resolvablePrecision', (options) => resolvablePrecision(options)],
    ['parseStudy', (options) => library.parseStudy(STUDY, options)],
    ['runStudy', (options) => library.runStudy(STUDY, options)],
    ['runInto', (options) => library.runInto(join(tmpdir(), 'never-written'), parsed, options)],
    ['runShard', (options) => library.runShard(tmpdir(), parsed, { index: 1, count: 2 }, options)],
    ['mergeShards', (options) => library.mergeShards(tmpdir(), parsed, [tmpdir()], options)],
  ];
  it.each(functions)('%s', async (_, call) => {
    for (const options of NO_OBJECTS) {
      const found = () => Promise.resolve().then(() => call(options as never));
      await expect(found()).rejects.toThrow(TypeError);
      await expect(found()).rejects.toThrow(/^Expected `(?:options|overrides)` to be an object, got /);
    }
  });

  it('left-out options name the first one that is required', () => {
    expect(() => recommendEpsilon(undefined as never)).toThrow(
      'Expected `std` to be a finite number > 0, got `undefined`',
    );
    expect(() => resolvablePrecision(undefined as never)).toThrow(
      'Expected `epsilon` to be a finite number > 0, got `undefined`',
    );
  });
});

describe('a misspelt option, which would keep its default', () => {
  const functions: [string, Call, misspelt: object, meant: string][] = [
    ['getWeights', (options) => getWeights([1, 2], options), { epsilon: 1, pnorm: 3 }, 'pNorm'],
    ['maxEpsilon', (options) => maxEpsilon([1, 2], options), { shceme: 'whitepaper' }, 'scheme'],
    ['largestSpread', (options) => largestSpread([1, 2], options), { fraction: [0.5] }, 'fractions'],
    ['smallestSlope', (options) => library.smallestSlope([1, 2], options), { factr: 3 }, 'factor'],
    ['slopeLimit', (options) => library.slopeLimit(options), { worker: 3 }, 'workers'],
    ['recommendEpsilon', (options) => recommendEpsilon(options), { std: 1, wokers: 3 }, 'workers'],
    [
      'resolvablePrecision',
      (options) => resolvablePrecision(options),
      { epsilon: 1, meanStdratio: 1 },
      'meanStdRatio',
    ],
    ['tune', (options) => library.tune(options), { std: 1, epsilon: 1, confidance: 0.9 }, 'confidence'],
    [
      'readEpochs',
      (options) => library.readEpochs('never-read', options),
      { quantity: 'regrets', mising: 'zero' },
      'missing',
    ],
  ];
  it.each(functions)('%s', async (_, call, misspelt, meant) => {
    const field = Object.keys(misspelt).at(-1)!;
    await expect(Promise.resolve().then(() => call(misspelt as never))).rejects.toThrow(
      new TypeError(
        `Expected \`options\` without \`${field}\`, which is no option; did you mean "${meant}"?`,
      ),
    );
  });

  it('is not a field of a larger object', () => {
    const row = { epsilon: 0.1, scheme: 'whitepaper', schemes: ['whitepaper'], weights: [1], n: 2 } as const;
    expect(getWeights([1, 2], row)).toEqual(getWeights([1, 2], { epsilon: 0.1, scheme: 'whitepaper' }));
  });
});

it('a folder that is no text', async () => {
  for (const folder of [undefined, ...NO_OBJECTS, {}, '', ' '].filter((each) => each !== 'x')) {
    const message = 'Expected `folder` to be a text that is not blank, got ';
    await expect((async () => library.readResults(folder as never))()).rejects.toThrow(message);
    await expect((async () => library.renderResults(folder as never))()).rejects.toThrow(message);
    await expect((async () => library.runInto(folder as never, parsed))()).rejects.toThrow(message);
  }
});

describe('runStudy', () => {
  it.each([
    [{ signal: {} }, 'Expected `signal` to be an AbortSignal, got an object'],
    [{ signal: 5 }, 'Expected `signal` to be an AbortSignal, got `5` (number)'],
    [{ onPart: 5 }, 'Expected `onPart` to be a function, got `5` (number)'],
    [{ onProgress: {} }, 'Expected `onProgress` to be a function, got an object'],
    [{ finished: 5 }, 'Expected `finished` to be a list of parts, got `5` (number)'],
    [{ finished: [null] }, 'Expected `finished[0]` to be an object, got `null`'],
    [{ finished: [{}] }, 'Expected `finished[0].index` to be a whole number from 0 to '],
    [
      { finished: [{ index: 1e9, result: [] }] },
      'Expected `finished[0].index` to be a whole number from 0 to ',
    ],
    [{ finished: [{ index: 0, result: [5] }] }, 'Expected `finished[0].result` to be a list of Float64Array'],
    [
      { finished: [{ index: 0, result: [new Float64Array(1)] }] },
      'Expected `finished[0].result` to hold lists of 4, 4, 4, 4, 4, 4, 4, 4 numbers, got 1',
    ],
    [{ threads: -1 }, 'Expected `threads` to be a whole number from 0 to 1024, got `-1` (number)'],
    [{ chunkSize: 0 }, 'Expected `chunkSize` to be a whole number >= 1, got `0` (number)'],
  ])('refuses %o', async (options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });

  it('refuses a finished part that is given twice', async () => {
    const parts: library.FinishedPart[] = [];
    await run({ onPart: (part: library.FinishedPart) => void parts.push(part) });
    await expect(run({ finished: [parts[0], parts[0]] })).rejects.toThrow(
      'Expected every part of `finished` once, got part 0 again',
    );
  });

  it('passes on what onPart and onProgress throw, also undefined', async () => {
    for (const reason of [undefined, null, 0, 'text', new Error('own')]) {
      // A promise that is rejected with any value.
      const raise = () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(reason) });
      const caught = run({ onPart: raise }).then(
        () => 'nothing',
        (error: unknown) => [error],
      );
      expect(await caught).toEqual([reason]);
    }
  });
});

describe('studies and tables that are none', () => {
  const wrong = [null, undefined, 5, 'x', [], {}, () => 1, 1n, Symbol('x'), { kind: { toString: 1 } }];

  it('runInto names every problem', async () => {
    for (const study of wrong)
      await expect(library.runInto(join(tmpdir(), 'never-written'), study as never)).rejects.toThrow(
        /^(?:study|kind): expected /,
      );
  });

  it('parseStudy shows values that JSON does not have by their type', () => {
    const problems = (value: unknown) => library.parseStudy({ ...STUDY, draws: value }).problems;
    const rule = 'expected a whole number from 1 to 10000000';
    expect(problems(1n)).toEqual([{ path: 'draws', message: `${rule}, got a bigint` }]);
    expect(problems(() => 1)).toEqual([{ path: 'draws', message: `${rule}, got a function` }]);
  });

  it('fitMapping names the argument', () => {
    const fit = library.fitMapping as (...args: unknown[]) => unknown;
    const study = { pNorm: 3, cNorm: 0.75, epsilonScaling: 'none' };
    expect(() => fit(null)).toThrow('Expected `study` to be an object, got `null`');
    for (const rows of [null, undefined, 5, 'x', {}])
      expect(() => fit(study, rows)).toThrow('Expected `rows` to be a list of objects, got ');
    expect(() => fit(study, [null])).toThrow('Expected `rows[0]` to be an object, got `null`');
    expect(() => fit(study, [{}])).toThrow('Expected `rows[0].scheme` to be one of ');
    expect(() => fit(study, [], [null])).toThrow('Expected `models[0]` to be an object, got `null`');
  });

  it('scores with holes, and beyond double precision', () => {
    expect(() => library.stdOfLastScores(new Array<number[]>(2))).toThrow(
      'Expected `scores[0]` to be a list of numbers, got `undefined`',
    );
    expect(library.stdOfLastScores([[Number.MAX_VALUE, 0, 0, 0]])).toBeCloseTo(Number.MAX_VALUE / 2, -300);
    expect(() => library.scoreStds({ values: new Float64Array(4), workers: 2, epochs: 2 } as never)).toThrow(
      'Expected `scores` to be rows of numbers, or epochs of readEpochs, got an object',
    );
  });
});

describe('numbers near the limits of double precision', () => {
  const REGRETS = [1.7e308, -1.7e308, 1e308];

  it('getWeights gives those of the same regrets in another unit', () => {
    for (const scheme of Object.keys(library.SCHEMES) as library.SchemeName[]) {
      for (const mapping of library.MAPPINGS) {
        const large = getWeights(REGRETS, { epsilon: 1, scheme, mapping });
        const unit = 2 ** -1000;
        const small = getWeights(
          REGRETS.map((regret) => regret * unit),
          { epsilon: unit, scheme, mapping },
        );
        for (const name of ['weights', 'log10Weights', 'normalizedRegrets'] as const)
          for (const [i, value] of large[name].entries()) expect(value).toBeCloseTo(small[name][i]!, 12);
        expect(weightSpread(large.log10Weights)).toBeCloseTo(weightSpread(small.log10Weights), 12);
      }
    }
  });

  it('weightSpread does not overflow', () => {
    expect(weightSpread(REGRETS) / 1.465908895153068e308).toBeCloseTo(1, 14);
  });

  it('are answered or refused, never with NaN', () => {
    const exponent = fc.integer({ min: -1070, max: 1023 });
    const positive = fc
      .tuple(exponent, fc.double({ min: 1, max: 1.999, noNaN: true }))
      .map(([e, m]) => m * 2 ** e);
    const signed = fc.oneof(
      positive,
      positive.map((value) => -value),
      fc.constant(0),
    );
    const options = fc.record({
      epsilon: positive,
      pNorm: fc.oneof(fc.constant(3), positive),
      cNorm: fc.oneof(fc.constant(0.75), signed),
      scheme: fc.constantFrom(...(Object.keys(library.SCHEMES) as library.SchemeName[])),
      mapping: fc.constantFrom<library.MappingName>('gradient', 'potential'),
      epsilonScaling: fc.constantFrom('none' as const, 'median' as const),
    });
    fc.assert(
      fc.property(fc.array(signed, { minLength: 1, maxLength: 6 }), options, (regrets, given) => {
        let found: library.Weights;
        try {
          found = getWeights(regrets, given);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toContain('Expected `');
          return;
        }
        for (const list of Object.values(found) as Float64Array[]) expect(list.includes(NaN)).toBe(false);
      }),
      { numRuns: runs(3000) },
    );
  });
});

/** Values that no function takes as an argument, and some that many take. */
const VALUES: unknown[] = [
  undefined,
  null,
  0,
  NaN,
  'x',
  true,
  1n,
  Symbol('s'),
  [],
  [null],
  [{}],
  {},
  new Map(),
  () => 1,
  new Float64Array(2),
  [[1, 2], null],
];

it('every function refuses arguments of a wrong type with messages of our own', async () => {
  const functions = Object.entries(library).filter(
    ([name, value]) => typeof value === 'function' && !name.endsWith('Error') && name !== 'readTopic',
  ) as [string, (...list: unknown[]) => unknown][];
  expect(functions.length).toBeGreaterThan(30);
  const foreign = new Set<string>();
  for (const [name, call] of functions) {
    const pairs = VALUES.flatMap((first) => [[first], ...[null, 0, {}].map((second) => [first, second])]);
    const lists = [[], ...pairs, ...VALUES.map((value) => [{}, {}, value])];
    // It has one argument, and answers each call without options by a simulation.
    for (const list of name === 'slopeLimit' ? VALUES.map((value) => [value]) : lists) {
      try {
        await call(...list);
      } catch (error) {
        if (error instanceof library.UsageError || /^(?:\w+: )?[Ee]xpected /.test((error as Error).message))
          continue;
        foreign.add(`${name}: ${(error as Error).message}`);
      }
    }
  }
  expect([...foreign]).toEqual([]);
});
