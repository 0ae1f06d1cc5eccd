import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { POLARS } from './polars.js';
import { errorOf, expectTruncatedIsRefused, readTable } from './tables.js';
import { zstdOf } from './zstd.js';
import { runs } from '../../effort.js';

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>;

function parquet(columnData: ColumnSource[], options: Options = {}): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData, ...options }));
}

const SMALL = parquet([
  { name: 'epoch', data: [1n, 1n, 2n] },
  { name: 'worker', data: ['a', 'b', 'a'] },
  { name: 'loss', data: [0.5, null, 0.25] },
]);
const SMALL_ROWS = [
  [1, 'a', 0.5],
  [1, 'b', null],
  [2, 'a', 0.25],
];

const LISTS: { name: string; data: unknown[] }[] = [
  { name: 'block_height', data: [5n, 6n] },
  { name: 'addresses', data: [['a', 'b'], ['b']] },
  { name: 'regrets', data: [[0.1, 0.2], [0.3]] },
];
const LIST_SCHEMA: NonNullable<Options['schema']> = [
  { name: 'root', num_children: 3 },
  { name: 'block_height', type: 'INT64', repetition_type: 'REQUIRED' },
  ...listOf('addresses', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  ...listOf('regrets', { type: 'DOUBLE' }),
];

function listOf(name: string, element: object): NonNullable<Options['schema']> {
  return [
    { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...element },
  ];
}

/** JSON has no bigint. */
function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

describe('Parquet', () => {
  it('is read from files and compressed', async () => {
    const expected = { format: 'Parquet', columns: ['epoch', 'worker', 'loss'], rows: SMALL_ROWS };
    expect(await readTable(SMALL)).toMatchObject({ ...expected, compression: null });
    expect(await readTable(gzipSync(SMALL))).toMatchObject({ ...expected, compression: 'gzip' });
    expect(await readTable(zstdOf(SMALL))).toMatchObject({ ...expected, compression: 'zstd' });
  });

  it('gives every table as it was written', async () => {
    const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 });
    const lists = (rows: number) =>
      fc.record({
        numbers: fc.array(fc.double({ noNaN: true }), { minLength: rows, maxLength: rows }),
        gaps: fc.array(nullable(fc.double({ noNaN: true })), { minLength: rows, maxLength: rows }),
        texts: fc.array(nullable(fc.string()), { minLength: rows, maxLength: rows }),
        few: fc.array(fc.constantFrom('a', 'b', 'ü'), { minLength: rows, maxLength: rows }),
        heights: fc.array(nullable(fc.maxSafeNat().map(BigInt)), { minLength: rows, maxLength: rows }),
        flags: fc.array(nullable(fc.boolean()), { minLength: rows, maxLength: rows }),
      });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }).chain(lists),
        fc.constantFrom<Options>({}, { codec: 'UNCOMPRESSED' }, { rowGroupSize: 7 }, { pageSize: 64 }),
        async ({ numbers, gaps, texts, few, heights, flags }, options) => {
          const content = parquet(
            [
              { name: 'numbers', data: numbers, type: 'DOUBLE' },
              { name: 'gaps', data: gaps, type: 'DOUBLE' },
              { name: 'texts', data: texts, type: 'STRING' },
              { name: 'few', data: few, type: 'STRING' },
              { name: 'heights', data: heights, type: 'INT64' },
              { name: 'flags', data: flags, type: 'BOOLEAN' },
            ],
            options,
          );
          const { columns, rows } = await readTable(content);
          expect(columns).toEqual(['numbers', 'gaps', 'texts', 'few', 'heights', 'flags']);
          expect(rows).toEqual(
            numbers.map((number, i) => {
              const height = heights[i];
              return [number, gaps[i], texts[i], few[i], height == null ? null : Number(height), flags[i]];
            }),
          );
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('gives large integers, dates, missing numbers and an index of pandas', async () => {
    const time = new Date('2026-01-02T03:04:05.678Z');
    const content = parquet([
      { name: 'large', data: [2n ** 60n, 1n] },
      { name: 'time', data: [time, null], type: 'TIMESTAMP' },
      { name: 'number', data: [NaN, Infinity], type: 'DOUBLE' },
      { name: '__index_level_0__', data: [7, 8], type: 'INT32' },
    ]);
    expect(await readTable(content)).toMatchObject({
      columns: ['large', 'time', 'number', 'index'],
      rows: [
        [2n ** 60n, time, null, 7],
        [1n, null, Infinity, 8],
      ],
    });
  });

  it('gives decimals that are closest to the written ones', async () => {
    const schema = [
      { name: 'root', num_children: 3 },
      {
        name: 'small',
        type: 'INT32',
        converted_type: 'DECIMAL',
        scale: 2,
        precision: 9,
        repetition_type: 'REQUIRED',
      },
      {
        name: 'long',
        type: 'INT64',
        converted_type: 'DECIMAL',
        scale: 18,
        precision: 18,
        repetition_type: 'OPTIONAL',
      },
      { name: 'plain', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ] as const;
    const content = Buffer.from(
      parquetWriteBuffer({
        schema: [...schema],
        columnData: [
          { name: 'small', data: [0.35, -1.1] },
          { name: 'long', data: [0.5, null] },
          { name: 'plain', data: [1, 2] },
        ],
      }),
    );
    const { rows } = await readTable(content);
    expect(rows.map((row) => row.map((cell) => (cell === null ? null : Number(cell))))).toEqual([
      [0.35, 0.5, 1],
      [-1.1, null, 2],
    ]);
  });

  it.each([
    ['lists', parquet(LISTS, { schema: LIST_SCHEMA })],
    ['JSON', parquet(LISTS)],
    [
      'JSON in strings',
      parquet(
        LISTS.map(({ name, data }) => ({
          name,
          data: data.map((cell) => JSON.stringify(cell, text)),
        })),
      ),
    ],
  ])('gives a row for each worker where cells are %s', async (_, content) => {
    expect(await readTable(content)).toMatchObject({
      columns: ['block_height', 'worker', 'regret'],
      rows: [
        [5, 'a', 0.1],
        [5, 'b', 0.2],
        [6, 'b', 0.3],
      ],
    });
  });

  it('is refused where lists differ in length', async () => {
    const uneven = parquet([
      { name: 'addresses', data: [['a', 'b'], ['b']] },
      {
        name: 'regrets',
        data: [
          [0.1, 0.2],
          [0.3, 0.4],
        ],
      },
    ]);
    expect(await errorOf(uneven)).toBe(
      'table: row 2.regrets: expected a list as long as addresses (1), got 2',
    );
  });

  it.each(['zstd', 'brotli'])('of polars is read, in %s', async (codec) => {
    const content = readFileSync(join(import.meta.dirname, `fixtures/polars-${codec}.parquet`));
    expect(await readTable(content)).toMatchObject({ columns: POLARS.columns, rows: POLARS.rows });
  });

  it('is refused if it was cut off or damaged', async () => {
    await expectTruncatedIsRefused(SMALL, 4);
    expect(await errorOf(SMALL.subarray(0, -1))).toMatch(
      /^table: expected a complete Parquet file, got one that cannot be read \(.*\): write it again, or as CSV$/,
    );
    const damaged = Buffer.from(SMALL);
    damaged.fill(0xff, 10, 40);
    expect(await errorOf(damaged)).toContain('expected a complete Parquet file');
  });

  it('is refused if two columns have one name', async () => {
    const twice = parquet([
      { name: 'a', data: [1] },
      { name: 'a', data: [2] },
    ]);
    expect(await errorOf(twice)).toBe('table: expected every column once, got "a" again');
  });
});
