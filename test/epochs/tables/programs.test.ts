/** Tables as programs write and print them, and the epsilon that follows from each. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEpochs } from '../../../src/epochs/read-epochs.js';
import type { ReadEpochsOptions } from '../../../src/epochs/tables/options.js';
import { recommendEpsilon } from '../../../src/recommend/recommend.js';
import { temporaryFolder } from '../../cli/command.js';

const folder = temporaryFolder();
const RAW = { quantity: 'losses', lossesAre: 'raw' } as const;

async function epsilonOf(lines: readonly string[], options: ReadEpochsOptions = RAW): Promise<number | null> {
  const path = join(folder.path, 'table');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const regrets = await readEpochs(path, options);
  return recommendEpsilon({ regrets }).epsilon;
}

/** Losses of three workers in four epochs, of which 0.048 follows. */
const LOSSES = [
  ['0.010', '0.012', '0.015'],
  ['0.011', '0.010', '0.016'],
  ['0.009', '0.013', '0.017'],
  ['0.010', '0.011', '0.015'],
];
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
const HEIGHTS = [1200000, 1200719, 1201441, 1202160];
const comma = (text: string) => text.replace('.', ',');

/** A line of each epoch. */
const each = (line: (row: string[], i: number) => unknown[], glue = ','): string[] =>
  LOSSES.map((row, i) => line(row, i).join(glue));
/** A line of each epoch and worker. */
const long = (line: (worker: string, loss: string, i: number) => unknown[], glue = ','): string[] =>
  LOSSES.flatMap((row, i) =>
    ['alice', 'bob', 'carol'].map((worker, k) => line(worker, row[k]!, i).join(glue)),
  );

describe('a table', () => {
  it.each<[string, string[]]>([
    [
      'of a German Excel, with blank columns at its end',
      [
        '\uFEFFDatum;Alice;Bob;Carol;;',
        ...each((row, i) => [`0${i + 1}.01.2026`, ...row.map(comma), '', ''], ';'),
      ],
    ],
    ['of Excel with serial dates', ['Alice,Bob,Carol,Date', ...each((row, i) => [...row, 46023 + i])]],
    [
      'of Excel with true and false',
      ['Date,Alice,Bob,Valid,Carol', ...each(([a, b, c], i) => [DAYS[i], a, b, i % 2 ? 'TRUE' : 'FALSE', c])],
    ],
    [
      'of Grafana, joined by time',
      [
        '"Time","{worker=""alice""}","{worker=""bob""}","{worker=""carol""}"',
        ...each((row, i) => [`"${DAYS[i]} 00:00:00"`, ...row]),
      ],
    ],
    [
      'of Grafana, a series after another',
      ['Series;Time;Value', ...long((worker, loss, i) => [worker, `${DAYS[i]}T00:00:00.000Z`, loss], ';')],
    ],
    [
      'of BigQuery',
      [
        'block_timestamp,worker_address,loss',
        ...long((worker, loss, i) => [`${DAYS[i]} 00:00:00 UTC`, worker, loss]),
      ],
    ],
    [
      'of BigQuery in JSON lines',
      long((worker, loss, i) => [
        JSON.stringify({ block_height: String(HEIGHTS[i]), inferer: worker, loss }),
      ]),
    ],
    [
      'of Dune',
      [
        'evt_block_time,evt_block_number,evt_tx_hash,alice,bob,carol',
        ...each((row, i) => [`${DAYS[i]} 00:00:00.000 UTC`, HEIGHTS[i], `0xab${i}`, ...row]),
      ],
    ],
    [
      'of a block explorer',
      [
        '"Txhash","Blockno","UnixTimestamp","DateTime (UTC)","alice","bob","carol"',
        ...each((row, i) =>
          [`0xab${i}`, HEIGHTS[i], 1767225600 + i, `${DAYS[i]} 00:00:00`, ...row].map(
            (cell) => `"${String(cell)}"`,
          ),
        ),
      ],
    ],
    [
      'with a price',
      ['timestamp,eth_price,alice,bob,carol', ...each((row, i) => [DAYS[i], 3200.5 + i, ...row])],
    ],
    ['of pandas, melted', [',epoch,variable,value', ...long((worker, loss, i) => [10 * i, i, worker, loss])]],
    [
      'that pandas prints',
      ['   alice    bob  carol', ...each((row, i) => [i, ...row], '  '), '', '[4 rows x 3 columns]'],
    ],
    ['that pandas prints, with dates', ['  alice  bob carol', ...each((row, i) => [DAYS[i], ...row], '  ')]],
    ['of write.csv in R', ['"","alice","bob","carol"', ...each((row, i) => [`"${i + 1}"`, ...row])]],
    [
      'of write.csv2 in R',
      ['"";"alice";"bob";"carol"', ...each((row, i) => [`"${i + 1}"`, ...row.map(comma)], ';')],
    ],
    [
      'of write.table in R',
      ['"epoch" "alice" "bob" "carol"', ...each((row, i) => [`"${i + 1}"`, 100 + i, ...row], ' ')],
    ],
    ['of write.table in R with tabs', ['alice\tbob\tcarol', ...each((row, i) => [i + 1, ...row], '\t')]],
    [
      'of CSV.jl with missing values',
      ['epoch,a,b,c', ...each((row, i) => [i, ...row]), '9,missing,missing,missing'],
    ],
    [
      'of psql',
      [
        ' epoch | alice |  bob  | carol',
        '-------+-------+-------+-------',
        ...each((row, i) => [` ${i + 1}`, ...row], ' | '),
        '(4 rows)',
        '',
      ],
    ],
    [
      'of mysql',
      [
        '+-------+-------+-------+-------+',
        '| epoch | alice | bob   | carol |',
        '+-------+-------+-------+-------+',
        ...each((row, i) => [`| ${i + 1}`, ...row], ' | ').map((line) => `${line} |`),
        '+-------+-------+-------+-------+',
        '4 rows in set (0.00 sec)',
      ],
    ],
    [
      'of sqlite3 in columns',
      ['epoch  alice  bob    carol', '-----  -----  -----  -----', ...each((row, i) => [i, ...row], '  ')],
    ],
    ['of sqlite3 as a list', each((row, i) => [i + 1, ...row], '|')],
    [
      'of Markdown with alignment',
      [
        '| epoch | alice | bob | carol |',
        '|:--|--:|:-:|---|',
        ...each((row, i) => [`| ${i + 1}`, ...row], ' | ').map((line) => `${line} |`),
      ],
    ],
    [
      'of InfluxDB',
      [
        '#datatype,string,long,dateTime:RFC3339,double,string,string',
        ',result,table,_time,_value,_field,worker',
        ...long((worker, loss, i) => ['', '', worker.length, `${DAYS[i]}T00:00:00Z`, loss, 'loss', worker]),
      ],
    ],
    [
      'of Weights & Biases, with the band of each run',
      [
        '"Step","a - loss","a - loss__MIN","a - loss__MAX","b - loss","b - loss__MIN","b - loss__MAX","c - loss","c - loss__MIN","c - loss__MAX"',
        ...each((row, i) => [i, ...row.flatMap((loss) => [loss, Number(loss) * 0.9, Number(loss) * 1.1])]),
      ],
    ],
    [
      'of ClickHouse in JSON',
      [
        JSON.stringify({
          meta: [{ name: 'epoch', type: 'UInt64' }],
          data: LOSSES.map(([a, b, c], i) => ({ epoch: i, a, b, c })),
          rows: 4,
        }),
      ],
    ],
    ['of MATLAB', ['% losses', ...each((row) => row, '   ')]],
  ])('%s is read', async (_, lines) => {
    expect(await epsilonOf(lines)).toBe(0.048);
  });

  it.each<[string, string[], string]>([
    [
      'with a title',
      ['Losses;;;', 'Datum;Alice;Bob;Carol', '01.01.2026;0,1;0,2;0,3'],
      'delete the lines above the names',
    ],
    [
      'with percent signs',
      ['date,a,b', '2026-01-01,1.0%,1.2%', '2026-01-02,1.0%,1.3%'],
      'column a holds numbers with other signs, such as "1.0%": write plain numbers',
    ],
    [
      'with the best number in bold',
      ['|epoch|a|b|c|', '|-|-|-|-|', '|1|**0.1**|0.2|0.3|', '|2|**0.1**|0.2|0.4|', '|3|**0.2**|0.3|0.4|'],
      'column a holds numbers with other signs, such as "**0.1**"',
    ],
    [
      'with a unit',
      ['time,a,b', '2026-01-01,0.1 ms,0.2 ms', '2026-01-02,0.1 ms,0.3 ms'],
      'column a holds numbers with other signs',
    ],
    ['with apostrophes', ["'a','b'", "'0.1','0.2'", "'0.1','0.3'"], 'holds numbers with other signs'],
    [
      'with a row of totals',
      ['date,a,b,c', ...each((row, i) => [DAYS[i], ...row]), ',0.04,0.046,0.063'],
      'the last row is the sum',
    ],
    [
      'with a row of means',
      ['a,b,c', ...each((row) => row), '0.01,0.0115,0.01575'],
      'the last row is the mean',
    ],
    [
      'that polars prints',
      ['shape: (2, 2)', '┌─────┬─────┐', '│ a   ┆ b   │'],
      'drawn with lines: write it as CSV',
    ],
    [
      'of several documents of JSON',
      [
        JSON.stringify({ epoch: 1, a: 0.1, b: 0.2 }, null, 1),
        JSON.stringify({ epoch: 2, a: 0.1, b: 0.2 }, null, 1),
      ],
      'write each on a line of its own',
    ],
  ])('%s is refused with a way out', async (_, lines, message) => {
    await expect(epsilonOf(lines)).rejects.toThrow(message);
  });

  it('with a last row that is the mean of the others is read if the order of epochs is given', async () => {
    const lines = ['a,b,c', ...each((row) => row), '0.01,0.0115,0.01575'];
    expect(await epsilonOf(lines, { ...RAW, index: 'none' })).toBeGreaterThan(0);
  });
});
