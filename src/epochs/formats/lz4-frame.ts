/**
 * Decompresses a frame of LZ4, as Arrow stores buffers
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Blocks may refer to earlier ones.
 */

const MAGIC = 0x184d2204;
/** Flags of the frame descriptor. */
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;
/** A byte of LZ4 stands for at most 255 bytes. */
const MOST_RATIO = 255;
/** Bit of a block size: the block is not compressed. */
const IS_PLAIN = 0x8000_0000;

/** @throws {Error} if the frame is damaged */
export function decompressLz4Frame(input: Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('no LZ4 frame');
  const flags = input[4]!;
  if (flags >> 6 !== 1 || flags & HAS_DICTIONARY) throw new Error('an LZ4 frame of another version');
  // 64 kB, 256 kB, 1 MB or 4 MB.
  const blockBytes = 2 ** (8 + 2 * ((input[5]! >> 4) & 7));
  let at = flags & HAS_CONTENT_SIZE ? 15 : 7;
  const size = flags & HAS_CONTENT_SIZE ? Number(view.getBigUint64(6, true)) : 4 * input.length;
  if (size > MOST_RATIO * input.length) throw new Error('damaged LZ4 data');
  let output = new Uint8Array(size);
  let length = 0;
  for (;;) {
    const blockSize = view.getUint32(at, true);
    at += 4;
    if (blockSize === 0) return output.subarray(0, length);
    const end = at + (blockSize & ~IS_PLAIN);
    if (end > input.length) throw new Error('an LZ4 block ends too early');
    if (output.length < length + blockBytes && !(flags & HAS_CONTENT_SIZE)) {
      const longer = new Uint8Array(2 * output.length + blockBytes);
      longer.set(output);
      output = longer;
    }
    if (blockSize & IS_PLAIN) {
      output.set(input.subarray(at, end), length);
      length += end - at;
    } else length = decompressBlock(input, at, end, output, length);
    at = end + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
  }
}

/** Bytes that a loop copies faster than a call. */
const SHORT = 48;

/** Appends a decompressed block to an output; returns its new length. */
function decompressBlock(
  input: Uint8Array,
  from: number,
  end: number,
  output: Uint8Array,
  length: number,
): number {
  let at = from;
  let to = length;
  const longLength = (start: number): number => {
    let sum = start;
    if (start < 15) return sum;
    for (let byte = 255; byte === 255 && at < end; sum += byte) byte = input[at++]!;
    return sum;
  };
  while (at < end) {
    const token = input[at++]!;
    const literals = longLength(token >> 4);
    if (at + literals > end || to + literals > output.length) throw new Error('damaged LZ4 data');
    if (literals > SHORT) {
      output.set(input.subarray(at, at + literals), to);
      at += literals;
      to += literals;
    } else for (const last = to + literals; to < last;) output[to++] = input[at++]!;
    // The last sequence has literals only.
    if (at >= end) break;
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    const matched = longLength(token & 15) + 4;
    if (distance === 0 || distance > to || to + matched > output.length) throw new Error('damaged LZ4 data');
    if (distance >= matched && matched > SHORT) {
      output.copyWithin(to, to - distance, to - distance + matched);
      to += matched;
    } else for (const last = to + matched; to < last; to++) output[to] = output[to - distance]!;
  }
  return to;
}
