/**
 * Facts about the numbers of each column, from which the meaning of columns without a known name is decided.
 */

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
  /** Largest |value|, and a lower bound of |value|: 0 where the signs differ. */
  largest: number;
  smallest: number;
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
  return facts.map(({ values, min, max, step, fractions, rises, falls }) => ({
    values,
    min,
    max,
    step,
    largest: Math.max(Math.abs(min), Math.abs(max)),
    smallest: Math.max(min, -max, 0),
    isWhole: values > 0 && fractions === 0,
    isFractional: fractions > 0 && fractions >= (2 / 3) * values,
    trend: values > 1 && rises ? 'rising' : values > 1 && falls ? 'falling' : 'none',
  }));
}

interface RunningFacts extends Pick<ColumnFacts, 'values' | 'min' | 'max' | 'step'> {
  fractions: number;
  last: number;
  rises: boolean;
  falls: boolean;
  /** Whether the values so far rise, fall or have one step. */
  hasOrder: boolean;
}

function emptyFacts(): RunningFacts {
  return {
    values: 0,
    step: NaN,
    min: Infinity,
    max: -Infinity,
    fractions: 0,
    last: NaN,
    rises: true,
    falls: true,
    hasOrder: true,
  };
}

function addBlock(facts: RunningFacts, block: Float64Array, column: number, width: number): void {
  const start = facts.hasOrder ? addOrder(facts, block, column, width) : column;
  let { values, min, max, fractions } = facts;
  for (let i = start; i < block.length; i += width) {
    const value = block[i]!;
    if (value !== value) continue;
    values++;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value !== Math.floor(value)) fractions++;
  }
  Object.assign(facts, { values, min, max, fractions });
}

/**
 * Adds values as long as they rise, fall or have one step, which most columns stop to do within a few rows.
 * @returns the index of the first value that is not added
 */
function addOrder(facts: RunningFacts, block: Float64Array, column: number, width: number): number {
  for (let i = column; i < block.length; i += width) {
    const value = block[i]!;
    if (Number.isNaN(value)) continue;
    facts.values++;
    facts.min = Math.min(facts.min, value);
    facts.max = Math.max(facts.max, value);
    facts.fractions += Number(!Number.isInteger(value));
    if (facts.values > 1) {
      const difference = value - facts.last;
      if (!(difference > 0)) facts.rises = false;
      if (!(difference < 0)) facts.falls = false;
      if (facts.values === 2) facts.step = difference;
      else if (facts.step !== difference) facts.step = NaN;
      facts.hasOrder = facts.rises || facts.falls || !Number.isNaN(facts.step);
    }
    facts.last = value;
    if (!facts.hasOrder) return i + width;
  }
  return block.length;
}
