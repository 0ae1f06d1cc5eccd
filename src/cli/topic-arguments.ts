/** Arguments of `simulate`, and the rules that its two forms share. */

import type { RulesName } from '../network/rules.js';
import { UsageError } from '../text/errors.js';
import { grouped, rounded, short } from '../text/numbers.js';
import { LARGEST_EPSILON, type TopicSettings } from '../topic/settings.js';
import type { TableArguments } from './data-options.js';
import type { IntoArguments } from './running.js';
import { optionName } from './topic-options.js';

/** Options of a formula and of epsilons. */
interface FormulaArguments {
  epsilon?: number[];
  epsilonUnit: 'std' | 'dex';
  rules: RulesName;
  pNorm: number;
  cNorm: number;
  alpha: number;
  scores: boolean;
}

interface ReplayArguments extends TableArguments {
  replay?: string;
  inferences?: string;
  lossesAre?: 'log10' | 'raw';
  networkLoss?: string;
  forecasterNames?: string;
}

export interface SimulateArguments
  extends IntoArguments, FormulaArguments, ReplayArguments, Partial<Omit<TopicSettings, 'target'>> {
  /** How the target moves, or with `replay` a column. */
  target?: string;
  out?: string;
}

/**
 * Exponents of the first and last epsilon of the axis, and its length. Wide, so that both harms are on it.
 */
const AXIS = { from: -3, to: 1, length: 13 };

/** @throws {UsageError} if one of the options is given */
export function refuse(
  argv: SimulateArguments,
  names: readonly (keyof SimulateArguments)[],
  reason: string,
): void {
  const given = names.find((name) => argv[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${optionName(given)}: ${reason}`);
}

/** The axis on which harm is searched for, with the epsilons of the user. */
export function axisWith(given: readonly number[]): number[] {
  const { from, to, length } = AXIS;
  const step = (to - from) / (length - 1);
  // Two digits are enough, and short: 0.001, 0.0022, 0.0046.
  const axis = Array.from({ length }, (_, i) => rounded(Math.exp((from + i * step) * Math.LN10), 2));
  return [...new Set([...axis, ...given])].sort((a, b) => a - b);
}

/**
 * @param std of the regrets, in the unit of epsilon
 * @throws {UsageError} naming the epsilon
 */
export function checkLargest(given: readonly number[], std: number, unit: 'std' | 'dex'): void {
  const most = LARGEST_EPSILON.std;
  const wrong = given.find((epsilon) => epsilon > most * std);
  if (wrong === undefined) return;
  const limit = unit === 'std' ? `${most}` : short(most * std);
  throw new UsageError(
    `--epsilon: expected at most ${limit} ${unit}, ${grouped(most)} times the std of the regrets, got ${wrong}: all weights are equal ` +
      `there; is it in another unit (--epsilon-unit ${unit === 'std' ? 'dex' : 'std'})?`,
  );
}
