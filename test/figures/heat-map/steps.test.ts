import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAxis } from '../../../src/figures/heat-map/cell-axis.js';
import { heatMapRows } from '../../../src/figures/heat-map/heat-map.js';
import type { ColorScale, HeatMap, HeatMapCell } from '../../../src/figures/heat-map/map.js';
import { inSteps, inStepsIfLarge } from '../../../src/figures/heat-map/steps.js';

const LOG: ColorScale = { domain: [1e-6, 1e6], title: '' };
const LINEAR: ColorScale = { type: 'linear', domain: [0, 100], title: '' };

describe('inSteps', () => {
  it('moves a value by at most half a step, and not again', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (exponent) => {
        const rounded = inSteps(10 ** exponent, LOG);
        expect(Math.abs(Math.log10(rounded) - exponent)).toBeLessThanOrEqual(0.03 + 1e-9);
        expect(inSteps(rounded, LOG) / rounded).toBeCloseTo(1, 12);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (value) => {
        expect(Math.abs(inSteps(value, LINEAR) - value)).toBeLessThanOrEqual(0.25);
      }),
    );
  });

  it('leaves values that a logarithmic scale cannot show', () => {
    expect([0, -1, NaN].map((value) => inSteps(value, LOG))).toEqual([0, -1, NaN]);
  });
});

/** A map of `size` x `size` cells. */
function mapOf(size: number, valueOf: (column: number, row: number) => HeatMapCell['value']): HeatMap {
  const axis = cellAxis(
    Array.from({ length: size }, (_, i) => i + 1),
    'linear',
    size,
  );
  const cells = Array.from({ length: size * size }, (_, i): HeatMapCell => {
    const [column, row] = [i % size, Math.floor(i / size)];
    return { column, row, value: valueOf(column, row), about: { draws: 1 } };
  });
  return { x: axis, y: axis, cells, color: LOG, px: (length) => length, bottom: true };
}

interface Box {
  x: number;
  x2: number;
  y: number;
  y2: number;
  value?: number | string;
}

/** The boxes of a drawn map. */
function boxesOf(map: HeatMap): Box[] {
  const { concat } = heatMapRows([map], 1, { row: 0, column: 0 }) as unknown as {
    concat: { layer: { data: { values: Box[] } }[] }[];
  };
  return concat[0]!.layer[0]!.data.values;
}

describe('a large map', () => {
  const smooth = (column: number, row: number) => 10 ** (-5 + column / 20 + row / 30);

  it('covers the same pixels with fewer boxes, each at most half a step away', () => {
    const map = mapOf(101, smooth);
    const boxes = boxesOf(map);
    expect(boxes.length).toBeLessThan(map.cells.length / 1.5);
    const pixels = new Map<string, number>();
    for (const { x, x2, y, y2, value } of boxes)
      for (let column = x; column < x2; column++)
        for (let row = y; row < y2; row++) {
          const place = `${column} ${row}`;
          expect(pixels.has(place)).toBe(false);
          pixels.set(place, value as number);
        }
    expect(pixels.size).toBe(101 * 101);
    for (const { column, row } of map.cells) {
      const drawn = pixels.get(`${column} ${100 - row}`)!;
      expect(Math.abs(Math.log10(drawn / smooth(column, row)))).toBeLessThanOrEqual(0.03 + 1e-9);
    }
  });

  it('keeps values that are few, and reasons of blank cells', () => {
    const few = mapOf(101, (column) => (column === 7 ? 'zero-weight' : 3 ** (column % 10)));
    const { cells, merged } = inStepsIfLarge(few);
    expect(merged).toBe(true);
    expect(cells.map(({ value }) => value)).toEqual(few.cells.map(({ value }) => value));
    expect(cells.some((cell) => 'about' in cell)).toBe(false);
    // A box for each column, whose cells are equal.
    expect(boxesOf(few)).toHaveLength(100);
  });

  it('is one of more than 10,000 cells: others stay as they are', () => {
    const small = mapOf(100, smooth);
    expect(inStepsIfLarge(small)).toBe(small);
    expect(boxesOf(small)).toHaveLength(10_000);
    const joined = { ...mapOf(101, smooth), merged: true };
    expect(inStepsIfLarge(joined)).toBe(joined);
  });
});
