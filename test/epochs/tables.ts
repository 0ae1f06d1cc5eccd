/** Tables of epochs for tests. */

import fc from 'fast-check';
import type { Epochs } from '../../src/epochs/epochs.js';
import { decimals } from '../weights/arbitraries.js';

/** Rows of regrets, null or NaN for blank. */
export function epochsOf(rows: readonly (readonly (number | null)[])[]): Epochs {
  const workers = rows[0]!.length;
  return {
    values: Float64Array.from(rows.flat(), (value) => value ?? NaN),
    workers,
    epochs: rows.length,
    names: Array.from({ length: workers }, (_, i) => `w${i}`),
    source: 'rows of a test',
    notes: [],
    readAs: null,
  };
}

export function present(row: readonly (number | null)[]): number[] {
  return row.filter((value) => value !== null);
}

/** Rows of a generator of numbers. */
export function rowsOf(epochs: number, workers: number, draw: () => number): number[][] {
  return Array.from({ length: epochs }, () => Array.from({ length: workers }, draw));
}

/** The smallest value that a share q of the values does not exceed. */
export function quantileOf(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.find((_, i) => (i + 1) / sorted.length >= q)!;
}

/** Up to six epochs of two to seven workers, some blank; every epoch has at least two regrets. */
export const tables = fc
  .integer({ min: 2, max: 7 })
  .chain((workers) =>
    fc.array(fc.array(fc.option(decimals(-2, 1), { freq: 5 }), { minLength: workers, maxLength: workers }), {
      minLength: 2,
      maxLength: 6,
    }),
  )
  .filter((rows) => rows.every((row) => present(row).length >= 2));
