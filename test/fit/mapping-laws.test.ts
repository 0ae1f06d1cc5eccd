import { describe, expect, it } from 'vitest';
import { brokenLaws, brokenSlopes } from '../../src/fit/mapping-laws.js';
import { fitMapping } from '../../src/fit/mapping-fit.js';
import type { SlopeFit } from '../../src/fit/slopes.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { RUNS_ALL } from '../effort.js';
import { runThreshold } from '../studies.js';
import { cellRow } from './rows.js';

const study = {
  name: 'laws',
  // Outside CI one scheme has bounds, one has none, and there are fewer draws. The laws hold for any draws.
  schemes: RUNS_ALL ? [...SCHEME_NAMES] : ['forum-2024', 'chain-2026'],
  workers: [2, 3, 10],
  draws: RUNS_ALL ? 100 : 30,
  seeds: RUNS_ALL ? [1, 2] : [1],
  factor: [3, 2, 5],
  axis: 'ratio',
  mean: [-1e4, -5, -1, 0, 1, 3],
  std: [1e-6, 1, 100],
};

describe('brokenLaws', () => {
  it.each([
    ['every scheme and mapping, unsorted factors', { schemes: [...SCHEME_NAMES], seeds: [1, 2] }],
    ['means in dex', { axis: 'mean', mean: [-20, -1e-3, 0, 2] }],
    ['a single draw', { draws: 1 }],
    ['another p and c', { pNorm: 4.5, cNorm: 0 }],
  ])('nothing in a study: %s', async (_, change) => {
    expect(brokenLaws((await runThreshold({ ...study, ...change })).cells)).toEqual([]);
  });

  it('every law is broken by a number that breaks it, and by no other', async () => {
    const { cells } = await runThreshold({
      ...study,
      schemes: 'forum-2024',
      mappings: 'gradient',
      workers: 10,
      seeds: 1,
      factor: [3, 2],
    });
    const index = cells.findIndex(({ factor, mean }) => factor === 3 && mean === -1);
    const row = cells[index]!;
    const lower = cells.find(({ factor, mean, std }) => factor === 2 && mean === -1 && std === row.std)!;
    const lawsOf = (change: object) => [
      ...new Set(brokenLaws(cells.with(index, { ...row, ...change })).map(({ law }) => law)),
    ];
    expect(lawsOf({})).toEqual([]);
    expect(lawsOf({ upper_bound_q50: 0.999 * row.epsilon_q50 })).toEqual([
      'the median is at most the median of the upper bounds',
    ]);
    expect(lawsOf({ attainable: lower.attainable + 0.01 })).toContain(
      'a larger factor leaves no more draws with an epsilon',
    );
    expect(lawsOf({ attainable: 1.01 })).toContain('a share is at most 1');
    expect(lawsOf({ epsilon_q95: 0.999 * row.epsilon_q75 })).toEqual(['quantiles rise']);
    expect(lawsOf({ epsilon_q05: -1e-9 })).toEqual(['epsilon is not negative']);
    expect(lawsOf({ epsilon_q95: 1.001 * lower.epsilon_q95 })).toEqual([
      'a larger factor has no larger epsilon',
    ]);
    const undefinedRow = Object.fromEntries(
      Object.keys(row).flatMap((key) => (/^epsilon_/.test(key) ? [[key, NaN]] : [])),
    );
    expect(lawsOf(undefinedRow)).toEqual([]);
  });

  it('says where, and by how much', async () => {
    const { cells } = await runThreshold({
      ...study,
      schemes: 'chain-2026',
      mappings: 'potential',
      workers: 3,
      seeds: 2,
      factor: Math.sqrt(10),
    });
    const row = cells.find(({ mean }) => mean === -5)!;
    expect(brokenLaws([{ ...row, attainable: 2 }])).toEqual([
      {
        law: 'a share is at most 1',
        where: 'chain-2026 potential, 3 workers, seed 2, factor 3.162, mean -5, std 1',
        value: 2,
        limit: 1,
      },
    ]);
  });
});

describe('rows made up', () => {
  const lawsOf = (...rows: ThresholdCellRow[]) =>
    brokenLaws(rows).map(({ law, value, limit }) => [law, value, limit]);

  it('may be equal where a law says at most', () => {
    const row = cellRow({ upper_bound_q50: 1 });
    expect(lawsOf(row, { ...row, factor: 4 })).toEqual([]);
    // The bound is good to 1e-9.
    expect(lawsOf({ ...row, upper_bound_q50: 1 - 0.9e-9 })).toEqual([]);
    expect(lawsOf({ ...row, upper_bound_q50: 1 - 1.1e-9 })).toHaveLength(1);
    expect(lawsOf(cellRow({}, 0))).toEqual([]);
  });

  it('break a law for each quantile beside the one below it', () => {
    const row = cellRow({});
    expect(lawsOf({ ...row, epsilon_q25: 2 })).toEqual([['quantiles rise', 2, 1]]);
    expect(lawsOf({ ...row, epsilon_q05: 2 })).toEqual([['quantiles rise', 2, 1]]);
    expect(lawsOf({ ...row, epsilon_q95: 0.5 })).toEqual([['quantiles rise', 1, 0.5]]);
    for (const name of ['q05', 'q25', 'q50', 'q75', 'q95'] as const) {
      expect(
        lawsOf({ ...row, [`epsilon_${name}`]: -3 }).filter(([law]) => law === 'epsilon is not negative'),
      ).toEqual([['epsilon is not negative', 3, 0]]);
    }
  });

  it('are compared by factor, in whatever order, within the same regrets alone', () => {
    const [low, high] = [cellRow({ factor: 2, attainable: 0.5 }), cellRow({ factor: 3 })];
    const broken = [['a larger factor leaves no more draws with an epsilon', 1, 0.5]];
    expect(lawsOf(low, high)).toEqual(broken);
    expect(lawsOf(high, low)).toEqual(broken);
    expect(lawsOf(cellRow({ factor: 2 }), cellRow({ factor: 3, epsilon_q95: 1.5 }))).toEqual([
      ['a larger factor has no larger epsilon', 1.5, 1],
    ]);
    const others = {
      scheme: 'chain-2026',
      mapping: 'potential',
      workers: 11,
      seed: 2,
      mean: -2,
      std: 2,
      draws: 999,
    } as const;
    for (const [key, value] of Object.entries(others))
      expect(lawsOf(low, { ...high, [key]: value })).toEqual([]);
    // Three factors: neighbours only.
    expect(lawsOf(low, high, cellRow({ factor: 4, attainable: 0.4 }))).toEqual(broken);
  });
});

describe('brokenSlopes', () => {
  const slopes = async (change: object) => {
    const ratios = { axis: 'ratio', mean: [-5, -2, -1, 0], std: [1e-3, 0.1, 1, 10, 100, 1e3] };
    const { cells } = await runThreshold({
      name: 'slopes',
      mappings: 'gradient',
      draws: 500,
      ...ratios,
      ...change,
    });
    return fitMapping({ pNorm: 3, cNorm: 0.75, epsilonScaling: 'none' }, cells).slopes;
  };

  it('none in several seeds', async () => {
    for (const seeds of RUNS_ALL ? [1, 2, 3, 4, 5, 6, 7, 8] : [1]) {
      const found = await slopes({ seeds });
      expect(found).toHaveLength(4);
      // Each by chance once in 10,000.
      expect(brokenSlopes(found, 0.9999)).toEqual([]);
    }
  });

  it('all where epsilon is no multiple of the std', async () => {
    const found = await slopes({ epsilonScaling: 'median', axis: 'ratio', mean: [-5, -4, -3, -2] });
    const broken = brokenSlopes(found, 0.9999);
    expect(broken.map(({ where }) => where)).toEqual(
      [-5, -4, -3, -2].map(
        (ratio) => `chain-2026 gradient, factor 3.162, 10 workers, mean/std ${ratio}, median against std`,
      ),
    );
    for (const { law, value, limit } of broken) {
      expect(law).toBe('slope 1, in standard errors');
      expect(value).toBeGreaterThan(limit);
    }
  });

  it('takes a t interval at the level of all together', () => {
    const fit = (value: number) => {
      const slope = { name: 'slope', value, standardError: 0.01, low: 0, high: 0 };
      return {
        parameters: [{ ...slope, name: 'intercept' }, slope],
        degreesOfFreedom: 5,
        ratio: -1,
        factor: 2,
      } as SlopeFit;
    };
    // t with 5 degrees of freedom: P(|t| < 2.5706) = 0.95, and P(|t| < 4.0321) = 0.99 = 0.95^(1 / 5.1037).
    expect(brokenSlopes([fit(1.0257)], 0.95)).toEqual([]);
    expect(brokenSlopes([fit(1.0258)], 0.95)).toHaveLength(1);
    const [broken, ...others] = brokenSlopes([fit(1.0404), fit(0.9597), fit(1), fit(1), fit(1)], 0.99 ** 5);
    expect(others).toEqual([]);
    expect(broken!.value).toBeCloseTo(4.04, 10);
    expect(broken!.limit).toBeCloseTo(4.0321, 4);
  });
});
