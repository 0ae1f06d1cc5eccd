/**
 * Tables in random dialects are read as they are meant, or refused with a way out. No other numbers are read.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Epochs } from '../../src/epochs/epochs.js';
import type { EpochsInput } from '../../src/epochs/from-rows.js';
import { readEpochs } from '../../src/epochs/read-epochs.js';
import { scoreStds } from '../../src/epochs/scores.js';
import type { ReadEpochsOptions } from '../../src/epochs/tables/options.js';
import { recommendEpsilon } from '../../src/recommend/recommend.js';
import { UsageError } from '../../src/text/errors.js';
import { temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { Choices, expectedOf, type Expected, type Known } from './dialects-data.js';
import { write, type Written } from './dialects-formats.js';
import { isShort, layoutOf, type Field, type Generated } from './dialects.js';

const folder = temporaryFolder();
const SEED = Number(process.env.DIALECTS_SEED ?? 20261127);
const TABLES = Number(process.env.DIALECTS ?? (RUNS_ALL ? 400 : 50));
/** Milliseconds of a test: the machine may be busy. */
const TIME_LIMIT = 60_000 + 200 * TABLES;

interface Case {
  table: Generated;
  written: Written;
  path: string;
}

function caseOf(number: number, isPlain: boolean): Case {
  const choices = new Choices(SEED + Number(isPlain), number);
  const table = layoutOf(choices, isPlain);
  const written = write(choices, table, isPlain);
  const path = join(folder.path, 'table');
  writeFileSync(path, written.content);
  return { table, written, path };
}

/** The epochs, or the message of a refusal. */
async function read(path: string, options: ReadEpochsOptions): Promise<Epochs | string> {
  try {
    return await readEpochs(path, options);
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(`${folder.path}/`, '');
    throw error;
  }
}

/** Adds the options that a message names, as the author of the table would; null if it names no new one. */
function withOptionsOf(
  message: string,
  options: ReadEpochsOptions,
  { table, written }: Case,
): ReadEpochsOptions | null {
  const { fields, workers, index, known } = table;
  const nameOf = (field: Generated['workers'][number]) =>
    written.hasHeader && field.name !== '' ? field.name : `column ${fields.indexOf(field) + 1}`;
  const roles = ['worker', 'value'];
  const columns =
    table.shape === 'wide'
      ? workers.map(nameOf)
      : [`epoch=${nameOf(index!)}`, ...workers.map((field, i) => `${roles[i]}=${nameOf(field)}`)];
  const ways: [string, Partial<ReadEpochsOptions>][] = [
    ['--columns', { columns }],
    ['--index', { index: index ? nameOf(index) : 'none' }],
    ['--losses-are', known.unit ? { lossesAre: known.unit } : {}],
    ['--header', { header: written.hasHeader ? 'yes' : 'no' }],
    ['--decimal', { decimal: written.decimal }],
    ['--topic-id', table.topicId ? { topicId: table.topicId } : {}],
    ['--network-loss', known.quantity === 'losses' ? { networkLoss: table.networkLoss } : {}],
  ];
  const named = ways.filter(([option]) => new RegExp(`${option}\\b`).test(message)).map(([, way]) => way);
  const added = named.filter((way) =>
    Object.keys(way).some((key) => options[key as keyof ReadEpochsOptions] === undefined),
  );
  return added.length === 0 ? null : (Object.assign({}, options, ...added) as ReadEpochsOptions);
}

/** The first difference between the epochs and the expected ones; null if they are equal. */
function differenceOf(epochs: Epochs, { names, rows }: Expected): string | null {
  const found = [...epochs.names].sort().join(' ');
  if (found !== [...names].sort().join(' ')) return `workers ${found}, expected ${names.join(' ')}`;
  if (epochs.epochs !== rows.length) return `${epochs.epochs} epochs, expected ${rows.length}`;
  for (const [epoch, row] of rows.entries()) {
    for (const [worker, expected] of row.entries()) {
      const value = epochs.values[epoch * epochs.workers + epochs.names.indexOf(names[worker]!)]!;
      const isEqual =
        expected === null
          ? Number.isNaN(value)
          : Math.abs(value - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
      if (!isEqual) return `epoch ${epoch + 1}, ${names[worker]}: ${value}, expected ${expected}`;
    }
  }
  return null;
}

/** Whether all numbers are the same one: a column of a statistic without a name is like a worker then. */
function areAllEqual({ values }: Epochs): boolean {
  return values.every((value) => value === values[0]);
}

/** Ways out that are no option, because a document of JSON has to be written in another shape. */
const OTHER_WAY = /write a list of lists|write it with orient="split"/;

interface Outcome extends Case {
  /** A wrong number, or a refusal without a way out; null if all is right. */
  fault: string | null;
  /** Messages of refusals, the first without further options. */
  refusals: string[];
  /** The epochs that are read at last. */
  epochs: Epochs | null;
  expected: Expected;
}

/** Reads a table, and after a refusal again, with the options that the message names. */
async function outcomeOf(each: Case): Promise<Outcome> {
  const { table, path } = each;
  const { knownAsNamed } = table;
  const expected = namesInTable(expectedOf(table.known, table.options), table.workers, each);
  const refusals: string[] = [];
  const outcome = { ...each, refusals, expected };
  let options: ReadEpochsOptions | null = table.options;
  while (options !== null) {
    const found = await read(path, options);
    if (typeof found !== 'string') {
      const fault = table.isContradictory
        ? 'an epoch with two values is read'
        : areAllEqual(found) && expected.rows.flat().every((value) => value === expected.rows[0]![0])
          ? null
          : differenceOf(found, expected);
      if (fault === null || knownAsNamed === null || options.columns !== undefined)
        return { ...outcome, epochs: found, fault };
      const stated = namesInTable(expectedOf(knownAsNamed.known, table.options), knownAsNamed.workers, each);
      return { ...outcome, expected: stated, epochs: found, fault: differenceOf(found, stated) };
    }
    refusals.push(found);
    if (table.isContradictory) return { ...outcome, epochs: null, fault: null };
    options = withOptionsOf(found, options, each);
    if (options === null && OTHER_WAY.test(found)) return { ...outcome, epochs: null, fault: null };
  }
  return { ...outcome, epochs: null, fault: `no way out: ${refusals.at(-1)}` };
}

/** Without a header, workers are named by their columns. */
function namesInTable(expected: Expected, workers: readonly Field[], { table, written }: Case): Expected {
  if (written.hasHeader) return expected;
  return { ...expected, names: workers.map((field) => `column ${table.fields.indexOf(field) + 1}`) };
}

/** The description of a fault for readers of the test. */
function report(number: number, { fault, refusals, written }: Outcome): string {
  const preview = written.plain.toString('utf8', 0, 800).replaceAll('\r', '\n');
  return [`table ${number}: ${fault}`, ...refusals, JSON.stringify(written.traits), preview].join('\n');
}

/** Epochs below which values and indices are alike by chance. */
const FEW_EPOCHS = 5;

/** Kinds of a table that may be refused, because it has several readings. */
function difficultiesOf({ table, written }: Case): string[] {
  const { known, options, isContradictory } = table;
  const { index, extras, names, topics } = written.traits;
  return [
    ...(known.unit !== null && options.lossesAre === undefined ? ['losses without a unit'] : []),
    ...(isContradictory ? ['an epoch with two values'] : []),
    ...(topics === '2' ? ['two topics'] : []),
    ...(index === 'unknown name' ? ['an index of another name'] : []),
    ...(extras === 'none' ? [] : extras!.split('+').map((extra) => `a column: ${extra}`)),
    ...(/number|ids|none|short/.test(names!) && names !== 'numbered' ? [`names: ${names}`] : []),
    ...(known.cells.length < FEW_EPOCHS ? ['few epochs'] : []),
    ...(['digits', 'exponents'].includes(known.rounding) ? [] : [`numbers: ${known.rounding}`]),
    ...(isShort(known) ? ['numbers of few digits'] : []),
    ...(written.decimal === 'comma' && known.rounding === 'digits' && haveThreeDecimals(known)
      ? ['numbers: three decimals from 1']
      : []),
  ];
}

/** Whether all numbers have three decimals, which can be thousands. */
function haveThreeDecimals({ cells }: Known): boolean {
  return cells.flat().every((cell) => cell === null || /^-?[1-9]\d{0,2}\.\d{3}$/.test(cell));
}

/** Largest share of tables with one difficulty that may be refused at first; without a difficulty none may. */
const MOST_REFUSED: Record<string, number> = {
  all: 0.27,
  'losses without a unit': 0.45,
  'an epoch with two values': 1,
  'two topics': 1,
  'an index of another name': 0.3,
  'a column: constant': 0.1,
  'a column: statistic': 0.1,
  'a column: other network': 0.2,
  'a column: apart': 0.1,
  'a column: text': 0.05,
  'names: none': 0.15,
  'names: ids': 0.1,
  'names: numbers from 1': 0.1,
  'names: numbers from 0': 0.1,
  'few epochs': 0.03,
  'numbers: whole': 0.1,
  'numbers: three decimals': 0.05,
  'numbers: three decimals from 1': 0.5,
  'numbers: thousands': 0.5,
  'numbers of few digits': 0.05,
};

/** Largest probability that a count of refused tables exceeds its bound by chance. */
const CHANCE = 1e-6;

/** Upper limit of a binomial count. */
function mostOf(tables: number, share: number): number {
  if (share === 0 || share === 1) return share * tables;
  // From the largest count down: the probability of each follows from that of the next.
  let logarithm = tables * Math.log(share);
  let tail = 0;
  for (let count = tables; count > 0; count--) {
    tail += Math.exp(logarithm);
    if (tail > CHANCE) return count;
    logarithm += Math.log((count * (1 - share)) / ((tables - count + 1) * share));
  }
  return 0;
}

interface Shares {
  tables: number;
  refused: number;
}

describe('tables in random dialects', () => {
  it(
    `are read as they are meant, or refused with a way out (${TABLES} tables)`,
    async () => {
      const faults: string[] = [];
      const shares = new Map<string, Shares>();
      let compared = 0;
      for (let number = 0; number < TABLES; number++) {
        const outcome = await outcomeOf(caseOf(number, false));
        const { fault, refusals, table, epochs, expected } = outcome;
        if (fault !== null) faults.push(report(number, outcome));
        const difficulties = difficultiesOf(outcome);
        for (const kind of [
          'all',
          ...(difficulties.length > 1 ? [] : difficulties.length === 0 ? ['none'] : difficulties),
        ]) {
          const { tables, refused } = shares.get(kind) ?? { tables: 0, refused: 0 };
          shares.set(kind, { tables: tables + 1, refused: refused + Number(refusals.length > 0) });
        }
        if (number % 25 > 0 || epochs === null) continue;
        compared++;
        const answers = [epochs, inOrderOf(epochs, expected)].map(answerOf(table.known.quantity));
        if (answers[0] !== answers[1]) faults.push(`table ${number}: answers ${answers.join(' and ')}`);
      }
      expect(faults).toEqual([]);
      expect(compared).toBeGreaterThan(TABLES / 100);
      for (const [kind, { tables, refused }] of shares) {
        const bound = mostOf(tables, MOST_REFUSED[kind] ?? 0);
        expect(refused, `${kind}: refused ${refused} of ${tables}`).toBeLessThanOrEqual(bound);
      }
    },
    TIME_LIMIT,
  );

  it(
    'are read without further options if they are plain',
    async () => {
      const faults: string[] = [];
      for (let number = 0; number < TABLES / 2; number++) {
        const outcome = await outcomeOf(caseOf(number, true));
        if (outcome.fault !== null || outcome.refusals.length > 0) faults.push(report(number, outcome));
      }
      expect(faults).toEqual([]);
    },
    TIME_LIMIT,
  );
});

/** Expected rows with the workers in the order of epochs that were read. */
function inOrderOf(epochs: Epochs, { names, rows }: Expected): number[][] {
  return rows.map((row) => epochs.names.map((name) => row[names.indexOf(name)] ?? NaN));
}

/** The recommended epsilon of regrets, the limit of scores, to ten digits; the message if there is none. */
function answerOf(quantity: 'regrets' | 'losses' | 'scores'): (epochs: EpochsInput) => string {
  return (epochs) => {
    try {
      const answer =
        quantity === 'scores' ? scoreStds(epochs).limit.value : recommendEpsilon({ regrets: epochs }).epsilon;
      return answer === null ? 'none' : answer.toPrecision(10);
    } catch (error) {
      return (error as Error).message.replace(/^.*: /, '');
    }
  };
}
