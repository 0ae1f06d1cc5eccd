/**
 * The smallest std that an epsilon resolves where the mean of the regrets is known in dex, not over their
 * std.
 */

import { upperBoundOf, type Answer, type Question } from './question.js';

/** Relative error of epsilon at which the search stops: far below the width of an interval. */
const TOLERANCE = 1e-6;
/** Most steps of each part of the search. */
const MOST_STEPS = 60;
/** Relative step of the std that measures how fast the epsilon grows with it. */
const STEP = 1.05;

/**
 * Finds the std s with s v(mean / s) = epsilon, where v is the largest epsilon over the std. s v grows with s
 * wherever v exists.
 * @param mean dex, not 0
 * @param at the answer for a mean over std
 * @returns the question at the mean over std of that std, and its answer; an answer without epsilon if no std
 *   is
 *   resolved
 */
export function answerAtMean(
  question: Question,
  { epsilon, mean }: { epsilon: number; mean: number },
  at: (question: Question) => Answer,
): { question: Question; answer: Answer } {
  const answerOf = (std: number): { question: Question; answer: Answer } => {
    const asked = { ...question, ratio: mean / std };
    return { question: asked, answer: at(asked) };
  };
  /** log of the largest epsilon over the wanted one; NaN without any. */
  const excessOf = (std: number): number =>
    Math.log((std * (answerOf(std).answer.recommended?.value ?? NaN)) / epsilon);

  let low = epsilon / Math.max(1, 2 * upperBoundOf(question));
  const first = answerOf(low);
  if (!first.answer.recommended) {
    // A positive mean hides the spread of a small std. A larger std does not help against a negative one.
    const { ratioLimit } = first.answer;
    if (!(mean > 0 && ratioLimit !== null && ratioLimit > 0)) return first;
    low = mean / ratioLimit;
  }
  let high = low;
  let [below, above] = [NaN, excessOf(high)];
  for (let step = 0; step < MOST_STEPS && !(above >= 0); step++) {
    [low, below] = [high, above];
    high *= 2;
    above = excessOf(high);
  }
  if (!(above >= 0)) return answerOf(high);
  for (let step = 0; step < MOST_STEPS && above > TOLERANCE && high / low > 1 + TOLERANCE; step++) {
    // The secant in logarithms, in which epsilon and std are nearly proportional; just beyond it, so that
    // both ends move.
    const share = Number.isNaN(below) ? 0.5 : Math.min(1, below / (below - above) + TOLERANCE / 2);
    const std = low * (high / low) ** share;
    const excess = excessOf(std);
    if (excess >= 0) [high, above] = [std, excess];
    else [low, below] = [std, excess];
  }
  const found = answerOf(high);
  const { value, low: least, high: most } = found.answer.recommended!;
  const growth = (excessOf(STEP * high) - above) / Math.log(STEP);
  const stdWith = (other: number) => high * (value / other) ** (1 / growth);
  const scaled = { value: epsilon / high, low: epsilon / stdWith(least), high: epsilon / stdWith(most) };
  return { question: found.question, answer: { ...found.answer, recommended: scaled } };
}
