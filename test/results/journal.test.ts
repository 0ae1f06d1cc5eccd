import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/results/journal.js';
import type { FinishedPart } from '../../src/run/run-study.js';
import { gridStudy, thresholdStudy } from '../studies.js';
import { temporaryFolder } from '../cli/command.js';
import { RUNS_ALL, runs } from '../effort.js';

const folder = temporaryFolder();
const SMALL = { name: 'small', mean: [0, 1], std: 1, epsilon: 1 };
const study = gridStudy(SMALL);
const otherStudy = gridStudy({ ...SMALL, draws: 9 });

function newPath(): string {
  return join(mkdtempSync(join(folder.path, 'journal-')), 'journal');
}

async function write(path: string, parts: readonly FinishedPart[], of = study): Promise<void> {
  const journal = await Journal.open(path, of);
  for (const part of parts) await journal.append(part);
  await journal.close();
}

async function read(path: string, of = study): Promise<{ parts: FinishedPart[]; isDamaged: boolean }> {
  const journal = await Journal.open(path, of);
  try {
    const parts = [...journal.finished()];
    return { parts, isDamaged: journal.isDamaged };
  } finally {
    await journal.close();
  }
}

/** The bytes of a new journal. */
async function bytesOf(parts: readonly FinishedPart[], of = study): Promise<Buffer> {
  const path = newPath();
  await write(path, parts, of);
  return readFileSync(path);
}

/** The path of a file with this content. */
function fileOf(...pieces: Buffer[]): string {
  const path = newPath();
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

const HEAD_BYTES = 16;
const SUM_BYTES = 16;

/** The origin record, then the records of parts. */
function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += records.at(-1)!.length)
    records.push(bytes.subarray(from, from + HEAD_BYTES + bytes.readUInt32LE(from) + SUM_BYTES));
  return records;
}

const anyPart = fc.record({
  index: fc.nat(2 ** 32 - 1),
  result: fc.array(fc.float64Array({ maxLength: 20 }), { maxLength: 4 }),
});
const anyParts = fc.uniqueArray(anyPart, { maxLength: 12, selector: ({ index }) => index });

describe('a journal', () => {
  it('returns the appended parts bit for bit, over several runs', async () => {
    await fc.assert(
      fc.asyncProperty(anyParts, fc.nat(12), async (all, size) => {
        const first = all.slice(0, size);
        const second = all.slice(size);
        const path = newPath();
        await write(path, first);
        const journal = await Journal.open(path, study);
        expect([...journal.finished()]).toEqual(first);
        for (const part of second) await journal.append(part);
        await journal.close();
        expect(await read(path)).toEqual({ parts: all, isDamaged: false });
      }),
      { numRuns: runs(50) },
    );
  });

  const parts = [0, 1, 2, 3].map((index) => ({
    index,
    result: [Float64Array.of(index, NaN, -0), new Float64Array(index)],
  }));

  it('contains the parts before a truncation at any byte, and can be completed to the same bytes', async () => {
    const whole = await bytesOf(parts);
    const path = newPath();
    for (let bytes = 0; bytes < whole.length; bytes += RUNS_ALL ? 7 : 31) {
      writeFileSync(path, whole);
      truncateSync(path, bytes);
      const cut = await Journal.open(path, study);
      const kept = [...cut.finished()];
      expect(kept).toEqual(parts.slice(0, kept.length));
      for (const part of parts.slice(kept.length)) await cut.append(part);
      await cut.close();
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it('with any bit flipped, contains only unchanged parts, and reports that it is damaged', async () => {
    const whole = await bytesOf(parts);
    const path = newPath();
    for (let bit = 0; bit < 8 * whole.length; bit += RUNS_ALL ? 13 : 53) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      const { parts: kept, isDamaged } = await read(path);
      expect(isDamaged, `bit ${bit}`).toBe(true);
      expect(kept.length).toBeLessThan(parts.length);
      expect(kept).toEqual(parts.filter(({ index }) => kept.some((part) => part.index === index)));
    }
  });

  it('loses one part with a damaged body, and also the parts after it with a damaged head', async () => {
    const records = recordsOf(await bytesOf(parts));
    for (const [position, kept] of [
      [HEAD_BYTES + 3, [0, 2, 3]],
      [records[2]!.length - 1, [0, 2, 3]],
      [0, [0]],
      [HEAD_BYTES - 1, [0]],
    ] as const) {
      const path = fileOf(...records);
      const bytes = readFileSync(path);
      bytes[records[0]!.length + records[1]!.length + position]! ^= 1;
      writeFileSync(path, bytes);
      expect(await read(path)).toEqual({ parts: kept.map((index) => parts[index]), isDamaged: true });
      // Lost parts can be appended again and are then read.
      const journal = await Journal.open(path, study);
      expect([...journal.finished()]).toHaveLength(kept.length);
      for (const part of parts)
        if (!(kept as readonly number[]).includes(part.index)) await journal.append(part);
      await journal.close();
      expect((await read(path)).parts.sort((a, b) => a.index - b.index)).toEqual(parts);
    }
  });

  it('is read with its records in any order, and with records missing', async () => {
    const [origin, ...records] = recordsOf(await bytesOf(parts));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3]), async (indexes) => {
        const path = fileOf(origin!, ...indexes.map((index) => records[index]!));
        expect(await read(path)).toEqual({ parts: indexes.map((index) => parts[index]), isDamaged: false });
      }),
      { numRuns: runs(20) },
    );
  });

  it('is read together with a journal of the same study that it is appended to; duplicates count once', async () => {
    const first = await bytesOf(parts.slice(0, 3));
    const second = await bytesOf([parts[3]!, parts[1]!]);
    const path = fileOf(first, second);
    expect(await read(path)).toEqual({ parts, isDamaged: false });
    const withoutOrigin = fileOf(first, ...recordsOf(second).slice(1));
    expect(await read(withoutOrigin)).toEqual({ parts, isDamaged: false });
    await write(path, []);
    expect(readFileSync(path)).toEqual(Buffer.concat([first, second]));
  });

  it('with two different results of one part is refused, naming the part', async () => {
    const other = { index: 2, result: [Float64Array.of(1)] };
    const path = fileOf(await bytesOf(parts), await bytesOf([other]));
    await expect(read(path)).rejects.toThrow(
      `${path}: expected equal results of part 2 in every record, got different ones; start over with --fresh`,
    );
  });

  it('does not accept a record of another study', async () => {
    const [, foreign] = recordsOf(await bytesOf([parts[3]!], otherStudy));
    const [origin, a, b] = recordsOf(await bytesOf(parts));
    expect(await read(fileOf(origin!, a!, foreign!))).toEqual({ parts: [parts[0]], isDamaged: true });
    expect(await read(fileOf(origin!, foreign!, a!, b!))).toEqual({ parts: [], isDamaged: true });
    const whole = await bytesOf([parts[3]!], otherStudy);
    await expect(read(fileOf(origin!, a!, whole))).rejects.toThrow('  draws: 9 in the journal, 1 now');
  });

  it.each([
    ['draws', { draws: 9 }, 'draws: 1 in the journal, 9 now'],
    ['seed', { seeds: [4] }, 'seeds: [1] in the journal, [4] now'],
    ['name', { name: 'other' }, 'name: "small" in the journal, "other" now'],
  ])('of another study is refused, naming the difference: %s', async (_, change, difference) => {
    const path = newPath();
    await write(path, parts);
    const before = readFileSync(path);
    await expect(Journal.open(path, gridStudy({ ...SMALL, ...change }))).rejects.toThrow(
      `${path} holds an interrupted run that differs from this one:\n  ${difference}\nResume that run, choose another folder with --out, or start over with --fresh`,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  it('of another kind is refused, naming every field', async () => {
    const path = newPath();
    await write(path, parts);
    await expect(Journal.open(path, thresholdStudy({ name: 'small', mean: [0, 1], std: 1 }))).rejects.toThrow(
      /kind: "grid" in the journal, "threshold" now\n.*epsilon: 1? ?.* in the journal, nothing now/s,
    );
  });

  it('of another version or kernel is refused, naming it', async () => {
    const [origin] = recordsOf(await bytesOf(parts));
    const text = origin!.subarray(HEAD_BYTES, -SUM_BYTES).toString();
    for (const [name, from, to] of [
      ['version', /"version":"([^"]*)"/, '9.9.9'],
      ['kernel', /"kernel":"([^"]*)"/, 'another'],
    ] as const) {
      const body = Buffer.from(text.replace(from, `"${name}":"${to}"`));
      const numbers = Buffer.alloc(8);
      numbers.writeUInt32LE(body.length, 0);
      const sumOf = (...pieces: Buffer[]) => createHash('sha256').update(Buffer.concat(pieces)).digest();
      const path = fileOf(
        numbers,
        sumOf(numbers).subarray(0, 8),
        body,
        sumOf(numbers, body).subarray(0, SUM_BYTES),
      );
      await expect(Journal.open(path, study)).rejects.toThrow(
        `${name}: "${to}" in the journal, "${from.exec(text)![1]!}" now`,
      );
    }
  });

  it('reports when it closes that its file was removed', async () => {
    const path = newPath();
    const journal = await Journal.open(path, study);
    await journal.append(parts[0]!);
    rmSync(path);
    await expect(journal.close()).rejects.toThrow(`${path} was removed`);
    expect(existsSync(path)).toBe(false);
  });

  it('is written while it is open, so that it survives a killed process', async () => {
    const path = newPath();
    const whole = await bytesOf(parts);
    const journal = await Journal.open(path, study);
    for (const part of parts) await journal.append(part);
    // Only read the file: opening the journal a second time would truncate it after its last whole record.
    await expect.poll(() => readFileSync(path), { timeout: 30_000 }).toEqual(whole);
    await journal.close();
  });
});
