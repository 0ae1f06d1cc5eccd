import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/results/journal.js';
import type { FinishedPart } from '../../src/run/run-study.js';
import { gridStudy, thresholdStudy } from '../studies.js';
import { temporaryFolder } from '../cli/command.js';

const folder = temporaryFolder();
const study = gridStudy({ name: 'small', mean: [0, 1], std: 1, epsilon: 1 });

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
  const parts = [...journal.finished()];
  const { isDamaged } = journal;
  await journal.close();
  return { parts, isDamaged };
}

const anyPart = fc.record({
  index: fc.nat(2 ** 32 - 1),
  result: fc.array(fc.float64Array({ maxLength: 20 }), { maxLength: 4 }),
});

describe('a journal', () => {
  it('gives back what was appended, bit for bit, over several runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPart, { maxLength: 6 }), fc.array(anyPart, { maxLength: 6 }), async (first, second) => {
        const path = newPath();
        await write(path, first);
        const journal = await Journal.open(path, study);
        expect([...journal.finished()]).toEqual(first);
        for (const part of second) await journal.append(part);
        await journal.close();
        expect(await read(path)).toEqual({ parts: [...first, ...second], isDamaged: false });
      }),
      { numRuns: 50 },
    );
  });

  const parts = [0, 1, 2, 3].map((index) => ({ index, result: [Float64Array.of(index, NaN, -0), new Float64Array(index)] }));

  it('cut anywhere, has the parts before the cut, and goes on from there', async () => {
    const path = newPath();
    await write(path, parts);
    const whole = readFileSync(path);
    for (let bytes = 0; bytes < whole.length; bytes += 7) {
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

  it('with any bit flipped, has only parts as they were, and says that it is damaged', async () => {
    const path = newPath();
    await write(path, parts);
    const whole = readFileSync(path);
    for (let bit = 0; bit < 8 * whole.length; bit += 13) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      const { parts: kept, isDamaged } = await read(path);
      expect(isDamaged, `bit ${bit}`).toBe(true);
      expect(kept.length).toBeLessThan(parts.length);
      expect(kept).toEqual(parts.slice(0, kept.length));
    }
  });

  it.each([
    ['a record is missing', (records: Buffer[]) => records.filter((_, i) => i !== 2)],
    ['records changed places', ([head, a, b, c, d]: Buffer[]) => [head!, b!, a!, c!, d!]],
    ['a record of another journal is between them', ([head, a, b, c, d]: Buffer[]) => [head!, a!, d!, b!, c!]],
  ])('in which %s, ends there', async (_, change) => {
    const path = newPath();
    await write(path, parts);
    const whole = readFileSync(path);
    const records: Buffer[] = [];
    for (let from = 0; from < whole.length; from += records.at(-1)!.length) {
      records.push(whole.subarray(from, from + 8 + whole.readUInt32LE(from) + 16));
    }
    expect(records).toHaveLength(5);
    writeFileSync(path, Buffer.concat(change(records)));
    const { parts: kept, isDamaged } = await read(path);
    expect(isDamaged).toBe(true);
    expect(kept).toEqual(parts.slice(0, kept.length));
  });

  it.each([
    ['draws', { draws: 9 }, 'draws: 1 there, 9 now'],
    ['seed', { seeds: [4] }, 'seeds: [1] there, [4] now'],
    ['name', { name: 'other' }, 'name: "small" there, "other" now'],
  ])('of another study is refused, naming the difference: %s', async (_, change, difference) => {
    const path = newPath();
    await write(path, parts);
    const before = readFileSync(path);
    const other = gridStudy({ name: 'small', mean: [0, 1], std: 1, epsilon: 1, ...change });
    await expect(Journal.open(path, other)).rejects.toThrow(
      `${path} holds the beginning of another run:\n  ${difference}\nGo on with that one, choose another folder with --out, or start over with --fresh`,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  it('of another kind is refused, naming every field', async () => {
    const path = newPath();
    await write(path, parts);
    await expect(Journal.open(path, thresholdStudy({ name: 'small', mean: [0, 1], std: 1 }))).rejects.toThrow(
      /kind: "grid" there, "threshold" now\n.*epsilon: 1? ?.* there, nothing now/s,
    );
  });

  it('of another version or kernel is refused, naming it', async () => {
    const path = newPath();
    await write(path, parts);
    const whole = readFileSync(path);
    for (const [name, from, to] of [
      ['version', /"version":"([^"]*)"/, '9.9.9'],
      ['kernel', /"kernel":"([^"]*)"/, 'another'],
    ] as const) {
      const text = whole.subarray(8, 8 + whole.readUInt32LE(0)).toString();
      const body = Buffer.from(text.replace(from, `"${name}":"${to}"`));
      const head = Buffer.alloc(8);
      head.writeUInt32LE(body.length, 0);
      const sum = createHash('sha256').update(Buffer.alloc(16)).update(head).update(body).digest().subarray(0, 16);
      writeFileSync(path, Buffer.concat([head, body, sum]));
      await expect(Journal.open(path, study)).rejects.toThrow(`${name}: "${to}" there, "${from.exec(text)![1]!}" now`);
    }
  });

  it('that was removed says so when it closes', async () => {
    const path = newPath();
    const journal = await Journal.open(path, study);
    await journal.append(parts[0]!);
    rmSync(path);
    await expect(journal.close()).rejects.toThrow(`${path} was removed`);
    expect(existsSync(path)).toBe(false);
  });

  it('is written while it is open, so that a killed process leaves it', async () => {
    const [path, whole] = [newPath(), newPath()];
    await write(whole, parts);
    const journal = await Journal.open(path, study);
    for (const part of parts) await journal.append(part);
    // Only looked at: a journal that is opened a second time is cut where it seems to end.
    await expect.poll(() => readFileSync(path), { timeout: 30_000 }).toEqual(readFileSync(whole));
    await journal.close();
  });
});
