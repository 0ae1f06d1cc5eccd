import { expect, it } from 'vitest';
import { fittedModel, largestError, relativeErrors, sum, valuesOf } from '../../src/fit/fitted-model.js';
import { fitModel } from '../../src/statistics/model-fit.js';

const fit = fitModel({
  x: [0, 1, 2, 3],
  y: [1, 3.1, 4.9, 7],
  sigma: [0.1, 0.1, 0.2, 0.2],
  initial: [0, 1],
  model: (x: number, [a, b]: readonly number[]) => a! + b! * x,
});

it('fittedModel: model, formula, named parameters with intervals, covariance and chi-squared', () => {
  const fitted = fittedModel('line', ['a', 'b'], fit, 'a + b x');
  const [a, b] = fit.parameters.map(({ value, standardError, low, high }) => ({
    value,
    standardError,
    low,
    high,
  }));
  expect(fitted).toEqual({
    model: 'line',
    formula: 'a + b x',
    parameters: [
      { name: 'a', ...a },
      { name: 'b', ...b },
    ],
    covariance: fit.covariance,
    degreesOfFreedom: 2,
    chiSquared: fit.rss,
    level: 0.95,
  });
  expect(fittedModel('line', ['a', 'b'], fit, '', true).chiSquared).toBeNull();
});

it('relativeErrors: data / fitted - 1', () => {
  const [a, b] = valuesOf(fit);
  relativeErrors([1, 3.1, 4.9, 7], fit).forEach((error, x) =>
    expect(error).toBeCloseTo([1, 3.1, 4.9, 7][x]! / (a! + b! * x) - 1, 12),
  );
  expect(largestError([0.1, -0.3, 0.2])).toBe(0.3);
});

it('sum', () => {
  expect([sum([]), sum([1, 2, 4])]).toEqual([0, 7]);
});
