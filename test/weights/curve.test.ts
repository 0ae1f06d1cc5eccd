import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadCurve, type Segment } from '../../src/weights/curve.js';
import {
  largestCurvature,
  linearCrossing,
  linearSpread,
  pointOf,
  softplusRest,
} from '../../src/weights/derivatives.js';
import { bestWeight, logWeightRatio, slope } from '../../src/weights/mapping.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { logWeight } from '../../src/weights/mapping.js';
import { populationStd } from '../../src/weights/scale.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { relativeLogWeights, spreadsOf, summarize } from '../../src/weights/weights.js';
import { formulas, regretVectors } from './arbitraries.js';
import { runs } from '../effort.js';

const unit = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);

describe.each(MAPPINGS)('derivatives of ln w: %s', (mapping) => {
  const y = fc.double({ min: -100, max: 100, noNaN: true });

  it('the slope is the derivative of the logarithm and lies between 0 and 1', () => {
    for (let at = -60; at <= 60; at += 0.37) {
      const difference = (logWeight(mapping, at + 1e-4, 1) - logWeight(mapping, at - 1e-4, 1)) / 2e-4;
      expect(Math.abs(slope(mapping, at) - difference)).toBeLessThan(1e-8);
    }
    for (const at of [-1e300, -800, -37, 0, 37, 800, 1e300]) {
      expect(slope(mapping, at)).toBeGreaterThanOrEqual(0);
      expect(slope(mapping, at)).toBeLessThanOrEqual(1);
    }
  });

  it('the curvature is the derivative of the slope and is never negative', () => {
    for (let at = -60; at <= 60; at += 0.37) {
      const difference = (slope(mapping, at - 1e-4) - slope(mapping, at + 1e-4)) / 2e-4;
      expect(Math.abs(largestCurvature(mapping, at, at) - difference)).toBeLessThan(1e-8);
      expect(largestCurvature(mapping, at, at)).toBeGreaterThanOrEqual(0);
    }
  });

  it('the curvature has one peak, and its relative rate of change is at most 1', () => {
    const step = 1 / 128;
    let before = largestCurvature(mapping, -60, -60);
    let falls = 0;
    for (let at = -60 + step; at <= 60; at += step) {
      const here = largestCurvature(mapping, at, at);
      if (here < before * (1 - 1e-12)) falls++;
      else if (falls > 0) expect.unreachable(`a rise after a fall, at ${at}`);
      const most = step * Math.max(here, before) * (1 + 1e-7);
      if (!(Math.abs(here - before) <= most)) expect(Math.abs(here - before)).toBeLessThanOrEqual(most);
      before = here;
    }
    expect(falls).toBeGreaterThan(1000);
  });

  it('largestCurvature bounds the curvature in the whole interval', () => {
    fc.assert(
      fc.property(y, y, unit, (y1, y2, share) => {
        const between = y1 + share * (y2 - y1);
        expect(largestCurvature(mapping, between, between)).toBeLessThanOrEqual(
          largestCurvature(mapping, y1, y2) * (1 + 1e-7),
        );
      }),
    );
  });

  it('logWeightRatio is the difference of the logarithms', () => {
    fc.assert(
      fc.property(y, fc.double({ min: -50, max: 0, noNaN: true }), (yBest, difference) => {
        const expected = logWeight(mapping, yBest + difference, 1) - logWeight(mapping, yBest, 1);
        expect(
          Math.abs(
            logWeightRatio(mapping, bestWeight(mapping, yBest), yBest + difference, difference) - expected,
          ),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  it('logWeightRatio keeps its digits for nearly equal weights', () => {
    fc.assert(
      fc.property(y, (yBest) => {
        const ratio = logWeightRatio(mapping, bestWeight(mapping, yBest), yBest - 1e-13, -1e-13);
        expect(Math.abs(ratio / (-1e-13 * slope(mapping, yBest)) - 1)).toBeLessThan(1e-11);
      }),
    );
  });
});

describe('potential close to y', () => {
  it('softplusRest is ln(softplus(y) / y)', () => {
    for (let y = 0.5; y < 30; y += 0.25) {
      const { value, slope: rest } = softplusRest(y);
      expect(Math.abs(value - (logWeight('potential', y, 1) - Math.log(y)))).toBeLessThan(1e-14);
      expect(Math.abs(rest - (slope('potential', y) - 1 / y))).toBeLessThan(1e-14);
    }
  });
});

describe('linear approximation', () => {
  const vectors = fc.integer({ min: 2, max: 8 }).chain((n) => {
    const vector = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n, maxLength: n });
    return fc.tuple(vector, vector);
  });
  it('linearSpread is the spread of ln w + distance * derivative', () => {
    fc.assert(
      fc.property(vectors, fc.double({ min: -3, max: 3, noNaN: true }), ([values, slopes], distance) => {
        const point = pointOf(Float64Array.from(values), Float64Array.from(slopes));
        const expected = populationStd(
          Float64Array.from(values, (value, i) => value + distance * slopes[i]!),
        );
        expect(Math.abs(linearSpread(point, distance) - expected)).toBeLessThan(1e-6);
      }),
    );
  });
  it('linearSpread has the given value at linearCrossing', () => {
    fc.assert(
      fc.property(vectors, fc.double({ min: 1e-3, max: 3, noNaN: true }), ([values, slopes], above) => {
        const point = pointOf(Float64Array.from(values), Float64Array.from(slopes));
        fc.pre(point.slope > 1e-3);
        const distance = linearCrossing(point, point.spread + above);
        expect(distance).toBeGreaterThan(0);
        expect(linearSpread(point, distance)).toBeCloseTo(point.spread + above, 6);
      }),
    );
  });
  it('linearCrossing is Infinity for a constant spread', () => {
    expect(linearCrossing(pointOf(Float64Array.of(0, 1), Float64Array.of(2, 2)), 1)).toBe(Infinity);
  });
});

/** Position in a segment at a share of its length: properties sample every segment, thus every regime. */
function positionsIn(segment: Segment, share: number): number {
  return segment.from + share * (segment.to - segment.from);
}

const anyFormula = fc.oneof(
  formulas,
  fc.record({
    scheme: fc.constantFrom('forum-2024' as const, 'chain-2024' as const, 'whitepaper' as const),
    mapping: fc.constantFrom(...MAPPINGS),
    pNorm: fc.constantFrom(0.3, 3, 20),
    cNorm: fc.constantFrom(-8, -2, 0, 4, 8),
  }),
);

function curveOf(regrets: readonly number[], options: FormulaOptions) {
  return spreadCurve(Float64Array.from(regrets), completeFormula(options));
}

describe('curve', () => {
  it('has the spread of the weights', () => {
    fc.assert(
      fc.property(regretVectors, anyFormula, unit, (regrets, options, share) => {
        const formula = completeFormula(options);
        const values = Float64Array.from(regrets);
        const summary = summarize(values, formula);
        const sigma = populationStd(values);
        for (const segment of curveOf(regrets, options).segments) {
          const position = positionsIn(segment, 0.01 + 0.98 * share);
          const d = sigma * (formula.pNorm * segment.inverseSteepness(position));
          const relative = new Float64Array(values);
          const logBest = relativeLogWeights(summary, d, formula, new Float64Array(values), relative);
          const expected = spreadsOf(relative, logBest, formula.scheme).log10;
          const rounding = 1e-15 * (1 + Math.abs(summary.largest / d) * formula.pNorm);
          expect(Math.abs(segment.pointAt(position).spread / Math.LN10 - expected)).toBeLessThan(
            1e-12 * expected + rounding,
          );
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it('differs from its linear approximation by at most distance^2 B / 2, and between two places by the slope', () => {
    fc.assert(
      fc.property(regretVectors, anyFormula, unit, unit, unit, (regrets, options, place, length, share) => {
        for (const segment of curveOf(regrets, options).segments) {
          const from = positionsIn(segment, place);
          const to = from + length ** 4 * (segment.to - from);
          const distance = share * (to - from);
          const start = segment.pointAt(from);
          const linear = linearSpread(start, distance);
          const { spread } = segment.pointAt(from + distance);
          const straight = distance * segment.slopeBound;
          expect(Math.abs(spread - start.spread)).toBeLessThanOrEqual(straight + 1e-13 * (1 + linear));
          const bent = (distance ** 2 * segment.curvatureBound(from, to)) / 2;
          expect(Math.abs(spread - linear)).toBeLessThanOrEqual(bent * (1 + 1e-7) + 1e-13 * (1 + linear));
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  it('has a spread of at most the steepness', () => {
    fc.assert(
      fc.property(regretVectors, anyFormula, unit, (regrets, options, share) => {
        for (const segment of curveOf(regrets, options).segments) {
          const position = positionsIn(segment, share);
          const steepness = 1 / segment.inverseSteepness(position);
          expect(segment.pointAt(position).spread).toBeLessThanOrEqual(
            steepness * (1 + 1e-12) + Number.MIN_VALUE,
          );
        }
      }),
    );
  });

  it('is continuous between adjacent segments', () => {
    fc.assert(
      fc.property(regretVectors, anyFormula, (regrets, options) => {
        const { segments } = curveOf(regrets, options);
        for (const [i, segment] of segments.slice(0, -1).entries()) {
          const next = segments[i + 1]!;
          if (next.inverseSteepness(next.from) !== segment.inverseSteepness(segment.to)) continue;
          const here = segment.pointAt(segment.to).spread;
          // At the start of a logarithmic segment this also compares its two formulas for the weights.
          const size = Math.max(...regrets.map(Math.abs)) / populationStd(Float64Array.from(regrets));
          expect(Math.abs(next.pointAt(next.from).spread - here)).toBeLessThan(1e-13 * (1 + here + size));
        }
      }),
    );
  });

  it('ends with a logarithmic segment for the potential of positive regrets', () => {
    const curve = curveOf([50, 51, 53], { scheme: 'whitepaper', mapping: 'potential' });
    expect(curve.segments).toHaveLength(2);
    expect(curve.segments[1]!.to).toBe(-1 / 3);
    expect(curveOf([50, 51, 53], { scheme: 'whitepaper' }).segments).toHaveLength(1);
    expect(curveOf([-1, 51, 53], { scheme: 'whitepaper', mapping: 'potential' }).segments).toHaveLength(1);
  });

  it('has no segments for equal regrets', () => {
    expect(curveOf([2, 2, 2], {}).segments).toEqual([]);
    expect(curveOf([2], {}).segments).toEqual([]);
  });
});

describe('bounds', () => {
  // p = 3, c = 0.75: in y the cap is 6.75, the shift begins at -8.25 and the cut is at -17.25;
  // y = steepness * t - 2.25.
  const options = { scheme: 'forum-2024' as const };

  it('a segment ends at the steepness where a worker reaches the cap', () => {
    const { segments, hasGaps } = curveOf([3, 5], options);
    expect(segments.map(({ to }) => to)).toEqual(
      [9 / 5, 9 / 3, 3].filter((to, i, all) => all.indexOf(to) === i),
    );
    expect(hasGaps).toBe(false);
    const end = segments.at(-1)!;
    expect(end.pointAt(end.to).spread).toBeLessThan(1e-15);
  });

  it('a segment ends at the steepness where the shift begins', () => {
    // t = -4, -6: the best worker has y = -8.25 at steepness 1.5.
    const { segments, hasGaps } = curveOf([-4, -6], options);
    expect(segments.map(({ from, to }) => [from, to])).toEqual([
      [0, 1.5],
      [1.5, 3],
    ]);
    expect(hasGaps).toBe(false);
  });

  it('the curve ends at the steepness where a weight becomes zero', () => {
    // t = (1, ..., 1, -9) / 3: the worst worker has y = -17.25 at steepness 5. The curve ends at steepness p:
    // 5 lies outside for p = 3 and inside for p = 9 (with the same p c).
    const regrets = [...Array<number>(9).fill(1), -9];
    expect(curveOf(regrets, options).hasGaps).toBe(false);
    const { segments, hasGaps } = curveOf(regrets, { ...options, pNorm: 9, cNorm: 0.25 });
    expect(segments).toHaveLength(1);
    expect(segments[0]!.to).toBeCloseTo(5, 14);
    expect(hasGaps).toBe(true);
  });

  it('zero weights leave a gap in the middle of the curve', () => {
    // t = 2, 4 and p c = 40. Both workers are shifted up to steepness 31.75 / 4. The worse one is below the
    // cut from 4.5 to 22.75 / 2, and the best one is at the cap from 46.75 / 4.
    const { segments, hasGaps } = curveOf([1, 2], { ...options, pNorm: 20, cNorm: 2 });
    expect(segments.map(({ from, to }) => [from, to])).toEqual([
      [0, 4.5],
      [11.375, 11.6875],
      [11.6875, 20],
    ]);
    expect(hasGaps).toBe(true);
  });
});

describe('errors', () => {
  it.each([
    [[1.7e308, -1.7e308], {}, 'Expected `regrets` to have a spread within double precision'],
    [
      [1, 2],
      { pNorm: 1e200, cNorm: 1e200 },
      'Expected `pNorm` * `cNorm` to be within double precision, got Infinity',
    ],
    [
      [0, 0, 0, 1],
      { epsilonScaling: 'median' as const },
      'Expected `regrets` to have a spread or a median other than 0',
    ],
  ])('%j %j', (regrets, options, message) => {
    expect(() => curveOf(regrets, options)).toThrow(RangeError);
    expect(() => curveOf(regrets, options)).toThrow(message);
  });
});
