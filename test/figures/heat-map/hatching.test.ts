import { describe, expect, it } from 'vitest';
import { hatch } from '../../../src/figures/heat-map/hatching.js';

describe('hatch', () => {
  it('draws the lines of its family that cross a box', () => {
    expect(hatch([{ x: 0, x2: 10, y: 0, y2: 10 }], -1, 8)).toEqual([
      { x: 0, x2: 8, y: 8, y2: 0 },
      { x: 6, x2: 10, y: 10, y2: 6 },
    ]);
  });

  it.each([-1, 1] as const)('is the same for an area as for all its pixels (slope %i)', (slope) => {
    const pixels = Array.from({ length: 12 * 20 }, (_, i) => ({
      x: i % 12,
      x2: (i % 12) + 1,
      y: Math.floor(i / 12),
      y2: Math.floor(i / 12) + 1,
    }));
    expect(hatch(pixels, slope, 7)).toEqual(hatch([{ x: 0, x2: 12, y: 0, y2: 20 }], slope, 7));
  });

  it('stays inside the boxes', () => {
    for (const { x, x2, y, y2 } of hatch([{ x: 30, x2: 50, y: 12, y2: 19 }], 1, 5)) {
      expect(Math.min(x, x2)).toBeGreaterThanOrEqual(30);
      expect(Math.max(x, x2)).toBeLessThanOrEqual(50);
      expect(Math.min(y, y2)).toBeGreaterThanOrEqual(12);
      expect(Math.max(y, y2)).toBeLessThanOrEqual(19);
    }
  });
});
