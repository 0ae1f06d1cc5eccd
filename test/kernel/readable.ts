/** Both spreads from the readable implementation. */

import { KERNEL_MAPPINGS } from '../../src/kernel/kernel.js';
import { completeFormula, type FormulaOptions } from '../../src/weights/formula.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../../src/weights/weights.js';

export interface Spreads {
  log10: number;
  linear: number;
  /** Weight of the best worker, the unit of the rounding error of S_lin. */
  best: number;
}

/** Spreads of one draw, shape (epsilon, mapping). */
export function readable(
  regrets: Float64Array,
  epsilons: readonly number[],
  options: FormulaOptions,
): Spreads[][] {
  return epsilons.map((epsilon) =>
    KERNEL_MAPPINGS.map((mapping) => {
      const formula = completeFormula({ ...options, mapping });
      const summary = summarize(regrets, formula);
      const relative = new Float64Array(regrets.length);
      const logBest = relativeLogWeights(
        summary,
        denominator(summary, epsilon),
        formula,
        new Float64Array(regrets.length),
        relative,
      );
      return {
        ...spreadsOf(relative, logBest, formula.scheme),
        best: formula.scheme.ratio ? 1 : Math.exp(logBest),
      };
    }),
  );
}
