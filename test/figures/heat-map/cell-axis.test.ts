import { describe, expect, it } from 'vitest';
import { cellAxis, linearTicks, logTicks } from '../../../src/figures/heat-map/cell-axis.js';

describe('cellAxis', () => {
  it('puts edges halfway between even values, as whole equal cells', () => {
    expect(cellAxis([-1, 0, 1], 'linear', 10)).toEqual({
      values: [-1, 0, 1],
      domain: [-1.5, 1.5],
      pixels: [0, 4, 8, 12],
      length: 12,
    });
  });

  it('halves in the logarithm on a log axis', () => {
    const { domain, pixels } = cellAxis([1e-2, 1, 1e2], 'log', 30);
    expect(domain.map(Math.log10)).toEqual([-3, 3]);
    expect(pixels).toEqual([0, 10, 20, 30]);
  });

  it('keeps the proportions of uneven values, and a pixel for the narrowest', () => {
    expect(cellAxis([0, 1, 3], 'linear', 9).pixels).toEqual([0, 2, 5, 9]);
    const { pixels } = cellAxis([0, 1e-9, 2e-9, 3e-9, 1], 'linear', 20);
    expect(pixels[0]).toBe(0);
    expect(pixels.at(-1)).toBe(20);
    for (let i = 1; i < pixels.length; i++) expect(pixels[i]! - pixels[i - 1]!).toBeGreaterThanOrEqual(1);
  });

  it('gives a single value a cell of its own', () => {
    expect(cellAxis([5], 'linear', 10)).toEqual({
      values: [5],
      domain: [4.5, 5.5],
      pixels: [0, 10],
      length: 10,
    });
  });
});

describe('ticks', () => {
  it.each([
    [
      [1e-10, 1e10],
      [1e-10, 1e-5, 1, 1e5, 1e10],
    ],
    [
      [2e-7, 5e6],
      [1e-6, 1e-3, 1, 1e3, 1e6],
    ],
    [
      [1e-8, 1e1],
      [1e-8, 1e-6, 1e-4, 1e-2, 1],
    ],
    [
      [0.1, 1],
      [0.1, 1],
    ],
    [
      [0.02, 0.3],
      [0.02, 0.05, 0.1, 0.2],
    ],
    [
      [0.021, 0.029],
      [0.021, 0.029],
    ],
    [
      [1e-5, 1e5],
      [1e-5, 1, 1e5],
    ],
  ] as [[number, number], number[]][])('of a log scale over %j are %j', (domain, ticks) => {
    expect(logTicks(domain, 5)).toEqual(ticks);
  });

  it.each([
    [
      [-22, 22],
      [-20, -10, 0, 10, 20],
    ],
    [
      [-0.35, 0.1],
      [-0.3, -0.2, -0.1, 0, 0.1],
    ],
    [
      [4, 90],
      [20, 40, 60, 80],
    ],
  ] as [[number, number], number[]][])('of a linear scale over %j are %j', (domain, ticks) => {
    expect(linearTicks(domain, 5).map((tick) => tick + 0)).toEqual(ticks);
  });
});
