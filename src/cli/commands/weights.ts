/** `allora-epsilon weights`: one regret vector through the formula. */

import { refusedByChain } from '../../weights/chain-limits.js';
import type { EpsilonScaling, MappingName, SchemeName } from '../../weights/schemes.js';
import { bestToWorst, getWeights, weightSpread } from '../../weights/weights.js';
import type { ReadAs } from '../../epochs/read-as.js';
import { readAsLines } from '../answer-text.js';
import { answer, type OutputOptions } from '../console.js';
import { tableOptions, type TableArguments } from '../data-options.js';
import { beforeLongTask } from '../interrupt.js';
import { readRegretWords } from '../regret-words.js';
import { decimalOf } from '../../text/decimal.js';
import { UsageError, withUsageErrors } from '../../text/errors.js';
import { short } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';

interface WeightsArguments extends OutputOptions, TableArguments {
  regrets: string[];
  epsilon: number;
  scheme: SchemeName;
  mapping: MappingName;
  pNorm: number;
  cNorm: number;
  epsilonScaling: EpsilonScaling;
  factor: number;
  epoch?: string;
}

export async function weights(argv: WeightsArguments): Promise<void> {
  const { epsilon, scheme, mapping, pNorm, cNorm, epsilonScaling, factor } = argv;
  const read = await readRegrets(argv);
  const { regrets, names, readAs } = read;
  const result = await withUsageErrors(() =>
    getWeights(regrets, { epsilon, scheme, mapping, pNorm, cNorm, epsilonScaling }),
  );
  const spread = weightSpread(result.log10Weights);
  const ratio = bestToWorst(result.log10Weights);
  const threshold = Math.log10(factor);
  const notes = [...refusedByChain({ pNorm, cNorm }), ...read.notes];

  const columns = [regrets, result.normalizedRegrets, result.weights, result.log10Weights];
  const rows = regrets.map((_, i) => [
    names?.[i] ?? String(i + 1),
    ...columns.map((column) => short(column[i]!, DIGITS)),
  ]);
  const header = ['worker', 'regret', 'normalised', 'weight', 'log10 weight'];
  const text = [
    spreadText(spread, threshold, factor),
    ...factorLines(spread, ratio),
    '',
    ...tableLines([header, ...rows], { align: 'right', gap: 2 }),
    '',
    `${scheme}, ${mapping}, p ${pNorm}, c ${cNorm}, epsilon ${epsilon}${epsilonScaling === 'median' ? ' times |median regret|' : ''}`,
    ...readAsLines(readAs),
    ...notes,
  ].join('\n');

  answer(argv, text, {
    scheme,
    mapping,
    pNorm,
    cNorm,
    epsilonScaling,
    epsilon,
    readAs,
    notes,
    workers: names ?? regrets.map((_, i) => String(i + 1)),
    regrets,
    normalizedRegrets: [...result.normalizedRegrets],
    weights: [...result.weights],
    // JSON has no infinity and no NaN: null means a zero weight, or an undefined spread.
    log10Weights: [...result.log10Weights].map(finiteOrNull),
    spread: finiteOrNull(spread),
    bestToWorst: finiteOrNull(ratio),
    threshold,
  });
}

function spreadText(spread: number, threshold: number, factor: number): string {
  const limit = `threshold ${short(threshold, DIGITS)}, a factor of ${factor.toPrecision(3)}`;
  if (Number.isNaN(spread)) return 'spread undefined: a bound makes a weight zero';
  return `spread ${short(spread, DIGITS)}: ${spread >= threshold ? 'the weights differ meaningfully' : 'the weights do not differ meaningfully'} (${limit})`;
}

/** The factor of these weights, and the ratio of the best to the worst, which is larger. */
function factorLines(spread: number, ratio: number): string[] {
  if (Number.isNaN(spread)) return [];
  const own = Math.exp(spread * Math.LN10);
  return [
    `They differ by a factor of ${short(own)}: 10 to the power of the spread, the std of the log10 weights. ` +
      `The best weight is ${ratio === Infinity ? 'more than 1e308' : short(ratio)} times the worst.`,
  ];
}

/** Significant digits of a table for people; `--json` prints all digits. */
const DIGITS = 6;

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

interface Read {
  regrets: number[];
  /** Names of the workers; null for numbers on the command line. */
  names: readonly string[] | null;
  readAs: ReadAs | null;
  notes: readonly string[];
}

async function readRegrets(argv: WeightsArguments): Promise<Read> {
  const { regrets, path } = readRegretWords(argv.regrets);
  return regrets ? { regrets, names: null, readAs: null, notes: [] } : regretsOfFile(path, argv);
}

/** The regrets of one epoch of a table, or of one column. */
async function regretsOfFile(path: string, argv: WeightsArguments): Promise<Read> {
  beforeLongTask();
  const { readAnyEpochs } = await import('../../epochs/read-epochs.js');
  const table = await readAnyEpochs(path, { quantity: 'regrets', ...tableOptions(argv) }, 1);
  const { values, workers, epochs, readAs, notes, source } = table;
  if (workers === 1 && argv.epoch === undefined) {
    const numbers = Array.from(values, (_, i) => String(i + 1));
    const asColumn = { epochs: 1, workers: numbers, order: `column ${table.names[0]!}: a row per worker` };
    return { regrets: [...values], names: null, readAs: readAs && { ...readAs, ...asColumn }, notes };
  }
  if (epochs === 0) throw new UsageError(`${source}: expected regrets, got none`);
  const epoch = epochNumber(argv.epoch, epochs, source);
  const row = values.subarray(epoch * workers, (epoch + 1) * workers);
  const present = table.names.map((_, i) => i).filter((i) => !Number.isNaN(row[i]!));
  return {
    regrets: present.map((i) => row[i]!),
    // A column without a name is called by its number.
    names: present.map((i) => table.names[i]!.replace(/^column (?=\d+$)/, '')),
    readAs,
    notes: epochs === 1 ? notes : [`Epoch ${epoch + 1} of ${epochs}.`, ...notes],
  };
}

/** Index of the epoch that `--epoch` names. */
function epochNumber(wanted: string | undefined, epochs: number, source: string): number {
  if (epochs === 1 && wanted === undefined) return 0;
  if (wanted === 'last') return epochs - 1;
  const number = decimalOf(wanted ?? '') ?? NaN;
  if (Number.isInteger(number) && number >= 1 && number <= epochs) return number - 1;
  const rule = `--epoch last, or its number from 1 (oldest) to ${epochs}`;
  throw new UsageError(
    wanted === undefined
      ? `${source}: expected the regrets of one epoch, got ${epochs} epochs: choose one by ${rule}`
      : `${source}: expected ${rule}, got ${wanted}`,
  );
}
