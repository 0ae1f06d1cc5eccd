import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOn } from '../../src/figures/lines/axis.js';
import { linearTicks, logTicks, spacedTicks, symlogTicks } from '../../src/figures/ticks.js';

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

  it('of a linear scale are within the domain, and nearly as many as allowed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (low, length, most) => {
          const ticks = linearTicks([low, low + length], most);
          expect(ticks.length).toBeLessThanOrEqual(most);
          for (const tick of ticks) expect(tick >= low && tick <= low + length).toBe(true);
          // The next smaller step, at most 2.5 times smaller, has more ticks than allowed.
          expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(most / 2.5));
        },
      ),
    );
  });

  it('of a symmetric log scale are within the domain, and leave room for their labels', () => {
    expect(symlogTicks([-22, 3.2], 330)).toEqual([-20, -10, -5, -2, -1, 0, 1, 2, 3]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 0, noNaN: true }),
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        (low, high) => {
          const ticks = symlogTicks([low, high], 330);
          expect(ticks).toContain(0);
          for (const tick of ticks) expect(tick >= low && tick <= high).toBe(true);
          const axis = { type: 'symlog', domain: [low, high] } as const;
          const positions = ticks.map((tick) => positionOn(axis, 330, tick));
          for (let i = 1; i < positions.length; i++)
            expect(positions[i]! - positions[i - 1]!).toBeGreaterThan(16);
        },
      ),
    );
  });

  it('with a minimal distance are taken in order of preference', () => {
    const gap = () => 30;
    expect(spacedTicks([0, 100, 20, 40, 50, 75], (tick) => tick, gap)).toEqual([0, 40, 100]);
  });
});
