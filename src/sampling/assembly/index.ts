/**
 * Philox4x32-10, a counter-based generator: word block i of a stream is a fixed function of (key, counter i),
 * so no state is set up or shared. Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011.
 *
 * The same as test/sampling/philox.ts, but for four counters at a time: a vector holds one word of each.
 */

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const KEY_STEP_0: u32 = 0x9e3779b9;
const KEY_STEP_1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/**
 * Stores uniform numbers in [0, 1) with 53 random bits at address 0: two per counter, from words 0 and 1 and
 * from words 2 and 3.
 * @param counters a multiple of four
 * @param word0 of the first counter; it increases by 1 per counter. The other words and the key are the same
 *   for all.
 */
export function drawUniforms(
  counters: u32,
  word0: u32,
  word1: u32,
  word2: u32,
  word3: u32,
  key0: u32,
  key1: u32,
): void {
  const multiplier0 = i32x4.splat(MULTIPLIER_0);
  const multiplier1 = i32x4.splat(MULTIPLIER_1);
  const end = (<usize>counters) << 4;
  let counter = i32x4.add(i32x4.splat(word0), i32x4(0, 1, 2, 3));
  for (let at: usize = 0; at < end; at += 64) {
    let c0 = counter;
    let c1 = i32x4.splat(word1);
    let c2 = i32x4.splat(word2);
    let c3 = i32x4.splat(word3);
    let k0 = i32x4.splat(key0);
    let k1 = i32x4.splat(key1);
    for (let round = 0; round < ROUNDS; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(multiplier0, c0);
      const high0 = i64x2.extmul_high_i32x4_u(multiplier0, c0);
      const low1 = i64x2.extmul_low_i32x4_u(multiplier1, c2);
      const high1 = i64x2.extmul_high_i32x4_u(multiplier1, c2);
      // The upper halves of the products are the odd words, the lower halves the even ones.
      c0 = v128.xor(v128.xor(i32x4.shuffle(low1, high1, 1, 3, 5, 7), c1), k0);
      c1 = i32x4.shuffle(low1, high1, 0, 2, 4, 6);
      c2 = v128.xor(v128.xor(i32x4.shuffle(low0, high0, 1, 3, 5, 7), c3), k1);
      c3 = i32x4.shuffle(low0, high0, 0, 2, 4, 6);
      k0 = i32x4.add(k0, i32x4.splat(KEY_STEP_0));
      k1 = i32x4.add(k1, i32x4.splat(KEY_STEP_1));
    }
    storeUniforms(at, i32x4.shuffle(c0, c2, 0, 4, 1, 5), i32x4.shuffle(c1, c3, 0, 4, 1, 5));
    storeUniforms(at + 32, i32x4.shuffle(c0, c2, 2, 6, 3, 7), i32x4.shuffle(c1, c3, 2, 6, 3, 7));
    counter = i32x4.add(counter, i32x4.splat(4));
  }
}

/** Stores four numbers, with 27 bits from the words of `high` and 26 bits from those of `low`. */
function storeUniforms(at: usize, high: v128, low: v128): void {
  high = i32x4.shr_u(high, 5);
  low = i32x4.shr_u(low, 6);
  v128.store(at, uniforms(high, low));
  v128.store(at, uniforms(i32x4.shuffle(high, high, 2, 3, 2, 3), i32x4.shuffle(low, low, 2, 3, 2, 3)), 16);
}

/** Two numbers, from the first two words of each vector. */
function uniforms(high: v128, low: v128): v128 {
  const bits = f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_u(high), f64x2.splat(2 ** 26)),
    f64x2.convert_low_i32x4_u(low),
  );
  return f64x2.mul(bits, f64x2.splat(2 ** -53));
}
