/** A grid study, cell by cell: draws regrets, and averages both spreads of their weights on the epsilon axis. */

import incrmeanstdev from '@stdlib/stats-incr-meanstdev';
import { normalStream } from '../sampling/stream.js';
import { completeFormula } from '../weights/formula.js';
import type { SchemeName } from '../weights/schemes.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../weights/weights.js';
import { axisValues } from './axis.js';
import type { SpreadRow } from './record.js';
import type { GridStudy } from './study-file.js';

/** What is computed as a whole: the mappings of a cell share its regrets. */
export interface GridCell {
  scheme: SchemeName;
  workers: number;
  seed: number;
  mean: number;
  std: number;
  /** Number of the cell among (workers, mean, std), row-major; schemes share it, and with it the regrets, so that they can be compared. */
  stream: number;
}

/** Draws that share a stream. A block can be drawn without those before it. */
const BLOCK_DRAWS = 1024;

/** Numbers per (mapping, epsilon) in the result of {@link gridCellSpreads}: mean and standard error of S_lin, then of S. */
export const SPREAD_FIELDS = 4;

/** All cells of a study in the order of its tables: scheme, workers, seed, mean, std. */
export function gridCells(study: GridStudy): GridCell[] {
  const means = axisValues(study.mean);
  const stds = axisValues(study.std);
  return study.schemes.flatMap((scheme) =>
    study.workers.flatMap((workers, w) =>
      study.seeds.flatMap((seed) =>
        means.flatMap((mean, m) =>
          stds.map((std, s) => ({ scheme, workers, seed, mean, std, stream: (w * means.length + m) * stds.length + s })),
        ),
      ),
    ),
  );
}

/**
 * Both spreads of one cell, averaged over its draws, shape (mapping, epsilon, {@link SPREAD_FIELDS}).
 * The mean of S is undefined (NaN) where it is undefined for any draw: leaving such draws out would bias it. Standard errors of a single draw are NaN.
 */
export function gridCellSpreads(study: GridStudy, cell: GridCell): Float64Array {
  const epsilons = axisValues(study.epsilon);
  const formulas = study.mappings.map((mapping) => completeFormula({ ...study, scheme: cell.scheme, mapping }));
  const linear = formulas.map(() => epsilons.map(() => incrmeanstdev()));
  const log10 = formulas.map(() => epsilons.map(() => incrmeanstdev()));
  const normalized = new Float64Array(cell.workers);
  const relative = new Float64Array(cell.workers);

  for (const regrets of drawRegrets(study.draws, cell)) {
    const summary = summarize(regrets, formulas[0]!);
    for (const [e, epsilon] of epsilons.entries()) {
      const d = denominator(summary, epsilon);
      for (const [m, formula] of formulas.entries()) {
        const logBest = relativeLogWeights(summary, d, formula, normalized, relative);
        const spreads = spreadsOf(relative, logBest, formula.scheme);
        linear[m]![e]!(spreads.linear);
        log10[m]![e]!(spreads.log10);
      }
    }
  }

  const estimate = (accumulator: () => ArrayLike<number> | null) => {
    const [mean, std] = Array.from(accumulator()!) as [number, number];
    return [mean, study.draws > 1 ? std / Math.sqrt(study.draws) : NaN];
  };
  return Float64Array.from(
    formulas.flatMap((_, m) => epsilons.flatMap((_, e) => [...estimate(linear[m]![e]!), ...estimate(log10[m]![e]!)])),
  );
}

/** Regret vectors mean + std * z, shape (workers) each, always in the same buffer. */
function* drawRegrets(draws: number, { seed, stream, workers, mean, std }: GridCell): Generator<Float64Array> {
  const regrets = new Float64Array(workers);
  let normal = normalStream({ seed, cell: stream, block: 0 });
  for (let draw = 0; draw < draws; draw++) {
    if (draw > 0 && draw % BLOCK_DRAWS === 0) normal = normalStream({ seed, cell: stream, block: draw / BLOCK_DRAWS });
    for (let i = 0; i < workers; i++) regrets[i] = mean + std * normal();
    yield regrets;
  }
}

/** The rows of `spread.csv`: scheme, mapping, workers, seed, mean, std, epsilon. `spreads` holds the result of each of {@link gridCells}. */
export function* spreadRows(study: GridStudy, spreads: readonly Float64Array[]): Generator<SpreadRow> {
  const epsilons = axisValues(study.epsilon);
  const cells = gridCells(study);
  for (const scheme of study.schemes) {
    for (const [m, mapping] of study.mappings.entries()) {
      for (const [i, { workers, seed, mean, std, ...cell }] of cells.entries()) {
        if (cell.scheme !== scheme) continue;
        for (const [e, epsilon] of epsilons.entries()) {
          const at = (m * epsilons.length + e) * SPREAD_FIELDS;
          const [std_weights, std_weights_se, std_log10_weights, std_log10_weights_se] = spreads[i]!.subarray(
            at,
            at + SPREAD_FIELDS,
          ) as unknown as [number, number, number, number];
          yield {
            scheme,
            mapping,
            workers,
            seed,
            mean,
            std,
            epsilon,
            std_weights,
            std_weights_se,
            std_log10_weights,
            std_log10_weights_se,
          };
        }
      }
    }
  }
}
