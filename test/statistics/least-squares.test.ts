import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitModel,
  linearFit,
  type ModelFit,
  type ModelFitProblem,
} from '../../src/statistics/least-squares.js';
import type { Estimate } from '../../src/statistics/intervals.js';
import { normalStream } from '../../src/sampling/stream.js';
import { nonlinearCases, norris } from './nist.js';

/** Digits of a that agree with those of b: relative difference. */
function expectClose(a: number, b: number, tolerance: number): void {
  expect(Math.abs(a - b), `${a} against ${b}`).toBeLessThanOrEqual(tolerance * Math.abs(b));
}

function valuesOf(estimates: readonly Estimate[]): number[] {
  return estimates.map(({ value }) => value);
}

const line = (x: number, [a, b]: readonly number[]): number => a! + b! * x;
const decay = (x: number, [a, b]: readonly number[]): number => a! * Math.exp(-b! * x);

/** Lines with scatter: x not all equal, y within a few sigma of a line. */
const scatters = fc
  .tuple(
    fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 30 })
      .filter((x) => new Set(x).size > 1),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: 0, max: 1e6 }),
  )
  .map(([x, a, b, seed]) => {
    const normal = normalStream({ seed, cell: 0, block: 0 });
    return { x, y: x.map((each) => a + b * each + 10 * normal()) };
  });

describe('linearFit', () => {
  it('has the certified results of Norris (15 digits; 1e-12 here)', () => {
    const fit = linearFit(norris.x, norris.y);
    expectClose(fit.intercept.value, norris.intercept, 1e-12);
    expectClose(fit.slope.value, norris.slope, 1e-12);
    expectClose(fit.intercept.standardError, norris.interceptError, 1e-12);
    expectClose(fit.slope.standardError, norris.slopeError, 1e-12);
    expectClose(fit.residualStandardDeviation, norris.residualStandardDeviation, 1e-12);
    expectClose(fit.rSquared, norris.rSquared, 1e-14);
    expectClose(fit.rss, norris.rss, 1e-12);
    const mean = norris.x.reduce((sum, each) => sum + each, 0) / 36;
    expectClose(fit.covariance[0]![1]!, -mean * norris.slopeError ** 2, 1e-12);
    expect(fit.covariance[1]![0]).toBe(fit.covariance[0]![1]);
    expect([fit.degreesOfFreedom, fit.slope.draws, fit.slope.level]).toEqual([34, 36, 0.95]);
    // Student's t, 97.5 %, 34 degrees of freedom: 2.0322445.
    expectClose(fit.slope.high - fit.slope.value, 2.0322445 * norris.slopeError, 1e-7);
    expectClose(fit.aicc, 36 * Math.log(norris.rss / 36) + 6 + 24 / 32, 1e-12);
  });

  it('leaves weighted residuals that add up to 0, also times x', () => {
    fc.assert(
      fc.property(scatters, ({ x, y }) => {
        const sigma = x.map((_, i) => 1 + (i % 3));
        const fit = linearFit(x, y, { sigma });
        const size = Math.max(...y.map(Math.abs));
        const sum = fit.residuals.reduce((total, each, i) => total + each / sigma[i]! ** 2, 0);
        const moment = fit.residuals.reduce((total, each, i) => total + (x[i]! * each) / sigma[i]! ** 2, 0);
        expect(Math.abs(sum)).toBeLessThan(1e-12 * x.length * size);
        expect(Math.abs(moment)).toBeLessThan(1e-12 * x.length * size * 1000);
        x.forEach((each, i) => {
          expect(
            Math.abs(y[i]! - fit.intercept.value - fit.slope.value * each - fit.residuals[i]!),
          ).toBeLessThan(1e-11 * size + 1e-11);
        });
      }),
    );
  });

  it('counts an observation of standard error 1 / sqrt(m) as m of them', () => {
    fc.assert(
      fc.property(scatters, ({ x, y }) => {
        const times = x.map((_, i) => 1 + (i % 3));
        const repeat = (list: readonly number[]): number[] =>
          list.flatMap((each, i) => new Array<number>(times[i]!).fill(each));
        const weighted = linearFit(x, y, { sigma: times.map((m) => 1 / Math.sqrt(m)) });
        const repeated = linearFit(repeat(x), repeat(y), { sigma: repeat(x).fill(1) });
        for (const [a, b] of [
          [weighted.slope.standardError, repeated.slope.standardError],
          [weighted.intercept.standardError, repeated.intercept.standardError],
          [weighted.rss, repeated.rss],
        ]) {
          expectClose(a!, b!, 1e-10);
        }
        expect(Math.abs(weighted.slope.value - repeated.slope.value)).toBeLessThan(
          1e-10 * (1 + Math.abs(repeated.slope.value)),
        );
      }),
    );
  });

  it('takes absolute standard errors as they are, with normal intervals, and scaled ones by the residuals', () => {
    const sigma = norris.x.map((_, i) => 1 + (i % 2));
    const absolute = linearFit(norris.x, norris.y, { sigma });
    const scaled = linearFit(norris.x, norris.y, { sigma, covariance: 'scaled', level: 0.9 });
    expectClose(
      scaled.slope.standardError,
      absolute.slope.standardError * scaled.residualStandardDeviation,
      1e-14,
    );
    expectClose(
      absolute.slope.high - absolute.slope.value,
      1.959963984540054 * absolute.slope.standardError,
      1e-12,
    );
    // Student's t, 95 %, 34 degrees of freedom.
    expectClose(scaled.slope.high - scaled.slope.value, 1.6909243 * scaled.slope.standardError, 1e-7);
    expectClose(absolute.aicc, absolute.rss + 4 + 12 / 33, 1e-14);
    const larger = linearFit(norris.x, norris.y, { sigma: sigma.map((each) => 4 * each) });
    expectClose(larger.slope.standardError, 4 * absolute.slope.standardError, 1e-14);
    expect(larger.slope.value).toBe(absolute.slope.value);
  });

  it('goes through two points exactly; all it says of their scatter comes from sigma', () => {
    const fit = linearFit([1, 3], [2, 8], { sigma: [1, 1] });
    expect([fit.intercept.value, fit.slope.value, fit.rss, fit.degreesOfFreedom, fit.rSquared]).toEqual([
      -1, 3, 0, 0, 1,
    ]);
    expect(fit.slope.standardError).toBeCloseTo(Math.SQRT1_2, 14);
    expect(fit.residualStandardDeviation).toBeNaN();
    expect(fit.aicc).toBe(Infinity);
    expect(linearFit([1, 2, 3], [0.1, 0.1, 0.1], { sigma: [1, 2, 3] }).rSquared).toBeNaN();
  });
});

describe('fitModel', () => {
  const starts = nonlinearCases.flatMap((each) =>
    each.starts.map((initial, i) => [`${each.name}, start ${i + 1}`, each, initial] as const),
  );

  it.each(starts)(
    'has the certified results of %s',
    (_, { x, y, model, parameters, errors, rss, residualStandardDeviation }, initial) => {
      const fit = fitModel({ x, y, model, initial });
      expect(fit.status).toBe('converged');
      fit.parameters.forEach(({ value, standardError }, j) => {
        expectClose(value, parameters[j]!, 1e-6);
        expectClose(standardError, errors[j]!, 1e-6);
        expectClose(fit.covariance[j]![j]!, standardError ** 2, 1e-14);
      });
      // Certified to 11 digits.
      expectClose(fit.rss, rss, 1e-10);
      expectClose(fit.residualStandardDeviation, residualStandardDeviation, 1e-10);
      expect(fit.degreesOfFreedom).toBe(x.length - parameters.length);
      expect([...fit.residuals]).toEqual(x.map((each, i) => y[i]! - model(each, valuesOf(fit.parameters))));
    },
  );

  it('is linearFit where the model is a line, weighted or not', () => {
    fc.assert(
      fc.property(scatters, fc.constantFrom(undefined, 'absolute', 'scaled'), ({ x, y }, covariance) => {
        const sigma = covariance && x.map((_, i) => 1 + (i % 3));
        const options = { sigma, covariance, level: 0.8 };
        const expected = linearFit(x, y, options);
        const fit = fitModel({
          x,
          y,
          model: line,
          jacobian: (each: number) => [1, each],
          initial: [0, 0],
          ...options,
        });
        expect(fit.status).toBe('converged');
        for (const [j, estimate] of [expected.intercept, expected.slope].entries()) {
          const { value, standardError, low, high, level, draws } = fit.parameters[j]!;
          // It ends where the residuals have no more than 1e-7 of their length, and rounding, within reach of the parameters.
          const unscaled =
            covariance === 'absolute' ? standardError : standardError / fit.residualStandardDeviation;
          const slack = unscaled * (1.01e-7 * Math.sqrt(expected.rss) + 1e-14 * Math.hypot(...y));
          expect(Math.abs(value - estimate.value)).toBeLessThanOrEqual(slack);
          expect(Math.abs(low - estimate.low)).toBeLessThanOrEqual(slack + 1e-8 * standardError);
          expect(Math.abs(high - estimate.high)).toBeLessThanOrEqual(slack + 1e-8 * standardError);
          expectClose(standardError, estimate.standardError, 1e-9);
          expect([level, draws]).toEqual([0.8, x.length]);
        }
        const product = fit.parameters[0]!.standardError * fit.parameters[1]!.standardError;
        expect(Math.abs(fit.covariance[0]![1]! - expected.covariance[0]![1]!)).toBeLessThan(1e-9 * product);
        expectClose(fit.rss, expected.rss, 1e-10);
        if (Number.isFinite(expected.aicc)) expect(fit.aicc).toBeCloseTo(expected.aicc, 8);
        else expect(fit.aicc).toBe(expected.aicc);
      }),
    );
  });

  const misra = nonlinearCases[0]!;
  const misraProblem = { x: misra.x, y: misra.y, model: misra.model, initial: misra.starts[1] };

  it('does not depend on the order of the data', () => {
    const original = fitModel(misraProblem);
    fc.assert(
      fc.property(fc.shuffledSubarray([...misra.x.keys()], { minLength: 14 }), (order) => {
        const fit = fitModel({
          ...misraProblem,
          x: order.map((i) => misra.x[i]!),
          y: order.map((i) => misra.y[i]!),
        });
        fit.parameters.forEach(({ value, standardError }, j) => {
          expectClose(value, original.parameters[j]!.value, 1e-8);
          expectClose(standardError, original.parameters[j]!.standardError, 1e-7);
        });
        order.forEach((from, to) =>
          expect(Math.abs(fit.residuals[to]! - original.residuals[from]!)).toBeLessThan(1e-6),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('scales with the unit of y, and of a parameter', () => {
    const original = fitModel(misraProblem);
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 }), (a, b) => {
        const [unit, inverse] = [2 ** a, 2 ** b];
        const [first, second] = misra.starts[1];
        const fit = fitModel({
          x: misra.x,
          y: misra.y.map((each) => unit * each),
          model: (x, [p, q]) => p! * (1 - Math.exp((-q! / inverse) * x)),
          initial: [first! * unit, second! * inverse],
        });
        const units = [unit, inverse];
        expect(fit.status).toBe('converged');
        for (const i of [0, 1]) {
          expectClose(fit.parameters[i]!.value, units[i]! * original.parameters[i]!.value, 1e-12);
          for (const j of [0, 1])
            expectClose(fit.covariance[i]![j]!, units[i]! * units[j]! * original.covariance[i]![j]!, 1e-10);
        }
        expectClose(fit.rss, unit * unit * original.rss, 1e-12);
        // n ln(unit^2) more.
        expect(fit.aicc - original.aicc).toBeCloseTo(14 * 2 * a * Math.LN2, 8);
      }),
    );
  });

  it('scaled covariance does not depend on the unit of sigma; absolute covariance does not depend on y', () => {
    const sigma = misra.x.map((_, i) => 0.1 + 0.01 * i);
    const fits = [1, 8].map((unit) => {
      const scaled = fitModel({
        ...misraProblem,
        sigma: sigma.map((each) => unit * each),
        covariance: 'scaled',
      });
      const absolute = fitModel({ ...misraProblem, sigma: sigma.map((each) => unit * each) });
      return { scaled, absolute };
    });
    const [one, eight] = [fits[0]!, fits[1]!];
    expectClose(eight.scaled.covariance[0]![1]!, one.scaled.covariance[0]![1]!, 1e-10);
    expectClose(eight.absolute.covariance[0]![1]!, 64 * one.absolute.covariance[0]![1]!, 1e-10);
    expectClose(
      one.scaled.covariance[0]![1]!,
      one.absolute.covariance[0]![1]! * (one.absolute.rss / 12),
      1e-10,
    );
    expectClose(one.absolute.aicc, one.absolute.rss + 4 + 12 / 11, 1e-12);
    expectClose(one.scaled.aicc, 14 * Math.log(one.scaled.rss / 14) + 6 + 24 / 10, 1e-12);
  });

  it('has the same answer from given derivatives and from central differences', () => {
    const jacobian = (x: number, [b1, b2]: readonly number[]): number[] => {
      const rest = Math.exp(-b2! * x);
      return [1 - rest, b1! * x * rest];
    };
    const [given, differences] = [fitModel({ ...misraProblem, jacobian }), fitModel(misraProblem)];
    misra.parameters.forEach((certified, j) => {
      expectClose(given.parameters[j]!.value, certified, 2e-10);
      expectClose(given.parameters[j]!.standardError, misra.errors[j]!, 2e-10);
      expectClose(differences.parameters[j]!.standardError, given.parameters[j]!.standardError, 1e-8);
    });
  });

  it('takes x of any kind', () => {
    const x = [1, 2, 3, 4].flatMap((ratio) => [2, 5, 10].map((workers) => ({ ratio, workers })));
    const model = ({ ratio, workers }: (typeof x)[number], [a, b, c]: readonly number[]): number =>
      a! * Math.exp(-b! * ratio) + c! / workers;
    const y = x.map((each) => model(each, [2, 0.7, -3]));
    const fit = fitModel({ x, y, model, initial: [1, 1, 0] });
    expect(fit.status).toBe('converged');
    [2, 0.7, -3].forEach((truth, j) => expectClose(fit.parameters[j]!.value, truth, 1e-9));
  });

  it('rejects steps out of the domain of the model', () => {
    const x = [1, 2, 3, 4, 5];
    let outside = 0;
    const model = (each: number, [a, b]: readonly number[]): number => {
      if (b! <= 0) outside++;
      return a! + Math.log(b!) * each;
    };
    const y = x.map((each) => 1 - 3 * each + (each === 3 ? 0.1 : 0));
    const fit = fitModel({ x, y, model, initial: [0, 10] });
    expect(outside).toBeGreaterThan(0);
    expect(fit.status).toBe('converged');
    expectClose(Math.log(fit.parameters[1]!.value), linearFit(x, y).slope.value, 1e-7);
  });

  describe('says why it stopped', () => {
    const x = [0, 1, 2, 3, 4];
    const y = [5, 3.1, 1.8, 1.2, 0.6];

    function expectUnknown(fit: ModelFit, status: ModelFit['status'], reason: RegExp): void {
      expect(fit.status).toBe(status);
      expect(fit.reason).toMatch(reason);
      for (const { value, standardError, low, high } of fit.parameters) {
        expect(value).not.toBeNaN();
        expect([standardError, low, high]).toEqual([NaN, NaN, NaN]);
      }
      expect(fit.covariance.flat().every(Number.isNaN)).toBe(true);
    }

    it('converged, also at once, and where the residuals vanish', () => {
      const fit = fitModel({ x, y, model: decay, initial: [1, 1] });
      expect([fit.status, fit.reason]).toEqual([
        'converged',
        expect.stringMatching(/^The residuals are orthogonal/),
      ]);
      expect(fit.iterations).toBeGreaterThan(1);
      const again = fitModel({ x, y, model: decay, initial: valuesOf(fit.parameters) });
      expect([again.status, again.iterations]).toEqual(['converged', 0]);
      const exact = fitModel({ x, y: x.map((each) => decay(each, [5, 0.5])), model: decay, initial: [1, 1] });
      expect(exact.status).toBe('converged');
      expectClose(exact.parameters[1]!.value, 0.5, 1e-13);
      const none = fitModel({ x, y: [0, 0, 0, 0, 0], model: line, initial: [1, 1] });
      expect([none.status, ...valuesOf(none.parameters).map((value) => Math.abs(value) < 1e-12)]).toEqual([
        'converged',
        true,
        true,
      ]);
    });

    it('singular: a parameter without effect, or two with one effect', () => {
      const without = fitModel({ x, y, model: decay, initial: [1, 1, 7] });
      expectUnknown(without, 'singular', /do not determine all parameters/);
      expect(without.parameters[2]!.value).toBe(7);
      const twins = fitModel({
        x,
        y,
        model: (each, [a, b, c]) => decay(each, [a! + c!, b!]),
        initial: [1, 1, 1],
      });
      expectUnknown(twins, 'singular', /do not determine all parameters/);
      // The best there is all the same.
      const best = fitModel({ x, y, model: decay, initial: [1, 1] });
      expectClose(without.rss, best.rss, 1e-12);
      expectClose(twins.rss, best.rss, 1e-12);
    });

    it('stalled: derivatives of the wrong sign', () => {
      const fit = fitModel({ x, y, model: line, jacobian: (each: number) => [-1, -each], initial: [0, 0] });
      expectUnknown(fit, 'stalled', /No step, however short/);
      expect(valuesOf(fit.parameters)).toEqual([0, 0]);
    });

    it('not-finite: derivatives that do not exist', () => {
      const fit = fitModel({ x, y, model: (each, [a, b]) => a! + Math.sqrt(b!) * each, initial: [0, 0] });
      expectUnknown(fit, 'not-finite', /derivatives of the model are not finite/);
      expectUnknown(
        fitModel({ x, y, model: line, jacobian: () => [1, NaN], initial: [0, 0] }),
        'not-finite',
        /derivatives/,
      );
    });

    it('iteration-limit', () => {
      const fit = fitModel({ x, y, model: decay, initial: [1, 1], maxIterations: 2 });
      expectUnknown(fit, 'iteration-limit', /largest number of steps/);
      expect(fit.iterations).toBe(2);
    });
  });
});

/** Intervals that hold the truth, of `simulations` at a level; k must lie within 4.9 binomial standard deviations (probability 1e-6). */
function expectCoverage(hits: number, simulations: number, level: number): void {
  const sd = Math.sqrt(simulations * level * (1 - level));
  expect(Math.abs(hits - simulations * level)).toBeLessThan(4.9 * sd);
}

describe('intervals hold the truth as often as they say', () => {
  const simulations = 1000;
  const x = [0, 1, 2, 3, 4, 6, 8, 10];
  const sigma = [1, 2, 1, 2, 1, 2, 1, 2].map((each) => each * 1e-3);

  it.each(['scaled', 'absolute'] as const)('%s', (covariance) => {
    const hits = { slope: 0, intercept: 0, rate: 0 };
    for (let block = 0; block < simulations; block++) {
      const normal = normalStream({ seed: 17, cell: 2, block });
      const noise = sigma.map((each) => each * normal());
      // Scaled: all that is known of sigma is how they compare.
      const known = covariance === 'absolute' ? sigma : sigma.map((each) => 100 * each);
      const options = { sigma: known, covariance, level: 0.9 };
      const straight = linearFit(
        x,
        x.map((each, i) => 2 - 3 * each + noise[i]!),
        options,
      );
      if (straight.slope.low <= -3 && -3 <= straight.slope.high) hits.slope++;
      if (straight.intercept.low <= 2 && 2 <= straight.intercept.high) hits.intercept++;
      // Errors of a thousandth: the curvature of the model within them is far below the tolerance.
      const y = x.map((each, i) => decay(each, [2, 0.3]) + noise[i]!);
      const rate = fitModel({ x, y, model: decay, initial: [1, 1], ...options }).parameters[1]!;
      if (rate.low <= 0.3 && 0.3 <= rate.high) hits.rate++;
    }
    for (const count of Object.values(hits)) expectCoverage(count, simulations, 0.9);
  });
});

describe('errors name the argument, the rule and the value', () => {
  const x = [1, 2, 3];
  const y = [1, 3, 2];
  const problem: ModelFitProblem<number> = { x, y, model: line, initial: [0, 0] };

  it.each([
    [() => linearFit([1, NaN, 3], y), 'Expected `x[1]` to be a finite number, got `NaN` (number)'],
    [() => linearFit(x, [1, 2, Infinity]), 'Expected `y[2]` to be a finite number, got `Infinity` (number)'],
    [() => linearFit(x, [1, 2]), 'Expected `y.length` to be 3, the length of x, got `2` (number)'],
    [
      () => linearFit([4, 4, 4], y),
      'Expected `x` to hold at least two different numbers, got `4` (number) only',
    ],
    [
      () => linearFit([1, 2], [1, 2]),
      'Expected `y.length` to be at least 3 for 2 parameters, got `2` (number)',
    ],
    [
      () => linearFit([1], [1], { sigma: [1] }),
      'Expected `y.length` to be at least 2 for 2 parameters, got `1` (number)',
    ],
    [
      () => linearFit(x, y, { sigma: [1, 1] }),
      'Expected `sigma.length` to be 3, the length of x, got `2` (number)',
    ],
    [
      () => linearFit(x, y, { sigma: [1, 0, 1] }),
      'Expected `sigma[1]` to be a finite number > 0, got `0` (number)',
    ],
    [
      () => linearFit(x, y, { covariance: 'absolute' }),
      'Expected `sigma` to be given for an absolute `covariance`, got `undefined`',
    ],
    [
      () => linearFit(x, y, { covariance: 'both' as 'scaled' }),
      'Expected `covariance` to be one of absolute, scaled, got `"both"` (string)',
    ],
    [() => linearFit(x, y, { level: 1 }), 'Expected `level` to be a number in (0, 1), got `1` (number)'],
    [
      () => fitModel({ ...problem, initial: [] }),
      'Expected `initial` to hold at least one number, got an empty list',
    ],
    [
      () => fitModel({ ...problem, initial: [0, NaN] }),
      'Expected `initial[1]` to be a finite number, got `NaN` (number)',
    ],
    [
      () => fitModel({ ...problem, initial: [0, 0, 0] }),
      'Expected `y.length` to be at least 4 for 3 parameters, got `3` (number)',
    ],
    [
      () => fitModel({ ...problem, maxIterations: 0 }),
      'Expected `maxIterations` to be a whole number >= 1, got `0` (number)',
    ],
    [
      () => fitModel({ ...problem, model: () => NaN }),
      'Expected `initial` to be parameters for which the model is finite everywhere, got others',
    ],
  ])('%#', (run, message) => {
    expect(run).toThrow(new RangeError(message));
  });

  it('a TypeError for what is no number', () => {
    expect(() => linearFit('12' as unknown as number[], y)).toThrow(TypeError);
    expect(() => linearFit(x, y, { covariance: 1 as unknown as 'scaled' })).toThrow(TypeError);
  });
});
