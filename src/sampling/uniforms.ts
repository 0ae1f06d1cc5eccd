/** Philox4x32-10 in WebAssembly (assembly/): it takes a fifth of the time of JavaScript. */

import { MODULE } from './module.js';

interface Exports {
  memory: WebAssembly.Memory;
  drawUniforms(
    counters: number,
    word0: number,
    word1: number,
    word2: number,
    word3: number,
    key0: number,
    key1: number,
  ): void;
}

/** Numbers per batch, two per counter. Small, so that a stream of which few numbers are read costs little. */
export const BATCH = 256;

const philox = new WebAssembly.Instance(MODULE).exports as unknown as Exports;
const drawn = new Float64Array(philox.memory.buffer, 0, BATCH);

/**
 * Fills a batch with uniform numbers in [0, 1) with 53 random bits.
 * @param batch caller-owned, shape ({@link BATCH})
 * @param words of the first counter, 32 bits each; the lowest increases by 1 per pair of numbers
 * @param key 32 bits each
 */
export function drawUniforms(
  batch: Float64Array,
  [word0, word1, word2, word3]: readonly [number, number, number, number],
  [key0, key1]: readonly [number, number],
): void {
  philox.drawUniforms(BATCH / 2, word0, word1, word2, word3, key0, key1);
  batch.set(drawn);
}
