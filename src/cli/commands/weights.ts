/** `allora-epsilon weights`: one regret vector through the formula. */

import { parse } from 'csv-parse/sync';
import type { EpsilonScaling, MappingName, SchemeName } from '../../weights/schemes.js';
import { getWeights, weightSpread } from '../../weights/weights.js';
import { answer, type OutputOptions } from '../console.js';
import { readRegretWords } from '../regret-words.js';
import { UsageError, withUsageErrors } from '../../text/errors.js';
import { short } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';
import { nameOf, parseJson, readText } from '../../results/read.js';

interface WeightsArguments extends OutputOptions {
  regrets: string[];
  epsilon: number;
  scheme: SchemeName;
  mapping: MappingName;
  pNorm: number;
  cNorm: number;
  epsilonScaling: EpsilonScaling;
  factor: number;
}

export async function weights(argv: WeightsArguments): Promise<void> {
  const { epsilon, scheme, mapping, pNorm, cNorm, epsilonScaling, factor } = argv;
  const regrets = await readRegrets(argv.regrets);
  const result = await withUsageErrors(() =>
    getWeights(regrets, { epsilon, scheme, mapping, pNorm, cNorm, epsilonScaling }),
  );
  const spread = weightSpread(result.log10Weights);
  const threshold = Math.log10(factor);

  const columns = [regrets, result.normalizedRegrets, result.weights, result.log10Weights];
  const rows = regrets.map((_, i) => [String(i + 1), ...columns.map((column) => short(column[i]!, DIGITS))]);
  const header = ['worker', 'regret', 'normalised', 'weight', 'log10 weight'];
  const text = [
    spreadText(spread, threshold, factor),
    '',
    ...tableLines([header, ...rows], { align: 'right', gap: 2 }),
    '',
    `${scheme}, ${mapping}, p ${pNorm}, c ${cNorm}, epsilon ${epsilon}${epsilonScaling === 'median' ? ' times |median regret|' : ''}`,
  ].join('\n');

  answer(argv, text, {
    scheme,
    mapping,
    pNorm,
    cNorm,
    epsilonScaling,
    epsilon,
    regrets,
    normalizedRegrets: [...result.normalizedRegrets],
    weights: [...result.weights],
    // JSON has no -Infinity and no NaN: null means a zero weight, or an undefined spread.
    log10Weights: [...result.log10Weights].map(finiteOrNull),
    spread: finiteOrNull(spread),
    threshold,
  });
}

function spreadText(spread: number, threshold: number, factor: number): string {
  const limit = `threshold ${short(threshold, DIGITS)}, a factor of ${factor.toPrecision(3)}`;
  if (Number.isNaN(spread)) return 'spread undefined: a bound makes a weight zero';
  return `spread ${short(spread, DIGITS)}: ${spread >= threshold ? 'the weights differ meaningfully' : 'the weights do not differ meaningfully'} (${limit})`;
}

/** Significant digits of a table for people; `--json` prints all digits. */
const DIGITS = 6;

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

async function readRegrets(words: readonly string[]): Promise<number[]> {
  const { regrets, path } = readRegretWords(words);
  return regrets ?? regretsOfFile(await readText(path), nameOf(path));
}

function regretsOfFile(content: string, path: string): number[] {
  if (content.trim() === '') throw new UsageError(`${path}: expected regrets, got an empty file`);
  return /^\s*[[{]/.test(content)
    ? regretsOfJson(parseJson(content, path), path)
    : regretsOfCsv(content, path);
}

function regretsOfJson(document: unknown, path: string): number[] {
  const list = Array.isArray(document)
    ? (document as unknown[])
    : (document as { regrets?: unknown }).regrets;
  if (!Array.isArray(list))
    throw new UsageError(`${path}: expected a list of numbers, or an object with one under "regrets"`);
  return list.map((value: unknown, i) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new UsageError(`${path}: regrets[${i}]: expected a finite number, got ${JSON.stringify(value)}`);
  });
}

/** One row or one column, with or without a header. */
function regretsOfCsv(content: string, path: string): number[] {
  let rows: string[][];
  try {
    rows = parse(content, { skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const hasHeader = rows.length > 1 && rows[0]!.every((field) => !isNumber(field));
  const body = hasHeader ? rows.slice(1) : rows;
  const width = Math.max(...body.map((row) => row.length));
  if (body.length > 1 && width > 1)
    throw new UsageError(
      `${path}: expected one row or one column of regrets, got ${body.length} rows of ${width}`,
    );
  return body.flatMap((row, r) =>
    row.map((field, c) => toNumber(field, `${path}: line ${r + 1 + Number(hasHeader)}, column ${c + 1}`)),
  );
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function toNumber(text: string, place: string): number {
  if (isNumber(text)) return Number(text);
  throw new UsageError(`${place}: expected a finite number, got ${JSON.stringify(text)}`);
}
