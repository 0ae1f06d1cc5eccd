/**
 * The results of the parts of a study, as they are finished, so that a run that was cut off can be gone on with.
 *
 * A file of records, each with a checksum over itself and the checksum before it: a head (JSON: whose results these are), then one for each
 * part, in the order in which they were finished. Records are written as they come and forced to the disk every second. What follows the
 * first record that is torn or damaged is dropped: it is computed again.
 */

import { createHash } from 'node:crypto';
import { constants, fstatSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { SOURCES as KERNEL_SOURCES } from '../kernel/module.js';
import { SOURCES as SAMPLING_SOURCES } from '../sampling/module.js';
import type { FinishedPart } from '../run/run-study.js';
import type { PartResult } from '../study/kinds/compute.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import { VERSION } from './package.js';

/** Length and number of the part, before each record; the checksum behind it. */
const HEAD_BYTES = 8;
const SUM_BYTES = 16;
/** Between the moments at which what was written is forced to the disk. */
const SYNC_EVERY = 1000;
/** So much may wait to be written before computing waits, too. */
const MOST_WAITING = 32e6;

/** What must be equal for results to belong together. */
interface Origin {
  format: number;
  version: string;
  /** Which compiled code drew and computed. */
  kernel: string;
  study: Study;
}

const KERNEL = `${KERNEL_SOURCES}-${SAMPLING_SOURCES}`;

/** Records that are whole. */
interface Read {
  bytes: number;
  /** Of the last of them. */
  checksum: Buffer;
}

export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #timer: NodeJS.Timeout;
  /** The end of what was read, then of what was written. */
  #bytes = 0;
  #checksum: Buffer = Buffer.alloc(SUM_BYTES);
  #isDamaged = false;
  /** Whether the file ends there. */
  #isCut = false;
  #waiting: Buffer[] = [];
  #bytesWaiting = 0;
  #writing: Promise<void> | null = null;
  #synced = performance.now();
  #isDirty = true;
  #error: Error | null = null;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
    this.#timer = setInterval(() => void this.#write(), SYNC_EVERY).unref();
  }

  /**
   * Opens the journal of a study to go on with it, or begins one.
   * @throws {UsageError} where it belongs to something else, naming the difference
   */
  static async open(path: string, study: Study): Promise<Journal> {
    const origin: Origin = { format: 2, version: VERSION, kernel: KERNEL, study };
    const journal = new Journal(path, await open(path, constants.O_RDWR | constants.O_CREAT));
    try {
      const head = journal.#readNext();
      if (head) refuseOther(path, JSON.parse(head.body.toString()) as Origin, origin);
      else await journal.#append(0, [Buffer.from(JSON.stringify(origin))]);
    } catch (error) {
      await journal.close().catch(() => undefined);
      throw error;
    }
    return journal;
  }

  /** What an earlier run finished. To be read before anything is appended. */
  *finished(): Generator<FinishedPart> {
    for (let record = this.#readNext(); record; record = this.#readNext()) yield { index: record.index, result: resultOf(record.body) };
  }

  /** Whether more was there than could be read. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** The record after those that were read; null at the end, and where it is torn or damaged. */
  #readNext(): { index: number; body: Buffer } | null {
    const left = fstatSync(this.#file.fd).size - this.#bytes;
    if (this.#isCut || left === 0) return null;
    const record = readRecord(this.#file.fd, left, { bytes: this.#bytes, checksum: this.#checksum });
    this.#isDamaged = record === null;
    if (!record) return null;
    this.#bytes += HEAD_BYTES + record.body.length + SUM_BYTES;
    this.#checksum = record.checksum;
    return record;
  }

  /**
   * Adds the result of a part.
   * @returns when there is room for more
   * @throws what went wrong with an earlier one
   */
  async append({ index, result }: FinishedPart): Promise<void> {
    const lengths = Uint32Array.of(result.length, ...result.map((run) => run.length));
    const body = [lengths, ...result].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
    await this.#append(index, body);
  }

  /** @param body in pieces, that are not changed before they are written */
  async #append(index: number, body: readonly Buffer[]): Promise<void> {
    if (this.#error !== null) throw this.#error;
    const length = lengthOf(body);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(length, 0);
    head.writeUInt32LE(index, 4);
    this.#checksum = checksumOf(this.#checksum, [head, ...body]);
    this.#waiting.push(head, ...body, this.#checksum);
    this.#bytesWaiting += HEAD_BYTES + length + SUM_BYTES;
    const written = this.#write();
    if (this.#bytesWaiting > MOST_WAITING) await written;
  }

  /** Writes what waits, and from time to time forces it to the disk; one such turn at a time. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll()
      .catch((error: unknown) => {
        this.#error ??= error as Error;
      })
      .finally(() => {
        this.#writing = null;
      });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    if (!this.#isCut && this.#waiting.length > 0) {
      this.#isCut = true;
      await this.#file.truncate(this.#bytes);
    }
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#bytesWaiting = 0;
      await this.#writeBatch(batch);
      this.#isDirty = true;
    }
    if (this.#isDirty && performance.now() - this.#synced >= SYNC_EVERY) await this.#sync();
  }

  async #writeBatch(batch: readonly Buffer[]): Promise<void> {
    const { bytesWritten } = await this.#file.writev(batch, this.#bytes);
    this.#bytes += bytesWritten;
    // A disk may take a part only.
    if (bytesWritten < lengthOf(batch)) await this.#writeBatch([Buffer.concat(batch).subarray(bytesWritten)]);
  }

  async #sync(): Promise<void> {
    await this.#file.datasync();
    this.#synced = performance.now();
    this.#isDirty = false;
    // A file that was removed takes everything and keeps nothing.
    if ((await this.#file.stat()).nlink === 0) throw Object.assign(new Error(`${this.#path} was removed`), { code: 'ENOENT' });
  }

  /** Forces everything to the disk. @throws what went wrong with it, or with an earlier record */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      while (this.#error === null && (this.#writing || this.#waiting.length > 0)) await this.#write();
      if (this.#error !== null) throw this.#error;
      await this.#sync();
    } finally {
      await this.#file.close();
    }
  }
}

function checksumOf(before: Buffer, record: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(before);
  for (const piece of record) hash.update(piece);
  return hash.digest().subarray(0, SUM_BYTES);
}

function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function readRecord(
  file: number,
  left: number,
  { bytes, checksum: before }: Read,
): { index: number; body: Buffer; checksum: Buffer } | null {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readSync(file, head, 0, HEAD_BYTES, bytes) < HEAD_BYTES) return null;
  const length = head.readUInt32LE(0);
  if (length > left - HEAD_BYTES - SUM_BYTES) return null;
  const rest = Buffer.alloc(length + SUM_BYTES);
  if (readSync(file, rest, 0, rest.length, bytes + HEAD_BYTES) < rest.length) return null;
  const body = rest.subarray(0, length);
  const checksum = checksumOf(before, [head, body]);
  return checksum.equals(rest.subarray(length)) ? { index: head.readUInt32LE(4), body, checksum } : null;
}

function resultOf(body: Buffer): PartResult {
  const count = body.readUInt32LE(0);
  let at = 4 + 4 * count;
  return Array.from({ length: count }, (_, i) => {
    const run = new Float64Array(body.readUInt32LE(4 + 4 * i));
    body.copy(new Uint8Array(run.buffer), 0, at);
    at += run.byteLength;
    return run;
  });
}

/** @throws {UsageError} naming what differs */
function refuseOther(path: string, there: Origin, here: Origin): void {
  const flat = ({ study, ...rest }: Origin): Record<string, unknown> => ({ ...rest, ...study });
  const [before, now] = [flat(there), flat(here)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  const differences = names.filter((name) => text(before[name]) !== text(now[name]));
  if (differences.length === 0) return;
  const lines = differences.map((name) => `  ${name}: ${shorten(text(before[name]))} there, ${shorten(text(now[name]))} now`);
  throw new UsageError(
    `${path} holds the beginning of another run:\n${lines.join('\n')}\nGo on with that one, choose another folder with --out, or start over with --fresh`,
  );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
