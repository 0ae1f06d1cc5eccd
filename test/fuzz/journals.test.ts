/**
 * Runs that resume from a changed journal: the tables have the same bytes, or the journal is refused with one
 * message.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Journal } from '../../src/results/journal.js';
import { bodyOf, recordBytes, resultOf } from '../../src/results/journal-records.js';
import { runParsedStudy } from '../../src/run/run-study.js';
import { parseStudy } from '../../src/study/study-file.js';
import { temporaryFolder } from '../cli/command.js';
import { TINY } from '../cli/tiny-study.js';
import { fuzz } from './fuzz.js';
import { callChecked } from './outcome.js';
import { anyNumber, rarely } from './values.js';

const folder = temporaryFolder();

const share = fc.double({ min: 0, max: 0.999999, noNaN: true });

/** Changes a list of records, each as its bytes; the first is that of the origin. */
type Change = (records: Buffer[], others: Buffer[]) => Buffer[];

const at = (where: number, list: { length: number }) => Math.floor(where * list.length);

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(share, share, fc.integer({ min: 1, max: 255 }))
    .map(([which, where, bits]): Change => (records) => {
      const copy = Buffer.from(records[at(which, records)]!);
      copy[at(where, copy)]! ^= bits;
      return records.with(at(which, records), copy);
    }),
  fc.tuple(share, share).map(([which, where]): Change => (records) => {
    const record = records[at(which, records)]!;
    return records.with(at(which, records), record.subarray(0, at(where, record)));
  }),
  share.map(
    (which): Change =>
      (records) =>
        records.slice(0, at(which, records)),
  ),
  share.map(
    (which): Change =>
      (records) =>
        records.toSpliced(at(which, records), 1),
  ),
  fc.tuple(share, share).map(
    ([from, to]): Change =>
      (records) =>
        records.toSpliced(at(to, records), 0, records[at(from, records)]!),
  ),
  fc.tuple(share, share).map(
    ([from, to]): Change =>
      (records, others) =>
        records.toSpliced(at(to, records), 0, others[at(from, others)]!),
  ),
  fc.tuple(share, fc.uint8Array({ maxLength: 64 })).map(
    ([to, bytes]): Change =>
      (records) =>
        records.toSpliced(at(to, records), 0, Buffer.from(bytes)),
  ),
  fc.uint8Array({ maxLength: 100 }).map((bytes): Change => () => [Buffer.from(bytes)]),
  fc.integer({ min: 0, max: 40 }).map((zeros): Change => (records) => [...records, Buffer.alloc(zeros)]),
);

/** Changes the lists of a part so that it fits no part of the study. */
type Resizing = (lists: Float64Array[], which: number) => Float64Array[];
const resizings: readonly Resizing[] = [
  (lists) => lists.slice(1),
  (lists, which) => lists.toSpliced(which, 0, Float64Array.of(1)),
  (lists, which) => lists.with(which, Float64Array.of(...lists[which]!, 1)),
  (lists, which) => {
    const shorter = lists[which]!.subarray(1);
    return shorter.length < lists[which]!.length ? lists.with(which, shorter) : [];
  },
];

/** A record with correct checksums, but of another length, or of a part that does not exist. */
const resized: fc.Arbitrary<Change> = fc
  .tuple(
    share,
    share,
    fc.oneof(
      fc.constantFrom(...resizings).map((resize) => ({ resize })),
      fc.nat(2 ** 32 - 1001).map((index) => ({ index: 1000 + index })),
      fc.uint8Array({ maxLength: 64 }).map((bytes) => ({ bytes })),
      fc.array(anyNumber, { maxLength: 3 }).map((list) => ({ resize: () => [Float64Array.from(list)] })),
    ),
  )
  .map(
    ([which, where, { resize, index, bytes }]: [
      number,
      number,
      { resize?: Resizing; index?: number; bytes?: Uint8Array },
    ]): Change =>
      (records) => {
        const from = 1 + at(which, { length: records.length - 1 });
        const record = records[from];
        const origin = records[0]!;
        // Another change may have damaged them.
        if (!record || record.length < 36 || origin.length < 36) return records;
        const ofOrigin = createHash('sha256').update(origin.subarray(16, -16)).digest();
        const body = record.subarray(16, -16);
        let pieces: Buffer[] = [Buffer.from(bytes ?? body)];
        if (resize) {
          const lists = listsOf(body);
          pieces = bodyOf(resize(lists, at(where, lists)));
        }
        return records.with(
          from,
          Buffer.concat(recordBytes(ofOrigin, index ?? record.readUInt32LE(4), pieces)),
        );
      },
  );

/** The lists of a part, at least one. */
function listsOf(body: Buffer): Float64Array[] {
  try {
    const lists = resultOf(body);
    return lists.length > 0 ? lists : [new Float64Array(0)];
  } catch {
    return [new Float64Array(0)];
  }
}

/** The records of a journal with all parts of a study. */
async function recordsOf(definition: object): Promise<Buffer[]> {
  const path = join(folder.path, 'journal');
  rmSync(path, { force: true });
  const journal = await Journal.open(path, parseStudy(definition).study!);
  await runParsedStudy(parseStudy(definition).study!, { threads: 0, onPart: (part) => journal.append(part) });
  await journal.close();
  const bytes = readFileSync(path);
  const records: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    // Length of the body, index and checksum of the head; then body and checksum.
    const to = from + 16 + bytes.readUInt32LE(from) + 16;
    records.push(bytes.subarray(from, to));
    from = to;
  }
  return records;
}

/** A study of each form of parts. */
const STUDIES = {
  grid: TINY,
  topic: {
    name: 'topic',
    kind: 'topic',
    rules: ['network-2024-10', 'network-2026'],
    topic: { inferers: 3, forecasters: 1, reputers: 1, epochs: 10, burnIn: 20 },
    seeds: [1, 2, 3],
    epsilon: [0.01, 1],
    shown: [1],
  },
};

it.each(['grid', 'topic'] as const)(
  'changed journals are resumed or refused: %s',
  { timeout: 4 * 3600_000 },
  async (kind) => {
    const base = mkdtempSync(join(folder.path, 'base-'));
    const path = join(base, 'study.json');
    writeFileSync(path, JSON.stringify(STUDIES[kind]));
    const run = ['run', path, '--threads', '0', '--no-figures', '--out', 'out'];
    await callChecked(run, base);
    const tablesIn = (cwd: string) =>
      readdirSync(join(cwd, 'out'))
        .filter((name) => name.endsWith('.csv'))
        .map((name) => [name, readFileSync(join(cwd, 'out', name), 'utf8')]);
    const tables = tablesIn(base);
    const study = STUDIES[kind];
    const records = await recordsOf(study);
    const others = await recordsOf({ ...study, seeds: [3] });
    expect(records.length).toBeGreaterThan(5);
    await fuzz({
      area: 'journals',
      cases: fc.array(rarely(3, changes, resized), { minLength: 1, maxLength: 4 }),
      count: { suite: 60, full: 20_000 },
      async check(list) {
        const cwd = mkdtempSync(join(folder.path, 'run-'));
        try {
          mkdirSync(join(cwd, '.out.run'));
          const changed = list.reduce(
            (before, change) => (before.length > 0 ? change(before, others) : before),
            records,
          );
          writeFileSync(join(cwd, '.out.run/journal'), Buffer.concat(changed));
          const { status } = await callChecked(run, cwd);
          if (status === 0) expect(tablesIn(cwd)).toEqual(tables);
        } finally {
          rmSync(cwd, { recursive: true });
        }
      },
    });
  },
);
