/** Philox4x32-10 in WebAssembly (assembly/): a fifth of the time that it takes in JavaScript. */

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

/** Numbers that are drawn together: two of each counter. Few enough that a stream of which little is read has not paid for much. */
export const BATCH = 256;

const philox = new WebAssembly.Instance(MODULE).exports as unknown as Exports;
const drawn = new Float64Array(philox.memory.buffer, 0, BATCH);

/**
 * Uniform numbers in [0, 1) with 53 random bits.
 * @param batch caller-owned, shape ({@link BATCH})
 * @param words of the first counter, 32 bits each; the lowest counts from number pair to number pair
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
