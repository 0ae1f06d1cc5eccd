/** Upper limits of the size of a study: anything larger is almost certainly a typing error. */

import type * as z from 'zod';
import { axisValues, type Axis } from './axis.js';

/** Most rows of one table: more do not fit into memory. */
const MOST_ROWS = 100_000_000;
/** Most cells of a study. */
const MOST_CELLS = 1_000_000;
/** Most draws in all cells together: they take some minutes on two thousand cores. */
const MOST_DRAWS = 1e12;
/** Most draws of a study that is not computed in shards: they take hours on two cores, up to a day. */
export const MOST_DRAWS_OF_RUN = 1e10;
/** Most weights (draws in all cells, times workers, times epsilons): they take a month on two cores. */
const MOST_WEIGHTS = 1e15;

/** The fields of a study that define its cells. */
export interface CellFields {
  schemes: readonly unknown[];
  mappings: readonly unknown[];
  workers: readonly unknown[];
  seeds: readonly unknown[];
  mean: Axis;
  std: Axis;
}

/** Number of (scheme, mapping, workers, seed, mean, std). */
export function cellsIn({ schemes, mappings, workers, seeds, mean, std }: CellFields): number {
  return (
    schemes.length *
    mappings.length *
    workers.length *
    seeds.length *
    axisValues(mean).length *
    axisValues(std).length
  );
}

export function checkRows(rows: number, context: z.RefinementCtx): void {
  if (rows > MOST_ROWS)
    context.addIssue({
      code: 'custom',
      message: `expected a table of at most ${MOST_ROWS} rows, got ${rows}`,
    });
}

/**
 * Reports the first limit that a study exceeds. zod also calls this if a field breaks its rule, so `workers`
 * may be a single number.
 * @param cells rows of the main table
 * @param epsilons of each cell
 */
export function checkSize(
  { workers: given, draws: perCell }: { workers: unknown; draws: number },
  cells: number,
  epsilons: number,
  context: z.RefinementCtx,
): void {
  const workers = [given].flat() as number[];
  const draws = cells * perCell;
  const weights = (draws / workers.length) * workers.reduce((sum, n) => sum + n, 0) * epsilons;
  const sizes: [size: number, most: number, rule: string][] = [
    [cells * epsilons, MOST_ROWS, 'a table of at most %s rows'],
    [cells, MOST_CELLS, 'at most %s cells'],
    [draws, MOST_DRAWS, 'at most %s draws in all cells together'],
    [weights, MOST_WEIGHTS, 'at most %s weights (draws in all cells, times workers, times epsilons)'],
  ];
  const tooLarge = sizes.find(([size, most]) => size > most);
  if (!tooLarge) return;
  const [size, most, rule] = tooLarge;
  context.addIssue({
    code: 'custom',
    message: `expected ${rule.replace('%s', String(most))}, got ${size}`,
  });
}
