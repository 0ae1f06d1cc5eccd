/** Decompresses gzip and zstd in pieces. */

import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../../text/errors.js';
import { checkZstdWindow } from './zstd-window.js';

/** Bytes of a piece of decompressed text. */
const PIECE = 2 ** 16;

/** The compression of a stream, by its first bytes. */
export function compressionOf(head: Uint8Array): 'gzip' | 'zstd' | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return null;
}

/**
 * The decompressed bytes. A stream may have several members or frames, one after another.
 * @throws {UsageError} if the stream is damaged or ends too early
 */
export function decompress(
  compression: 'gzip' | 'zstd',
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  return compression === 'gzip' ? gunzip(bytes, name) : unzstd(bytes, name);
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: PIECE });
  // Errors reach the reader of the stream.
  pipeline(Readable.from(bytes), stream, () => {});
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_')) throw damaged('gzip', name, code === 'Z_BUF_ERROR');
    throw error;
  }
}

async function* unzstd(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const { Decompress, ZstdErrorCode } = await import('fzstd');
  let blocks: Uint8Array[] = [];
  const stream = new Decompress((block) => blocks.push(block));
  let isFirst = true;
  const push = (piece: Uint8Array, isLast: boolean): Uint8Array[] => {
    blocks = [];
    try {
      if (isFirst) checkZstdWindow(piece);
      isFirst = false;
      stream.push(piece, isLast);
    } catch (error) {
      throw damaged('zstd', name, (error as { code?: number }).code === ZstdErrorCode.UnexpectedEOF);
    }
    return blocks;
  };
  for await (const piece of bytes) yield* push(piece, false);
  yield* push(new Uint8Array(0), true);
}

function damaged(compression: string, name: string, isShort: boolean): UsageError {
  const found = isShort ? 'a file that ends too early' : 'damaged data';
  return new UsageError(
    `${name}: expected complete ${compression} data, got ${found}: copy or compress it again`,
  );
}
