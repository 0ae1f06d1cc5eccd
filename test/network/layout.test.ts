/** Places of quantities and rows: each group follows the one before it, and none overlap. */

import { describe, expect, it } from 'vitest';
import { networkLayout } from '../../src/network/layout.js';

const SIZES = [
  [1, 0],
  [1, 1],
  [4, 0],
  [2, 3],
  [5, 2],
  [32, 6],
] as const;

describe('the layout', () => {
  it.each(SIZES)('of %d inferers and %d forecasters has no gap', (inferers, forecasters) => {
    const layout = networkLayout(inferers, forecasters);
    expect(layout).toMatchObject({ inferers, forecasters, workers: inferers + forecasters });
    const groups = [
      [layout.network, 1],
      [layout.naive, 1],
      [layout.worker, inferers],
      [layout.forecaster, forecasters],
      [layout.oneOutInferer, inferers],
      [layout.oneOutForecaster, forecasters],
      [layout.oneInForecaster, forecasters],
      [layout.forecasterWithout, inferers * forecasters],
    ] as const;
    const rows = [
      [0, 1],
      [1, 1],
      [layout.oneOutInfererRow, inferers],
      [layout.oneOutForecasterRow, forecasters],
      [layout.oneInForecasterRow, forecasters],
    ] as const;
    const endOf = (list: readonly (readonly [number, number])[]) =>
      list.reduce((end, [from, count]) => {
        expect(from).toBe(end);
        return end + count;
      }, 0);
    expect(endOf(groups)).toBe(layout.quantities);
    expect(endOf(rows)).toBe(layout.rows);
  });

  it('has 36 loss columns for 5 inferers and 3 forecasters, as in the published tables', () => {
    expect(networkLayout(5, 3).quantities).toBe(36);
  });

  it.each([
    [0, 0, 'Expected `inferers` to be a whole number >= 1, got `0` (number)'],
    [1.5, 0, 'Expected `inferers` to be a whole number >= 1, got `1.5` (number)'],
    [1, -1, 'Expected `forecasters` to be a whole number >= 0, got `-1` (number)'],
    [1, 0.5, 'Expected `forecasters` to be a whole number >= 0, got `0.5` (number)'],
    [3001, 0, 'Expected `inferers` to be at most 3000, got `3001` (number)'],
    [1, 3001, 'Expected `forecasters` to be at most 3000, got `3001` (number)'],
  ])('of %d inferers and %d forecasters is refused', (inferers, forecasters, message) => {
    expect(() => networkLayout(inferers, forecasters)).toThrow(message);
  });
});
