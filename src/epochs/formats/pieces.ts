/** Streams of bytes that are read ahead, to recognise them by their first bytes. */

/** Bytes that are read ahead. All formats are recognised by fewer, except the names of files in an archive. */
const HEAD = 2 ** 16;

export interface Peeked {
  /** The first bytes: at least {@link HEAD}, or the whole stream. */
  head: Buffer;
  /** The whole stream, from its first byte. */
  bytes: AsyncIterable<Uint8Array>;
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
  return { head: Buffer.concat(pieces), bytes: joined(pieces, rest) };
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

/** All bytes of a stream, in memory of their own. */
export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
