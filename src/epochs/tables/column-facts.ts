/** Facts about the numbers of each column, from which the meaning of columns without a known name is decided. */

import type { Rows } from '../rows.js';

export interface ColumnFacts {
  /** Count of values that are not blank. */
  values: number;
  /** Whether all values are whole numbers. */
  isWhole: boolean;
  /** Whether two thirds of the values or more have a fraction. */
  isFractional: boolean;
  /** Difference between consecutive values if it is the same everywhere, 0 for a constant; otherwise NaN. */
  step: number;
  /** Whether consecutive values rise, fall or neither. */
  trend: 'rising' | 'falling' | 'none';
  min: number;
  max: number;
  /** Smallest and largest |value| except 0. */
  smallest: number;
  largest: number;
}

/** Numbers that are looked at column by column: 128 kB stay in the cache of a core. */
const CACHED_NUMBERS = 2 ** 14;

/** Facts about every column. */
export function factsOf(rows: Rows): ColumnFacts[] {
  const { width } = rows;
  const facts = Array.from({ length: width }, emptyFacts);
  const step = Math.max(1, Math.floor(CACHED_NUMBERS / width)) * width;
  for (const block of rows.blocks()) {
    for (let from = 0; from < block.length; from += step) {
      const part = block.subarray(from, from + step);
      for (let column = 0; column < width; column++) addBlock(facts[column]!, part, column, width);
    }
  }
  return facts.map(({ last: _, fractions, rises, falls, steps, ...fact }) => ({
    ...fact,
    isWhole: fact.values > 0 && fractions === 0,
    isFractional: fractions > 0 && fractions >= (2 / 3) * fact.values,
    trend:
      fact.values > 1 && rises === steps ? 'rising' : fact.values > 1 && falls === steps ? 'falling' : 'none',
  }));
}

interface RunningFacts extends Omit<ColumnFacts, 'isWhole' | 'isFractional' | 'trend'> {
  fractions: number;
  last: number;
  steps: number;
  rises: number;
  falls: number;
}

function emptyFacts(): RunningFacts {
  return {
    values: 0,
    step: NaN,
    min: Infinity,
    max: -Infinity,
    smallest: Infinity,
    largest: 0,
    fractions: 0,
    last: NaN,
    steps: 0,
    rises: 0,
    falls: 0,
  };
}

function addBlock(facts: RunningFacts, block: Float64Array, column: number, width: number): void {
  let { values, step, min, max, smallest, largest, fractions, last, steps, rises, falls } = facts;
  for (let i = column; i < block.length; i += width) {
    const value = block[i]!;
    if (value !== value) continue;
    values++;
    if (value < min) min = value;
    if (value > max) max = value;
    const size = Math.abs(value);
    if (size < smallest && size > 0) smallest = size;
    if (size > largest) largest = size;
    if (value !== Math.floor(value)) fractions++;
    if (values > 1) {
      const difference = value - last;
      if (difference > 0) rises++;
      else if (difference < 0) falls++;
      if (steps === 0) step = difference;
      else if (step !== difference) step = NaN;
      steps++;
    }
    last = value;
  }
  Object.assign(facts, { values, step, min, max, smallest, largest, fractions, last, steps, rises, falls });
}
