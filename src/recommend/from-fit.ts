/** Answers from the committed mapping: at once, where it has been fitted. */

import { curveAt, type Curve } from '../fit/curve.js';
import type { QuantileName } from '../study/record.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';
import { COMMITTED } from './committed.js';
import type { Answer, Bounded, Question } from './question.js';

interface View {
  scheme: SchemeName;
  mapping: MappingName;
  workers: number | null;
  factor: number;
}

/** What answers need of the fits of `results/mapping`. */
export interface Committed {
  curves: (View &
    Curve & {
      quantile: QuantileName | null;
      formula: string;
      range: { ratio: readonly number[] };
      draws: number | null;
      worstError: number;
    })[];
  /** Share of draws that some epsilon separates, at increasing ratios: [ratio, share, low, high]. */
  shares: (View & { points: readonly (readonly number[])[] })[];
}

/** Two-sided 95 % of a normal distribution, in standard errors. */
const REACH = 1.959963984540054;

/** The quantile that a share of epochs is above, as far as there are curves. */
const QUANTILE_OF: ReadonlyMap<number, QuantileName> = new Map([
  [0.95, 'q05'],
  [0.5, 'q50'],
  [0.05, 'q95'],
]);

/** null where the mapping has not been fitted: another formula, number of workers, factor or share, or a ratio outside its range. */
export function answerFromFit({ ratio, workers, confidence, factor, scheme, formula }: Question): Answer | null {
  if (formula.pNorm !== 3 || formula.cNorm !== 0.75) return null;
  const isOfQuestion = (view: View) =>
    view.scheme === scheme &&
    view.mapping === formula.mapping &&
    view.workers === workers &&
    Math.abs(view.factor / factor - 1) < SAME_FACTOR;
  const curveOf = (quantile: QuantileName | undefined) =>
    COMMITTED.curves.find(
      (curve) => isOfQuestion(curve) && curve.quantile === quantile && ratio >= curve.range.ratio[0]! && ratio <= curve.range.ratio[1]!,
    );
  const wanted = curveOf(QUANTILE_OF.get(confidence));
  const median = curveOf('q50');
  const shares = COMMITTED.shares.find(isOfQuestion);
  if (!wanted || !median || !shares) return null;
  return {
    recommended: boundedAt(wanted, ratio),
    median: boundedAt(median, ratio),
    separable: shareAt(shares.points, ratio),
    source: 'fit',
    draws: wanted.draws!,
    ratioLimit: null,
  };
}

/** Factors that differ in the last digit of a double are the same: 10 ** 0.5 and sqrt(10). */
const SAME_FACTOR = 1e-12;

/** Beside what chance leaves open, the formula itself is a little off: half of its largest residual is taken for the standard error of that. */
function boundedAt(curve: Committed['curves'][number], ratio: number): Bounded {
  const { epsilon, standardError } = curveAt(curve, ratio);
  const reach = REACH * Math.hypot(standardError, (curve.worstError / 2) * epsilon);
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
