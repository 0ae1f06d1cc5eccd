/** Tables as people have them, and the epsilon that follows from each. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEpochs } from '../../../src/epochs/read-epochs.js';
import type { ReadEpochsOptions } from '../../../src/epochs/tables/options.js';
import { recommendEpsilon } from '../../../src/recommend/recommend.js';
import { temporaryFolder } from '../../cli/command.js';

const folder = temporaryFolder();

async function epsilonOf(content: string, options: ReadEpochsOptions): Promise<number | null> {
  const path = join(folder.path, 'table');
  writeFileSync(path, content);
  const regrets = await readEpochs(path, options);
  return recommendEpsilon({ regrets }).epsilon;
}

const RAW = { quantity: 'losses', lossesAre: 'raw' } as const;
const REGRETS = { quantity: 'regrets' } as const;

/** Losses of three workers in four epochs, of which 0.048 follows. */
const LOSSES = [
  ['0.010', '0.012', '0.015'],
  ['0.011', '0.010', '0.016'],
  ['0.009', '0.013', '0.017'],
  ['0.010', '0.011', '0.015'],
];

/** The losses beside another column, at the given place. */
function beside(name: string, cells: readonly (string | number)[], place = 0): string {
  const rows = [['a', 'b', 'c'], ...LOSSES];
  return rows.map((row, i) => row.toSpliced(place, 0, String([name, ...cells][i])).join(',')).join('\n');
}

describe('a column that is no worker', () => {
  it.each([
    ['blockHeight', [1200000, 1200720, 1201440, 1202160], 0],
    ['Block Height', [1200000, 1200720, 1201440, 1202160], 2],
    ['unix', [1760000000, 1760003600, 1760007200, 1760010800], 3],
    ['run', [1, 2, 3, 4], 0],
    ['topic_id', [7, 7, 7, 7], 0],
    ['', ['0', '1', '2', '3'], 0],
  ] as const)('%s changes nothing', async (name, cells, place) => {
    expect(await epsilonOf(beside(name, cells, place), RAW)).toBe(0.048);
  });
});

describe('a column of another network or of a statistic', () => {
  const cells = ['0.013', '0.014', '0.012', '0.013'];

  it.each(['naive_loss', 'Naive Loss', 'ensemble'])('%s is refused, or left out', async (name) => {
    await expect(epsilonOf(beside(name, cells), RAW)).rejects.toThrow('--network-loss none');
    expect(await epsilonOf(beside(name, cells), { ...RAW, networkLoss: 'none' })).toBe(0.048);
  });

  it.each(['mean', 'Average', 'avg loss'])('%s of the workers is left out', async (name) => {
    const means = LOSSES.map((row) => (row.map(Number).reduce((sum, each) => sum + each) / 3).toFixed(6));
    expect(await epsilonOf(beside(name, means, 3), RAW)).toBe(0.048);
  });

  it('of the network is the loss that regrets are relative to, in any spelling', async () => {
    const answers: (number | null)[] = [];
    for (const name of ['network_loss', 'combined_value', 'networkLoss', 'Network Loss'])
      answers.push(await epsilonOf(beside(name, cells), RAW));
    expect(new Set(answers).size).toBe(1);
    expect(answers).not.toContain(0.048);
  });
});

describe('losses without a unit', () => {
  it.each(['block_height', 'epoch', 'date'])('beside %s are refused', async (name) => {
    const content = beside(name, ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']);
    await expect(epsilonOf(content, { quantity: 'losses' })).rejects.toThrow(
      '--losses-are raw or --losses-are log10',
    );
    expect(await epsilonOf(content, RAW)).toBe(0.048);
  });

  it('are raw if some are above 12, and log10 if some are negative', async () => {
    const scaled = (factor: number) =>
      ['a,b,c', ...LOSSES.map((row) => row.map((cell) => Number(cell) * factor).join(','))].join('\n');
    expect(await epsilonOf(scaled(1234.5), { quantity: 'losses' })).toBe(0.048);
    const logs = [
      'a,b,c',
      ...LOSSES.map((row) => row.map((cell) => Math.log10(Number(cell))).join(',')),
    ].join('\n');
    expect(await epsilonOf(logs, { quantity: 'losses' })).toBe(0.048);
  });
});

describe('a header of numbers', () => {
  it.each([
    '0,1,2\n-0.1,0.05,0.2\n-0.2,0.1,0.1\n-0.1,0.0,0.3\n',
    '1,2,3\n-0.1,0.05,0.2\n-0.2,0.1,0.1\n-0.1,0.0,0.3\n',
    '17,23,104\n-0.1,0.05,0.2\n-0.2,0.1,0.1\n-0.1,0.0,0.3\n',
    ',0,1,2\n0,-0.1,0.05,0.2\n1,-0.2,0.1,0.1\n2,-0.1,0.0,0.3\n',
    'epoch,0,1,2\n5,-0.1,0.05,0.2\n6,-0.2,0.1,0.1\n7,-0.1,0.0,0.3\n',
  ])('%j holds names', async (content) => {
    expect(await epsilonOf(content, REGRETS)).toBe(0.033);
  });
});

describe('thousands separators', () => {
  it.each([
    ['a;b;c\n988;1.297;1.230\n1.069;945;1.188\n800;1.100;1.300\n', 'comma'],
    ['a;b;c\n988;1,297;1,230\n1,069;945;1,188\n800;1,100;1,300\n', 'point'],
    ['a,b,c\n"1,988","2,594","2,460"\n"2,138","1,890","2,376"\n"1,600","2,200","2,600"\n', 'point'],
  ] as const)('%j are refused without an option', async (content, decimal) => {
    await expect(epsilonOf(content, RAW)).rejects.toThrow('--decimal point or --decimal comma');
    expect(await epsilonOf(content, { ...RAW, decimal })).toBe(0.024);
  });

  it.each([
    "a;b;c\n988;1'297;1'230\n1'069;945;1'188\n800;1'100;1'300\n",
    'a;b;c\n988;1 297;1 230\n1 069;945;1 188\n800;1 100;1 300\n',
    'a;b;c\n988,0;1.297,0;1.230,0\n1.069,0;945,0;1.188,0\n800,0;1.100,0;1.300,0\n',
    'a,b,c\n988,"1,297.0","1,230.0"\n"1,069.0",945,"1,188.0"\n800,"1,100.0","1,300.0"\n',
  ])('%j are read', async (content) => {
    expect(await epsilonOf(content, RAW)).toBe(0.024);
  });

  it('of blanks, between commas that separate the columns, make no decimal commas', async () => {
    const table = '3 081,2 197,2 101\n2 574,2 707,1 472\n4 173,1 988,3 026\n';
    const options = { ...RAW, header: 'no', index: 'none', columns: ['1', '2', '3'] } as const;
    expect(await epsilonOf(table, options)).toBe(await epsilonOf(table.replaceAll(' ', ''), options));
  });
});

describe('a long table', () => {
  const wide = 'epoch,1,2,3\n1,0.010,0.012,0.015\n2,0.011,0.010,0.016\n';
  const rows = ['1,1,0.010', '1,2,0.012', '1,3,0.015', '2,1,0.011', '2,2,0.010', '2,3,0.016'];

  it.each([
    ['epoch,worker,loss', rows],
    ['Block Height,Worker Address,Loss', rows.toReversed()],
    ['nonce,inferer,value', [rows[3]!, rows[0]!, rows[5]!, rows[1]!, rows[4]!, rows[2]!]],
    ['timestamp,participant,worker_loss', rows],
  ])('of %s gives the answer of the wide one', async (header, lines) => {
    expect(await epsilonOf([header, ...lines].join('\n'), RAW)).toBe(await epsilonOf(wide, RAW));
  });
});

it('columns that are named by addresses are workers of a wide table', async () => {
  const table = (first: string, second: string) =>
    `${first},${second},${second}p\n100,3,5.5\n200,4,6.5\n100,4,7.5\n300,3,8.5\n`;
  await expect(epsilonOf(table('block', 'foo'), RAW)).rejects.toThrow('can be long');
  const options = { ...RAW, index: 'block' };
  await expect(epsilonOf(table('block', 'allo1yn0qvrv9ux7'), options)).rejects.toThrow('100 occurs twice');
});

describe('rows that are workers', () => {
  it.each([
    'worker,0,1,2\n1,0.010,0.011,0.009\n2,0.012,0.010,0.013\n3,0.015,0.016,0.017\n',
    'worker,2026-01-01,2026-01-02\nw1,0.010,0.011\nw2,0.012,0.010\nw3,0.015,0.016\n',
    ',epoch 1,epoch 2\nw1,0.010,0.011\nw2,0.012,0.010\nw3,0.015,0.016\n',
    'w1,0.010,0.011\nw2,0.012,0.010\nw3,0.015,0.016\n',
  ])('%j are refused', async (content) => {
    await expect(epsilonOf(content, RAW)).rejects.toThrow(/one row per epoch|a row is an epoch/);
  });
});

describe('a long table with a column of another network', () => {
  it('is refused', async () => {
    const rows = ['1,1,0.010,0.02', '1,2,0.012,0.02', '2,1,0.011,0.03', '2,2,0.010,0.03'];
    const content = ['epoch,worker,loss,naive_loss', ...rows].join('\n');
    await expect(epsilonOf(content, RAW)).rejects.toThrow('--network-loss none');
  });
});

describe('rows that are not oldest first', () => {
  const rows = LOSSES.map((row, epoch) => [String(epoch + 1), ...row].join(','));
  const smoothed = { ...RAW, alpha: 0.3 } as const;

  it.each([
    ['newest first', rows.toReversed()],
    ['unsorted', [rows[2]!, rows[0]!, rows[3]!, rows[1]!]],
    ['with an epoch twice', [...rows, rows[1]!]],
  ])('%s give the answer of sorted rows', async (_, lines) => {
    const answer = await epsilonOf(['epoch,a,b,c', ...rows].join('\n'), smoothed);
    expect(await epsilonOf(['epoch,a,b,c', ...lines].join('\n'), smoothed)).toBe(answer);
    expect(await epsilonOf(['Unnamed: 0,a,b,c', ...lines].join('\n'), smoothed)).toBe(answer);
  });

  it('are refused if an epoch has two values', async () => {
    const content = ['epoch,a,b,c', ...rows, '2,0.5,0.6,0.7'].join('\n');
    await expect(epsilonOf(content, smoothed)).rejects.toThrow('epoch 2 occurs twice, with other values');
  });
});
