/** Seeded streams keyed by (study seed, cell, block): the only source of randomness. */

import improvedZiggurat from '@stdlib/random-base-improved-ziggurat';
import { BATCH, drawUniforms } from './uniforms.js';

export interface StreamKey {
  /** Study seed: a whole number from 0 to 2^53 - 1. */
  seed: number;
  /** Index of the cell in its study: a whole number from 0 to 2^53 - 1. */
  cell: number;
  /** Index of the block of draws in its cell: a whole number from 0 to 2^32 - 1. */
  block: number;
}

const WORD = 2 ** 32;

/**
 * Uniform numbers in [0, 1) with 53 random bits. The key consists of the key of Philox (seed) and the upper
 * three words of its counter (cell, block), so streams of different keys never share a counter. The lowest
 * word counts through 2^33 numbers.
 */
export function uniformStream({ seed, cell, block }: StreamKey): () => number {
  const key = [seed % WORD, Math.floor(seed / WORD)] as const;
  const [cellLow, cellHigh] = [cell % WORD, Math.floor(cell / WORD)];
  const batch = new Float64Array(BATCH);
  let counter = 0;
  let next = BATCH;
  return () => {
    if (next === BATCH) {
      drawUniforms(batch, [counter, block, cellLow, cellHigh], key);
      counter += BATCH / 2;
      next = 0;
    }
    return batch[next++]!;
  };
}

/**
 * Standard normal numbers (improved ziggurat, Doornik 2005). Each key has a generator of its own. A single
 * generator with changing keys would not do: the ziggurat draws a seed for a second generator when it is
 * made, and that state would carry over from one stream to the next.
 */
export function normalStream(key: StreamKey): () => number {
  return improvedZiggurat.factory({ prng: uniformStream(key) });
}
