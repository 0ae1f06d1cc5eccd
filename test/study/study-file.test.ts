import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shardOf } from '../../src/run/shards.js';
import { cellCount, parseStudy } from '../../src/study/study-file.js';

const folder = new URL('../../studies/', import.meta.url);
const minimal = { name: 'tiny', kind: 'grid', mean: [0], std: [1], epsilon: [0.1, 1] };

function problems(change: object | null): string[] {
  const input = change === null ? null : { ...minimal, ...change };
  return (parseStudy(input).problems ?? []).map(({ path, message }) => `${path}: ${message}`);
}

describe('parseStudy', () => {
  it('fills in the defaults of the chain', () => {
    expect(parseStudy(minimal).study).toEqual({
      ...minimal,
      title: '',
      schemes: ['chain-2026'],
      mappings: ['gradient', 'potential'],
      pNorm: 3,
      cNorm: 0.75,
      epsilonScaling: 'none',
      workers: [10],
      draws: 1,
      seeds: [1],
      factor: Math.sqrt(10),
    });
  });

  it('accepts a single value in place of a list', () => {
    const { study } = parseStudy({
      ...minimal,
      schemes: 'whitepaper',
      workers: 3,
      seeds: 0,
      mean: -1,
      factor: [2],
    });
    expect(study).toMatchObject({ schemes: ['whitepaper'], workers: [3], seeds: [0], mean: [-1], factor: 2 });
  });

  // A thousand machines compute it in six minutes (docs/scale.md).
  it('accepts a study of 10^12 draws, whose shards are balanced', () => {
    const axes = { mean: { linspace: [-20, 20, 250] }, std: { logspace: [-6, 6, 400] }, epsilon: 0.1 };
    const { study } = parseStudy({ ...minimal, ...axes, mappings: 'gradient', draws: 1e7 });
    const of = (index: number) => shardOf(study!, { index, count: 1000 });
    const [first, last] = [of(1), of(1000)];
    expect([first.from, last.to]).toEqual([0, 100_000]);
    expect(first.seconds / last.seconds).toBeCloseTo(1, 6);
  });

  it('gives the same study when its result is parsed again', () => {
    const once = parseStudy({ ...minimal, std: { logspace: [-2, 2, 5] } }).study;
    expect(parseStudy(once).study).toEqual(once);
  });

  it('refuses p and c whose products are beyond double precision, in every kind', () => {
    const sweep = {
      kind: 'sweep',
      mean: undefined,
      std: undefined,
      regrets: [{ name: 'a', values: [0, 1] }],
    };
    for (const kind of [{}, { kind: 'relative' }, { kind: 'threshold', epsilon: undefined }, sweep]) {
      expect(problems({ ...kind, pNorm: 1e308 })).toContain(
        'pNorm: expected a number from 1e-50 to 1e+50, got 1e+308',
      );
      expect(problems({ ...kind, cNorm: -1e308 })).toContain(
        'cNorm: expected a number from -1e+50 to 1e+50, got -1e+308',
      );
    }
  });

  it('refuses c for which reasons of blank cells cannot be found', () => {
    expect(problems({ cNorm: 100000 })).toEqual([]);
    expect(problems({ cNorm: 100000, blanks: true })).toEqual([
      'cNorm: expected pNorm * cNorm between -Infinity and 38 in these schemes, got 300000',
    ]);
  });

  it('names the kinds where the kind is an object with a method of its own', () => {
    expect(problems({ kind: { toString: 1 } })).toEqual([
      'kind: expected one of grid, relative, sensitivity, slope, sweep, threshold, topic, got {"toString":1}',
    ]);
  });

  it('reports all problems at once', () => {
    expect(problems({ std: { logspace: [-6, 6, 0] }, scheme: 'x', mean: [] })).toEqual([
      'mean: expected at least one value, got an empty list',
      'std.logspace[2]: expected a whole number from 2 to 1000000, got 0',
      'scheme: unknown key; did you mean "schemes"?',
    ]);
  });

  const anyAxis =
    'expected a number, a list of numbers, { "linspace": [from, to, count] } or { "logspace": [from, to, count] }';
  it.each([
    [{ name: '../x' }, 'name: expected lower-case letters, digits and hyphens, 64 at most, got "../x"'],
    [{ name: 7 }, 'name: expected a text, got 7'],
    [{ title: 'x'.repeat(201) }, 'title: expected 200 characters at most, got "'],
    [
      { kind: 'gird' },
      'kind: expected one of grid, relative, sensitivity, slope, sweep, threshold, topic, got "gird"; did you mean "grid"?',
    ],
    [
      { kind: undefined },
      'kind: expected one of grid, relative, sensitivity, slope, sweep, threshold, topic, got nothing',
    ],
    [
      { schemes: ['chian-2024'] },
      'schemes[0]: expected one of forum-2024, whitepaper, chain-2024, chain-2026, got "chian-2024"; did you mean "chain-2024"?',
    ],
    [{ schemes: [] }, 'schemes: expected at least one value, got an empty list'],
    [{ mappings: {} }, 'mappings: expected one of gradient, potential, got {}'],
    [{ workers: 1 }, 'workers: expected a whole number from 2 to 10000, got 1'],
    [{ workers: 'abc' }, 'workers: expected a whole number from 2 to 10000, or a list of such, got "abc"'],
    [{ workers: [3, 'x'] }, 'workers[1]: expected a whole number from 2 to 10000, got "x"'],
    [{ workers: [3, 3] }, 'workers: expected every value once, got [3,3]'],
    [{ draws: 0 }, 'draws: expected a whole number from 1 to 10000000, got 0'],
    [{ draws: 1.5 }, 'draws: expected a whole number from 1 to 10000000, got 1.5'],
    [{ seeds: -1 }, 'seeds: expected a whole number from 0 to 2^53 - 1, got -1'],
    [{ pNorm: 0 }, 'pNorm: expected a number from 1e-50 to 1e+50, got 0'],
    [{ cNorm: NaN }, 'cNorm: expected a number from -1e+50 to 1e+50, got NaN'],
    [{ cNorm: Infinity }, 'cNorm: expected a number from -1e+50 to 1e+50, got Infinity'],
    [{ factor: 1 }, 'factor: expected a finite number > 1, got 1'],
    [{ factor: [2, 3] }, 'factor: expected a single factor in a study of kind "grid", got [2,3]'],
    [{ epsilonScaling: 'mean' }, 'epsilonScaling: expected one of none, median, got "mean"'],
    [{ mean: 'a' }, `mean: ${anyAxis}, got "a"`],
    [{ mean: NaN }, `mean: ${anyAxis}, got NaN`],
    [{ mean: [1, null] }, 'mean[1]: expected a finite number, got null'],
    [{ std: [1, -1] }, 'std: expected values from 1e-50 to 1e+50, got -1'],
    [{ std: [2, 1] }, 'std: expected increasing values, got 1 after 2'],
    [{ std: { linspace: [0, 1, 3] } }, 'std: expected values from 1e-50 to 1e+50, got 0'],
    [{ std: { logspace: [-6, 6] } }, 'std.logspace: expected [from, to, count], got [-6,6]'],
    [{ std: { logspace: [0, 400, 5] } }, 'std: expected values from 1e-50 to 1e+50, got 1e+100'],
    [{ std: { linspce: [0, 1, 3] } }, `std: ${anyAxis}, got {"linspce":[0,1,3]}`],
    [{ epsilon: undefined }, `epsilon: ${anyAxis}, got nothing`],
    [{ epsilon: [0] }, 'epsilon: expected values from 1e-50 to 1e+50, got 0'],
    [
      { mean: { linspace: [0, 1, 1e5] }, std: { linspace: [1, 2, 1e5] } },
      ': expected a table of at most 100000000 rows, got 40000000000',
    ],
    [{ mean: -1.1e50 }, 'mean: expected values from -1e+50 to 1e+50, got -1.1e+50'],
    [{ std: 1e-51 }, 'std: expected values from 1e-50 to 1e+50, got 1e-51'],
    [
      { mean: { linspace: [0, 1, 1e15] } },
      'mean.linspace[2]: expected a whole number from 2 to 1000000, got 1000000000000000',
    ],
    [
      { title: 'a\u001b[2J' },
      'title: expected one line of text without control characters, got "a\\u001b[2J"',
    ],
    [{ mean: { linspace: [0, 1, 1e6] } }, ': expected at most 1000000 cells, got 2000000'],
    [
      { mean: { linspace: [0, 1, 1e5] }, draws: 1e7 },
      ': expected at most 1000000000000 draws in all cells together, got 2000000000000',
    ],
    [
      { mean: { linspace: [0, 1, 1e3] }, draws: 1e6, workers: 10_000, epsilon: { logspace: [-1, 1, 1000] } },
      ': expected at most 1000000000000000 weights (draws in all cells, times workers, times epsilons), got 20000000000000000',
    ],
    [{ colour: 1 }, 'colour: unknown key'],
    [
      { distribution: 'cauchy' },
      'distribution: expected one of normal, student-t3, laplace, outlier, got "cauchy"',
    ],
    [{ spreadTable: 'no' }, 'spreadTable: expected true or false, got "no"'],
    [{ blanks: 1 }, 'blanks: expected true or false, got 1'],
    [{ variants: [{ name: 'a' }] }, 'variants: unknown key'],
    [null, ': expected an object, got null'],
  ])('%j', (change, message) => {
    const found = problems(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  describe('the other kinds', () => {
    const tiny = { name: 'tiny', mean: [0], std: [1] };
    const kinds = {
      threshold: { ...tiny, kind: 'threshold' },
      relative: { ...tiny, kind: 'relative' },
      sweep: { name: 'tiny', kind: 'sweep', regrets: [{ name: 'two', values: [0, 1] }], epsilon: [1] },
    };
    const two = (change: object) => ({ variants: [{ name: 'a' }, { name: 'b', ...change }] });
    const vector = (change: object) => ({ regrets: [{ name: 'two', values: [0, 1], ...change }] });
    it.each<[keyof typeof kinds, object, string]>([
      ['threshold', { epsilon: [1] }, 'epsilon: unknown key'],
      ['threshold', { axis: 'median' }, 'axis: expected one of mean, ratio, got "median"'],
      ['threshold', { variants: {} }, 'variants: expected a list, got {}'],
      [
        'threshold',
        { variants: [{ name: 'a' }] },
        'variants: expected at least two variants, got [{"name":"a"}]',
      ],
      ['threshold', { variants: ['a', { name: 'b' }] }, 'variants[0]: expected an object, got "a"'],
      ['threshold', two({ name: 'a' }), 'variants: expected every name once, got'],
      [
        'threshold',
        two({ name: 'B' }),
        'variants[1].name: expected a small letter, then small letters, digits, spaces and . , -, 24 at most',
      ],
      ['threshold', two({ name: 1 }), 'variants[1].name: expected a text, got 1'],
      ['threshold', two({ pNorm: 0 }), 'variants[1].pNorm: expected a number from 1e-50 to 1e+50, got 0'],
      [
        'threshold',
        two({ cNorm: null }),
        'variants[1].cNorm: expected a number from -1e+50 to 1e+50, got null',
      ],
      [
        'threshold',
        two({ epsilonScaling: 'mean' }),
        'variants[1].epsilonScaling: expected one of none, median, got "mean"',
      ],
      [
        'threshold',
        two({ distribution: 'normla' }),
        'variants[1].distribution: expected one of normal, student-t3, laplace, outlier, got "normla"; did',
      ],
      ['threshold', two({ scheme: 'x' }), 'variants[1].scheme: unknown key'],
      [
        'threshold',
        two({ cNorm: 20 }),
        'variants[1]: expected pNorm * cNorm between -Infinity and 38 in these schemes, got 60',
      ],
      [
        'threshold',
        { cNorm: 20 },
        'cNorm: expected pNorm * cNorm between -Infinity and 38 in these schemes, got 60',
      ],
      [
        'threshold',
        { axis: 'ratio', mean: [-2, -1, -1 + 2 ** -53] },
        'mean: expected ratios that differ by more than 1e-11 of themselves, got -0.9999999999999999 after -1',
      ],
      ['relative', { fractions: 0 }, 'fractions: expected a number from 1e-50 to 1, got 0'],
      ['relative', { fractions: [0.5, 1.5] }, 'fractions[1]: expected a number from 1e-50 to 1, got 1.5'],
      ['relative', { fractions: [0.5, 0.5] }, 'fractions: expected every value once, got [0.5,0.5]'],
      [
        'relative',
        { fractions: 'half' },
        'fractions: expected a number from 1e-50 to 1, or a list of such, got "half"',
      ],
      ['relative', { epsilon: [0] }, 'epsilon: expected values from 1e-50 to 1e+50, got 0'],
      ['relative', { factor: 2 }, 'factor: unknown key'],
      ['sweep', { regrets: [] }, 'regrets: expected at least one vector, got an empty list'],
      ['sweep', { regrets: 7 }, 'regrets: expected a list, got 7'],
      ['sweep', { regrets: [7] }, 'regrets[0]: expected an object, got 7'],
      [
        'sweep',
        vector({ values: [1, 1] }),
        'regrets[0].values: expected at least two different regrets, got [1,1]',
      ],
      ['sweep', vector({ values: [0, NaN] }), 'regrets[0].values[1]: expected a finite number, got NaN'],
      [
        'sweep',
        vector({ values: { logspace: [0, 400, 3] } }),
        'regrets[0].values: expected regrets from -1e+50 to 1e+50, got 1e+200',
      ],
      [
        'sweep',
        vector({ name: 'Two' }),
        'regrets[0].name: expected a small letter, then small letters, digits and hyphens, 32 at most, got "Two"',
      ],
      ['sweep', vector({ name: undefined }), 'regrets[0].name: expected a text, got nothing'],
      [
        'sweep',
        { regrets: [...vector({}).regrets, ...vector({}).regrets] },
        'regrets: expected every name once, got',
      ],
      [
        'sweep',
        { epsilonScaling: ['none', 'mean'] },
        'epsilonScaling[1]: expected one of none, median, got "mean"',
      ],
      ['sweep', { factor: [2, 3] }, 'factor: expected a single factor in a study of kind "sweep", got [2,3]'],
      [
        'sweep',
        { epsilon: { logspace: [0, 1, 1e5] }, regrets: [{ name: 'x', values: { linspace: [0, 1, 1000] } }] },
        ': expected a table of at most',
      ],
      ['sweep', { draws: 3 }, 'draws: unknown key'],
    ])('%s, %j', (kind, change, message) => {
      const found = parseStudy({ ...kinds[kind], ...change }).problems ?? [];
      expect(found).toHaveLength(1);
      expect(`${found[0]!.path}: ${found[0]!.message}`).toContain(message);
    });

    it('regrets of a sweep may be in any order', () => {
      expect(parseStudy({ ...kinds.sweep, ...vector({ values: [3, -1, 3] }) }).problems).toBeUndefined();
    });

    it.each(Object.values(kinds))('gives the same study if parsed again (%#)', (definition) => {
      const once = parseStudy(definition).study;
      expect(once).toBeDefined();
      expect(parseStudy(once).study).toEqual(once);
    });

    it('omits a normal distribution: studies without that field keep their hash', () => {
      expect(parseStudy({ ...kinds.threshold, distribution: 'normal' }).study).toEqual(
        parseStudy(kinds.threshold).study,
      );
      expect(parseStudy({ ...kinds.threshold, distribution: 'laplace' }).study).toHaveProperty(
        'distribution',
        'laplace',
      );
    });

    it('counts cells of variants, fractions and vectors', () => {
      const count = (definition: object) => cellCount(parseStudy(definition).study!);
      expect(count({ ...kinds.threshold, ...two({}), factor: [2, 3] })).toBe(2 * 2 * 2);
      expect(count({ ...kinds.relative, fractions: [0.1, 0.2, 0.3] })).toBe(2 * 3);
      expect(
        count({ ...kinds.sweep, epsilonScaling: ['none', 'median'], schemes: ['whitepaper', 'chain-2024'] }),
      ).toBe(2 * 2 * 2);
    });
  });

  it('counts cells of (scheme, mapping, workers, seed, mean, std)', () => {
    const { study } = parseStudy({
      ...minimal,
      schemes: ['whitepaper', 'chain-2024'],
      workers: [2, 3, 4],
      mean: [0, 1],
      std: [1, 2, 3, 4, 5],
    });
    expect(cellCount(study!)).toBe(120);
  });
});

describe('the folder of studies', () => {
  const files = readdirSync(folder).filter((file) => file !== 'study.schema.json');

  it.each(files)('%s is valid and has the name of its file', (file) => {
    const { study, problems } = parseStudy(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    expect(problems).toBeUndefined();
    expect(`${study!.name}.json`).toBe(file);
  });
});
