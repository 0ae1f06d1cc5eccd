import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steepLimit } from '../../src/theory/bounds.js';
import {
  gaussianMaxEpsilon,
  gaussianRatioLimit,
  gaussianSegment,
  gaussianSpread,
  type GaussianEpsilonOptions,
} from '../../src/theory/infinite-workers.js';
import { largestCurvature } from '../../src/weights/derivatives.js';
import { completeFormula } from '../../src/weights/formula.js';
import { logWeight } from '../../src/weights/mapping.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { MAPPINGS, type MappingName } from '../../src/weights/schemes.js';
import { decimals } from '../weights/arbitraries.js';
import { RUNS_ALL, runs } from '../effort.js';

const parts = {
  scheme: fc.constantFrom('whitepaper' as const, 'chain-2026' as const),
  mapping: fc.constantFrom(...MAPPINGS),
  pNorm: fc.oneof(fc.constantFrom(0.5, 3, 50), decimals(0.5, 6), decimals(6, 50)),
  cNorm: decimals(-2, 2),
  factor: fc.oneof(fc.constant(10 ** 0.5), decimals(1.05, 20)),
};
const anyOptions = fc.record(parts);
const ratios = decimals(-12, 6);

/** S from its definition by the trapezoidal rule, with an error below e^-78 for steepnesses up to 50. */
function directSpread(
  ratio: number,
  steepness: number,
  { pNorm, cNorm, mapping }: Required<Omit<GaussianEpsilonOptions, 'scheme'>>,
): number {
  const step = 1 / 200;
  let [total, sum, squares] = [0, 0, 0];
  const level = logWeight(mapping!, steepness * ratio - pNorm! * cNorm!, pNorm!);
  for (let i = -2000; i <= 2000; i++) {
    const z = i * step;
    const weight = Math.exp((-z * z) / 2);
    const value = logWeight(mapping!, steepness * (ratio + z) - pNorm! * cNorm!, pNorm!) - level;
    total += weight;
    sum += weight * value;
    squares += weight * value * value;
  }
  return Math.sqrt(squares / total - (sum / total) ** 2) / Math.LN10;
}

const scaleOf = (scheme: string): number => (scheme === 'chain-2026' ? 1.4826 * 0.6744897501960817 : 1);

describe('gaussianSpread', () => {
  it('is the integral, for a mapping of any steepness', () => {
    fc.assert(
      fc.property(anyOptions, ratios, decimals(0, 3), (options, ratio, epsilon) => {
        const steepness = options.pNorm / (scaleOf(options.scheme) + epsilon);
        const spread = gaussianSpread(ratio, epsilon, options);
        // The difference of squares in directSpread loses half of the digits of a small spread.
        expect(Math.abs(spread - directSpread(ratio, steepness, options))).toBeLessThan(
          1e-10 * steepness + 1e-7 * Number(spread < 1e-3),
        );
      }),
      { numRuns: runs(200) },
    );
  });

  it('decreases with the ratio and is at most p / (s + epsilon) / ln 10', () => {
    fc.assert(
      fc.property(anyOptions, ratios, decimals(0, 3), (options, ratio, epsilon) => {
        const spread = gaussianSpread(ratio, epsilon, options);
        const most = options.pNorm / (scaleOf(options.scheme) + epsilon) / Math.LN10;
        expect(spread).toBeLessThanOrEqual(most * (1 + 1e-12));
        expect(gaussianSpread(ratio + 0.5, epsilon, options)).toBeLessThanOrEqual(spread * (1 + 1e-12));
      }),
    );
  });

  it('is exact far below zero', () => {
    for (const ratio of [-1e3, -1e6, -1e9, -1e300]) {
      expect(gaussianSpread(ratio, 0.5, { scheme: 'whitepaper' })).toBeCloseTo(2 / Math.LN10, 13);
    }
  });
});

describe('gaussianSegment: the assumptions of the search for a crossing', () => {
  const TO = 3;
  const OFFSET = 3 * 0.75;
  const segmentOf = (mapping: MappingName, ratio: number) =>
    gaussianSegment(ratio, TO, completeFormula({ mapping, scheme: 'whitepaper' }));

  /** Standard deviation and root mean square of the second derivatives of ln w with respect to steepness. */
  function curvaturesAt(
    mapping: MappingName,
    ratio: number,
    steepness: number,
  ): { deviation: number; rms: number } {
    const curvatureOf = (t: number): number =>
      t * t * largestCurvature(mapping, steepness * t - OFFSET, steepness * t - OFFSET);
    const typical = curvatureOf(ratio);
    let [total, sum, squares, raw] = [0, 0, 0, 0];
    for (let z = -14; z <= 14; z += 1 / 64) {
      const [weight, curvatureBound] = [Math.exp((-z * z) / 2), curvatureOf(ratio + z)];
      total += weight;
      sum += weight * (curvatureBound - typical);
      squares += weight * (curvatureBound - typical) ** 2;
      raw += weight * curvatureBound ** 2;
    }
    return {
      deviation: Math.sqrt(Math.max(0, squares / total - (sum / total) ** 2)),
      rms: Math.sqrt(raw / total),
    };
  }

  it.each(MAPPINGS)('slope and along are those of the spread (%s)', (mapping) => {
    for (const ratio of [-30, -3, 0, 1.5]) {
      const segment = segmentOf(mapping, ratio);
      for (const steepness of [0.2, 1, 2.5]) {
        const { spread, slope, along } = segment.pointAt(steepness);
        const [before, after] = [steepness - 1e-4, steepness + 1e-4].map(
          (each) => segment.pointAt(each).spread,
        );
        expect((along * slope) / spread).toBeCloseTo((after! - before!) / 2e-4, 6);
        expect(Math.abs(along)).toBeLessThanOrEqual(spread * (1 + 1e-12));
        // The linear approximation of ln w predicts the spread, up to the bound from the curvature.
        const far = segment.pointAt(steepness + 1e-3).spread ** 2;
        expect(far - (spread ** 2 + 2e-3 * along * slope + 1e-6 * slope ** 2)).toBeLessThan(
          1e-6 * spread * segment.curvatureBound(steepness, steepness + 1e-3),
        );
      }
    }
  });

  it.each(MAPPINGS)(
    'curvatureBound bounds the std of the second derivatives between two steepnesses (%s)',
    (mapping) => {
      const steepnesses = decimals(0.01, TO);
      fc.assert(
        fc.property(
          decimals(-60, 60),
          steepnesses,
          steepnesses,
          fc.constantFrom(0, 0.25, 0.5, 1),
          (ratio, one, other, share) => {
            const [left, right] = [Math.min(one, other), Math.max(one, other)];
            const { deviation } = curvaturesAt(mapping, ratio, left + share * (right - left));
            expect(deviation).toBeLessThanOrEqual(
              segmentOf(mapping, ratio).curvatureBound(left, right) * (1 + 1e-9) + 1e-12,
            );
          },
        ),
        { numRuns: runs(200) },
      );
    },
  );

  it.each(MAPPINGS)(
    'curvatureBound at one steepness is their root mean square or at most six times their std (%s)',
    (mapping) => {
      for (const steepness of [0.1, 1, TO]) {
        for (const ratio of [-20, -8, -2, 0, 1, 5, 20]) {
          expect(
            segmentOf(mapping, ratio).curvatureBound(steepness, steepness) /
              curvaturesAt(mapping, ratio, steepness).rms,
          ).toBeCloseTo(1, 5);
        }
      }
      for (const ratio of [-100, -60, -40, -30, 30]) {
        expect(
          segmentOf(mapping, ratio).curvatureBound(0.1, 0.1) / curvaturesAt(mapping, ratio, 0.1).deviation,
        ).toBeLessThan(6);
      }
      for (const ratio of [-40, -30])
        expect(
          segmentOf(mapping, ratio).curvatureBound(1, 1) / curvaturesAt(mapping, ratio, 1).deviation,
        ).toBeLessThan(4);
    },
  );
});

describe('gaussianMaxEpsilon', () => {
  it.each([
    [0.5, 'gradient', [1.6041, 1.4674, 1.2285, 0.9798, 0.5202, null, null]],
    [0.5, 'potential', [1.6049, 1.5338, 1.41, 1.2888, 1.0928, 0.7503, null]],
    [0.3, 'gradient', [3.3249, 3.0852, 2.8464, 2.6457, 2.3401, 1.7956, null]],
    [0.3, 'potential', [3.3339, 3.2104, 3.0901, 2.9944, 2.8616, 2.6732, 2.3926]],
  ] as const)('T = %d, %s: known values to four digits', (threshold, mapping, expected) => {
    const options = { factor: Math.exp(threshold * Math.LN10), mapping, scheme: 'whitepaper' } as const;
    const computed = [-5, -1, 0, 0.5, 1, 1.5, 2].map((ratio) => gaussianMaxEpsilon(ratio, options));
    expect(computed.map((epsilon) => epsilon && Number(epsilon.toFixed(4)))).toEqual(expected);
  });

  it('the spread there is the threshold, and no larger epsilon reaches it', () => {
    fc.assert(
      fc.property(anyOptions, ratios, (options, ratio) => {
        const epsilon = gaussianMaxEpsilon(ratio, options);
        const threshold = Math.log10(options.factor);
        const at = (each: number) => gaussianSpread(ratio, each, options);
        if (epsilon !== null && epsilon > 0)
          expect(Math.abs(at(epsilon) / threshold - 1)).toBeLessThan(1e-10);
        for (let i = 0; i <= 40; i++) {
          // Equal steps of 1 / (s + epsilon), from just above the largest epsilon to infinity.
          const sum = ((epsilon ?? 0) + scaleOf(options.scheme)) * (1 + 1e-9);
          const beyond = sum / (1 - i / 41) - scaleOf(options.scheme);
          expect(at(beyond)).toBeLessThan(threshold);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('tends to p / (T ln 10) - s far below zero', () => {
    for (const mapping of MAPPINGS) {
      for (const scheme of ['whitepaper', 'chain-2026'] as const) {
        const limit = steepLimit({ scheme })!;
        for (const ratio of [-1e3, -1e4, -1e6, -1e300, -Infinity]) {
          expect(Math.abs(gaussianMaxEpsilon(ratio, { mapping, scheme })! - limit)).toBeLessThan(1e-12);
        }
      }
    }
  });

  it.each(MAPPINGS)('approaches that limit like F^ratio (%s)', (mapping) => {
    const options = { mapping, scheme: 'whitepaper' } as const;
    const kappa = steepLimit(options)!;
    const rate = Math.log(10 ** 0.5);
    const lead = (mapping === 'gradient' ? 1 : 0.5) * (1 + 1 / kappa) * Math.exp(rate ** 2 / 2 - 2.25);
    for (const ratio of [-8, -10, -12]) {
      const rest = 1 - gaussianMaxEpsilon(ratio, options)! / kappa;
      // The next term is of the order of e^(y + 3 a^2 / 2).
      expect(Math.abs(rest / (lead * Math.exp(rate * ratio)) - 1)).toBeLessThan(5 * Math.exp(rate * ratio));
    }
  });

  it('agrees with a large number of workers at the quantiles of the normal distribution', () => {
    const workers = 20_001;
    const quantiles = Array.from({ length: workers }, (_, i) => normalQuantile((i + 0.5) / workers, 0, 1));
    for (const mapping of MAPPINGS) {
      for (const scheme of ['whitepaper', 'chain-2026'] as const) {
        for (const ratio of [-2, 0, 0.9]) {
          const regrets = quantiles.map((quantile) => ratio + quantile);
          const { epsilon } = maxEpsilon(regrets, { mapping, scheme });
          // The quantiles omit the outermost tails: their variance is too small by about z^2 / N.
          expect(Math.abs(epsilon! - gaussianMaxEpsilon(ratio, { mapping, scheme })!)).toBeLessThan(
            40 / workers,
          );
        }
      }
    }
  });
});

describe('gaussianRatioLimit', () => {
  it('is the largest ratio with an epsilon', () => {
    fc.assert(
      // Each steeper mapping takes about a second.
      fc.property(fc.record({ ...parts, pNorm: decimals(0.5, 8) }), (options) => {
        const limit = gaussianRatioLimit(options);
        if (limit === null) {
          expect(gaussianMaxEpsilon(-Infinity, options)).toBeNull();
          expect(steepLimit(options)).toBeNull();
          return;
        }
        const error = 1e-9 * (1 + Math.abs(limit.ratio));
        expect(gaussianMaxEpsilon(limit.ratio + error, options)).toBeNull();
        const before = gaussianMaxEpsilon(limit.ratio - error, options)!;
        // If epsilon jumps at the limit, it rises like the root of the distance, here about 3e-5.
        expect(before).toBeGreaterThanOrEqual(limit.epsilon);
        expect(before - limit.epsilon).toBeLessThan(1e-2 * (1 + limit.epsilon));
        expect(gaussianMaxEpsilon(limit.ratio - 1, options)!).toBeGreaterThan(before);
      }),
      { numRuns: RUNS_ALL ? 25 : 4 },
    );
  });

  it('epsilon is 0 there, or S has a maximum at the threshold', () => {
    const end = gaussianRatioLimit({ scheme: 'whitepaper' })!;
    expect(end.ratio).toBeCloseTo(1.3256652953, 9);
    expect(end.epsilon).toBe(0);
    const options = { scheme: 'whitepaper', mapping: 'potential', factor: 2 } as const;
    const { ratio, epsilon } = gaussianRatioLimit(options)!;
    expect(epsilon).toBeGreaterThan(0.5);
    expect(gaussianSpread(ratio, epsilon, options)).toBeCloseTo(Math.log10(2), 11);
    for (const other of [-0.01, -1e-3, 1e-3, 0.01])
      expect(gaussianSpread(ratio, epsilon + other, options)).toBeLessThan(Math.log10(2));
    // Epsilon rises like the root of the distance.
    const rise = (distance: number) => gaussianMaxEpsilon(ratio - distance, options)! - epsilon;
    expect(rise(4e-6) / rise(1e-6)).toBeCloseTo(2, 2);
  });

  it('is null if the scale is too large at any ratio', () => {
    expect(gaussianRatioLimit({ pNorm: 1, factor: 3 })).toBeNull();
    expect(gaussianMaxEpsilon(-Infinity, { pNorm: 1, factor: 3 })).toBeNull();
  });

  it('exists for steep mappings', () => {
    // Mutation tests run this about a hundred times.
    const pNorm = process.env.MUTATED ? 10 : 50;
    const { ratio, epsilon } = gaussianRatioLimit({ pNorm })!;
    expect(gaussianSpread(ratio, epsilon, { pNorm })).toBeCloseTo(0.5, 10);
  });

  it('exists for factors close to 1 and close to the largest, and for any offset', () => {
    expect(gaussianRatioLimit({ factor: 1 + 1e-6 })!.ratio).toBeGreaterThan(1e5);
    expect(gaussianRatioLimit({ factor: Math.E ** 2.999, scheme: 'whitepaper' })!.ratio).toBeLessThan(-1);
    for (const cNorm of [-30, 30]) expect(Number.isFinite(gaussianRatioLimit({ cNorm })!.ratio)).toBe(true);
  });
});

describe('errors name argument, rule and value', () => {
  it.each([
    [() => gaussianSpread(NaN, 1), RangeError, 'Expected `ratio` to be a finite number, got `NaN` (number)'],
    [
      () => gaussianSpread(0, Infinity),
      RangeError,
      'Expected `epsilon` to be a finite number >= 0, got `Infinity` (number)',
    ],
    [
      () => gaussianSpread(0, -1),
      RangeError,
      'Expected `epsilon` to be a finite number >= 0, got `-1` (number)',
    ],
    [
      () => gaussianMaxEpsilon(Infinity),
      RangeError,
      'Expected `ratio` to be a number < Infinity, got `Infinity` (number)',
    ],
    [
      () => gaussianMaxEpsilon('1' as never),
      TypeError,
      'Expected `ratio` to be a number < Infinity, got `"1"` (string)',
    ],
    [
      () => gaussianMaxEpsilon(0, { factor: 1 }),
      RangeError,
      'Expected `factor` to be a finite number > 1, got `1` (number)',
    ],
    [
      () => gaussianRatioLimit({ pNorm: 2000 }),
      RangeError,
      'Expected `pNorm` to be at most 1000, got `2000` (number)',
    ],
  ])('%s', (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
