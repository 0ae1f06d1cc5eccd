import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, expectTable, expectTruncatedIsRefused, readTable, type Case, type Row } from './tables.js';
import { RUNS_ALL, runs } from '../../effort.js';

const NOT_READ =
  '; these shapes are read: a list of numbers for each epoch, an object of workers and numbers for each epoch, lists of addresses and regrets, objects with worker and value, events of the chain, and the formats of pandas';

describe('rows', () => {
  it.each<Case>([
    ['lists of numbers', '[[0.1, "0.2", null], [1e-3]]', null, [[0.1, '0.2', null], [0.001]]],
    [
      'lists with a header',
      '[["a","b"],[1,2]]',
      null,
      [
        ['a', 'b'],
        [1, 2],
      ],
    ],
    ['one list', '[0.1, 0.2, "0.3"]', null, [[0.1, 0.2, '0.3']]],
    [
      'lists in lines',
      '[1,2]\n\n[3,4]\r\n',
      null,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'objects',
      '[{"a":1,"b":"2"},{"c":true,"a":null}]',
      ['a', 'b', 'c'],
      [
        [1, '2', null],
        [null, null, true],
      ],
    ],
    ['one object', '{"a":0.1,"b":0.2}', ['a', 'b'], [[0.1, 0.2]]],
    [
      'objects in lines',
      '{"a":1}\n{"b":2,"a":3}\n',
      ['a', 'b'],
      [
        [1, null],
        [3, 2],
      ],
    ],
    ['a byte order mark', '\uFEFF\n[{"a":1}]', ['a'], [[1]]],
    ['a key of prototypes', '[{"__proto__":1,"constructor":2}]', ['__proto__', 'constructor'], [[1, 2]]],
    ['numbers of MongoDB', '[{"a":{"$numberDecimal":"0.1"}}]', ['a'], [['0.1']]],
    [
      'NaN of Python',
      '[{"a":NaN,"b":"NaN \\" NaN"}, {"a":\nNaN,"b":""}]',
      ['a', 'b'],
      [
        [null, 'NaN " NaN'],
        [null, ''],
      ],
    ],
    [
      'integers of any length',
      '[{"a": 12345678901234567890,"b":"[1234567890123456789]"},{"a":-9007199254740993,"b":1.2345678901234567}]',
      ['a', 'b'],
      [
        ['12345678901234567890', '[1234567890123456789]'],
        ['-9007199254740993', 1.2345678901234567],
      ],
    ],
    [
      'lists in an object',
      '{"data":[[1,2],[3,4]]}',
      null,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['objects in objects', '{"result":{"rows":[{"a":1}],"metadata":{"n":1}},"count":1}', ['a'], [[1]]],
    [
      'the topic of a list',
      '{"topic_id":"3","data":[{"a":1},{"a":2}]}',
      ['topic_id', 'a'],
      [
        ['3', 1],
        ['3', 2],
      ],
    ],
  ])('of %s', (_, content, columns, rows) => expectTable(content, columns, rows));

  it('of any table, as written, in a document and in lines', async () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.constant(null),
      fc.boolean(),
    );
    const table = fc
      .uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 })
      .chain((columns) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), {
            minLength: 2,
            maxLength: 6,
          }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(0, 1, '\t'), async ([columns, rows], indent) => {
        const objects = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
        // Keys that are integers come first.
        const keys = Object.keys(objects[0]!);
        const expected = rows.map((row) => keys.map((key) => row[columns.indexOf(key)]));
        // JSON has no -0.
        const plain = JSON.parse(JSON.stringify(expected)) as Row[];
        await expectTable(JSON.stringify(objects, null, indent), keys, plain);
        await expectTable(objects.map((object) => JSON.stringify(object)).join('\n'), keys, plain);
        await expectTable(
          JSON.stringify(rows, null, indent),
          null,
          JSON.parse(JSON.stringify(rows)) as Row[],
        );
      }),
      { numRuns: runs(50) },
    );
  });

  it('of more lines than are read at first', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [i, i / 7, `w${i % 10}`]);
    const lines = rows.map(([a, b, c]) => JSON.stringify({ a, b, c }));
    await expectTable(lines.join('\n'), ['a', 'b', 'c'], rows);
    await expectTable(`[${lines.join(',\n')}]`, ['a', 'b', 'c'], rows);
    const late = [...lines.slice(0, 1000), '{"a":1,"d":2}'];
    expect(await errorOf(late.join('\n'))).toBe(
      'table: line 1001: expected the keys of the documents before, got the new key "d": give all keys in the first documents (null where there is no value)',
    );
    expect((await readTable([...lines.slice(0, 999), '{"a":1,"d":2}'].join('\n'))).columns).toContain('d');
  });
});

describe('formats of pandas', () => {
  it.each<Case>([
    [
      'list',
      '{"a":[1,2],"b":[3,4]}',
      ['a', 'b'],
      [
        [1, 3],
        [2, 4],
      ],
    ],
    [
      'columns',
      '{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}',
      ['index', 'a', 'b'],
      [
        ['0', 1, 3],
        ['1', 2, 4],
      ],
    ],
    [
      'index',
      '{"5":{"a":1,"b":2},"6":{"a":3,"b":4}}',
      ['index', 'a', 'b'],
      [
        ['5', 1, 2],
        ['6', 3, 4],
      ],
    ],
    [
      'index of dates',
      '{"2026-01-01T00:00:00.000":{"a":1,"b":2},"2026-01-02T00:00:00.000":{"a":3,"b":4}}',
      ['index', 'a', 'b'],
      [
        ['2026-01-01T00:00:00.000', 1, 2],
        ['2026-01-02T00:00:00.000', 3, 4],
      ],
    ],
    [
      'split',
      '{"columns":["a",1],"index":[7,8],"data":[[1,2],[3,null]]}',
      ['index', 'a', '1'],
      [
        [7, 1, 2],
        [8, 3, null],
      ],
    ],
    ['split without an index', '{"columns":["a","b"],"data":[[1,2]]}', ['a', 'b'], [[1, 2]]],
    [
      'split, with names of its own',
      '{"workers":["a","b"],"epochs":[7,8],"regrets":[[1,2],[3,4]]}',
      ['epoch', 'a', 'b'],
      [
        [7, 1, 2],
        [8, 3, 4],
      ],
    ],
    ['rows and columns', '{"columns":["a","b"],"rows":[[1,2]]}', ['a', 'b'], [[1, 2]]],
    [
      'tight',
      '{"index":[[1,"x"],[1,"y"]],"columns":["loss"],"data":[[0.1],[0.2]],"index_names":["epoch","worker"],"column_names":[null]}',
      ['epoch', 'worker', 'loss'],
      [
        [1, 'x', 0.1],
        [1, 'y', 0.2],
      ],
    ],
    [
      'table',
      '{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"a","type":"number"}],"primaryKey":["index"]},"data":[{"index":0,"a":1},{"index":1,"a":2}]}',
      ['index', 'a'],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'list of a long table',
      '{"epoch":[1,1],"worker":["a","b"],"loss":[0.1,0.2]}',
      ['worker', 'epoch', 'loss'],
      [
        ['a', 1, 0.1],
        ['b', 1, 0.2],
      ],
    ],
  ])('orient %s', (_, content, columns, rows) => expectTable(content, columns, rows));

  it.each([
    [
      '{"0":[1,2],"1":[3,4]}',
      'expected names of workers, got lists under the numbers 0, 1, which may be epochs or workers: write a list of lists, one for each epoch',
    ],
    [
      '{"0":{"0":1},"1":{"0":3}}',
      'expected names of workers, got numbers only, so that rows and columns cannot be told apart: write it with orient="split"',
    ],
    ['{"a":{"x":1},"b":{"x":3}}', `a: expected a table of epochs, got an object${NOT_READ}`],
    ['{"a":[1,2],"b":[3]}', 'b: expected a column as long as a (2), got 1'],
    ['{"columns":["a","b"],"data":[[1,2],[3]]}', 'data[1]: expected one number or text for each column (2)'],
    ['{"columns":["a","a"],"data":[[1,2],[3]]}', 'columns: expected every name once, got "a" again'],
  ])('%s are refused', async (content, message) => {
    expect(await errorOf(content)).toBe(`table: ${message}`);
  });
});

describe('JSON is refused', () => {
  it.each([
    ['[]', 'expected epochs, got none'],
    ['{}', 'expected epochs, got none'],
    ['[[]]', 'expected epochs, got none'],
    ['{"data":[]}', 'expected epochs, got none'],
    ['[1,[2]]', `[0]: expected a table of epochs, got 1${NOT_READ}`],
    ['[{"a":1},[1]]', '[1]: expected an object, as before, got a list'],
    ['[[1],{"a":1}]', '[1]: expected a list, as before, got an object'],
    ['{"a":1}\n[1]', 'line 2: expected an object, as before, got a list'],
    ['{"a":1}\n"x"', `line 2: expected a table of epochs, got "x"${NOT_READ}`],
    ['{"a":1,"meta":{"n":1}}', `meta: expected a table of epochs, got an object${NOT_READ}`],
    ['[{"epoch":1,"a":{"mean":1,"std":2}}]', `[0].a: expected a table of epochs, got an object${NOT_READ}`],
    ['{"x":[[1,2]],"y":[[3,4]]}', `x: expected a table of epochs, got a list${NOT_READ}`],
    ['{"epochs":[1,2],"x":[[1,2],[3,4]]}', `epochs: expected a table of epochs, got a list${NOT_READ}`],
    [
      '{"columns":["a"],"index":[1],"data":[[1],[2]]}',
      'data[1]: expected one number or text for each column (1)',
    ],
    ['{"addresses":["a","b"],"regrets":[1]}', 'regrets: expected a list as long as addresses (2), got 1'],
    [
      '[{"worker":"a","regrets":[1,2]}]',
      '[0].regrets: expected the values of one epoch, got those of one worker',
    ],
    [
      '{"regrets":[{"worker":"a","value":[{"label_id":1,"value":1},{"label_id":2,"value":1}]}]}',
      'regrets[0].value: expected the value of one label, got those of 2 labels',
    ],
    [
      '{"regrets":[{"worker":"a","value":{"x":1,"y":2}}]}',
      'regrets[0].value: expected a number, got a list or an object',
    ],
    ['[{"a":1,"a":2}]', 'line 1, column 9: expected every key once, got "a" again'],
    ['{"a":1}\n{"a":1,"a":2}', 'line 2, column 8: expected every key once, got "a" again'],
    ['{"a":1}\n{"a":1,}\n', 'line 2, column 8: expected JSON, got "}"'],
    ['[1,\n2', 'line 2, column 2: expected JSON, got the end'],
    ['[[1,2],\n [Infinity,2]]', 'line 2, column 3: expected a finite number, got Infinity'],
    ['{"a":1}\n{"a":-Infinity}', 'line 2, column 6: expected a finite number, got -Infinity'],
    ['[[1,2],[1e999,2]]', '[1][0]: expected a number within double precision, got a larger one'],
    ['[{"a":-1e999}]', '[0].a: expected a number within double precision, got a larger one'],
    [
      `${'['.repeat(200)}${']'.repeat(200)}`,
      'line 1, column 101: expected at most 100 levels of lists and objects, got more',
    ],
  ])('%s', async (content, message) => {
    expect(await errorOf(content)).toBe(`table: ${message}`);
  });

  it('if it is longer than a document may be', async () => {
    // A reader takes longer for each line. Outside CI lines are long.
    const line = `${' '.repeat(RUNS_ALL ? 0 : 2 ** 16 - 1)}\n`;
    const blank = line.repeat((64 * 2 ** 20) / line.length);
    expect(await errorOf(`[${blank}[1,2]]`)).toBe('table: expected a document of at most 64 MB, got more');
  });

  it('if it was cut off, whatever its shape', async () => {
    await expectTruncatedIsRefused(
      Buffer.from('[{"a":"x\\"","b":NaN},{"a":-1.5e3,"b":[]}]'.replace('[]', 'null')),
      1,
    );
    await expectTruncatedIsRefused(
      Buffer.from('{"columns":["a","ü"],\n"index":[7,8],"data":[[1,2],[3,null]]}'),
      2,
    );
    await expectTruncatedIsRefused(Buffer.from('{"addresses":["a","b"],"regrets":["0.1",0.2]}'), 2);
  });
});
