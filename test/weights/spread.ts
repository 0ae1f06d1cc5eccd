import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../../src/weights/weights.js';

/** S as a function of epsilon, without the rounding error of the log10 weights; NaN if a weight is zero. */
export function spreadOf(regrets: readonly number[], options: FormulaOptions): (epsilon: number) => number {
  const formula = completeFormula(options);
  const summary = summarize(Float64Array.from(regrets), formula);
  const relative = new Float64Array(regrets.length);
  return (epsilon) => {
    const logBest = relativeLogWeights(
      summary,
      denominator(summary, epsilon),
      formula,
      new Float64Array(regrets.length),
      relative,
    );
    return spreadsOf(relative, logBest, formula.scheme).log10;
  };
}
