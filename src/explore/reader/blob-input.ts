/** Tables in files that a browser gives to the page. */

import { concatenated } from '../../epochs/formats/bytes.js';
import { GzipError, type TableInput } from '../../epochs/formats/input.js';
import { visible } from '../../text/visible.js';

/** Bytes that are read at once. */
const PIECE = 2 ** 20;

export function blobInput(file: Blob | ArrayBuffer, name: string): TableInput {
  return { name: visible(name), bytes: piecesOf(file), path: null, gunzip };
}

async function* piecesOf(file: Blob | ArrayBuffer): AsyncGenerator<Uint8Array> {
  if (file instanceof ArrayBuffer) {
    yield new Uint8Array(file);
    return;
  }
  for (let from = 0; from < file.size; from += PIECE)
    yield new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
}

/** Magic bytes and method of a member. */
const MEMBER = [0x1f, 0x8b, 8];

/**
 * Decompresses one member after another. A browser decompresses a single one, and refuses bytes after it, so
 * the end of a member is searched: it is complete at the start of the next one.
 */
async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const all = concatenated(pieces);
  for (let from = 0; from < all.length;) {
    let end = all.length;
    let member = await gunzipMember(all.subarray(from, end));
    for (let next = nextMember(all, from + 1); member instanceof GzipError && next > 0;) {
      const found = await gunzipMember(all.subarray(from, next));
      if (!(found instanceof GzipError)) {
        member = found;
        end = next;
      }
      next = nextMember(all, next + 1);
    }
    if (member instanceof GzipError) throw member;
    yield member;
    from = end;
  }
}

function nextMember(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(MEMBER[0]!, from); at >= 0; at = bytes.indexOf(MEMBER[0]!, at + 1))
    if (MEMBER.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

/** A whole member, or the reason why it is none. */
async function gunzipMember(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | GzipError> {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  let isSound = false;
  const written = (async () => {
    await writer.write(bytes);
    isSound = true;
    await writer.close();
  })();
  try {
    const [decompressed] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
    return new Uint8Array(decompressed);
  } catch {
    // Bytes that end too early are all accepted, and refused when the stream is closed.
    return new GzipError(isSound);
  }
}
