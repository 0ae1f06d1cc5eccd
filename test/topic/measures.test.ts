import { expect, test } from 'vitest';
import { gini, rankCorrelation, relativeEntropy } from '../../src/topic/measures.js';

const list = (...values: number[]) => Float64Array.from(values);

test('Gini is 0 for equal amounts and 1 if one worker has all', () => {
  expect(gini(list(3, 3, 3))).toBe(0);
  expect(gini(list(0, 0, 5, 0))).toBe(1);
  // Mean difference of {1, 2, 3} over all ordered pairs: 4/3; over twice the mean: 1/3.
  expect(gini(list(1, 2, 3))).toBeCloseTo(1 / 3, 15);
  expect(gini(list(10, 20, 30))).toBeCloseTo(1 / 3, 15);
  expect(gini(list(2))).toBe(0);
  expect(gini(list(0, 0))).toBe(0);
});

test('Entropy is 1 for equal amounts and 0 if one worker has all', () => {
  expect(relativeEntropy(list(2, 2, 2, 2))).toBeCloseTo(1, 15);
  expect(relativeEntropy(list(0, 7, 0))).toBe(0);
  const [p, q] = [0.25, 0.75];
  expect(relativeEntropy(list(1, 3))).toBeCloseTo(-(p * Math.log(p) + q * Math.log(q)) / Math.LN2, 15);
});

test('The rank correlation does not depend on the size of differences', () => {
  expect(rankCorrelation(list(1, 2, 3), list(10, 1000, 1001))).toBe(1);
  expect(rankCorrelation(list(1, 2, 3), list(5, 4, -100))).toBe(-1);
  // Ranks {0.5, 0.5, 2} and {0, 1, 2}.
  expect(rankCorrelation(list(4, 4, 9), list(1, 2, 3))).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 15);
  expect(rankCorrelation(list(1, 1), list(1, 2))).toBeNaN();
});
