/**
 * Records of a journal (journal.ts): an origin record (JSON: format, version, kernel, study, and the shard in
 * the journal of one), and one record for each finished part. A record is written as follows:
 *
 *     length of the body   uint32, little-endian
 *     index of the part    uint32, little-endian; 0 in an origin record
 *     checksum of the head 8 bytes, over the hash of the origin and the two numbers above
 *     body
 *     checksum             16 bytes, over the hash of the origin, the two numbers above and the body
 *
 * The checksums of an origin record use no hash of an origin. All checksums are the first bytes of a SHA-256
 * hash.
 */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { PartResult } from '../study/kinds/kind.js';

/** Sizes in a record, bytes. */
const NUMBERS_BYTES = 8;
const HEAD_SUM_BYTES = 8;
const HEAD_BYTES = NUMBERS_BYTES + HEAD_SUM_BYTES;
export const SUM_BYTES = 16;

/** Stands for the hash of the origin in the checksums of an origin record. */
export const NO_ORIGIN = Buffer.alloc(0);

export interface StoredRecord {
  isOrigin: boolean;
  index: number;
  body: Buffer;
  checksum: Buffer;
  /** Whether the body matches its checksum. */
  isSound: boolean;
  /** Size of the whole record, bytes. */
  size: number;
}

/**
 * Reads the record at a position of a file.
 * @param left bytes from there to the end of the file
 * @returns null if its head is damaged, or if it is cut short
 */
export function readRecord(
  file: number,
  position: number,
  left: number,
  ofOrigin: Buffer,
): StoredRecord | null {
  if (left < HEAD_BYTES + SUM_BYTES) return null;
  const head = Buffer.alloc(HEAD_BYTES);
  readSync(file, head, 0, HEAD_BYTES, position);
  const numbers = head.subarray(0, NUMBERS_BYTES);
  const originHash = [ofOrigin, NO_ORIGIN].find((hash) =>
    checksumOf(hash, [numbers], HEAD_SUM_BYTES).equals(head.subarray(NUMBERS_BYTES)),
  );
  const length = numbers.readUInt32LE(0);
  if (!originHash || length > left - HEAD_BYTES - SUM_BYTES) return null;
  const rest = Buffer.alloc(length + SUM_BYTES);
  if (readSync(file, rest, 0, rest.length, position + HEAD_BYTES) < rest.length) return null;
  const body = rest.subarray(0, length);
  const checksum = rest.subarray(length);
  return {
    isOrigin: originHash === NO_ORIGIN,
    index: numbers.readUInt32LE(4),
    body,
    checksum,
    isSound: checksumOf(originHash, [numbers, body], SUM_BYTES).equals(checksum),
    size: HEAD_BYTES + rest.length,
  };
}

/** Bytes of a file that show whether it is a journal. */
const START_BYTES = 64;

/** The first bytes of a file, for {@link isJournal}. */
export function readStartOf(file: number): Buffer {
  const start = Buffer.alloc(START_BYTES);
  return start.subarray(0, readSync(file, start, 0, START_BYTES, 0));
}

/** First characters of the JSON of an origin. */
const ORIGIN_START = '{"format":';

/**
 * Whether the first bytes of a file are those of a journal, perhaps damaged or cut short. A power failure can
 * leave zeros. A file of somebody else must not be written over.
 */
export function isJournal(start: Buffer): boolean {
  const head = start.subarray(0, HEAD_BYTES);
  const numbers = head.subarray(0, NUMBERS_BYTES);
  const text = start.subarray(HEAD_BYTES).toString('latin1');
  if (head.every((byte) => byte === 0)) return true;
  // The index of an origin record is 0. Its length has at most three bytes.
  if (text.length < ORIGIN_START.length) return start.subarray(3, NUMBERS_BYTES).every((byte) => byte === 0);
  const isHeadSound = checksumOf(NO_ORIGIN, [numbers], HEAD_SUM_BYTES).equals(head.subarray(NUMBERS_BYTES));
  return isHeadSound || text.startsWith(ORIGIN_START);
}

/** The bytes of a record, in pieces. @param body in pieces, which are not copied */
export function recordBytes(originHash: Buffer, index: number, body: readonly Buffer[]): Buffer[] {
  const numbers = Buffer.alloc(NUMBERS_BYTES);
  numbers.writeUInt32LE(lengthOf(body), 0);
  numbers.writeUInt32LE(index, 4);
  const headSum = checksumOf(originHash, [numbers], HEAD_SUM_BYTES);
  return [numbers, headSum, ...body, checksumOf(originHash, [numbers, ...body], SUM_BYTES)];
}

/**
 * The body of the record of a part, in pieces that share the memory of the result: the number of lists, their
 * lengths (uint32, little-endian), their numbers (float64).
 */
export function bodyOf(result: PartResult): Buffer[] {
  const lengths = Uint32Array.of(result.length, ...result.map((list) => list.length));
  return [lengths, ...result].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
}

/** Reads a body that {@link bodyOf} made. @throws {RangeError} if its length is not that of its lists */
export function resultOf(body: Buffer): PartResult {
  const count = body.length < 4 ? 0 : body.readUInt32LE(0);
  let position = 4 + 4 * count;
  const lengths =
    position > body.length
      ? new Uint32Array(0)
      : new Uint32Array(count).map((_, i) => body.readUInt32LE(4 + 4 * i));
  const numbers = lengths.reduce((sum, length) => sum + length, 0);
  if (position + 8 * numbers !== body.length)
    throw new RangeError(`expected lists of ${numbers} numbers, got ${body.length} bytes`);
  return Array.from(lengths, (length) => {
    const list = new Float64Array(length);
    body.copy(new Uint8Array(list.buffer), 0, position);
    position += list.byteLength;
    return list;
  });
}

function checksumOf(originHash: Buffer, pieces: readonly Buffer[], bytes: number): Buffer {
  const hash = createHash('sha256').update(originHash);
  for (const piece of pieces) hash.update(piece);
  return hash.digest().subarray(0, bytes);
}

export function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
