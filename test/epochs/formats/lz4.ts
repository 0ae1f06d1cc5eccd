/** Frames of LZ4, and Arrow data whose buffers are compressed with them. */

/** A block that repeats its last byte: one literal run, one match at distance 1, and five last literals. */
function repeatedBlock(bytes: Uint8Array, repeats: number): Buffer {
  const parts: number[] = [];
  const pushLength = (length: number): void => {
    for (let rest = length - 15; rest >= 0; rest -= 255) parts.push(Math.min(rest, 255));
  };
  const matched = repeats - 4;
  parts.push((Math.min(bytes.length, 15) << 4) | Math.min(matched, 15));
  pushLength(bytes.length);
  parts.push(...bytes, 1, 0);
  pushLength(matched);
  const last = bytes[bytes.length - 1]!;
  parts.push(5 << 4, last, last, last, last, last);
  return Buffer.from(parts);
}

function block(bytes: Uint8Array, isCompressed: boolean): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length + (isCompressed ? 0 : 2 ** 31));
  return Buffer.concat([size, bytes]);
}

const HEADER = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0]);
const END = Buffer.alloc(4);

/** A frame of blocks that are not compressed. */
export function plainFrame(content: Uint8Array): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 2 ** 16)
    blocks.push(block(content.subarray(at, at + 2 ** 16), false));
  return Buffer.concat([HEADER, ...blocks, END]);
}

/** A frame of one compressed block: these bytes, and the last one `repeats + 5` times more. */
export function repeatedFrame(bytes: Uint8Array, repeats: number): Buffer {
  return Buffer.concat([HEADER, block(repeatedBlock(bytes, repeats), true), END]);
}
