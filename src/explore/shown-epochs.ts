/**
 * The epochs that the page shows, in stds of the regrets: the weights of one epoch, and the spreads of many
 * epochs at each epsilon. Regrets are `ratio + z`. Drawn epochs come from the stream of the library's
 * simulations with seed 0.
 */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { together, type Group } from '../sampling/groups.js';
import { drawRegrets } from '../sampling/regrets.js';
import { wilson } from '../statistics/intervals.js';
import type { Formula } from '../weights/formula.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../weights/weights.js';

/**
 * Standardized regrets of a typical epoch, best worker first, shape (N): even quantiles of the normal
 * distribution, (i - 3/8) / (N + 1/4) (Blom 1958), scaled to a sample standard deviation (divisor N - 1) of
 * exactly 1.
 */
export function typicalEpoch(workers: number): Float64Array {
  const z = Float64Array.from(
    { length: workers },
    (_, i) => -normalQuantile((i + 1 - 0.375) / (workers + 0.25), 0, 1),
  );
  const squares = z.reduce((sum, each) => sum + each * each, 0);
  return z.map((each) => each / Math.sqrt(squares / (workers - 1)));
}

/**
 * The same for groups: a typical epoch of each, with the mean and std of all workers subtracted and divided
 * out.
 */
export function typicalGroups(groups: readonly Group[]): Float64Array {
  const all = together(groups);
  const z = groups.flatMap(({ workers, mean, std }) =>
    // A single worker is at the mean of its group.
    Array.from(
      workers === 1 ? [0] : typicalEpoch(workers),
      (each) => (mean - all.mean + std * each) / all.std,
    ),
  );
  return Float64Array.from(z).sort().reverse();
}

/** Standardized regrets of the first epochs of the stream, shape (epochs, N). */
export function drawnEpochs(workers: number, epochs: number, groups?: readonly Group[]): Float64Array {
  const z = new Float64Array(epochs * workers);
  let filled = 0;
  for (const part of drawRegrets({ workers, seed: 0, mean: 0, std: 1, stream: 0 }, 0, epochs, groups)) {
    z.set(part, filled);
    filled += part.length;
  }
  return z;
}

/**
 * Weights of one epoch relative to the best worker, shape (N), and their spread S.
 * @param z standardized regrets, shape (N)
 */
export function epochWeights(
  z: Float64Array,
  ratio: number,
  epsilon: number,
  formula: Formula,
): { weights: Float64Array; spread: number } {
  const logWeights = new Float64Array(z.length);
  const spreadAt = epochSpread(z, ratio, formula, new Float64Array(z.length), logWeights);
  const spread = spreadAt(epsilon);
  return { weights: logWeights.map((log) => Math.exp(log)), spread };
}

/**
 * Spread S of each epoch at each epsilon; NaN where a bound makes a weight zero.
 * @param z standardized regrets, shape (epochs, N)
 * @returns shape (epsilons, epochs)
 */
export function spreadsAt(
  z: Float64Array,
  workers: number,
  ratio: number,
  epsilons: readonly number[],
  formula: Formula,
): Float64Array {
  const epochs = z.length / workers;
  const spreads = new Float64Array(epsilons.length * epochs);
  for (const [epoch, spreadAt] of spreadFunctions(z, workers, ratio, formula).entries())
    for (const [e, epsilon] of epsilons.entries()) spreads[e * epochs + epoch] = spreadAt(epsilon);
  return spreads;
}

/** From epsilon to the spread S of one epoch. */
export type SpreadFunction = (epsilon: number) => number;

/**
 * Function of each epoch, shape (epochs). They share buffers. @param z standardized regrets, shape (epochs,
 * N)
 */
export function spreadFunctions(
  z: Float64Array,
  workers: number,
  ratio: number,
  formula: Formula,
): SpreadFunction[] {
  const normalized = new Float64Array(workers);
  const logWeights = new Float64Array(workers);
  return Array.from({ length: z.length / workers }, (_, epoch) => {
    const own = z.subarray(epoch * workers, (epoch + 1) * workers);
    return epochSpread(own, ratio, formula, normalized, logWeights);
  });
}

/**
 * Returns the function from epsilon to the spread S of one epoch, which also fills `logWeights`.
 * @param normalized buffer, shape (N)
 * @param logWeights buffer for the logarithms of the weights relative to the best worker, shape (N)
 */
function epochSpread(
  z: Float64Array,
  ratio: number,
  formula: Formula,
  normalized: Float64Array,
  logWeights: Float64Array,
): SpreadFunction {
  const summary = summarize(
    z.map((each) => ratio + each),
    formula,
  );
  return (epsilon) => {
    const best = relativeLogWeights(summary, denominator(summary, epsilon), formula, normalized, logWeights);
    return spreadsOf(logWeights, best, formula.scheme).log10;
  };
}

/** Range of the spread S at one epsilon, over the epochs in which it is defined. */
export interface Band {
  epsilon: number;
  /** The wanted share of epochs has at least this spread. */
  low: number;
  /** One epoch in twenty has at least this spread, or the wanted share of epochs if that is smaller. */
  high: number;
}

/**
 * Bands at all epsilons, except those at which the spread is undefined in most epochs. @param spreads shape
 * (epsilons, epochs)
 */
export function bandOf(spreads: Float64Array, epsilons: readonly number[], share: number): Band[] {
  const epochs = spreads.length / epsilons.length;
  return epsilons.flatMap((epsilon, e) => {
    const sorted = spreads
      .subarray(e * epochs, (e + 1) * epochs)
      .filter((spread) => !Number.isNaN(spread))
      .sort();
    if (sorted.length < epochs / 2) return [];
    const quantile = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
    return [{ epsilon, low: quantile(1 - share), high: quantile(Math.max(0.95, 1 - share)) }];
  });
}

/**
 * Share of epochs whose weights are separated at an epsilon, with its 95 % interval.
 * @param epochs function of each epoch
 */
export function separatedShare(epochs: readonly SpreadFunction[], epsilon: number, factor: number) {
  const threshold = Math.log10(factor);
  let separated = 0;
  for (const spreadAt of epochs) if (spreadAt(epsilon) >= threshold) separated++;
  return wilson(separated, epochs.length);
}
