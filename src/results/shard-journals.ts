/**
 * Reads the journals of all shards of a study. First every record is checked, and its position is noted; then
 * the results are read in the order of their parts. Journals are never changed. Memory holds a few numbers
 * per part.
 */

import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { computationOf } from '../run/computation.js';
import { shardIndexes } from '../run/shards.js';
import type { CostedPart, PartResult } from '../study/kinds/kind.js';
import type { List } from '../study/lazy-list.js';
import { shardText } from '../study/shard.js';
import type { Study } from '../study/study-file.js';
import { fileError, UsageError } from '../text/errors.js';
import { count as countText } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import {
  differencesBetween,
  originHash,
  originOf,
  type Origin,
  type StoredOrigin,
} from './journal-origin.js';
import type { OnStep } from './turns.js';
import {
  isJournal,
  readRecord,
  readStartOf,
  resultOf,
  SUM_BYTES,
  type StoredRecord,
} from './journal-records.js';

/** Journals that are open at the same time: far fewer than a process may open. */
const MOST_OPEN = 32;
/** Shards that a message lists one by one; longer lists name ranges. */
const MOST_LISTED = 20;

export class ShardJournals {
  readonly #study: Study;
  readonly #computation: ReturnType<typeof computationOf>;
  readonly #parts: List<CostedPart<unknown>>;
  readonly #paths: readonly string[];
  readonly #origin: Origin;
  readonly #originHash: Buffer;
  /** Number of the journal that holds each part; -1 if none does. */
  readonly #journals: Int32Array;
  /** Position of the record of each part in its journal, bytes. */
  readonly #positions: Float64Array;
  /** Checksum of each part. */
  readonly #checksums: Buffer;
  /** Numbers of shards that the journals name, each with the number of journals. */
  readonly #counts = new Map<number, number>();
  readonly #damaged: string[] = [];
  /** Files that are open, by the number of the journal; the one that was used last comes last. */
  readonly #open = new Map<number, number>();

  private constructor(study: Study, paths: readonly string[]) {
    this.#study = study;
    this.#computation = computationOf(study);
    this.#parts = this.#computation.parts(study);
    const parts = this.#parts.length;
    this.#paths = paths;
    this.#origin = originOf(study);
    this.#originHash = originHash(this.#origin);
    this.#journals = new Int32Array(parts).fill(-1);
    this.#positions = new Float64Array(parts);
    this.#checksums = Buffer.alloc(parts * SUM_BYTES);
  }

  /**
   * Checks all records of some journals.
   * @throws {UsageError} naming the file, the field and both values if a journal is of another study, version
   *   or
   *   kernel; naming both files if they hold different results of a part; naming the shards to run again if parts
   *   are missing
   */
  static async read(study: Study, paths: readonly string[], onStep: OnStep): Promise<ShardJournals> {
    const journals = new ShardJournals(study, paths);
    try {
      for (let i = 0; i < paths.length; i++) await journals.#index(i, () => onStep(i));
      journals.#checkComplete();
      return journals;
    } catch (error) {
      journals.close();
      throw error;
    }
  }

  /** Number of all parts. */
  get length(): number {
    return this.#journals.length;
  }

  /** The result of a part. @throws {UsageError} if its journal was changed meanwhile */
  at(part: number): PartResult {
    const journal = this.#journals[part]!;
    const file = this.#fileOf(journal);
    const position = this.#positions[part]!;
    const record = this.#use(journal, () =>
      readRecord(file, position, fstatSync(file).size - position, this.#originHash),
    );
    if (record?.isSound && record.index === part) return resultOf(record.body);
    throw new UsageError(`${this.#name(journal)} was changed while it was read; merge again`);
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  /** Notes the records of a journal. */
  async #index(journal: number, onStep: () => Promise<void>): Promise<void> {
    const file = this.#fileOf(journal);
    const { size } = fstatSync(file);
    if (!isJournal(this.#use(journal, () => readStartOf(file))))
      throw new UsageError(`${this.#name(journal)}: expected a journal of this program, got another file`);
    let isDamaged = size === 0;
    let hasOrigin = false;
    for (let position = 0; position < size;) {
      const record = this.#use(journal, () => readRecord(file, position, size - position, this.#originHash));
      if (record?.isSound && record.isOrigin) {
        this.#checkOrigin(journal, record, hasOrigin);
        hasOrigin = true;
      }
      if (record?.isSound && !record.isOrigin) this.#note(journal, position, record);
      if (!record?.isSound) isDamaged = true;
      if (!record) break;
      position += record.size;
      await onStep();
    }
    if (isDamaged) this.#damaged.push(this.#name(journal));
  }

  #checkOrigin(journal: number, { body }: StoredRecord, isAppended: boolean): void {
    const { shard, ...origin } = JSON.parse(body.toString()) as StoredOrigin;
    const differences = differencesBetween(origin, this.#origin, `in the ${this.#study.name} to be merged`);
    if (differences.length > 0)
      throw new UsageError(
        `${this.#name(journal)} holds results of another run:\n${differences.join('\n')}\n` +
          'Merge shards of one study, version and kernel; --seed and --draws replace fields of the study as in run',
      );
    const count = Number(shard?.split('/')[1] ?? 1);
    if (!isAppended) this.#counts.set(count, (this.#counts.get(count) ?? 0) + 1);
  }

  #note(journal: number, position: number, { index, body, checksum }: StoredRecord): void {
    const part = this.#parts.at(index)?.part;
    const expected = part === undefined ? undefined : this.#computation.lengths?.(this.#study, part);
    if (part === undefined || (expected && !hasLengths(body, expected)))
      throw new UsageError(
        `${this.#name(journal)}: expected results of the ${this.length} parts of this study, got others for part ${index}; run its shard again with --fresh`,
      );
    const known = this.#checksums.subarray(index * SUM_BYTES, (index + 1) * SUM_BYTES);
    const other = this.#journals[index]!;
    if (other < 0) {
      this.#journals[index] = journal;
      this.#positions[index] = position;
      known.set(checksum);
    } else if (!known.equals(checksum)) {
      throw new UsageError(
        `${this.#name(other)} and ${this.#name(journal)} hold different results of part ${index} (${this.#computation.partText(part)}); run one of their shards again with --fresh`,
      );
    }
  }

  #checkComplete(): void {
    const missing = this.#journals.reduce((sum, journal) => sum + Number(journal < 0), 0);
    if (missing === 0) return;
    const count = [...this.#counts].reduce((best, each) => (each[1] > best[1] ? each : best), [1, 0])[0];
    const shards = new Set<number>();
    let part = 0;
    for (const index of shardIndexes(this.#parts, count)) if (this.#journals[part++]! < 0) shards.add(index);
    const damaged = this.#damaged.map((path) => `${path} is damaged: some of its parts cannot be read\n`);
    throw new UsageError(
      `${countText(missing, 'part')} of ${this.length} ${missing === 1 ? 'is' : 'are'} missing\n${damaged.join('')}` +
        `Run these shards, then merge again: --shard ${shardList([...shards], count)}`,
    );
  }

  #fileOf(journal: number): number {
    const known = this.#open.get(journal);
    if (known !== undefined) {
      this.#open.delete(journal);
      this.#open.set(journal, known);
      return known;
    }
    const [oldest] = this.#open;
    if (oldest && this.#open.size >= MOST_OPEN) {
      closeSync(oldest[1]);
      this.#open.delete(oldest[0]);
    }
    const file = this.#use(journal, () => openSync(this.#paths[journal]!, constants.O_RDONLY));
    this.#open.set(journal, file);
    return file;
  }

  /** @throws {UsageError} naming the journal if the system cannot read it */
  #use<T>(journal: number, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw fileError('read', this.#paths[journal]!, error);
    }
  }

  #name(journal: number): string {
    return visible(this.#paths[journal]!);
  }
}

/** Whether a body holds lists of these lengths (`bodyOf` in journal-records.ts). */
function hasLengths(body: Buffer, expected: readonly number[]): boolean {
  const numbers = expected.reduce((sum, length) => sum + length, 0);
  if (body.length !== 4 + 4 * expected.length + 8 * numbers || body.readUInt32LE(0) !== expected.length)
    return false;
  return expected.every((length, i) => body.readUInt32LE(4 + 4 * i) === length);
}

/** `3/8, 7/8`; of many shards also ranges: `3/100 to 40/100`. @param indexes in increasing order */
function shardList(indexes: readonly number[], count: number): string {
  const text = (index: number) => shardText({ index, count });
  if (indexes.length <= MOST_LISTED) return indexes.map(text).join(', ');
  const ranges: [from: number, to: number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? text(from) : `${text(from)} to ${text(to)}`)).join(', ');
}
