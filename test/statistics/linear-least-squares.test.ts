import { describe, expect, it } from 'vitest';
import { linearFit, linearLeastSquares } from '../../src/statistics/least-squares.js';

describe('linearLeastSquares', () => {
  it('leaves residuals orthogonal to the columns', () => {
    const rows = [
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 4],
    ];
    const y = [1, 3, 2, 7];
    const [a, b] = linearLeastSquares(rows, y);
    const expected = linearFit([0, 1, 2, 4], y);
    expect(a).toBeCloseTo(expected.intercept.value, 12);
    expect(b).toBeCloseTo(expected.slope.value, 12);
  });

  it('takes the shortest of those that do where the columns depend on each other', () => {
    const [a, b] = linearLeastSquares(
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [2, 4, 6],
    );
    expect(a).toBeCloseTo(1, 12);
    expect(b).toBeCloseTo(1, 12);
  });
});
