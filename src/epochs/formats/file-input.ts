/** Tables in files and on standard input. */

import { statSync } from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { nameOf, readBytes } from '../../results/read.js';
import { GzipError, type TableInput } from './input.js';

/** Bytes of a piece of decompressed text. */
const PIECE = 2 ** 16;

/** @param path of a file; `-` is standard input */
export function fileInput(path: string): TableInput {
  return {
    name: nameOf(path),
    bytes: readBytes(path),
    get path() {
      return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : null;
    },
    gunzip,
  };
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: PIECE });
  // Errors reach the reader of the stream.
  pipeline(Readable.from(bytes), stream, () => {});
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw code.startsWith('Z_') ? new GzipError(code === 'Z_BUF_ERROR') : error;
  }
}
