/**
 * Regrets to weights, for one regret vector. Written to be readable: faster code elsewhere is tested against
 * it.
 *
 * Everything is computed relative to the best worker (the largest regret), because a weight relative to the
 * best is known to full precision even where the weights themselves underflow or agree in all their digits.
 */

import { checkNumber, checkNumbers, checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { completeFormula, FORMULA_FIELDS, type Formula, type FormulaOptions } from './formula.js';
import { bestWeight, logWeight, logWeightRatio } from './mapping.js';
import { CAP_Y, CUT_Y, SHIFT_Y } from './scheme-bounds.js';
import { differenceIn, median, populationStd, scaleOf } from './scale.js';

export interface WeightOptions extends FormulaOptions {
  /** Topic parameter, dex, >= 0: the precision of the log10 loss that the network should resolve. */
  epsilon: number;
}

const NAMES = optionNames<WeightOptions>({ ...FORMULA_FIELDS, epsilon: true });

/** Results, each of shape (N), in the order of the regrets. */
export interface Weights {
  /** x_i = r_i / (s + epsilon), as they enter the mapping: after the cap and the shift of the bounds. */
  normalizedRegrets: Float64Array;
  /** w_i; only ratios matter. */
  weights: Float64Array;
  /** Precise where the weight itself underflows; -Infinity where a bound makes the weight zero. */
  log10Weights: Float64Array;
}

/** The statistics of a regret vector that do not depend on epsilon. */
export interface RegretSummary {
  readonly regrets: Float64Array;
  /** The best worker's regret, dex. */
  readonly largest: number;
  /** s(r), dex. */
  readonly scale: number;
  /** Factor of epsilon: 1, or |median r| if epsilon is scaled by it. */
  readonly epsilonFactor: number;
}

/**
 * Weights of N workers from their regrets (whitepaper Eqs 8, 11, 28; the bounds are those of the chain's
 * code).
 * @param regrets log10 loss of the network minus log10 loss of each worker, shape (N), N >= 1, dex; positive
 *   = worker better
 * @throws {TypeError|RangeError} naming the argument, the rule and the value: no regrets, a regret that is
 *   not finite, epsilon < 0 or not finite, pNorm <= 0, an unknown name, or a denominator (spread + epsilon)
 *   of zero
 */
export function getWeights(regrets: ArrayLike<number>, options: WeightOptions): Weights {
  const values = checkNumbers('regrets', regrets, 'a finite number', Number.isFinite);
  const formula = completeFormula(options);
  const given = checkOptions(options);
  checkSpelling(given, NAMES);
  const epsilon = checkNumber(
    'epsilon',
    given.epsilon,
    'a finite number >= 0',
    (eps) => eps >= 0 && Number.isFinite(eps),
  );
  const summary = summarize(values, formula);
  const normalizedRegrets = new Float64Array(values.length);
  const relative = new Float64Array(values.length);
  const best = relativeLogWeights(
    summary,
    checkDenominator(summary, epsilon, formula),
    formula,
    normalizedRegrets,
    relative,
  );
  const level = formula.scheme.ratio ? 0 : best;
  return {
    normalizedRegrets,
    weights: relative.map((logRatio) => Math.exp(level + logRatio)),
    log10Weights: relative.map((logRatio) => (level + logRatio) / Math.LN10),
  };
}

/**
 * S, the population standard deviation of log10 weights, shape (N), N >= 1; NaN (undefined) if one of them is
 * -Infinity, a zero weight. Where the mean of the regrets is far larger than their spread, the log10 weights
 * are large and nearly equal, and their rounding limits the precision of S.
 * @throws {TypeError|RangeError} if `log10Weights` is not a list of numbers below infinity
 */
export function weightSpread(log10Weights: ArrayLike<number>): number {
  const values = checkNumbers(
    'log10Weights',
    log10Weights,
    'a number < Infinity',
    (value) => value < Infinity,
  );
  return values.includes(-Infinity) ? NaN : populationStd(values);
}

/**
 * The largest weight over the smallest, >= 1; Infinity if one is zero or the ratio exceeds double precision.
 * @param log10Weights shape (N), N >= 1
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function bestToWorst(log10Weights: ArrayLike<number>): number {
  const values = checkNumbers(
    'log10Weights',
    log10Weights,
    'a number < Infinity',
    (value) => value < Infinity,
  );
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
  if (least === -Infinity) return Infinity;
  return Math.exp((most - least) * Math.LN10);
}

export function summarize(regrets: Float64Array, formula: Formula): RegretSummary {
  return {
    regrets,
    largest: regrets.reduce((largest, regret) => Math.max(largest, regret), -Infinity),
    scale: scaleOf(regrets, formula.scheme.scale),
    epsilonFactor: formula.epsilonScaling === 'median' ? Math.abs(median(regrets)) : 1,
  };
}

/** d, the denominator of the normalised regrets, dex. */
export function denominator(summary: RegretSummary, epsilon: number): number {
  return summary.scale + epsilon * summary.epsilonFactor;
}

function checkDenominator(summary: RegretSummary, epsilon: number, { pNorm, cNorm }: Formula): number {
  const d = denominator(summary, epsilon);
  if (d === 0)
    throw new RangeError(
      'Expected `epsilon` to be > 0 where the regrets have no spread (0 / 0), got `0` (number)',
    );
  const largest = summary.regrets.reduce((most, regret) => Math.max(most, Math.abs(regret)), 0);
  if (d === Infinity || largest / d === Infinity) {
    throw new RangeError(
      `Expected \`regrets\` / (spread + \`epsilon\`) to be within double precision, got ${largest} / ${d}`,
    );
  }
  const y = pNorm * (largest / d + Math.abs(cNorm));
  if (y === Infinity) {
    throw new RangeError(
      `Expected \`pNorm\` * (\`regrets\` / (spread + \`epsilon\`) - \`cNorm\`) to be within double precision, got ${pNorm} * (${largest / d} + ${Math.abs(cNorm)})`,
    );
  }
  return d;
}

/**
 * Computes the normalised regrets of one vector and ln(w_i / w_best) of each worker, into `normalized` and
 * `relative`, both of shape (N).
 * @param d the denominator, > 0
 * @returns ln of the weight of the best worker
 */
export function relativeLogWeights(
  summary: RegretSummary,
  d: number,
  formula: Formula,
  normalized: Float64Array,
  relative: Float64Array,
): number {
  const { regrets, largest } = summary;
  const { pNorm: p, cNorm: c, mapping, scheme } = formula;
  // Without bounds: no cap, no shift, no cut.
  const cap = scheme.bounds ? c + CAP_Y / p : Infinity;
  const low = scheme.bounds ? c + SHIFT_Y / p : -Infinity;
  const cut = scheme.bounds ? c + CUT_Y / p : -Infinity;

  const shifted = largest / d < low;
  const best = shifted ? low : Math.min(largest / d, cap);
  const yBest = p * (best - c);
  const bestOfAll = bestWeight(mapping, yBest);
  for (let i = 0; i < regrets.length; i++) {
    const behind = differenceIn(d, regrets[i]!, largest);
    const x = shifted ? behind + low : Math.min(regrets[i]! / d, cap);
    normalized[i] = x;
    // Below the cap the distance to the best worker is that of the regrets. The difference of two nearly
    // equal x would lose its digits.
    relative[i] =
      x < cut
        ? -Infinity
        : logWeightRatio(mapping, bestOfAll, p * (x - c), p * (best === cap ? x - cap : behind));
  }
  return logWeight(mapping, yBest, p);
}

/**
 * S and S_lin from the results of {@link relativeLogWeights}, without the rounding of the log10 weights
 * themselves.
 */
export function spreadsOf(
  relative: Float64Array,
  logBest: number,
  scheme: Formula['scheme'],
): { log10: number; linear: number } {
  const level = scheme.ratio ? 0 : logBest;
  return {
    log10: relative.includes(-Infinity) ? NaN : populationStd(relative) / Math.LN10,
    linear: populationStd(relative.map((logRatio) => Math.exp(level + logRatio))),
  };
}
