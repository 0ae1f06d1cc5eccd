/** Answers from the committed mapping, without simulation. */

import { curveAt } from '../fit/fitted-curve.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { COMMITTED } from './committed.js';
import { QUANTILE_OF, SAME_FACTOR } from './committed-quantiles.js';
import type { CommittedCurve } from './committed-mapping.js';
import type { Answer, Bounded, Question } from './question.js';

/** Half-width of a 95 % interval of a normal distribution, in standard errors. */
const HALF_WIDTH = 1.959963984540054;

/**
 * @returns null for a formula, number of workers, factor or share that was not fitted, or a ratio outside the
 * fitted range
 */
export function answerFromFit({
  ratio,
  workers,
  confidence,
  factor,
  scheme,
  formula,
  groups,
}: Question): Answer | null {
  if (groups) return null;
  if (formula.pNorm !== DEFAULT_OPTIONS.pNorm || formula.cNorm !== DEFAULT_OPTIONS.cNorm) return null;
  const committed = COMMITTED.find(
    (each) =>
      each.scheme === scheme &&
      each.mapping === formula.mapping &&
      each.workers === workers &&
      Math.abs(each.factor / factor - 1) < SAME_FACTOR,
  );
  const name = QUANTILE_OF.get(confidence);
  if (!committed || !name) return null;
  const wanted = committed.quantiles[name];
  const median = committed.quantiles.q50;
  const isCovered = ({ ratios }: CommittedCurve) => ratio >= ratios[0]! && ratio <= ratios[1]!;
  if (!isCovered(wanted) || !isCovered(median)) return null;
  return {
    recommended: boundedAt(wanted, workers, ratio),
    median: boundedAt(median, workers, ratio),
    separable: shareAt(committed.shares, ratio),
    source: 'fit',
    draws: wanted.draws,
    ratioLimit: null,
    slopeLimit: null,
    slopeLimitInterval: null,
  };
}

/**
 * Value with its interval. The error of the formula itself is added to the standard error, as half of its
 * largest residual.
 */
function boundedAt(
  { model, rate, parameters, covariance: lower, worstError }: CommittedCurve,
  workers: number,
  ratio: number,
): Bounded {
  const limits = { steep: parameters[0]!, ratio: parameters[1]!, epsilon: 0, rate };
  const covariance = lower.map((_, i) => lower.map((_, j) => (j <= i ? lower[i]![j]! : lower[j]![i]!)));
  const { epsilon, standardError } = curveAt(
    { model, workers, limits, parameters: parameters.map((value) => ({ value })), covariance },
    ratio,
  );
  const half = HALF_WIDTH * Math.hypot(standardError, (worstError / 2) * epsilon);
  return { value: epsilon, low: epsilon - half, high: epsilon + half };
}

/**
 * Share of draws with an epsilon, interpolated linearly. In each draw it can only vanish as the ratio grows,
 * because a mapping is concave in log weights. Between two ratios the share therefore lies between their
 * shares, and the interval extends from the low end of one to the high end of the other.
 */
function shareAt(points: readonly (readonly number[])[], ratio: number): Bounded {
  const after = points.findIndex(([at]) => at! >= ratio);
  const [b, sb, lowB, highB] = points[after] as [number, number, number, number];
  if (b === ratio) return { value: sb, low: lowB, high: highB };
  const [a, sa, , highA] = points[after - 1] as [number, number, number, number];
  return { value: sa + ((sb - sa) * (ratio - a)) / (b - a), low: lowB, high: highA };
}
