/** Decompresses gzip and zstd in pieces. */

import { UsageError } from '../../text/errors.js';
import { GzipError, type TableInput } from './input.js';
import { checkZstdWindow } from './zstd-window.js';

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
  input: TableInput,
): AsyncGenerator<Uint8Array> {
  return compression === 'gzip' ? gunzip(bytes, input) : unzstd(bytes, input.name);
}

async function* gunzip(
  bytes: AsyncIterable<Uint8Array>,
  { name, gunzip: pieces }: TableInput,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces(bytes);
  } catch (error) {
    throw error instanceof GzipError ? damaged('gzip', name, error.isShort) : error;
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
