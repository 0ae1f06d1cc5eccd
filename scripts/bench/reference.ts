/** The grid task with the readable implementation of src/weights: the reference for all results. */

import { completeFormula } from '../../src/weights/formula.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../../src/weights/weights.js';
import { C_NORM, P_NORM, type Data } from './data.js';

const formulas = MAPPINGS.map((mapping) =>
  completeFormula({ pNorm: P_NORM, cNorm: C_NORM, scheme: 'whitepaper', mapping }),
);

/** Mean over draws of S, shape (cell, mapping, epsilon). */
export function referenceSpreads({ cells, draws, workers, regrets, epsilons }: Data): Float64Array {
  const spreads = new Float64Array(cells * formulas.length * epsilons.length);
  const normalized = new Float64Array(workers);
  const relative = new Float64Array(workers);
  for (let draw = 0; draw < cells * draws; draw++) {
    const cell = Math.floor(draw / draws);
    const summary = summarize(regrets.subarray(draw * workers, (draw + 1) * workers), formulas[0]!);
    for (const [m, formula] of formulas.entries()) {
      const start = (cell * formulas.length + m) * epsilons.length;
      for (let e = 0; e < epsilons.length; e++) {
        const d = denominator(summary, epsilons[e]!);
        const logBest = relativeLogWeights(summary, d, formula, normalized, relative);
        spreads[start + e]! += spreadsOf(relative, logBest, formula.scheme).log10 / draws;
      }
    }
  }
  return spreads;
}
