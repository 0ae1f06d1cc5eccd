import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEpochs } from '../../src/epochs/read-epochs.js';
import { bundle } from '../run/bundled-worker.js';
import { PLAIN, RAW_LOSSES, reader, REGRETS, rowsOf } from './reading.js';
import { runs } from '../effort.js';

const { errorOf, folder, read } = reader();

describe('regrets are read', () => {
  it.each([
    ['header', 'alice,bob\n0.1,-0.25\n0.5,3\n'],
    ['no line break at the end', 'alice,bob\n0.1,-0.25\n0.5,3'],
    ['Windows', '\uFEFFalice,bob\r\n0.1,-0.25\r\n0.5,3\r\n'],
    ['old Mac', 'alice,bob\r0.1,-0.25\r0.5,3\r'],
    [
      'blank lines and comments',
      '# of topic 1, "network"\n\nalice,bob\n  \n0.1,-0.25\n # half time, 7\n0.5,3\n\n\n',
    ],
    ['spaces', ' alice , bob\n 0.1,\t-0.25\n0.5 ,+3\n'],
    ['quotes', '"alice","bob"\n"0.1",-0.25\n0.5,"3"\n'],
    ['semicolons', 'alice;bob\n0.1;-0.25\n.5;3.\n'],
    ['tabs', 'alice\tbob\n0.1\t-0.25\n5e-1\t3E0\n'],
    ['decimal commas', 'alice;bob\n0,1;-0,25\n5,0E-1;3\n'],
    ['decimal commas and tabs', 'alice\tbob\n0,1\t-0,25\n0,5\t3\n'],
    ['a blank at the end of each line', 'alice,bob,\n0.1,-0.25,\n0.5,3,\n'],
    ['one more separator than the header', 'alice,bob\n0.1,-0.25,\n0.5,3, \n'],
  ])('with %s', async (_, content) => {
    const epochs = await read(content);
    expect(rowsOf(epochs)).toEqual(PLAIN);
    expect(epochs.names).toEqual(['alice', 'bob']);
  });

  it('without a header', async () => {
    const epochs = await read('0.1,-0.25\n0.5,3\n');
    expect(rowsOf(epochs)).toEqual(PLAIN);
    expect(epochs).toMatchObject({ workers: 2, epochs: 2, names: ['column 1', 'column 2'], notes: [] });
    expect(rowsOf(await read('0,1;-0,25\n0,5;3\n'))).toEqual(PLAIN);
    expect(rowsOf(await read('nan,0.1,-0.25\n1,0.5,3\n'))).toEqual([
      [null, 0.1, -0.25],
      [1, 0.5, 3],
    ]);
  });

  it('with quoted separators in a name', async () => {
    const { names } = await read('"Smith; J",bob\n0.1,-0.25\n0.5,3\n');
    expect(names).toEqual(['Smith; J', 'bob']);
  });

  it('with blanks', async () => {
    const epochs = await read('a,b,c\n0.1,,2\nNaN,NA,0\nNULL,none,null\n3,Nan\n1,nOnE,-1\n');
    expect(rowsOf(epochs)).toEqual([
      [0.1, 2],
      [1, -1],
    ]);
    expect(epochs.names).toEqual(['a', 'c']);
    expect(epochs.readAs!.leftOut).toEqual([{ column: 'b', reason: 'it has no values' }]);
    expect(epochs.notes).toEqual([
      '1 row is shorter than the first line; missing cells count as blank.',
      '3 rows are left out, with fewer than 2 values.',
    ]);
  });

  it.each([
    'epoch',
    'Block',
    'BLOCK_HEIGHT',
    'height',
    'time',
    'timestamp',
    'date',
    'nonce',
    'index',
    'Unnamed: 0',
  ])('without a column named %s, whatever it contains', async (name) => {
    const epochs = await read(`a,${name},b\n0.1,2026-01-01 12:00,-0.25\n0.5,7,3\n`);
    expect(rowsOf(epochs)).toEqual(PLAIN);
    expect(epochs.names).toEqual(['a', 'b']);
    expect(epochs.readAs!.leftOut).toEqual([{ column: name, reason: 'it numbers the rows' }]);
  });

  it('without an unnamed first column, which pandas writes; names of workers can be numbers', async () => {
    const epochs = await read(',a,b\n0,0.1,-0.25\n1,0.5,3\n');
    expect(rowsOf(epochs)).toEqual(PLAIN);
    expect(epochs.readAs!.order).toBe('in the order of column 1');
    expect((await read('epoch,1,2\n0,0.1,-0.25\n1,0.5,3\n')).names).toEqual(['1', '2']);
    expect((await read('a,network,b\n0.1,0,-0.25\n0.5,0,3\n')).names).toEqual(['a', 'b']);
  });

  it('without a first column of increasing whole numbers if there is no header', async () => {
    const counted = await read('7,0.1,-0.25\n9,0.5,3\n10,1,2\n');
    expect(rowsOf(counted)).toEqual([...PLAIN, [1, 2]]);
    expect(counted.readAs!.order).toBe('in the order of column 1');
    expect((await read('7,0.1,-0.25\n9,0.5,3\n9,1,2\n')).workers).toBe(3);
    await expect(read('7,0.1,-0.25\n9,0.5,3\n')).rejects.toThrow(/column 1 holds whole.*--columns.*--index/);
    expect((await read('a,b,c\n7,0.1,-0.25\n9,0.5,3\n10,1,2\n')).workers).toBe(3);
    expect((await read('7,0.1\n9,0.5\n10,1\n')).workers).toBe(2);
    // The 0 of a column of epochs is not a loss of 0.
    expect((await read('0,0.1,1\n1,0.5,3\n2,1,2\n', RAW_LOSSES)).workers).toBe(2);
  });

  it('exactly as they were written, for any separator', async () => {
    const cell = fc.option(fc.double({ min: -1e50, max: 1e50, noNaN: true }).map((value) => value + 0));
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((workers) =>
        fc.array(fc.array(cell, { minLength: workers, maxLength: workers }), { minLength: 2, maxLength: 8 }),
      );
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        async (rows, delimiter, newline) => {
          const usable = rows.filter((row) => row.filter((value) => value !== null).length >= 2);
          const isKept = rows[0]!.map((_, worker) => rows.some((row) => row[worker] !== null));
          fc.pre(usable.length >= 2);
          const header = rows[0]!.map((_, worker) => `w${worker}`);
          const content = [header, ...rows]
            .map((row) => row.map((value) => value ?? '').join(delimiter))
            .join(newline);
          const epochs = await read(content);
          expect(rowsOf(epochs)).toEqual(usable.map((row) => row.filter((_, worker) => isKept[worker])));
          expect(epochs.names).toEqual(header.filter((_, worker) => isKept[worker]));
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('from files longer than one chunk', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => [Math.sqrt(i), -i, 1 / (i + 1)]);
    const epochs = await read(['größe,b,c', ...rows.map((row) => row.join(','))].join('\n'));
    expect(epochs.names).toEqual(['größe', 'b', 'c']);
    // `toEqual` of 180,000 numbers takes long.
    expect(
      isDeepStrictEqual(
        [...epochs.values],
        rows.flat().map((value) => value + 0),
      ),
    ).toBe(true);
  });

  it('from standard input', async () => {
    const source = new URL('../../src/epochs/read-epochs.ts', import.meta.url);
    const { href } = await bundle(source, join(folder.path, 'read-epochs.mjs'));
    const script = `const { readEpochs } = await import(${JSON.stringify(href)});
      const show = ({ names, values }) => console.log(JSON.stringify([names, [...values]]));
      await readEpochs('-', { quantity: 'regrets' }).then(show, ({ message }) => console.log(message));`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    run.child.stdin!.end('a,b\n1,2\n3,4\n');
    expect(JSON.parse((await run).stdout)).toEqual([
      ['a', 'b'],
      [1, 2, 3, 4],
    ]);
    const failing = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    failing.child.stdin!.end('a,b\n1,x\n');
    expect((await failing).stdout).toBe(
      'standard input: line 2, column 2 (b): expected a number or a blank, got "x"\n',
    );
  });
});

describe('invalid tables', () => {
  it.each([
    ['', 'epochs.csv: expected epochs, got an empty file'],
    ['\uFEFF\n# nothing\n\n', 'epochs.csv: expected epochs, got an empty file'],
    ['a,b\n\n', 'epochs.csv: expected epochs, got a header only'],
    [
      'a\n1\n2\n',
      'epochs.csv: expected at least 2 workers, got 1 (read as a wide table: text separated by commas; in the order of the file, oldest first)',
    ],
    [
      'a,b\n1,\n2,\n',
      'epochs.csv: expected at least 2 workers, got 1 (read as a wide table: text separated by commas; in the order of the file, oldest first; left out b: it has no values)',
    ],
    [
      'epoch,a\n1,2\n2,4\n',
      'epochs.csv: expected at least 2 workers, got 1 (read as a wide table: text separated by commas; in the order of epoch)',
    ],
    [
      'a,b\n1,2\n',
      'epochs.csv: expected at least 2 epochs with values of at least 2 workers, got 1 (read as a wide table: text separated by commas)',
    ],
    [
      'a,b\n1,2\n3,\n,4\n',
      'epochs.csv: expected at least 2 epochs with values of at least 2 workers, got 1 (read as a wide table: text separated by commas; 2 rows are left out, with fewer than 2 values)',
    ],
    ['# x\na,b\n\n1,two\n', 'epochs.csv: line 4, column 2 (b): expected a number or a blank, got "two"'],
    ['0.5,2\n1,0x10\n', 'epochs.csv: line 2, column 2: expected a number or a blank, got "0x10"'],
    ['0.1,alice\n1,2\n', 'epochs.csv: line 1, column 2: expected a number or a blank, got "alice"'],
    ['a,b\n1,"2 3"\n', 'epochs.csv: line 2, column 2 (b): expected a number or a blank, got "2 3"'],
    ['a,b\n1,-inf\n', 'epochs.csv: line 2, column 2 (b): expected a finite number, got "-inf"'],
    ['Infinity,2\n1,2\n', 'epochs.csv: line 1, column 1: expected a finite number, got "Infinity"'],
    [
      'a,b\n1,1e999\n',
      'epochs.csv: line 2, column 2 (b): expected a number within double precision, got "1e999"',
    ],
    [
      'a,b\n1,-1e101\n',
      'epochs.csv: line 2, column 2 (b): expected a number of dex within 1e+50 of 0, got "-1e101"',
    ],
    ['a,b\n1,2,3.5\n', 'epochs.csv: line 2: expected at most 2 columns, as in the header, got 3'],
    [
      '1,2.5\n1,2,3\n4,5\n',
      'epochs.csv: line 2: expected at most 2 columns, as in the first row, got 3; if commas are decimal, separate the columns with semicolons (;) or tabs',
    ],
    [
      'a,b\n0,1,0,2\n',
      'epochs.csv: line 2: expected at most 2 columns, as in the header, got 4; if commas are decimal, separate the columns with semicolons (;) or tabs',
    ],
    [
      '0,1,0,2\n0,3,0,4\n',
      'epochs.csv: expected decimal points, got none, as if decimal commas had separated the columns: separate the columns with semicolons (;) or tabs, or name the workers in a header line; if the numbers are whole, add --decimal point',
    ],
    [
      'foo;a;b\n3.869;-6,010;-5,932\n3.868;-6,517;-6,236\n',
      'epochs.csv: line 2, column 2 (a): expected a clear decimal separator, got "-6,010", which can be -6010 or -6.010: add --decimal point or --decimal comma',
    ],
    [
      'a;b\n1,5;2\n3;0.5\n',
      'epochs.csv: line 2, column 1 (a): expected decimal points or decimal commas, not both in one file, got "1,5"',
    ],
    ['a;b\n1,23.5;2\n', 'epochs.csv: line 2, column 1 (a): expected a number or a blank, got "1,23.5"'],
    ['a,b,a\n1,2,3\n', 'epochs.csv: line 1, column 3: expected a name that no other column has, got "a"'],
    ['a "b",c\n1,2\n', 'epochs.csv: line 1: expected quotes around whole fields, closed on the same line'],
    ['a,b\n1,"2\n3"\n', 'epochs.csv: line 2: expected quotes around whole fields, closed on the same line'],
  ])('are refused: %j', async (content, message) => {
    expect(await errorOf(content)).toBe(message);
  });

  it('are refused if they have more workers than the kernel accepts', async () => {
    expect(await errorOf(`${Array<string>(10_001).fill('0.5').join(',')}\n`)).toBe(
      'epochs.csv: expected at most 10000 workers, got 10001 columns',
    );
  });

  it('are refused if they are not UTF-8, nor UTF-16 with a byte order mark', async () => {
    const message = (column: number) =>
      `epochs.csv: line 1, column ${column}: expected text in UTF-8, got something else (is it UTF-16? save it as UTF-8)`;
    const utf16 = Buffer.from('\uFEFFa,b\n1,2\n3,4\n', 'utf16le');
    expect((await read(utf16)).names).toEqual(['a', 'b']);
    expect(await errorOf(utf16.subarray(2))).toBe(message(2));
    expect(await errorOf(Buffer.from('\uFFFDa,b\n'))).toBe(message(1));
  });

  it('are refused if they cannot be read', async () => {
    await expect(readEpochs(join(folder.path, 'missing.csv'), REGRETS)).rejects.toThrow(
      /^cannot read .*missing.csv: there is no such file/,
    );
    mkdirSync(join(folder.path, 'folder.csv'));
    await expect(readEpochs(join(folder.path, 'folder.csv'), REGRETS)).rejects.toThrow(
      /^cannot read .*folder.csv: it is a folder/,
    );
  });
});
