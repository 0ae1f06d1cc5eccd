/** Examples of the table of decisions in docs/tables.md, line by line. */

import type { ReadEpochsOptions } from '../../../src/epochs/tables/options.js';
import type { Read } from './table-reader.js';

export const REGRETS = { quantity: 'regrets' } as const;
const LOG_LOSSES = { quantity: 'losses', lossesAre: 'log10' } as const;
const RAW_LOSSES = { quantity: 'losses', lossesAre: 'raw' } as const;

/** Three epochs of a and b, in order. */
const AB = { workers: 'a b', rows: '0.1 0.2; 0.3 -0.4; 0.5 0.6' };
const FRACTIONS = ['0.1,0.2', '0.3,-0.4', '0.5,0.6'];

/** Heights that fall, one of them twice, below the losses of a worker. */
const NARROW = 'amy,foo,bob\n280,3985,6700\n450,3984,2900\n450,3984,2900';

/** The same workers beside another column. */
function beside(name: string, cells: readonly (string | number)[]): string {
  return [`${name},a,b`, ...cells.map((cell, i) => `${cell},${FRACTIONS[i]}`)].join('\n');
}

/** A table, and its reading or the message that refuses it. */
type Example = [content: string, expected: Partial<Read> | RegExp, options?: ReadEpochsOptions];

const sorted = (column: string) => ({ ...AB, order: `in the order of ${column}` });

/** By the first cell of a line of the table. */
export const DECISIONS: Record<string, Example[]> = {
  'a column named as an epoch, block, time, index or row number': [
    ...['Block_Height', 'blockHeight', 'EPOCH', 'Time Stamp', 'row number', 'nonce'].map((name): Example => [
      beside(name, [3, 5, 9]),
      sorted(name),
    ]),
    [beside('epoch', [3, 5, 9]), { workers: 'epoch a b' }, { ...REGRETS, columns: ['epoch', 'a', 'b'] }],
  ],
  'a column named `id`, `no`, `t`, `day`, ... with whole numbers or dates': [
    ...['id', 'No.', 't', 'day'].map((name): Example => [beside(name, [1, 2, 3]), sorted(name)]),
    [beside('day', ['2026-01-01', '2026-01-02', '2026-01-03']), sorted('day')],
    [beside('t', [0.5, -0.25, 0.125]), { workers: 't a b' }],
  ],
  'an unnamed first column under a header': [
    [beside('', [0, 1, 2]), sorted('column 1')],
    [beside('', [2, 0, 1]), { rows: '0.3 -0.4; 0.5 0.6; 0.1 0.2' }],
  ],
  'running whole numbers (constant step, or five in order) beside fractions': [
    [beside('foo', [10, 20, 30]), sorted('foo')],
    [beside('foo', [30, 20, 10]), { rows: '0.5 0.6; 0.3 -0.4; 0.1 0.2' }],
    [
      'q,a,b\n3,0.1,1.5\n4,0.2,0.5\n9,0.3,0.7\n11,0.4,0.9\n40,0.5,0.1',
      { workers: 'a b', order: 'in the order of q' },
    ],
  ],
  'running or constant whole numbers beside whole numbers': [
    ['foo,a,b\n1,5,9\n2,3,4\n3,8,1', /foo holds whole numbers only.*--columns.*--index/],
    ['foo,a,b\n2,5,9\n3,3,4\n1,8,1', /foo holds whole numbers only.*--columns.*--index/],
    ['foo,a,b\n7,5,9\n7,3,4\n7,8,1', /foo holds 7 everywhere.*--columns/],
  ],
  'whole numbers in two rows, beside whole numbers': [
    ['foo,bar,baz\n5,81,92\n6,43,14', /foo holds whole numbers only.*--columns.*--index/],
    ['a,b,c\n5,81,92\n8,43,14', { workers: 'a b c' }],
    ['a,b,c\n5,81,92\n6,43,14', /a holds whole numbers only.*--columns.*--index/],
  ],
  'different whole numbers without a name, beside whole numbers': [
    [
      '2818;3917;1270\n2915;3917;2031\n2780;6546;2031\n3031;5248;1270',
      /column 1 holds whole numbers only.*--columns.*--index/,
      { ...RAW_LOSSES, header: 'no' },
    ],
    [
      'amy,bob,foo\n391,203,280800\n654,120,291592\n396,275,278004',
      /foo holds whole numbers only.*--columns.*--index/,
      RAW_LOSSES,
    ],
  ],
  'whole numbers from 1000 that differ by less than 1 %, beside other whole numbers': [
    [NARROW, /foo holds whole numbers only.*worker.*--columns.*numbers the rows.*--index "foo"/, RAW_LOSSES],
    [NARROW, { workers: 'amy bob' }, { ...RAW_LOSSES, index: 'foo' }],
    [NARROW, { workers: 'amy foo bob' }, { ...RAW_LOSSES, columns: ['amy', 'foo', 'bob'] }],
    ['amy,foo,bob\n28,3985,9700\n45,3970,2900\n31,3951,41\n29,3990,36\n33,3962,31', /foo/, RAW_LOSSES],
    [NARROW.replaceAll('3984', '4584'), { workers: 'amy foo bob' }, RAW_LOSSES],
    [NARROW.replace('amy,foo,bob', 'a,b,c'), { workers: 'a b c' }, RAW_LOSSES],
  ],
  'consecutive numbers of a few rows that repeat only where a row does': [
    ['amy,foo,bob\n280,7,6700\n450,8,2900\n450,8,2900', /foo holds whole numbers only/, RAW_LOSSES],
    ['foo,worker_1,worker_2\n0,0,-1\n1,-1,0\n1,-1,0', /foo holds whole numbers only/, LOG_LOSSES],
    ['foo,worker_1,worker_2\n0,0,-1\n1,-1,0\n1,-1,1', { workers: 'foo worker_1 worker_2' }, LOG_LOSSES],
  ],
  'one whole number everywhere beside fractions': [
    [beside('foo', [7, 7, 7]), { ...AB, leftOut: 'foo' }],
    [beside('foo', [0, 0, 0]), /foo holds 0 everywhere.*--columns/],
    [beside('c', [7, 7, 7]), /c holds 7 everywhere.*--columns/],
    ['7,0.1,0.2\n7,0.3,-0.4\n7,0.5,0.6', /column 1 holds 7 everywhere.*--columns/],
  ],
  'one fraction everywhere': [[beside('foo', [0.7, 0.7, 0.7]), /foo .*--columns/]],
  'whole numbers without order beside two columns of fractions or more': [
    [beside('foo', [12, 3, 5]), /foo holds whole numbers only.*--columns.*--index/],
    [beside('foo', [12, 3, 5]), AB, { ...REGRETS, columns: ['a', 'b'] }],
    [beside('foo', [12, 3, 5]), { rows: '0.3 -0.4; 0.5 0.6; 0.1 0.2' }, { ...REGRETS, index: 'foo' }],
    [
      'a,b,c\n9196.8,34332,3954.7\n1426.1,52251,5824.2\n3037.1,45721,9409.6',
      { workers: 'a b c' },
      RAW_LOSSES,
    ],
    ['a,b,c\n919.6,34332,395.7\n142.1,52251,582.2\n303.1,45721,940.6', /b holds whole numbers/, RAW_LOSSES],
  ],
  'numbers 1000 times all others, and above 12 dex': [
    [beside('foo', [91234, 81235, 95999]), { ...AB, leftOut: 'foo' }],
    ['foo,a,b\n91234,20,30\n81235,40,50\n95999,60,20', /1000 times.*--columns/, RAW_LOSSES],
  ],
  'a column of the network: `network_loss`, `combined_value`, ...': [
    ...['network_loss', 'combinedValue', 'Network Loss'].map((name): Example => [
      beside(name, [1, 2, 3]),
      { workers: 'a b', rows: '0.9 0.8; 1.7 2.4; 2.5 2.4' },
      LOG_LOSSES,
    ]),
  ],
  'two such columns': [
    [
      'network,combined_value,a,b\n1,2,0.3,0.4\n2,3,0.4,0.5',
      /network, combined_value.*--network-loss/,
      LOG_LOSSES,
    ],
  ],
  'another network: `naive_loss`, `ensemble`, `one_out`': [
    [
      'naive_loss,network_loss,a,b\n5,1,0.1,0.2\n6,2,0.3,-0.4',
      { workers: 'a b', rows: '0.9 0.8; 1.7 2.4', leftOut: 'naive_loss' },
      LOG_LOSSES,
    ],
    [
      beside('naive_loss', [5, 6, 8]),
      /naive_loss.*--network-loss "naive_loss".*--network-loss none/,
      LOG_LOSSES,
    ],
    [
      beside('Naive', [5, 6, 8]),
      { workers: 'a b', rows: '0.05 -0.05; -0.35 0.35; 0.05 -0.05', leftOut: 'Naive' },
      { ...LOG_LOSSES, networkLoss: 'none' },
    ],
  ],
  'perhaps another network: `baseline`, `final`, `global_loss`, `loss`': [
    ...[
      ...['baseline', 'Reference', 'global_loss', 'final', 'Weighted Loss', 'loss', 'tau'],
      ...[
        'weighted_avg',
        'Weighted Mean Loss',
        'agg',
        'grandTotal',
        'model_mean',
        'mean of models',
        'pooled',
      ],
    ].map((name): Example => [
      beside(name, [5, 6, 8]),
      /--network-loss "[\w ]+".*--network-loss none.*--columns/i,
      LOG_LOSSES,
    ]),
  ],
  'a name unlike three or more that are alike: `foo` beside `a`, `b`, `c`': [
    [
      'a,b,c,Netz\n0.1,0.2,0.3,0.25\n0.3,0.1,0.7,0.5',
      /Netz is unlike.*--network-loss "Netz".*--columns/,
      LOG_LOSSES,
    ],
    ['w1,w2,w3,foo\n0.1,0.2,0.3,0.25\n0.3,0.1,0.7,0.5', /foo is unlike.*--columns "w1,w2,w3"/],
    ['amy,bob,cyd,dan\n0.1,0.2,0.3,0.25\n0.3,0.1,0.7,0.5', { workers: 'amy bob cyd dan' }],
    ['amy,bob,cyd,y\n0.1,0.2,0.3,0.25\n0.3,0.1,0.7,0.5', /y is unlike.*--columns "amy,bob,cyd"/],
    ['a,b,c,y\n0.1,0.2,0.3,0.25\n0.3,0.1,0.7,0.5', /y is unlike.*--columns "a,b,c"/],
    ['p1,p2,p3\n0.1,0.2,0.3\n0.3,0.1,0.7', { workers: 'p1 p2 p3' }],
    ['alpha,beta,gamma\n0.1,0.2,0.3\n0.3,0.1,0.7', { workers: 'alpha beta gamma' }],
  ],
  'a statistic: `mean`, `total`, `max`, ...': [
    [beside('mean', [0.15, -0.05, 0.55]), { ...AB, leftOut: 'mean' }],
    [beside('Total', [0.3, -0.1, 1.1]), { ...AB, leftOut: 'Total' }],
    [beside('max', [5, 6, 8]), /max.*--columns/],
    ['network,max,a,b\n1,5,0.1,0.2\n2,6,0.3,-0.4', /max is no worker.*--columns/, LOG_LOSSES],
  ],
  'a column that is the mean, sum, std, smallest or largest of the others in each row': [
    [
      'amy,bob,cyd,all of them\n0.1,0.25,0.4,0.75\n0.3,0.1,0.7,1.1\n0.5,0.2,0.3,1',
      /all of them is the sum of the others in every row.*--columns "amy,bob,cyd"/,
    ],
    [
      'amy,bob,cyd,top\n0.1,0.25,0.4,0.4\n0.3,0.1,0.7,0.7\n0.5,0.2,0.3,0.5',
      /top is the largest of the others in every row.*--columns "amy,bob,cyd"/,
    ],
  ],
  'columns named as dates, epochs or heights': [
    ['team,2026-01-01,2026-01-02\nw1,0.1,0.2\nw2,0.3,0.4', /named as epochs.*--columns/],
    [',epoch 1,epoch 2\nw1,0.1,0.2\nw2,0.3,0.4', /named as epochs.*--columns/],
    [',1200000,1200720,1201440\n1,0.1,0.2,0.5\n2,0.3,0.4,0.6', /named as epochs.*--columns/],
  ],
  'a worker of a long table named as a fact, an index or a topic': [
    [
      'epoch,variable,value\n1,a,0.1\n1,b,0.2\n1,stake,7\n2,a,0.3\n2,b,0.4\n2,stake,8',
      /worker stake is by its name no worker.*rename it.*delete its rows/,
    ],
  ],
  'several quantities of one worker: `alice_loss` and `alice_score`': [
    ['a_loss,a_score,b_loss,b_score\n0.5,9.1,1.5,9\n2,8.3,4,7', { workers: 'a_loss b_loss' }, RAW_LOSSES],
  ],
  'a name and one with a statistic, a unit or another quantity: `alice`, `alice_std`': [
    ['a,a_std,b,b_std\n0.5,0.1,1.5,0.2\n2,0.3,4,0.1', /a, a_std are several quantities.*--columns/],
    ['a,a.1,b\n0.5,0.6,1.5\n2,2.1,4', /a, a\.1 are several quantities.*--columns/],
  ],
  'workers that are all named as another quantity: `alice_score` for `--regrets`': [
    ['a_score,b_score\n0.5,1.5\n2,4', /the columns are scores, not regrets.*--columns/],
  ],
  'a last row that is the mean or the sum of the others in every column': [
    ['a,b\n0.1,0.2\n0.3,0.5\n0.2,0.8\n0.2,0.5', /the last row is the mean.*--index/],
    ['a,b\n0.1,0.2\n0.3,0.5\n0.2,0.8\n0.6,1.5', /the last row is the sum.*--index/],
  ],
  'numbers with other signs: `1 %`, `$0.01`, `**0.01**`, `0.2 ms`': [
    ...['1 %', '$0.01', '**0.01**', '0.2 ms'].map((text): Example => [
      `a,b\n${text},0.5\n${text},0.7`,
      /column a holds numbers with other signs/,
    ]),
  ],
  'a fact: `stake`, `epsilon`, `ground_truth`, `status`, ...': [
    ...['stake', 'epsilon', 'Ground Truth', 'num_workers', 'weight', 'Confidence'].map((name): Example => [
      beside(name, [0.25, 0.75, 0.5]),
      { ...AB, leftOut: name },
    ]),
  ],
  'a column of text that repeats': [[beside('region', ['eu', 'us', 'eu']), { ...AB, leftOut: 'region' }]],
  'a column with another text in each row': [
    [beside('region', ['eu', 'us', 'asia']), /region holds another text in each row.*--index "region"/],
    [
      beside('region', ['eu', 'us', 'asia']),
      { ...AB, leftOut: 'region' },
      { ...REGRETS, columns: ['a', 'b'] },
    ],
  ],
  'a first row of whole numbers above fractions': [
    ['0,1\n0.1,0.2\n0.3,-0.4\n0.5,0.6', { ...AB, workers: '0 1' }],
    [
      '0,1\n0.1,0.2\n0.3,-0.4\n0.5,0.6',
      { workers: 'column 1 column 2', rows: `0 1; ${AB.rows}` },
      { ...REGRETS, header: 'no' },
    ],
    ['epoch,17,23\n1,0.1,0.2\n2,0.3,-0.4\n3,0.5,0.6', { ...AB, workers: '17 23' }],
    [',0,1\n0,0.1,0.2\n1,0.3,-0.4\n2,0.5,0.6', { ...AB, workers: '0 1' }],
  ],
  'a first row of different whole numbers above whole numbers': [
    ['431,288\n512,300\n207,411', /431, 288, can be names or numbers: add --header/],
    ['| 431 | 288 |\n|---|---|\n| 512 | 300 |\n| 207 | 411 |', { workers: '431 288' }],
    ['0;1;2\n5;6;9\n7;8;3', /0, 1, 2, can be names or numbers: add --header yes or --header no/],
    ['1,2,3\n7,6,9\n5,8,3', /1, 2, 3, can be names or numbers: add --header yes or --header no/],
    ['0,1,2\n5,6,9\n7,8,3', { workers: '0 1 2' }, { ...REGRETS, header: 'yes' }],
  ],
  '`1.297` beside `6,010`, and no other separator': [
    ['a;b\n3.869;-6,010\n3.868;-6,517', /-6,010.*--decimal point or --decimal comma/],
    ['a;b\n3,869;-6.010\n3,868;-6.517', /3,869.*--decimal point or --decimal comma/],
    [
      'a;b\n3.869;-6,010\n3.868;-6,517',
      { rows: '3869 -6.01; 3868 -6.517' },
      { ...REGRETS, decimal: 'comma' },
    ],
  ],
  '`1.297` or `1,297` beside `988`, and no other separator': [
    ['a;b\n988;1.297\n1.069;945', /--decimal point or --decimal comma/, RAW_LOSSES],
    ['a;b\n-988;1,297\n1,069;-4,945', /-988.*--decimal point or --decimal comma/],
    ['a;b\n988;1,297\n1,069;945', /--decimal point or --decimal comma/, RAW_LOSSES],
    ['a;b\n988;1.297\n1.069;945', { rows: '988 1297; 1069 945' }, { ...REGRETS, decimal: 'comma' }],
  ],
  'scores that all look like `1.297`, and no comma between columns': [
    ['a;b\n1.297;4.125\n1.069;2.945', /--decimal point or --decimal comma/, { quantity: 'scores' }],
    ['a,b\n1.297,4.125\n1.069,2.945', { rows: '1.297 4.125; 1.069 2.945' }, { quantity: 'scores' }],
    ['a;b\n1.297;4.125\n1.069;2.945', { rows: '1.297 4.125; 1.069 2.945' }],
  ],
  'rows that are not oldest first': [
    [
      beside('epoch', [3, 2, 1]),
      { rows: '0.5 0.6; 0.3 -0.4; 0.1 0.2', order: 'sorted by epoch (newest first in the file)' },
    ],
    [
      beside('date', ['2026-01-03', '2026-01-01', '2026-01-02']),
      { rows: '0.3 -0.4; 0.5 0.6; 0.1 0.2', order: 'sorted by date (unsorted in the file)' },
    ],
    [beside('epoch', [3, 2, 1]), AB, { ...REGRETS, index: 'none' }],
    [beside('month', ['Mar', 'Jan', 'Mar']), /order of month is not known/, { ...REGRETS, alpha: 0.5 }],
  ],
  'an epoch twice': [
    ['epoch,a,b\n1,0.1,0.2\n2,0.3,-0.4\n2,0.3,-0.4\n3,0.5,0.6', AB],
    ['time,a,b\n9:00,0.1,0.2\n10:00,0.3,-0.4\n10:00,0.3,-0.4\n11:00,0.5,0.6', AB],
    [
      'epoch,a,b\n1,0.1,0.2\n2,0.3,-0.4\n2,0.3,0.4\n3,0.5,0.6',
      /epoch 2 occurs twice, with other values.*--index/,
    ],
  ],
  'a worker twice in an epoch of a long table': [
    ['epoch,worker,regret\n1,a,0.1\n1,b,0.2\n1,b,0.2\n2,a,0.3\n2,b,-0.4\n3,a,0.5\n3,b,0.6', AB],
    [
      'epoch,worker,regret\n1,a,0.1\n1,b,0.2\n1,b,0.3\n2,a,0.3\n2,b,-0.4',
      /worker b has two values, epoch 1: 0.2 and 0.3/,
    ],
  ],
  'workers named as `log10_alice`, `raw_alice`': [
    ['log10_a,log10_b\n0.5,1.5\n2,4', { rows: '0.5 -0.5; 1 -1' }, { quantity: 'losses' }],
    ['log10_a,b\n0.5,1.5\n2,4', /columns log10_a and b have different units.*--columns/, RAW_LOSSES],
  ],
  'losses of which some are negative': [
    ['a,b\n-0.5,1.5\n2,4', { rows: '1 -1; 1 -1' }, { quantity: 'losses' }],
  ],
  'losses > 0 with some above 12': [['a,b\n1,100\n10,1000', { rows: '1 -1; 1 -1' }, { quantity: 'losses' }]],
  'losses named `log_loss`, `ln_loss`: a logarithm without base 10': [
    ...['log_loss', 'lnLoss', 'worker log loss'].map((name): Example => [
      `epoch,worker,${name}\n1,a,-1\n1,b,-2\n2,a,-3\n2,b,-4`,
      /logarithms or log losses.*--losses-are log10.*--losses-are raw/,
      { quantity: 'losses' },
    ]),
    [
      'epoch,worker,log10_loss\n1,a,-1\n1,b,-2\n2,a,-3\n2,b,-4',
      { rows: '-0.5 0.5; -0.5 0.5' },
      { quantity: 'losses' },
    ],
  ],
  'other losses': [
    [
      'a,b\n0.5,1.5\n2,4',
      /can be losses or their log10.*--losses-are raw or --losses-are log10/,
      { quantity: 'losses' },
    ],
    ['a,b\n0.5,1.5\n2,4', { rows: '0.5 -0.5; 1 -1' }, LOG_LOSSES],
  ],
  'several topics': [
    ['topic_id,epoch,a,b\n1,1,0.1,0.2\n2,1,7,8\n1,2,0.3,0.4', /topics \(1, 2\).*--topic-id/],
    [
      'topic_id,epoch,a,b\n1,1,0.1,0.2\n2,1,7,8\n1,2,0.3,0.4',
      { rows: '0.1 0.2; 0.3 0.4' },
      { ...REGRETS, topicId: '1' },
    ],
  ],
  'a worker without a value in an epoch': [
    ['a,b,c\n0.1,,0.3\n0.4,0.5,N/A', { rows: '0.1 - 0.3; 0.4 0.5 -' }],
    ['a,b,c\n0.1,,0.3\n0.4,0.5,N/A', { rows: '0.1 0 0.3; 0.4 0.5 0' }, { ...REGRETS, missing: 'zero' }],
  ],
};
