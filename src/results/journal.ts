/**
 * The results of the finished parts of a study, so that an interrupted run can be resumed.
 *
 * The file is a sequence of records (journal-records.ts), an origin record first. Records of parts may stand
 * in any order, and two journals of the same study may be appended to each other: each record has its own
 * checksums, over the hash of its origin, the index of its part and its bytes.
 *
 * Records are written as they come, and forced to the disk every second. A record with a damaged body is
 * skipped, because its head says where the next one starts. Records after a damaged head, or after one that
 * is cut short, are dropped. All of these parts are computed again.
 */

import { fstatSync } from 'node:fs';
import { lstat, rm, type FileHandle } from 'node:fs/promises';
import type { FinishedPart } from '../run/run-study.js';
import type { Shard } from '../study/shard.js';
import type { Study } from '../study/study-file.js';
import { UsageError } from '../text/errors.js';
import {
  differencesBetween,
  originHash,
  originOf,
  storedOrigin,
  type StoredOrigin,
} from './journal-origin.js';
import {
  bodyOf,
  isJournal,
  lengthOf,
  NO_ORIGIN,
  readRecord,
  readStartOf,
  recordBytes,
  resultOf,
  type StoredRecord,
} from './journal-records.js';
import { foreign, openOwn } from './regular-file.js';

/** Milliseconds between two writes to the disk: a power failure loses the parts of this time at most. */
const SYNC_INTERVAL = 1000;
/**
 * Bytes that may wait to be written. With more, `append` waits, so that a slow disk does not fill the memory.
 */
const MAX_WAITING_BYTES = 32e6;

export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #origin: StoredOrigin;
  readonly #originHash: Buffer;
  readonly #timer: NodeJS.Timeout;
  /** Position of the next record to read; after the first write, of the next record to write. */
  #position = 0;
  #isDamaged = false;
  /** Whether records that could not be read have been cut off. */
  #isTruncated = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | null = null;
  #lastSync = performance.now();
  #needsSync = true;
  #error: Error | null = null;

  private constructor(path: string, file: FileHandle, study: Study, shard: Shard | undefined) {
    const origin = originOf(study);
    this.#path = path;
    this.#file = file;
    this.#origin = storedOrigin(origin, shard);
    this.#originHash = originHash(origin);
    this.#timer = setInterval(() => void this.#write(), SYNC_INTERVAL).unref();
  }

  /**
   * Opens the journal of a study, or of one shard of it, or starts one.
   * @throws {UsageError} if the journal belongs to another study, shard, version or kernel: names the
   *   differences
   */
  static async open(path: string, study: Study, shard?: Shard): Promise<Journal> {
    const journal = new Journal(path, await openOwn(path), study, shard);
    try {
      await journal.#openOrigin();
    } catch (error) {
      await journal.close().catch(() => undefined);
      throw error;
    }
    return journal;
  }

  async #openOrigin(): Promise<void> {
    const first = this.#nextRecord();
    if (first?.isOrigin && first.isSound) {
      this.#checkOrigin(first);
      return;
    }
    // Start over: an empty file, or one whose first record is damaged.
    if (!isJournal(readStartOf(this.#file.fd))) throw foreign(this.#path, 'another file');
    this.#position = 0;
    await this.#append(NO_ORIGIN, 0, [Buffer.from(JSON.stringify(this.#origin))]);
  }

  /** @throws {UsageError} if the record is of another study, shard, version or kernel */
  #checkOrigin({ body }: StoredRecord): void {
    const differences = differencesBetween(JSON.parse(body.toString()) as StoredOrigin, this.#origin);
    if (differences.length === 0) return;
    throw new UsageError(
      `${this.#path} holds an interrupted run that differs from this one:\n${differences.join('\n')}\n` +
        'Resume that run, choose another folder with --out, or start over with --fresh',
    );
  }

  /**
   * The parts that earlier runs finished, each once. Must be read to the end before anything is appended.
   * @throws {UsageError} if the file holds records of another study with their origin, or two different
   *   results of a part
   */
  *finished(): Generator<FinishedPart> {
    const checksums = new Map<number, string>();
    for (let record = this.#nextRecord(); record; record = this.#nextRecord()) {
      if (!record.isSound) continue;
      if (record.isOrigin) {
        this.#checkOrigin(record);
        continue;
      }
      const { index, body } = record;
      const checksum = record.checksum.toString('latin1');
      const known = checksums.get(index);
      if (known === undefined) {
        checksums.set(index, checksum);
        yield { index, result: resultOf(body) };
      } else if (known !== checksum) {
        throw new UsageError(
          `${this.#path}: expected equal results of part ${index} in every record, got different ones; start over with --fresh`,
        );
      }
    }
  }

  /** Whether some records could not be read. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /**
   * The next record of the file, whose body may be damaged; null at the end, and if no further record can be
   * found.
   */
  #nextRecord(): StoredRecord | null {
    const left = fstatSync(this.#file.fd).size - this.#position;
    if (this.#isTruncated || left === 0) return null;
    const record = readRecord(this.#file.fd, this.#position, left, this.#originHash);
    if (!record?.isSound) this.#isDamaged = true;
    if (record) this.#position += record.size;
    return record;
  }

  /**
   * Adds the result of a part.
   * @returns as soon as there is room for more
   * @throws the error of an earlier write
   */
  async append({ index, result }: FinishedPart): Promise<void> {
    await this.#append(this.#originHash, index, bodyOf(result));
  }

  /** @param body in pieces, which must not change before they are written */
  async #append(originHash: Buffer, index: number, body: readonly Buffer[]): Promise<void> {
    if (this.#error !== null) throw this.#error;
    const record = recordBytes(originHash, index, body);
    this.#waiting.push(...record);
    this.#waitingBytes += lengthOf(record);
    const written = this.#write();
    if (this.#waitingBytes > MAX_WAITING_BYTES) await written;
  }

  /**
   * Writes the waiting records, and forces them to the disk once a second. Only one write is active at a
   * time.
   */
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
    if (!this.#isTruncated && this.#waiting.length > 0) {
      this.#isTruncated = true;
      await this.#file.truncate(this.#position);
    }
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      await this.#writeBatch(batch);
      this.#needsSync = true;
    }
    if (this.#needsSync && performance.now() - this.#lastSync >= SYNC_INTERVAL) await this.#sync();
  }

  async #writeBatch(batch: readonly Buffer[]): Promise<void> {
    const { bytesWritten } = await this.#file.writev(batch, this.#position);
    this.#position += bytesWritten;
    // The system may write only a part of the batch.
    if (bytesWritten < lengthOf(batch)) await this.#writeBatch([Buffer.concat(batch).subarray(bytesWritten)]);
  }

  async #sync(): Promise<void> {
    await this.#file.datasync();
    this.#lastSync = performance.now();
    this.#needsSync = false;
    // Writes to a file that was removed succeed, but are lost.
    if ((await this.#file.stat()).nlink === 0) {
      throw Object.assign(new Error(`${this.#path} was removed`), { code: 'ENOENT' });
    }
  }

  /** @returns whether the file holds all parts that were added before, as soon as this is known */
  async isWritten(): Promise<boolean> {
    await this.#write();
    return this.#error === null;
  }

  /** Forces everything to the disk. @throws the error of this or of an earlier write */
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

/**
 * Removes the journal at a path, if there is one.
 * @throws {UsageError} if the file is not a journal
 */
export async function removeJournal(path: string): Promise<void> {
  if (!(await exists(path))) return;
  const file = await openOwn(path);
  try {
    if (!isJournal(readStartOf(file.fd))) throw foreign(path, 'another file');
  } finally {
    await file.close();
  }
  await rm(path, { force: true });
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return false;
    },
  );
}
