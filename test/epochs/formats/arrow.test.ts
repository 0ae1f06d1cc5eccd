import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  Bool,
  CompressionType,
  compressionRegistry,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Struct,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFrame } from './lz4.js';
import { POLARS } from './polars.js';
import { errorOf, expectTruncatedIsRefused, readTable } from './tables.js';
import { zstdOf } from './zstd.js';
import { runs } from '../../effort.js';

type Kind = 'file' | 'stream';

function ipc(columns: Record<string, Vector>, kind: Kind = 'file'): Buffer {
  return Buffer.from(tableToIPC(new Table(columns), kind));
}

const SMALL = {
  epoch: vectorFromArray([1n, 1n, 2n], new Int64()),
  worker: vectorFromArray(['a', 'b', 'a'], new Dictionary(new Utf8(), new Int32())),
  loss: vectorFromArray([0.5, null, 0.25], new Float64()),
};
const SMALL_ROWS = [
  [1, 'a', 0.5],
  [1, 'b', null],
  [2, 'a', 0.25],
];

/** Compresses the buffers of a table, as pandas does (lz4) and as it can (zstd). */
function compressed(type: CompressionType, kind: Kind): Buffer {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: plainFrame });
  compressionRegistry.set(CompressionType.ZSTD, { encode: zstdOf });
  const Writer = kind === 'file' ? RecordBatchFileWriter : RecordBatchStreamWriter;
  return Buffer.from(Writer.writeAll(new Table(SMALL), { compressionType: type }).toUint8Array(true));
}

describe('Arrow', () => {
  it.each<Kind>(['file', 'stream'])('is read from a %s, also compressed', async (kind) => {
    const content = ipc(SMALL, kind);
    const expected = { format: 'Arrow', columns: ['epoch', 'worker', 'loss'], rows: SMALL_ROWS };
    expect(await readTable(content)).toMatchObject({ ...expected, compression: null });
    expect(await readTable(gzipSync(content))).toMatchObject({ ...expected, compression: 'gzip' });
    expect(await readTable(zstdOf(content))).toMatchObject({ ...expected, compression: 'zstd' });
  });

  it.each([
    ['lz4', CompressionType.LZ4_FRAME, 'file'],
    ['lz4', CompressionType.LZ4_FRAME, 'stream'],
    ['zstd', CompressionType.ZSTD, 'file'],
    ['zstd', CompressionType.ZSTD, 'stream'],
  ] as const)('with buffers in %s is read', async (_, type, kind) => {
    const content = compressed(type, kind);
    expect(await readTable(content)).toMatchObject({ format: 'Arrow', rows: SMALL_ROWS });
  });

  it.each(['lz4', 'zstd'])('of polars is read, with buffers in %s', async (codec) => {
    const content = readFileSync(join(import.meta.dirname, `fixtures/polars-${codec}.feather`));
    expect(await readTable(content)).toMatchObject({ columns: POLARS.columns, rows: POLARS.rows });
  });

  it('gives every table as it was written', async () => {
    const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 });
    const columns = (length: number) => {
      const lengths = { minLength: length, maxLength: length };
      return fc.record({
        numbers: fc.array(fc.double({ noNaN: true }), lengths),
        gaps: fc.array(nullable(fc.double({ noNaN: true })), lengths),
        texts: fc.array(nullable(fc.string({ unit: 'grapheme' })), lengths),
        few: fc.array(nullable(fc.constantFrom('a', 'b', 'ü')), lengths),
        heights: fc.array(nullable(fc.maxSafeInteger()), lengths),
        flags: fc.array(nullable(fc.boolean()), lengths),
      });
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }).chain(columns),
        fc.constantFrom<Kind>('file', 'stream'),
        async ({ numbers, gaps, texts, few, heights, flags }, kind) => {
          const big = heights.map((height) => (height === null ? null : BigInt(height)));
          const content = ipc(
            {
              numbers: vectorFromArray(numbers, new Float64()),
              gaps: vectorFromArray(gaps, new Float64()),
              texts: vectorFromArray(texts, new Utf8()),
              few: vectorFromArray(few, new Dictionary(new Utf8(), new Int32())),
              heights: vectorFromArray(big, new Int64()),
              flags: vectorFromArray(flags, new Bool()),
            },
            kind,
          );
          const { columns: names, rows } = await readTable(content);
          expect(names).toEqual(['numbers', 'gaps', 'texts', 'few', 'heights', 'flags']);
          expect(rows).toEqual(
            numbers.map((number, i) => [number, gaps[i], texts[i], few[i], heights[i], flags[i]]),
          );
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('is read in batches, and in parts of a long batch', async () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => i / 7);
    const one = new Table({
      a: vectorFromArray(numbers, new Float64()),
      b: vectorFromArray(numbers.map(String)),
    });
    const content = Buffer.from(tableToIPC(one.concat(one), 'stream'));
    const { rows } = await readTable(content);
    expect(rows).toEqual([...numbers, ...numbers].map((number) => [number, String(number)]));
  });

  it('gives large integers, times, decimals, missing and infinite numbers', async () => {
    const time = new Date('2026-01-02T03:04:05.678Z');
    const decimal = new Decimal(2, 38, 128);
    const values = makeData({
      type: decimal,
      length: 2,
      data: new Uint32Array([35, 0, 0, 0, -110, -1, -1, -1]),
    });
    const content = ipc({
      large: vectorFromArray([2n ** 60n, 1n], new Int64()),
      time: vectorFromArray([time, null], new TimestampMicrosecond()),
      date: vectorFromArray([time, null], new DateMillisecond()),
      decimal: new Vector([values]),
      number: vectorFromArray([NaN, -Infinity], new Float64()),
    });
    expect((await readTable(content)).rows).toEqual([
      [2n ** 60n, time, time, 0.35, null],
      [1n, null, null, -1.1, -Infinity],
    ]);
  });

  it('gives a row for each worker where cells are lists or objects', async () => {
    const texts = new List(new Field('item', new Utf8()));
    const numbers = new List(new Field('item', new Float64()));
    const content = ipc({
      block_height: vectorFromArray([5, 6], new Int32()),
      addresses: vectorFromArray([['a', 'b'], ['b']], texts),
      regrets: vectorFromArray([[0.1, 0.2], [0.3]], numbers),
    });
    expect(await readTable(content)).toMatchObject({
      columns: ['block_height', 'worker', 'regret'],
      rows: [
        [5, 'a', 0.1],
        [5, 'b', 0.2],
        [6, 'b', 0.3],
      ],
    });
    const worker = new Struct([new Field('worker', new Utf8()), new Field('value', new Float64())]);
    const objects = ipc({
      epoch: vectorFromArray([1], new Int32()),
      inferer_values: vectorFromArray(
        [[{ worker: 'a', value: 0.5 }]],
        new List(new Field('item', worker)) as never,
      ),
    });
    expect((await readTable(objects)).rows).toEqual([[1, 'inferer', 'a', 0.5]]);
  });

  it('has an empty table', async () => {
    const empty = new Table({ a: vectorFromArray([], new Float64()) });
    for (const kind of ['file', 'stream'] as const)
      expect(await readTable(tableToIPC(empty, kind))).toMatchObject({ columns: ['a'], rows: [] });
  });

  it('is refused if it was cut off', async () => {
    await expectTruncatedIsRefused(ipc(SMALL, 'file'), 6);
    await expectTruncatedIsRefused(ipc(SMALL, 'stream'), 8);
    await expectTruncatedIsRefused(compressed(CompressionType.LZ4_FRAME, 'stream'), 8);
    const message =
      'table: expected complete Arrow data, got a file that cannot be read (it ends too early): write it again, or as CSV';
    expect(await errorOf(ipc(SMALL, 'file').subarray(0, -1))).toBe(message);
    expect(await errorOf(ipc(SMALL, 'stream').subarray(0, -8))).toBe(message);
  });

  it('is refused if its rows are more than its data', async () => {
    const stream = ipc(
      {
        a: vectorFromArray(
          Array.from({ length: 777 }, (_, i) => i / 7),
          new Float64(),
        ),
      },
      'stream',
    );
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(777n);
    const larger = Buffer.alloc(8);
    larger.writeBigInt64LE(2n ** 32n);
    let damaged = stream;
    for (let at = damaged.indexOf(length); at >= 0; at = damaged.indexOf(length, at + 8))
      damaged = Buffer.concat([damaged.subarray(0, at), larger, damaged.subarray(at + 8)]);
    expect(damaged.equals(stream)).toBe(false);
    expect(await errorOf(damaged)).toContain('expected complete Arrow data');
  });

  it('is refused if two streams follow one another', async () => {
    const stream = ipc(SMALL, 'stream');
    expect(await errorOf(Buffer.concat([stream, stream]))).toContain(
      'expected one Arrow stream, got several',
    );
  });
});
