/** Seeded streams keyed by (study seed, cell, block): the only source of randomness. */

import normal from '@stdlib/random-base-normal';
import { philox4x32 } from './philox.js';

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
 * Uniform numbers in [0, 1) with 53 random bits. The key is Philox's key (seed) and the upper three words of its counter (cell, block), so
 * streams of different keys never share a word; the lowest word counts through 2^33 numbers.
 */
export function uniformStream({ seed, cell, block }: StreamKey): () => number {
  const words = new Uint32Array(4);
  const [seedLow, seedHigh, cellLow, cellHigh] = [seed % WORD, Math.floor(seed / WORD), cell % WORD, Math.floor(cell / WORD)];
  let counter = 0;
  let spare = false;
  return () => {
    spare = !spare;
    if (!spare) return uniform(words[2]!, words[3]!);
    words[0] = counter++;
    words[1] = block;
    words[2] = cellLow;
    words[3] = cellHigh;
    philox4x32(words, seedLow, seedHigh);
    return uniform(words[0], words[1]);
  };
}

function uniform(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

/**
 * Standard normal numbers (improved ziggurat, Doornik 2005). One generator per key, never one generator re-keyed: the ziggurat draws a seed
 * for a second generator of its own when it is made, and that state would leak from one stream into the next.
 */
export function normalStream(key: StreamKey): () => number {
  return normal.factory(0, 1, { prng: uniformStream(key) });
}
