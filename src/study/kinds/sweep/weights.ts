/**
 * Weights of every worker against epsilon for one vector of regrets and one formula, and the rows of the
 * tables.
 */

import { completeFormula, type FormulaOptions } from '../../../weights/formula.js';
import { largestSpread } from '../../../weights/largest-spread.js';
import { maxEpsilon } from '../../../weights/max-epsilon.js';
import { median, populationStd, scaleOf } from '../../../weights/scale.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../../../weights/weights.js';
import { axisValues } from '../../axis.js';
import type { Indexed } from '../kind.js';
import type { SweepStudy, VectorKey, VectorRow, VectorSpreadRow, WeightRow } from './definition.js';

/** A vector of regrets under one formula. */
export interface SweepPart {
  /** Index among {@link sweepParts}. */
  index: number;
  key: VectorKey;
}

/** All parts in the order of the tables: vector, scheme, mapping, scaling of epsilon. */
export function sweepParts({ regrets, schemes, mappings, epsilonScaling }: SweepStudy): SweepPart[] {
  const keys = regrets.flatMap(({ name }) =>
    schemes.flatMap((scheme) =>
      mappings.flatMap((mapping) =>
        epsilonScaling.map((scaling) => ({ vector: name, scheme, mapping, epsilon_scaling: scaling })),
      ),
    ),
  );
  return keys.map((key, index) => ({ index, key }));
}

/**
 * Computes three lists: weights and their log10, shape (epsilon, worker, 2); S_lin and S, shape (epsilon, 2);
 * the largest S, its epsilon and the largest epsilon that reaches the threshold, shape (3). Undefined numbers
 * are NaN: log10 of a zero weight, numbers without limit or beyond double precision, and all numbers if s +
 * epsilon * |median| is 0.
 */
export function sweepVector(study: SweepStudy, { key }: SweepPart): Float64Array[] {
  const regrets = regretsOf(study, key.vector);
  const { scheme, mapping } = key;
  const options: FormulaOptions = {
    scheme,
    mapping,
    epsilonScaling: key.epsilon_scaling,
    pNorm: study.pNorm,
    cNorm: study.cNorm,
  };
  const formula = completeFormula(options);
  const summary = summarize(regrets, formula);
  const epsilons = axisValues(study.epsilon);
  const weights = new Float64Array(epsilons.length * regrets.length * 2).fill(NaN);
  const spreads = new Float64Array(epsilons.length * 2).fill(NaN);
  const relative = new Float64Array(regrets.length);
  for (const [e, epsilon] of epsilons.entries()) {
    const d = denominator(summary, epsilon);
    if (d === 0) continue;
    const logBest = relativeLogWeights(summary, d, formula, new Float64Array(regrets.length), relative);
    const level = formula.scheme.ratio ? 0 : logBest;
    for (const [i, logRatio] of relative.entries()) {
      weights.set(
        [finiteOrNaN(Math.exp(level + logRatio)), finiteOrNaN((level + logRatio) / Math.LN10)],
        (e * regrets.length + i) * 2,
      );
    }
    const { linear, log10 } = spreadsOf(relative, logBest, formula.scheme);
    spreads.set([finiteOrNaN(linear), finiteOrNaN(log10)], e * 2);
  }
  // The searches need an epsilon with s + epsilon * |median| > 0.
  if (summary.scale + summary.epsilonFactor === 0) return [weights, spreads, new Float64Array(3).fill(NaN)];
  const top = withinPrecision(() => largestSpread(regrets, options));
  const largest = withinPrecision(() => maxEpsilon(regrets, { ...options, factor: study.factor }));
  const found = [top?.spread, top?.epsilon, largest?.epsilon];
  return [weights, spreads, Float64Array.from(found, (value) => finiteOrNaN(value ?? NaN))];
}

export function regretsOf({ regrets }: SweepStudy, vector: string): Float64Array {
  return Float64Array.from(axisValues(regrets.find(({ name }) => name === vector)!.values));
}

/** Null if a number on the way is beyond double precision, such as an epsilon over a median of 1e-300. */
function withinPrecision<T>(search: () => T): T | null {
  try {
    return search();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

/** The rows of `weights.csv`; `results` holds those of each of {@link sweepParts}. */
export function* weightRows(
  study: SweepStudy,
  results: Indexed<readonly Float64Array[]>,
): Generator<WeightRow> {
  for (const { index, key } of sweepParts(study)) {
    const regrets = regretsOf(study, key.vector);
    const weights = results.at(index)![0]!;
    let at = 0;
    for (const epsilon of axisValues(study.epsilon)) {
      for (const [i, regret] of regrets.entries()) {
        yield {
          ...key,
          epsilon,
          worker: i + 1,
          regret,
          weight: weights[at++]!,
          log10_weight: weights[at++]!,
        };
      }
    }
  }
}

/** The rows of `spread.csv`. */
export function* vectorSpreadRows(
  study: SweepStudy,
  results: Indexed<readonly Float64Array[]>,
): Generator<VectorSpreadRow> {
  for (const { index, key } of sweepParts(study)) {
    const spreads = results.at(index)![1]!;
    let at = 0;
    for (const epsilon of axisValues(study.epsilon)) {
      yield { ...key, epsilon, std_weights: spreads[at++]!, std_log10_weights: spreads[at++]! };
    }
  }
}

/** The rows of `vectors.csv`. */
export function vectorRows(study: SweepStudy, results: Indexed<readonly Float64Array[]>): VectorRow[] {
  return sweepParts(study).map(({ index, key }) => {
    const regrets = regretsOf(study, key.vector);
    const [spread, epsilon, largest] = results.at(index)![2]!;
    return {
      ...key,
      workers: regrets.length,
      min_regret: regrets.reduce((least, regret) => Math.min(least, regret), Infinity),
      max_regret: regrets.reduce((most, regret) => Math.max(most, regret), -Infinity),
      median_regret: median(regrets),
      std_regrets: populationStd(regrets),
      scale: scaleOf(regrets, completeFormula({ scheme: key.scheme }).scheme.scale),
      max_std_log10_weights: spread!,
      max_epsilon_std_log10_weights: epsilon!,
      max_epsilon_threshold: largest!,
    };
  });
}
