/** Values in steps that no reader can distinguish: neighbours that are equal become one mark. */

import type { ColorScale, HeatMap, HeatMapCell } from './map.js';

/** Steps of a colour scale. */
const STEPS = 200;

/**
 * Cells of a map above which its values cannot be read one by one. As single marks they would take 3 kB of
 * memory each. Our choice.
 */
const MOST_SINGLE_CELLS = 10_000;

/** The nearest step of a colour scale. Values that a logarithmic scale cannot show stay. */
export function inSteps(value: number, { type, domain: [low, high] }: ColorScale): number {
  if (type === 'linear') return roundTo(value, (high - low) / STEPS);
  return value > 0 ? Math.exp(roundTo(Math.log(value), Math.log(high / low) / STEPS)) : value;
}

function roundTo(value: number, step: number): number {
  return Math.round(value / step) * step;
}

/**
 * A large map in steps, with equal neighbours joined. Joined cells have no texts of their own. Other maps stay,
 * and so do values that are as few as steps.
 */
export function inStepsIfLarge(map: HeatMap): HeatMap {
  if (map.merged || map.cells.length <= MOST_SINGLE_CELLS) return map;
  const hasFew = new Set(map.cells.map(({ value }) => value)).size <= STEPS;
  const cells = map.cells.map(({ column, row, value }): HeatMapCell => ({
    column,
    row,
    value: hasFew || typeof value !== 'number' ? value : inSteps(value, map.color),
  }));
  return { ...map, cells, merged: true };
}
