import { describe, expect, it } from 'vitest';
import { cellAxis } from '../../../src/figures/heat-map/cell-axis.js';

describe('cellAxis', () => {
  it('puts edges halfway between evenly spaced values, in cells of equal whole pixels', () => {
    expect(cellAxis([-1, 0, 1], 'linear', 10)).toEqual({
      values: [-1, 0, 1],
      domain: [-1.5, 1.5],
      pixels: [0, 4, 8, 12],
      length: 12,
    });
  });

  it('puts edges halfway in log10 on a log axis', () => {
    const { domain, pixels } = cellAxis([1e-2, 1, 1e2], 'log', 30);
    expect(domain.map(Math.log10)).toEqual([-3, 3]);
    expect(pixels).toEqual([0, 10, 20, 30]);
  });

  it('keeps the proportions of unevenly spaced values, and gives the narrowest cell one pixel', () => {
    expect(cellAxis([0, 1, 3], 'linear', 9).pixels).toEqual([0, 2, 5, 9]);
    const { pixels } = cellAxis([0, 1e-9, 2e-9, 3e-9, 1], 'linear', 20);
    expect(pixels[0]).toBe(0);
    expect(pixels.at(-1)).toBe(20);
    for (let i = 1; i < pixels.length; i++) expect(pixels[i]! - pixels[i - 1]!).toBeGreaterThanOrEqual(1);
  });

  it('gives a single value one cell', () => {
    expect(cellAxis([5], 'linear', 10)).toEqual({
      values: [5],
      domain: [4.5, 5.5],
      pixels: [0, 10],
      length: 10,
    });
  });
});
