/**
 * Damaged files of Arrow and Parquet: cut off, or with one byte changed. Each gives the same table, or one message.
 * A changed byte may change the values of one column, because nothing in these formats protects them; it must not
 * change the number of rows, or in Arrow values into blanks.
 */

import { readdirSync, readFileSync } from 'node:fs';
import {
  CompressionType,
  compressionRegistry,
  RecordBatchFileWriter,
  Table as ArrowTable,
} from 'apache-arrow';
import { Dictionary, Float64, Int32, Int64, Utf8, tableToIPC, vectorFromArray } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { Choices } from '../dialects-data.js';
import { RUNS_ALL } from '../../effort.js';
import { UsageError } from '../../../src/text/errors.js';
import { plainFrame } from './lz4.js';
import { readTable, type Table } from './tables.js';
import { zstdOf } from './zstd.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20261128);
const IS_FULL = process.env['FUZZ'] === 'full';
/** Changed bytes of a file. */
const FLIPS = IS_FULL ? 20_000 : RUNS_ALL ? 200 : 10;
/** Seconds for one small file. */
const MOST_SECONDS = 10;

const ROWS = 40;
const indices = Array.from({ length: ROWS }, (_, i) => i);
const CELLS = {
  epoch: indices.map((i) => BigInt(1000 + (i >> 1))),
  worker: indices.map((i) => `worker ${i % 2}`),
  loss: indices.map((i) => (i % 7 === 3 ? null : 1 / (i + 3))),
};

/** The library counts the dictionaries of a process, and a file has the number of its own. */
const DICTIONARY = 1;

function arrow(): ArrowTable {
  return new ArrowTable({
    epoch: vectorFromArray(CELLS.epoch, new Int64()),
    worker: vectorFromArray(CELLS.worker, new Dictionary(new Utf8(), new Int32(), DICTIONARY)),
    text: vectorFromArray(CELLS.worker, new Utf8()),
    loss: vectorFromArray(CELLS.loss, new Float64()),
  });
}

/** Batches of one table, with one dictionary. */
function twoBatches(): Buffer {
  const [batch] = arrow().batches;
  return Buffer.from(RecordBatchFileWriter.writeAll([batch!, batch!]).toUint8Array(true));
}

function compressedArrow(type: CompressionType): Buffer {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: plainFrame });
  compressionRegistry.set(CompressionType.ZSTD, { encode: zstdOf });
  return Buffer.from(RecordBatchFileWriter.writeAll(arrow(), { compressionType: type }).toUint8Array(true));
}

function parquet(options: Partial<Parameters<typeof parquetWriteBuffer>[0]> = {}): Buffer {
  const columnData = [
    { name: 'epoch', data: CELLS.epoch, type: 'INT64' as const },
    { name: 'worker', data: CELLS.worker, type: 'STRING' as const },
    { name: 'loss', data: CELLS.loss, type: 'DOUBLE' as const, nullable: true },
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, ...options }));
}

const FIXTURES = new URL('fixtures/', import.meta.url);
const written = readdirSync(FIXTURES)
  .filter((name) => /feather|parquet|arrow/.test(name))
  .map((name): [string, Buffer] => [name, readFileSync(new URL(name, FIXTURES))]);

const FILES: [string, Buffer][] = [
  ['an Arrow file', Buffer.from(tableToIPC(arrow(), 'file'))],
  ['an Arrow stream', Buffer.from(tableToIPC(arrow(), 'stream'))],
  ['an Arrow file of two batches', twoBatches()],
  ['an Arrow file in LZ4', compressedArrow(CompressionType.LZ4_FRAME)],
  ['an Arrow file in zstd', compressedArrow(CompressionType.ZSTD)],
  ['Parquet', parquet()],
  ['Parquet without compression', parquet({ codec: 'UNCOMPRESSED' })],
  ['Parquet in groups of rows', parquet({ rowGroupSize: 16 })],
  ['Parquet in pages', parquet({ pageSize: 64 })],
  ...written,
];

/** null if it is refused. */
async function tableOf(content: Buffer): Promise<Table | null> {
  const start = process.cpuUsage();
  try {
    return await readTable(content);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.message).toMatch(/^table: [^\n]+$/);
    return null;
  } finally {
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(MOST_SECONDS);
  }
}

/** The first difference that a changed value of one column does not explain. */
function differenceOf(found: Table, whole: Table): string | null {
  // Parquet has no count of blanks, if its writer leaves out the statistics.
  const isCounted = found.format === 'Arrow';
  const columns = found.columns?.length;
  if (columns !== whole.columns?.length) return `${columns} columns`;
  if (found.rows.length !== whole.rows.length) return `${found.rows.length} rows`;
  const changed = new Set<number>();
  for (const [i, row] of found.rows.entries()) {
    for (const [column, cell] of row.entries()) {
      const expected = whole.rows[i]![column];
      if (isCounted && (cell === null) !== (expected === null))
        return `row ${i}, column ${column}: ${String(cell)}`;
      if (!Object.is(cell, expected) && String(cell) !== String(expected)) changed.add(column);
    }
  }
  return changed.size > 1 ? `columns ${[...changed].join(', ')} changed` : null;
}

describe.each(FILES)('%s', (_, content) => {
  it('is the same table or refused, with one byte changed', { timeout: 600_000 }, async () => {
    const whole = await readTable(content);
    const choices = new Choices(SEED, content.length);
    const faults: string[] = [];
    let refused = 0;
    for (let i = 0; i < FLIPS; i++) {
      const at = choices.whole(0, content.length - 1);
      const bit = choices.is(0.5) ? 1 << choices.whole(0, 7) : choices.whole(1, 255);
      const damaged = Buffer.from(content);
      damaged[at]! ^= bit;
      let fault: string | null = null;
      try {
        const found = await tableOf(damaged);
        if (found === null) refused++;
        else if (found.columns !== null) fault = differenceOf(found, whole);
      } catch (error) {
        fault = (error as Error).stack!;
      }
      if (fault !== null) faults.push(`byte ${at} ^ ${bit}: ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(FLIPS / 100);
  });

  it('is refused if it ends early', { timeout: 600_000 }, async () => {
    const step = IS_FULL ? 1 : Math.ceil(content.length / (RUNS_ALL ? 30 : 5));
    for (let length = content.length - 1; length > 8; length -= step) {
      const found = await tableOf(content.subarray(0, length));
      if (found !== null) expect({ ...found, length }).toEqual({ ...(await readTable(content)), length });
    }
  });
});

it('an Arrow file whose footer makes a whole number a time of no unit is refused', async () => {
  const content = Buffer.from(tableToIPC(arrow(), 'file'));
  // Types of fields are one byte each: 2 is Int, 10 is Timestamp.
  const refused: string[] = [];
  for (let at = content.length - 400; at < content.length - 10; at++) {
    if (content[at] !== 2) continue;
    const damaged = Buffer.from(content);
    damaged[at] = 10;
    await readTable(damaged).catch((error: unknown) => refused.push((error as Error).message));
  }
  expect(refused.some((message) => message.includes('a time has an unknown unit'))).toBe(true);
});
