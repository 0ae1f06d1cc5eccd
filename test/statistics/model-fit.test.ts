import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearFit } from '../../src/statistics/linear-fit.js';
import { fitModel, type ModelFit, type ModelFitProblem } from '../../src/statistics/model-fit.js';
import { decay, expectClose, line, scatters, valuesOf } from './fits.js';
import { nonlinearCases } from './nist.js';

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

  it('agrees with linearFit if the model is a line, weighted or not', () => {
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
          // It stops when the removable part of the residuals is at most 1e-7 of their norm, plus rounding.
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

  it('scales with the units of y and of a parameter', () => {
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
        // The criterion grows by n ln(unit^2).
        expect(fit.aicc - original.aicc).toBeCloseTo(14 * 2 * a * Math.LN2, 8);
      }),
    );
  });

  it('has a scaled covariance independent of the unit of sigma, and an absolute one independent of y', () => {
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

  it('has the same result with given derivatives and with central differences', () => {
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

  it('accepts x of any type', () => {
    const x = [1, 2, 3, 4].flatMap((ratio) => [2, 5, 10].map((workers) => ({ ratio, workers })));
    const model = ({ ratio, workers }: (typeof x)[number], [a, b, c]: readonly number[]): number =>
      a! * Math.exp(-b! * ratio) + c! / workers;
    const y = x.map((each) => model(each, [2, 0.7, -3]));
    const fit = fitModel({ x, y, model, initial: [1, 1, 0] });
    expect(fit.status).toBe('converged');
    [2, 0.7, -3].forEach((truth, j) => expectClose(fit.parameters[j]!.value, truth, 1e-9));
  });

  it('rejects steps that leave the domain of the model', () => {
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

  describe('states why it stopped', () => {
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

    it('converged, also without a step, and with residuals of 0', () => {
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

    it('singular: a parameter without effect, or two with the same effect', () => {
      const without = fitModel({ x, y, model: decay, initial: [1, 1, 7] });
      expectUnknown(without, 'singular', /do not determine all parameters/);
      expect(without.parameters[2]!.value).toBe(7);
      const redundant = fitModel({
        x,
        y,
        model: (each, [a, b, c]) => decay(each, [a! + c!, b!]),
        initial: [1, 1, 1],
      });
      expectUnknown(redundant, 'singular', /do not determine all parameters/);
      // The residuals are minimal nevertheless.
      const best = fitModel({ x, y, model: decay, initial: [1, 1] });
      expectClose(without.rss, best.rss, 1e-12);
      expectClose(redundant.rss, best.rss, 1e-12);
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

describe('errors name the argument, the rule and the value', () => {
  const x = [1, 2, 3];
  const y = [1, 3, 2];
  const problem: ModelFitProblem<number> = { x, y, model: line, initial: [0, 0] };

  it.each([
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
      'Expected `initial` to be parameters with finite model values, got a value that is not finite',
    ],
  ])('%#', (run, message) => {
    expect(run).toThrow(new RangeError(message));
  });
});
