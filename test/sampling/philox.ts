/** Philox4x32-10 as in the paper, one counter at a time: the reference for src/sampling/assembly. */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * Upper half of the 64-bit product of two unsigned words, from 16-bit halves: no partial sum exceeds 32 bits,
 * so integer arithmetic is exact.
 */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Replaces the four counter words, shape (4), by four random words; the key is two 32-bit words. */
export function philox4x32(words: Uint32Array, key0: number, key1: number): void {
  let c0 = words[0]! | 0;
  let c1 = words[1]! | 0;
  let c2 = words[2]! | 0;
  let c3 = words[3]! | 0;
  key0 |= 0;
  key1 |= 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ key0;
    c1 = low1;
    c2 = high0 ^ c3 ^ key1;
    c3 = low0;
    key0 = (key0 + KEY_STEP_0) | 0;
    key1 = (key1 + KEY_STEP_1) | 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

/** Two numbers in [0, 1) from four random words. Each has 53 bits: 27 from one word and 26 from the next. */
export function uniforms([a, b, c, d]: Uint32Array): [number, number] {
  const uniform = (high: number, low: number) => ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
  return [uniform(a!, b!), uniform(c!, d!)];
}
