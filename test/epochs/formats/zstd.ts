/** A frame of zstd with blocks that are not compressed (RFC 8878). */

const MOST_BLOCK = 2 ** 17;

export function zstdOf(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  // Magic number; window of 128 kB, no checksum, no content size.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  let at = 0;
  do {
    const block = bytes.subarray(at, at + MOST_BLOCK);
    at += MOST_BLOCK;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | Number(at >= bytes.length), 0, 3);
    parts.push(header, block);
  } while (at < bytes.length);
  return Buffer.concat(parts);
}
