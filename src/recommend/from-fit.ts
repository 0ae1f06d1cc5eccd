/** Answers from the committed mapping: at once, where it has been fitted. */

import { curveAt } from '../fit/fitted-curve.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { COMMITTED } from './committed.js';
import type { CommittedCurve, CommittedMapping } from './committed-mapping.js';
import type { Answer, Bounded, Question } from './question.js';

/** Two-sided 95 % of a normal distribution, in standard errors. */
const REACH = 1.959963984540054;

/** The quantile that a share of epochs is above, as far as there are curves. */
const QUANTILE_OF: ReadonlyMap<number, keyof CommittedMapping['quantiles']> = new Map([
  [0.95, 'q05'],
  [0.5, 'q50'],
  [0.05, 'q95'],
]);

/** null where the mapping has not been fitted: another formula, number of workers, factor or share, or a ratio outside its range. */
export function answerFromFit({
  ratio,
  workers,
  confidence,
  factor,
  scheme,
  formula,
}: Question): Answer | null {
  if (formula.pNorm !== DEFAULT_OPTIONS.pNorm || formula.cNorm !== DEFAULT_OPTIONS.cNorm) return null;
  const view = COMMITTED.find(
    (each) =>
      each.scheme === scheme &&
      each.mapping === formula.mapping &&
      each.workers === workers &&
      Math.abs(each.factor / factor - 1) < SAME_FACTOR,
  );
  const name = QUANTILE_OF.get(confidence);
  if (!view || !name) return null;
  const wanted = view.quantiles[name];
  const median = view.quantiles.q50;
  const isCovered = ({ ratios }: CommittedCurve) => ratio >= ratios[0]! && ratio <= ratios[1]!;
  if (!isCovered(wanted) || !isCovered(median)) return null;
  return {
    recommended: boundedAt(wanted, workers, ratio),
    median: boundedAt(median, workers, ratio),
    separable: shareAt(view.shares, ratio),
    source: 'fit',
    draws: wanted.draws,
    ratioLimit: null,
  };
}

/** Relative difference up to which two factors are the same: a factor may have been typed with fewer digits than a double has. */
const SAME_FACTOR = 1e-12;

/** Beside what chance leaves open, the formula itself is a little off: half of its largest residual is taken for the standard error of that. */
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
  const reach = REACH * Math.hypot(standardError, (worstError / 2) * epsilon);
  return { value: epsilon, low: epsilon - reach, high: epsilon + reach };
}

/**
 * The share falls with the ratio, draw by draw (a mapping is concave in log weights). So between two ratios it lies between their shares,
 * and the interval reaches from the low end of the one to the high end of the other.
 */
function shareAt(points: readonly (readonly number[])[], ratio: number): Bounded {
  const after = points.findIndex(([at]) => at! >= ratio);
  const [b, sb, lowB, highB] = points[after] as [number, number, number, number];
  if (b === ratio) return { value: sb, low: lowB, high: highB };
  const [a, sa, , highA] = points[after - 1] as [number, number, number, number];
  return { value: sa + ((sb - sa) * (ratio - a)) / (b - a), low: lowB, high: highA };
}
