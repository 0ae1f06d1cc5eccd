import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileInput } from '../../../src/epochs/formats/file-input.js';
import { openTable } from '../../../src/epochs/formats/open.js';
import { errorOf, expectTruncatedIsRefused, readTable } from './tables.js';
import { zstdOf } from './zstd.js';
import { runs } from '../../effort.js';
import { bundle } from '../../run/bundled-worker.js';
import { temporaryFolder } from '../../temporary-folder.js';

const folder = temporaryFolder();

const CSV = 'a,b\n0.1,0.2\n0.3,ü\n';
const RECORDS = '[{"a":1,"b":2},{"a":3,"b":4}]';

/** `a,b\n0.1,0.2\n` by `zstd --check`. */
const WITH_CHECKSUM = Buffer.from('28b52ffd240c610000612c620a302e312c302e320aeaeb4bb1', 'hex');
/** Two documents in a line each, by `zstd -19 --no-check`. */
const WITHOUT_CHECKSUM = Buffer.from(
  '28b52ffd20221101000a7b2261223a312c2262223a4e614e7d0a0a7b2261223a322c2263223a2278227d0a',
  'hex',
);

describe('text', () => {
  it('is given as it is, without a byte order mark', async () => {
    expect(await readTable(`\uFEFF${CSV}`)).toEqual({
      format: 'text',
      compression: null,
      columns: null,
      rows: [],
      text: CSV,
    });
    expect((await readTable('')).text).toBe('');
    expect((await readTable('\n\n')).text).toBe('\n\n');
  });

  it.each([
    '[a],b\n1,2\n',
    '[1],[2]\n0.1,0.2\n',
    '[null];[b]\n1;2\n',
    '{a},b\n1,2\n',
    '1,2\n',
    '"[1]",2\n',
    'PAR,b\n1,2\n',
  ])('may start like another format: %j', async (content) => {
    expect(await readTable(content)).toMatchObject({ format: 'text', text: content });
  });

  it('is the same for any length, compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^x[ -~äöü€😀\n]*$/u),
        fc.nat(400_000),
        fc.constantFrom(
          (text: string) => Buffer.from(text),
          (text: string) => gzipSync(text),
          zstdOf,
        ),
        async (end, length, compress) => {
          const text = 'x'.repeat(length) + end;
          expect((await readTable(compress(text))).text).toBe(text);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('may be UTF-16 with a byte order mark', async () => {
    const bytes = Buffer.from(`\uFEFF${CSV}`, 'utf16le');
    for (const content of [bytes, gzipSync(bytes), Buffer.from(bytes).swap16()])
      expect((await readTable(content)).text).toBe(CSV);
    expect((await readTable(Buffer.from(`\uFEFF${RECORDS}`, 'utf16le'))).columns).toEqual(['a', 'b']);
    expect((await readTable(Buffer.from(`\uFEFF${'ü,'.repeat(1e5)}`, 'utf16le'))).text).toHaveLength(2e5);
    expect(await errorOf(bytes.subarray(0, -1))).toBe(
      'table: expected complete text in UTF-16, got other bytes: save it as UTF-8',
    );
  });

  it('must be UTF-8 without such a mark', async () => {
    const hint = 'expected text in UTF-8, got something else (is it UTF-16? save it as UTF-8)';
    expect(await errorOf(Buffer.from('a,b\n1,2\n', 'utf16le'))).toBe(`table: line 1, column 2: ${hint}`);
    expect(await errorOf(Buffer.from('[[1,2]]', 'utf16le'))).toBe(`table: line 1, column 2: ${hint}`);
    expect(await errorOf(Buffer.from('ab\ncd\xFFe\n', 'latin1'))).toBe(
      'table: line 2, column 3: expected text in UTF-8, got other bytes',
    );
    expect(await errorOf(Buffer.from('a,b\n1,2\nü', 'utf8').subarray(0, -1))).toBe(
      'table: line 3, column 1: expected text in UTF-8, got other bytes',
    );
    expect(await errorOf(gzipSync('ab\nc\0'))).toBe(
      'table: line 2, column 2: expected text in UTF-8, got a zero byte',
    );
  });
});

describe('compressed tables', () => {
  it.each([
    ['gzip', gzipSync(CSV), CSV],
    ['gzip', Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n'), gzipSync('')]), 'a,b\n1,2\n'],
    ['gzip', gzipSync(''), ''],
    ['zstd', WITH_CHECKSUM, 'a,b\n0.1,0.2\n'],
    ['zstd', Buffer.concat([WITH_CHECKSUM, WITH_CHECKSUM]), 'a,b\n0.1,0.2\n'.repeat(2)],
    ['zstd', Buffer.concat([zstdOf('a,b\n'), zstdOf('1,2\n')]), 'a,b\n1,2\n'],
    ['zstd', zstdOf(''), ''],
  ])('of text in %s', async (compression, content, text) => {
    expect(await readTable(content)).toMatchObject({ format: 'text', compression, text });
  });

  it('of other formats', async () => {
    const json = {
      format: 'JSON',
      columns: ['a', 'b'],
      rows: [
        [1, 2],
        [3, 4],
      ],
    };
    expect(await readTable(gzipSync(RECORDS))).toMatchObject({ ...json, compression: 'gzip' });
    expect(await readTable(zstdOf(RECORDS))).toMatchObject({ ...json, compression: 'zstd' });
    expect(await readTable(WITHOUT_CHECKSUM)).toMatchObject({
      format: 'JSON lines',
      columns: ['a', 'b', 'c'],
      rows: [
        [1, null, null],
        [2, null, 'x'],
      ],
    });
  });

  it('are refused if they end too early', async () => {
    await expectTruncatedIsRefused(gzipSync(CSV), 3);
    await expectTruncatedIsRefused(WITH_CHECKSUM, 4);
    await expectTruncatedIsRefused(WITHOUT_CHECKSUM, 4);
    await expectTruncatedIsRefused(zstdOf(CSV), 4);
    const message = (kind: string) =>
      `table: expected complete ${kind} data, got a file that ends too early: copy or compress it again`;
    expect(await errorOf(gzipSync(CSV).subarray(0, -9))).toBe(message('gzip'));
    expect(await errorOf(WITH_CHECKSUM.subarray(0, -1))).toBe(message('zstd'));
  });

  it('are refused if they are damaged', async () => {
    const gzip = gzipSync(CSV);
    gzip[gzip.length - 6]! ^= 1;
    const zstd = zstdOf(CSV);
    zstd[6]! |= 6;
    for (const [kind, content] of [
      ['gzip', gzip],
      ['zstd', zstd],
    ] as const)
      expect(await errorOf(content)).toBe(
        `table: expected complete ${kind} data, got damaged data: copy or compress it again`,
      );
    expect(await errorOf(gzipSync(zstdOf(CSV)))).toBe(
      'table: expected a table that is compressed once, got one compressed twice',
    );
  });
});

describe('files', () => {
  it('must exist', async () => {
    await expect(openTable(fileInput('/missing/table.csv'))).rejects.toThrow(
      'cannot read /missing/table.csv: there is no such file or folder',
    );
    await expect(openTable(fileInput('/'))).rejects.toThrow('cannot read /: it is a folder');
  });

  it('are also read from standard input', async () => {
    // Bundled, because a process that compiles its sources starts slowly.
    const source = async (name: string) => {
      const from = new URL(`../../../src/epochs/formats/${name}.ts`, import.meta.url);
      return JSON.stringify((await bundle(from, join(folder.path, `${name}.mjs`))).href);
    };
    const script = `const { openTable } = await import(${await source('open')});
      const { fileInput } = await import(${await source('file-input')});
      const { format, compression, records } = await openTable(fileInput('-'));
      const rows = [];
      for await (const group of records.rows) rows.push(...group);
      console.log(JSON.stringify({ format, compression, rows }));`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    run.child.stdin!.end(gzipSync(RECORDS));
    expect(JSON.parse((await run).stdout)).toEqual({
      format: 'JSON',
      compression: 'gzip',
      rows: [
        [1, 2],
        [3, 4],
      ],
    });
  });
});
