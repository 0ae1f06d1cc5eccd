/**
 * The epochs that the page shows, in units of the std of the regrets: the weights of one, and over many the spread at each epsilon.
 * Drawn epochs come from the stream of the library's simulations with seed 0; regrets are `ratio + z`.
 */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { wilson } from '../statistics/intervals.js';
import { drawRegrets } from '../sampling/regrets.js';
import type { Formula } from '../weights/formula.js';
import { denominator, relativeLogWeights, spreadsOf, summarize } from '../weights/weights.js';

/**
 * A typical epoch: N standardised regrets at even quantiles of the normal distribution, (i - 3/8) / (N + 1/4) (Blom 1958), stretched to a
 * sample standard deviation (divisor N - 1) of exactly 1. Best worker first, shape (N).
 */
export function typicalEpoch(workers: number): Float64Array {
  const z = Float64Array.from(
    { length: workers },
    (_, i) => -normalQuantile((i + 1 - 0.375) / (workers + 0.25), 0, 1),
  );
  const squares = z.reduce((sum, each) => sum + each * each, 0);
  return z.map((each) => each / Math.sqrt(squares / (workers - 1)));
}

/** Standardised regrets of the first epochs of the stream, shape (epochs, workers). */
export function drawnEpochs(workers: number, epochs: number): Float64Array {
  const all = new Float64Array(epochs * workers);
  let at = 0;
  for (const part of drawRegrets({ workers, seed: 0, mean: 0, std: 1, stream: 0 }, 0, epochs)) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param z standardised regrets of one epoch, shape (N) */
export function epochWeights(
  z: Float64Array,
  ratio: number,
  epsilon: number,
  formula: Formula,
): { weights: Float64Array; spread: number } {
  const regrets = z.map((each) => ratio + each);
  const summary = summarize(regrets, formula);
  const relative = new Float64Array(z.length);
  const best = relativeLogWeights(
    summary,
    denominator(summary, epsilon),
    formula,
    new Float64Array(z.length),
    relative,
  );
  return {
    weights: relative.map((log) => Math.exp(log)),
    spread: spreadsOf(relative, best, formula.scheme).log10,
  };
}

/**
 * S of each epoch at each epsilon; NaN where a bound makes a weight zero.
 * @param z standardised regrets, shape (epochs, workers)
 * @returns shape (epsilons, epochs)
 */
export function spreads(
  z: Float64Array,
  workers: number,
  ratio: number,
  epsilons: readonly number[],
  formula: Formula,
): Float64Array {
  const epochs = z.length / workers;
  const found = new Float64Array(epsilons.length * epochs);
  const [normalized, relative] = [new Float64Array(workers), new Float64Array(workers)];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const summary = summarize(
      z.subarray(epoch * workers, (epoch + 1) * workers).map((each) => ratio + each),
      formula,
    );
    for (const [e, epsilon] of epsilons.entries()) {
      const best = relativeLogWeights(summary, denominator(summary, epsilon), formula, normalized, relative);
      found[e * epochs + epoch] = spreadsOf(relative, best, formula.scheme).log10;
    }
  }
  return found;
}

/** S over the epochs in which it is defined, at one epsilon. */
export interface Band {
  epsilon: number;
  /** What the wanted share of epochs reaches. */
  low: number;
  /** What one epoch in twenty reaches, or fewer if that is wanted. */
  high: number;
}

/** S at each epsilon, without those at which it is undefined in most epochs. */
export function bandOf(spreadsByEpsilon: Float64Array, epsilons: readonly number[], share: number): Band[] {
  const epochs = spreadsByEpsilon.length / epsilons.length;
  return epsilons.flatMap((epsilon, e) => {
    const sorted = spreadsByEpsilon
      .subarray(e * epochs, (e + 1) * epochs)
      .filter((spread) => !Number.isNaN(spread))
      .sort();
    if (sorted.length < epochs / 2) return [];
    const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
    return [{ epsilon, low: at(1 - share), high: at(Math.max(0.95, 1 - share)) }];
  });
}

/** Share of epochs whose weights an epsilon separates, with its 95 % interval. */
export function separatedShare(
  z: Float64Array,
  workers: number,
  ratio: number,
  epsilon: number,
  factor: number,
  formula: Formula,
) {
  const found = spreads(z, workers, ratio, [epsilon], formula);
  const threshold = Math.log10(factor);
  return wilson(
    found.reduce((count, spread) => count + Number(spread >= threshold), 0),
    found.length,
  );
}
