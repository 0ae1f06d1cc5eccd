import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareFits, curveKey, criticalValue } from '../../src/fit/compare-fits.js';
import type { CurveFit } from '../../src/fit/fitted-curve.js';
import type { FittedModel } from '../../src/fit/fitted-model.js';
import { fitMapping, type MappingFit } from '../../src/fit/mapping-fit.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import { RUNS_ALL, some } from '../effort.js';
import { runThreshold } from '../studies.js';

const FORMULA = { pNorm: 3, cNorm: 0.75, epsilonScaling: 'none' } as const;
const LEVEL = 0.999;
/** Seeds of other draws of another mapping. */
const SEEDS = some([2, 3], 2);
const small = {
  name: 'small',
  schemes: 'forum-2024',
  mappings: 'gradient',
  draws: 2000,
  axis: 'ratio',
  mean: [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5],
  std: [1e-3, 0.1, 1, 10],
};

const known = new Map<string, Promise<ThresholdCellRow[]>>();
/** The rows of a study. Several tests ask for the same ones, so each study runs once. */
function rowsOf(change: object = {}): Promise<ThresholdCellRow[]> {
  const key = JSON.stringify(change);
  if (!known.has(key))
    known.set(
      key,
      runThreshold({ ...small, ...change }).then(({ cells }) => cells),
    );
  return known.get(key)!;
}

let before: MappingFit;
let ofSeed2: MappingFit | undefined;
/** The fit of other draws. It keeps the models of `before`. */
async function fitOfSeed(seeds: number): Promise<MappingFit> {
  if (seeds !== 2) return fitMapping(FORMULA, await rowsOf({ seeds }), before.curves);
  ofSeed2 ??= fitMapping(FORMULA, await rowsOf({ seeds }), before.curves);
  return ofSeed2;
}

beforeAll(async () => {
  before = fitMapping(FORMULA, await rowsOf());
});

describe('compareFits, same mapping', () => {
  it('finds no difference for the same draws', async () => {
    const { cells } = await runThreshold(small);
    const after = fitMapping(FORMULA, cells, before.curves);
    for (const sameDraws of [true, false]) {
      const { differences, missing, comparisons, largest } = compareFits(before, after, LEVEL, sameDraws);
      expect({ differences, missing }).toEqual({ differences: [], missing: [] });
      expect(largest!.standardErrors).toBe(0);
      // Slope and intercept of ten regimes; 24 ratios on each of four curves, and the parameters of the three
      // curves fitted to draws.
      const parameters = before.curves
        .filter(({ workers }) => workers)
        .reduce((sum, curve) => sum + curve.parameters.length, 0);
      expect(comparisons).toBe(2 * 10 + 4 * 24 + parameters);
    }
  });

  it.each(RUNS_ALL ? [2, 3, 4, 5] : [2])('seed %d: no difference', async (seeds) => {
    const after = await fitOfSeed(seeds);
    const { differences, largest, level } = compareFits(before, after, LEVEL, false);
    expect(differences).toEqual([]);
    expect(level).toBe(LEVEL);
    expect(Math.abs(largest!.standardErrors)).toBeLessThanOrEqual(largest!.reach);
    expect(largest!.standardErrors).not.toBe(0);
  });

  it('fewer draws: no difference, and wider standard errors', async () => {
    const after = fitMapping(FORMULA, await rowsOf({ draws: 300, seeds: 11 }), before.curves);
    expect(compareFits(before, after, LEVEL, false).differences).toEqual([]);
  });
});

describe('compareFits, different mapping', () => {
  it.each(SEEDS)('detects p = 3.03 instead of 3 with other draws, seed %d', async (seeds) => {
    const after = fitMapping(FORMULA, await rowsOf({ pNorm: 3.03, seeds }), before.curves);
    const { differences } = compareFits(before, after, LEVEL, false);
    expect(differences.length).toBeGreaterThan(0);
    // p / (T ln 10) grows by 1 %, kappa = that - 1 by 1.6 %.
    for (const { standardErrors, reach, where } of differences.filter(({ what }) =>
      what.startsWith('curve at'),
    )) {
      expect(where).toMatch(/^forum-2024 gradient, factor 3\.162, 10 workers, q\d\d$/);
      expect(standardErrors).toBeGreaterThan(reach);
    }
  });

  it.each(SEEDS)(
    'detects the sample std instead of the population std with other draws, seed %d',
    async (seeds) => {
      const rows = (await rowsOf({ schemes: 'chain-2024', seeds })).map((row) => ({
        ...row,
        scheme: 'forum-2024' as const,
      }));
      const { differences } = compareFits(before, fitMapping(FORMULA, rows, before.curves), LEVEL, false);
      const along = differences.filter(
        ({ what, where }) => what.startsWith('curve at') && where.endsWith('q50'),
      );
      expect(along.length).toBeGreaterThan(12);
      for (const { standardErrors, reach } of along) expect(standardErrors).toBeLessThan(-reach);
    },
  );

  it('compares the same draws to within the rounding error of a fit', async () => {
    const rows = await rowsOf();
    const middle = rows.findIndex(({ mean, std }) => mean === -1 && std === 1);
    // A change of 0.02 %, a hundredth of a standard error.
    const changed = rows.with(middle, { ...rows[middle]!, epsilon_q50: rows[middle]!.epsilon_q50 * 1.0002 });
    const after = fitMapping(FORMULA, changed, before.curves);
    expect(compareFits(before, after, LEVEL, false).differences).toEqual([]);
    const { differences } = compareFits(before, after, LEVEL, true);
    expect(new Set(differences.map(({ where }) => where))).toEqual(
      new Set(
        ['10 workers, mean/std -1, median against std', '10 workers, q50'].map(
          (end) => `forum-2024 gradient, factor 3.162, ${end}`,
        ),
      ),
    );
    for (const { reach } of differences) expect(reach).toBe(1);
  });

  it('allows only rounding errors for infinitely many workers', () => {
    const curves = before.curves.map((curve) =>
      curve.workers === null
        ? { ...curve, limits: { ...curve.limits, steep: curve.limits.steep * 1.00001 } }
        : curve,
    );
    const { differences } = compareFits(before, { ...before, curves }, LEVEL, false);
    expect(differences).toHaveLength(24);
    for (const { where, what } of differences) {
      expect(where).toBe('forum-2024 gradient, factor 3.162, infinitely many workers');
      expect(what).toMatch(/^curve at mean\/std -?[\d.]+$/);
    }
  });

  it('reports NaN as a difference', () => {
    const slopes = before.slopes.map((fit, i) =>
      i === 3 ? { ...fit, parameters: fit.parameters.map((each) => ({ ...each, value: NaN })) } : fit,
    );
    expect(
      compareFits(before, { ...before, slopes }, LEVEL, false).differences.map(({ what }) => what),
    ).toEqual(['intercept', 'slope']);
  });
});

describe('compareFits, pairs of fits', () => {
  const onlyWorkers = (...workers: object[]): MappingFit =>
    ({ slopes: [], curves: [], workers }) as unknown as MappingFit;
  const series = (ratio: number, value: number, change: object = {}) => ({
    ...before.curves.find(({ quantile }) => quantile === 'q50')!,
    ratio,
    model: 'series',
    parameters: [{ name: 'a', value, standardError: 0.1, low: 0, high: 1 }],
    ...change,
  });

  it('pairs series by formula, ratio and quantile', () => {
    const fit = onlyWorkers(series(-1, 1), series(-2, 5), series(-1, 9, { quantile: 'q05' }));
    const moved = onlyWorkers(series(-1, 9, { quantile: 'q05' }), series(-2, 7));
    const { comparisons, differences, missing } = compareFits(fit, moved, LEVEL, false);
    expect(comparisons).toBe(2);
    expect(differences).toMatchObject([
      { where: 'forum-2024 gradient, factor 3.162, mean/std -2, q50 against workers', before: 5, after: 7 },
    ]);
    expect(missing).toEqual(['forum-2024 gradient, factor 3.162, mean/std -1, q50 against workers']);
  });

  it('does not compare parameters of different models', () => {
    const other = series(-1, 9, { model: 'another' });
    expect(compareFits(onlyWorkers(series(-1, 1)), onlyWorkers(other), LEVEL, false)).toMatchObject({
      comparisons: 0,
      missing: [],
    });
  });

  it('compares curves over their whole common range', async () => {
    const shifted = before.curves.map((curve): CurveFit => ({
      ...curve,
      limits: { ...curve.limits, steep: curve.limits.steep * 1.5 },
      range: { ratio: curve.workers === null ? [-15, 0.25] : curve.range.ratio },
    }));
    for (const [one, other] of [
      [before.curves, shifted],
      [shifted, before.curves],
    ] as const) {
      const { differences } = compareFits(
        { ...before, curves: [...one] },
        { ...before, curves: [...other] },
        LEVEL,
        false,
      );
      const ratios = differences
        .filter(({ where }) => where.endsWith('infinitely many workers'))
        .map(({ what }) => Number(what.split(' ').at(-1)));
      expect([ratios.length, ratios[0], ratios.at(-1)]).toEqual([24, 0.25, -15]);
    }
    // For infinitely many workers two models describe the same curve.
    const [curve] = before.curves.filter(({ workers }) => workers === null);
    const { model } = curve!.candidates.findLast(({ status }) => status === 'converged')!;
    const rewritten = fitMapping(FORMULA, await rowsOf(), [{ ...curve!, model }]);
    expect(rewritten.curves.find(({ workers }) => workers === null)!.model).toBe(model);
    expect(compareFits(before, rewritten, LEVEL, true).comparisons).toBe(
      compareFits(before, before, LEVEL, true).comparisons,
    );
    const { differences } = compareFits(before, rewritten, LEVEL, true);
    expect(
      differences.every(
        ({ what, where }) => where.endsWith('infinitely many workers') && what.startsWith('curve at'),
      ),
    ).toBe(true);
  });

  it('names fits without a counterpart', () => {
    const { missing, comparisons, differences, largest } = compareFits(
      before,
      { slopes: [], curves: [], workers: [] },
      LEVEL,
      false,
    );
    expect({ comparisons, differences, largest }).toEqual({ comparisons: 0, differences: [], largest: null });
    expect(missing).toHaveLength(before.slopes.length + before.curves.length);
    expect(missing).toContain(
      'forum-2024 gradient, factor 3.162, 10 workers, mean/std -0.5, median against std',
    );
    expect(missing).toContain('forum-2024 gradient, factor 3.162, 10 workers, q05');
    expect(missing).toContain('forum-2024 gradient, factor 3.162, infinitely many workers');
  });

  it('compares the fitted quantiles of curves of different models', async () => {
    const after = await fitOfSeed(2);
    const renamed = {
      ...after,
      slopes: [],
      curves: after.curves.map((curve) => (curve.workers === null ? curve : { ...curve, model: 'another' })),
    };
    const { differences, comparisons } = compareFits(before, renamed, LEVEL, false);
    expect(differences).toEqual([]);
    const shared = before.curves.flatMap((curve) =>
      curve.points.filter(({ ratio }) =>
        after.curves
          .find((other) => curveKey(other) === curveKey(curve))!
          .points.some((point) => point.ratio === ratio),
      ),
    );
    expect(comparisons).toBe(24 + shared.length);
    const moved = {
      ...renamed,
      curves: renamed.curves.map((curve) => ({
        ...curve,
        points: curve.points.map((each) => ({ ...each, epsilon: each.epsilon * 1.1 })),
      })),
    };
    expect(compareFits(before, moved, LEVEL, false).differences[0]!.what).toMatch(
      /^quantile at mean\/std -?[\d.]+$/,
    );
  });
});

describe('criticalValue', () => {
  it('is the quantile of one comparison at its own level, Student or normal', () => {
    expect(criticalValue(0.95, 1, Infinity)).toBeCloseTo(1.959963984540054, 9);
    expect(criticalValue(0.95, 1, 5)).toBeCloseTo(2.570581835636314, 9);
    // 0.999^(1 / 300) = 1 - 3.335e-6 on both sides.
    expect(criticalValue(0.999, 300, Infinity)).toBeCloseTo(
      -normalQuantile((1 - Math.exp(Math.log(0.999) / 300)) / 2, 0, 1),
      6,
    );
    expect(criticalValue(0.999, 300, 7)).toBeGreaterThan(criticalValue(0.999, 300, 14));
    expect(criticalValue(0.999, 300, 14)).toBeGreaterThan(criticalValue(0.999, 300, Infinity));
  });

  it('combines degrees of freedom by standard error (Welch, Satterthwaite)', () => {
    const slope = before.slopes[0]!;
    const fit = (standardError: number, degreesOfFreedom: number): MappingFit => ({
      curves: [],
      workers: [],
      slopes: [
        {
          ...slope,
          degreesOfFreedom,
          parameters: [{ name: 'slope', value: 1, standardError, low: 0, high: 2 }],
        },
      ],
    });
    const reach = (a: MappingFit, b: MappingFit) => compareFits(a, b, 0.95, false).largest!.reach;
    expect(reach(fit(1, 5), fit(1e-6, 5))).toBeCloseTo(criticalValue(0.95, 1, 5), 9);
    expect(reach(fit(1, 5), fit(1, 5))).toBeCloseTo(criticalValue(0.95, 1, 10), 9);
    expect(reach(fit(3, 4), fit(1, 8))).toBeCloseTo(criticalValue(0.95, 1, 100 / (81 / 4 + 1 / 8)), 9);
  });

  it('is normal if the standard errors of the data are known', () => {
    const curve: FittedModel = before.curves.find(({ quantile }) => quantile === 'q50')!;
    const series = { ...curve, ratio: -1, quantile: 'q50', model: 'series' };
    const fit = { slopes: [], curves: [], workers: [series] } as unknown as MappingFit;
    expect(compareFits(fit, fit, 0.95, false).largest!.reach).toBeCloseTo(
      criticalValue(0.95, curve.parameters.length, Infinity),
      9,
    );
  });
});
