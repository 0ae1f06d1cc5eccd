/** `simulate --replay`: the past of a topic under other epsilons. */

import type { ReplayedEpoch } from '../epochs/replay.js';
import { readReplay } from '../epochs/replay-table.js';
import { replaySteps, sharesOf, type ReplayAnswer } from '../recommend/from-replay.js';
import { prepareReplay, type PreparedReplay } from '../recommend/prepared-replay.js';
import { harmText, type BothUnits } from '../recommend/topic-answer.js';
import { inTurns } from '../run/turns.js';
import { writeWhole, type OwnFile } from '../results/whole-file.js';
import { UsageError, withUsageErrors } from '../text/errors.js';
import { count, grouped, percent, short } from '../text/numbers.js';
import { tableLines } from '../text/table.js';
import { readAsLines } from './answer-text.js';
import { axisWith, checkLargest, refuse, type SimulateArguments } from './topic-arguments.js';
import { answer } from './console.js';
import { tableOptions } from './data-options.js';
import { withProgress } from './running.js';
import { SETTING_NAMES } from './topic-options.js';
import { topicTable } from './topic-text.js';

/** Rows of `--out`: 200 MB. */
const MOST_ROWS = 3e6;

const HEADER = [
  'epsilon_std',
  'epsilon_dex',
  'epoch',
  'worker',
  'regret',
  'weight',
  'pay',
  'network_inference',
  'network_loss',
];

const REPLAY_FILE: OwnFile = {
  kind: 'a replay of this command',
  isOwn: (start) => start.startsWith(HEADER.join(',')),
};

/** @throws {UsageError} naming file or option, rule and value */
export async function replayCommand(argv: SimulateArguments, path: string): Promise<void> {
  checkOptions(argv, path);
  const { rules, pNorm, cNorm, alpha, scores, lossesAre, networkLoss, inferences, target, forecasterNames } =
    argv;
  const formula = { rules, pNorm, cNorm, alpha, scores };
  const { missing: _, ...table } = tableOptions(argv);
  const tables = await readReplay(path.trim(), {
    ...table,
    lossesAre,
    networkLoss,
    alpha,
    inferences: inferences?.trim(),
    target: target?.trim(),
    forecasters: forecasterNames?.split(',').map((name) => name.trim()),
  });
  const prepared = prepareReplay(tables, formula);
  const unit = prepared.stdOfRegrets;
  if (!(unit > 0))
    throw new UsageError(`${path}: expected losses that differ between workers, got equal ones`);
  const given = givenEpsilons(argv, unit);
  const axis = axisWith(given ?? []);
  const { data } = prepared;
  const lines: string[] = [];
  const written = new Set(given ?? axis);
  if (argv.out !== undefined) checkRows(written.size * data.losses.length);
  const steps = replaySteps(tables, prepared, formula, axis, (epsilon, epoch) => {
    if (argv.out !== undefined && written.has(epsilon.std)) addRows(lines, prepared, epsilon, epoch);
  });
  const found = await withUsageErrors(() =>
    withProgress(argv, ({ show }) => inTurns(steps, (step) => show({ unit: 'epsilons', ...step }))),
  );
  if (argv.out !== undefined)
    await writeWhole(argv.out, `${HEADER.join(',')}\n${lines.join('')}`, REPLAY_FILE);
  const shown = answerLines(found, given);
  if (argv.out !== undefined) shown.push(`${argv.out}: ${count(lines.length, 'row')}`);
  answer(argv, shown.join('\n'), { ...found, written: argv.out ?? null });
}

function checkOptions(argv: SimulateArguments, path: string): void {
  const settings = SETTING_NAMES.filter((name) => name !== 'target');
  refuse(argv, [...settings, 'seed'], 'cannot be combined with --replay: the topic is that of the file');
  if (argv.fresh || argv.figures === false)
    throw new UsageError('--fresh and --no-figures cannot be combined with --replay, which writes one file');
  refuse(argv, ['format'], 'cannot be combined with --replay, which writes one CSV file');
  refuse(argv, ['missing'], 'cannot be combined with --replay: the rules of the network decide');
  if (argv.inferences === undefined)
    refuse(argv, ['target'], 'expected with --inferences only: it names one of their columns');
  if (path.trim() === '-' && argv.inferences?.trim() === '-')
    throw new UsageError('expected one table from standard input, got two');
}

/** The epsilons of the user, in std of the regrets. */
function givenEpsilons({ epsilon, epsilonUnit }: SimulateArguments, std: number): number[] | undefined {
  if (epsilon === undefined) return undefined;
  const unit = epsilonUnit === 'std' ? 1 : std;
  checkLargest(epsilon, unit, epsilonUnit);
  return epsilon.map((value) => value / unit);
}

function checkRows(rows: number): void {
  if (rows > MOST_ROWS) {
    throw new UsageError(
      `--out: expected at most ${grouped(MOST_ROWS)} rows, got ${grouped(rows)}; choose fewer epsilons (--epsilon)`,
    );
  }
}

function addRows(
  lines: string[],
  { data }: PreparedReplay,
  epsilon: BothUnits,
  replayed: ReplayedEpoch,
): void {
  const { epoch, regrets, weights, inference, networkLoss, pay } = replayed;
  const shares = sharesOf(weights);
  const before = `${epsilon.std},${epsilon.dex},${csvCell(data.epochs[epoch]!)}`;
  const after = `${cell(inference)},${cell(networkLoss)}`;
  for (const [i, name] of data.names.entries()) {
    const own = `${cell(regrets[i]!)},${cell(shares[i]!)},${cell(pay[i]!)}`;
    lines.push(`${before},${csvCell(name)},${own},${after}\n`);
  }
}

/** A text as a field of CSV. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Undefined numbers are empty. */
function cell(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

function answerLines(found: ReplayAnswer, given: readonly number[] | undefined): string[] {
  const { sentence, epsilons, notes, warnings, notComputed, readAs, formula, targets } = found;
  const shown = given ? epsilons.filter(({ epsilon }) => given.includes(epsilon.std)) : epsilons;
  const hasPay = shown.some(({ equalPay }) => equalPay !== null);
  return [
    `${sentence}.`,
    '',
    ...(targets === null ? [] : [harmText(hasPay, epsilons[0]!.epsilon), '']),
    ...topicTable(shown),
    '',
    ...workerTable(found, given),
    '',
    ...notComputed,
    ...warnings,
    `${formula.rules}, p ${formula.pNorm}, c ${formula.cNorm}, alpha ${formula.alpha}; replayed: ${count(found.epochs, 'epoch')}, ` +
      `averages without the first ${grouped(found.burnIn)}, in which regrets grow from 0`,
    `std of the regrets ${short(found.stdOfRegrets)} dex`,
    ...readAsLines(readAs.losses),
    ...readAsLines(readAs.inferences).map((line) => line.replace('Read as', 'Inferences read as')),
    ...notes,
  ];
}

/** Epsilons of the table of workers without --epsilon, in std of the regrets. */
const WORKER_EPSILONS = [0.01, 0.1, 1];
const MOST_COLUMNS = 4;
const MOST_WORKERS = 20;

/** Mean share of the weight, and of the pay, of each worker. */
function workerTable({ epsilons }: ReplayAnswer, given: readonly number[] | undefined): string[] {
  const wanted = given?.slice(0, MOST_COLUMNS) ?? WORKER_EPSILONS;
  const columns = epsilons.filter(({ epsilon }) => wanted.includes(epsilon.std));
  const names = columns[0]!.workers.map(({ name }) => name);
  const hasPay = columns.some(({ workers }) => workers.some(({ pay }) => pay !== null));
  const text = (share: number | null) => (share === null ? '-' : percent(share, 2));
  const rows = names.slice(0, MOST_WORKERS).map((name, i) => [
    name,
    ...columns.map(({ workers }) => {
      const { weight, pay } = workers[i]!;
      return hasPay ? `${text(weight)}, ${text(pay)}` : text(weight);
    }),
  ]);
  const header = ['worker', ...columns.map(({ epsilon }) => `${short(epsilon.std, 2)} std`)];
  const rest = names.length - rows.length;
  return [
    `Mean share of the weight${hasPay ? ', and of the rewards of all,' : ''} by epsilon:`,
    '',
    ...tableLines([header, ...rows], { align: 'right', gap: 2 }),
    ...(rest > 0 ? [`  and ${count(rest, 'worker')} more (--json, --out)`] : []),
  ];
}
