/** Streams of bytes that are read ahead, to recognise them by their first bytes. */

import { UsageError } from '../../text/errors.js';
import { concatenated } from './bytes.js';

/**
 * Bytes that are read ahead. All formats are recognised by fewer, except the names of files in an archive.
 */
const HEAD = 2 ** 16;

export interface Peeked {
  /** The first bytes: at least {@link HEAD}, or the whole stream. */
  head: Uint8Array;
  /** The whole stream, from its first byte. */
  bytes: AsyncIterable<Uint8Array>;
  /** Closes the stream, if nobody reads it to its end. */
  close: () => Promise<void>;
}

/** Reads the first pieces of a stream. */
export async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const rest = source[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD) {
    const next = await rest.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const close = async (): Promise<void> => {
    await rest.return?.();
  };
  return { head: concatenated(pieces), bytes: joined(pieces, rest), close };
}

async function* joined(
  pieces: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Bytes that are kept in memory, where a format needs all of them at once. */
const MOST_BYTES = 2e9;

/**
 * All bytes of a stream, in memory of their own.
 * @throws {UsageError} naming the file, if there are too many
 */
export async function collect(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_BYTES)
      throw new UsageError(
        `${name}: expected at most ${MOST_BYTES / 1e9} GB of compressed or piped data, got more: decompress it into a file`,
      );
  }
  return concatenated(pieces);
}

/** Pieces of a stream, or of bytes in memory. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Reads a stream in parts of known lengths. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(source: Bytes) {
    this.#source =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** Reads up to this number of bytes. @returns whether the source has as many */
  async #fill(length: number): Promise<boolean> {
    while (this.#length < length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#pieces.push(next.value);
      this.#length += next.value.length;
    }
    return true;
  }

  /** Closes the source, if nothing reads it to its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.#fill(1));
  }

  /** @throws {Error} if the stream is shorter */
  async take(length: number): Promise<Uint8Array> {
    if (!(await this.#fill(length))) throw new Error('it ends too early');
    const all = this.#pieces.length === 1 ? this.#pieces[0]! : concatenated(this.#pieces);
    this.#pieces = length < all.length ? [all.subarray(length)] : [];
    this.#length -= length;
    return all.subarray(0, length);
  }
}
