/**
 * Runs that resume from a changed journal: the tables have the same bytes, or the journal is refused with one
 * message.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Journal } from '../../src/results/journal.js';
import { runParsedStudy } from '../../src/run/run-study.js';
import { parseStudy } from '../../src/study/study-file.js';
import { temporaryFolder } from '../cli/command.js';
import { writeTiny } from '../cli/tiny-study.js';
import { fuzz } from './fuzz.js';
import { callChecked } from './outcome.js';

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

it('changed journals are resumed or refused', { timeout: 4 * 3600_000 }, async () => {
  const base = mkdtempSync(join(folder.path, 'base-'));
  const path = writeTiny(base, 'tiny.json');
  const run = ['run', path, '--threads', '0', '--no-figures', '--out', 'out'];
  await callChecked(run, base);
  const table = readFileSync(join(base, 'out/cells.csv'), 'utf8');
  const study = JSON.parse(readFileSync(path, 'utf8')) as object;
  const records = await recordsOf(study);
  const others = await recordsOf({ ...study, seeds: [3] });
  expect(records.length).toBeGreaterThan(5);
  await fuzz({
    area: 'journals',
    cases: fc.array(changes, { minLength: 1, maxLength: 4 }),
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
        if (status === 0) expect(readFileSync(join(cwd, 'out/cells.csv'), 'utf8')).toBe(table);
      } finally {
        rmSync(cwd, { recursive: true });
      }
    },
  });
});
