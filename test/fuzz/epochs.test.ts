/**
 * Random files of past epochs, through the library and through every command that reads them: an answer, or
 * one message of our own.
 */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEpochs } from '../../src/epochs/read-epochs.js';
import { UsageError } from '../../src/text/errors.js';
import { alloraProcess, temporaryFolder } from '../cli/command.js';
import { epochsFile, wordsOf, type EpochsFile } from './epochs-cases.js';
import { fuzz, IS_FULL } from './fuzz.js';
import { callChecked, checkOutcome } from './outcome.js';
import { anyText, magnitude, rarely } from './values.js';

const folder = temporaryFolder();
const LONG = { timeout: 4 * 3600_000 };

/** Own errors of a reader. */
function isOwn(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return (error instanceof TypeError || error instanceof RangeError) && /^Expected `/.test(error.message);
}

/** Infinite values would make every answer infinite. */
async function checkRead(path: string, { options }: EpochsFile): Promise<boolean> {
  try {
    const { values } = await readEpochs(path, options);
    if (values.includes(Infinity) || values.includes(-Infinity)) throw new Error('an infinite value');
    return true;
  } catch (error) {
    if (!isOwn(error)) throw error;
    return false;
  }
}

const name = fc.constantFrom('table', 'table.csv', 'table.parquet', 'table.json', 'table.csv.gz');

/** One file in this many is also read by a process. */
const PROCESS = IS_FULL ? 2000 : 60;

it('files of past epochs', LONG, async () => {
  let read = 0;
  let answered = 0;
  const share = await fuzz({
    area: 'epochs',
    cases: fc.tuple(epochsFile, name, fc.nat(5), fc.boolean()),
    count: { suite: 150, full: 30_000 },
    async check([file, called, which, isJson], index) {
      const cwd = folder.path;
      const path = join(cwd, called);
      writeFileSync(path, file.content);
      if (await checkRead(path, file)) read++;
      const { quantity } = file.options;
      const words = wordsOf(file.options);
      const others = words.filter((word) => !/^--(?:losses-are|network-loss)/.test(word));
      const ofTable = quantity === 'losses' ? words : others;
      const ofPage = others.filter((word) => !word.startsWith('--missing'));
      const lines = [
        ['recommend', `--${quantity}`, called, ...ofTable],
        [
          'precision',
          '--epsilon',
          '0.01',
          `--${quantity === 'scores' ? 'regrets' : quantity}`,
          called,
          ...ofTable,
        ],
        ['weights', called, '--epsilon', '0.01', ...others],
        ['simulate', '--replay', called, ...words.filter((word) => !word.startsWith('--missing'))],
        ['simulate', '--replay', called, '--inferences', called, ...ofPage],
        ['recommend', '--std', '0.1', '--scores', called, ...others],
      ];
      const line = [...lines[which]!, ...(isJson ? ['--json'] : [])];
      const { status } = await callChecked(line, cwd);
      if (status === 0) answered++;
      if (index % PROCESS > 0 || line.some((word) => word.includes('\0'))) return;
      checkOutcome(line, await alloraProcess(line, { cwd }));
    },
  });
  if (IS_FULL) console.log(`epochs: ${read} read, ${answered} answered`);
  expect(read).toBeGreaterThan(20 * share);
  expect(answered).toBeGreaterThan(10 * share);
});

/** A topic with losses of its network, and inferences; numbers of any size. */
const topic = fc.record({
  workers: rarely(12, fc.integer({ min: 2, max: 5 }), fc.constant(1)),
  epochs: rarely(12, fc.integer({ min: 4, max: 30 }), fc.integer({ min: 0, max: 3 })),
  numbers: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }).map(String) },
      { weight: 1, arbitrary: fc.constantFrom('', 'NaN', '0', '-0', '1', '1', '1') },
      {
        weight: 1,
        arbitrary: fc.oneof(magnitude(-320, 300).map(String), fc.constantFrom('1e307', '-1e300')),
      },
    ),
    { minLength: 400, maxLength: 400 },
  ),
  isRare: fc.boolean(),
});
const usualWords = fc.constantFrom(
  ['--epsilon', '0.1'],
  ['--epsilon', '0.01', '0.5'],
  ['--no-scores'],
  ['--rules', 'network-2024-10'],
  ['--rules', 'network-2024-07'],
  ['--out', 'replay.csv'],
  ['--p-norm', '0.1'],
  ['--p-norm', '100'],
  ['--c-norm', '-3'],
  ['--alpha', '1'],
  ['--alpha', '1e-9'],
  ['--index', 'epoch'],
);
const otherWords = fc.oneof(
  magnitude(-320, 300).map((epsilon) => ['--epsilon', String(epsilon)]),
  fc.constantFrom(
    ['--epsilon-unit', 'dex'],
    ['--losses-are', 'raw'],
    ['--target', 'truth'],
    ['--c-norm', '-100'],
  ),
  anyText.map((text) => ['--target', text.replaceAll('\0', '0')]),
);
const replayWords = fc.array(rarely(6, usualWords, otherWords), { maxLength: 3 });

it('replays of topics', LONG, async () => {
  const cwd = mkdtempSync(join(folder.path, 'replay-'));
  let answered = 0;
  const share = await fuzz({
    area: 'replays',
    cases: fc.tuple(topic, replayWords, fc.boolean()),
    count: { suite: 100, full: 20_000 },
    async check([{ workers, epochs, numbers, isRare }, words, hasInferences]) {
      let at = 0;
      const next = () => {
        const text = numbers[at++ % numbers.length]!;
        return isRare || Math.abs(Number(text)) <= 2 ? text : '0.25';
      };
      const names = Array.from({ length: workers }, (_, i) => `w${i}`);
      const table = (last: string) =>
        [
          `epoch,${names.join(',')},${last}`,
          ...Array.from({ length: epochs }, (_, i) => [i + 1, ...names.map(next), next()].join(',')),
        ].join('\n');
      writeFileSync(join(cwd, 'losses.csv'), `${table('network')}\n`);
      writeFileSync(join(cwd, 'inferences.csv'), `${table('truth')}\n`);
      const own = hasInferences ? ['--inferences', 'inferences.csv'] : [];
      const least = words.some(([word]) => word === '--losses-are') ? [] : ['--losses-are', 'log10'];
      const line = ['simulate', '--replay', 'losses.csv', '--json', ...least, ...own, ...words.flat()];
      const { status, stdout } = await callChecked(line, cwd);
      if (status !== 0) return;
      answered++;
      checkReplay(stdout);
    },
  });
  if (IS_FULL) console.log(`replays: ${answered} answered`);
  expect(answered).toBeGreaterThan(10 * share);
});

/** Shares of weight sum to 1, and no number is infinite: JSON would hold null. */
function checkReplay(stdout: string): void {
  const { epsilons, stdOfRegrets } = JSON.parse(stdout) as {
    epsilons: {
      epsilon: Record<string, number>;
      effectiveWorkers: number;
      workers: { weight: number | null }[];
    }[];
    stdOfRegrets: number;
  };
  if (!(stdOfRegrets > 0)) throw new Error(`std of the regrets: ${stdOfRegrets}`);
  for (const { epsilon, effectiveWorkers, workers } of epsilons) {
    if (!(epsilon['dex']! > 0)) throw new Error(`epsilon of ${epsilon['dex']} dex`);
    if (!(effectiveWorkers > 0.999)) throw new Error(`${effectiveWorkers} effective workers`);
    const sum = workers.reduce((total, { weight }) => total + (weight ?? 0), 0);
    if (!(sum < workers.length)) throw new Error(`weights sum to ${sum}`);
  }
}
