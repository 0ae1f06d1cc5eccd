/**
 * Moments of the spreads at many epsilons from those at a few.
 *
 * Epsilon enters the weights through u = 1 / (s + epsilon) alone. In v = sigma / (sigma + epsilon), sigma > 0, u is a quotient of linear
 * functions without a pole on [0, 1], so that spreads without bounds, and their moments over draws, are analytic in v for all epsilons from 0
 * to infinity: polynomials through well-placed nodes approach them geometrically. How fast is not assumed but seen: an interpolant counts
 * only after it has predicted moments that were not used for it.
 */

import type { Formula } from '../weights/formula.js';
import { MEANS, metricsOf, MOMENTS } from './moments.js';
import { interpolate, lejaPoints, MOST_NODES } from './polynomials.js';

/** Enough most often, for ten workers; where they are not, so many are added at a time. (Epsilons are computed four at a time.) */
const FIRST_NODES = 40;
const MORE_NODES = 8;
/** The last of them, which those before have to predict. */
const PREDICTED_NODES = 4;
/** Of the epsilons: where more would be nodes, all are computed. */
const LARGEST_SHARE = 0.75;

/**
 * Largest error of a prediction: of means in units of the metric (or of the largest mean, if that is less), of sums of squares relative to the
 * largest. With the predicted nodes among the others, errors are smaller by a factor of five to fifty.
 */
const MEAN_TOLERANCE = 1e-13;
const SQUARES_TOLERANCE = 1e-10;
/** In tolerances: where the first prediction is worse, or more nodes do not make one better by that factor, none will be good in time. */
const HOPELESS = 1e6;
const LEAST_GAIN = 5;
/** Means, and standard deviations, that are so small beside the largest would have few digits: they are computed. */
const SMALL = 3e-5;

/** Fewer epsilons, or regrets, are not worth an attempt. */
const ENOUGH_EPSILONS = 96;
const ENOUGH_REGRETS = 500;
/** Of fewer there are draws with hardly any spread of regrets, whose weights change where others' stay. */
const ENOUGH_WORKERS = 8;
/** Enough to know their mean and std about. */
const SUMMARIZED_REGRETS = 1000;
/** In standard deviations: of regrets that are farther from zero, weights change too steeply. */
const FARTHEST_MEAN = 40;

/** What tells whether spreads are smooth in epsilon. */
type SmoothFormula = Pick<Formula, 'scheme' | 'epsilonScaling'>;

/**
 * Moments of some draws at all of `epsilons`; nothing where they have to be computed one by one.
 * @param regrets dex, shape (draws, workers)
 * @param epsilons dex, >= 0, shape (epsilons)
 * @param momentsAt computes moments of these draws, shape (metric, epsilon, {@link MOMENTS})
 * @returns shape (metric, epsilon, {@link MOMENTS})
 */
export function interpolateMoments(
  regrets: Float64Array,
  workers: number,
  epsilons: Float64Array,
  formula: SmoothFormula,
  momentsAt: (epsilons: Float64Array) => Float64Array,
): Float64Array | undefined {
  const sigma = epsilons.length < ENOUGH_EPSILONS ? undefined : turningEpsilon(regrets, workers, formula);
  if (sigma === undefined) return undefined;
  const positions = epsilons.map((epsilon) => sigma / (sigma + epsilon));
  const low = positions.reduce((a, b) => Math.min(a, b));
  const high = positions.reduce((a, b) => Math.max(a, b));
  const nodes = lejaPoints().map((x) => (low + high + (high - low) * x) / 2);
  const known: Float64Array[] = [];
  const most = Math.min(MOST_NODES, LARGEST_SHARE * epsilons.length);
  let hopeless = HOPELESS;
  for (let before = 0, count = FIRST_NODES; count <= most; before = count, count += MORE_NODES) {
    const added = nodes.subarray(before, count).map((v) => Math.max(0, (sigma * (1 - v)) / v));
    metricsOf(momentsAt(added), added.length).forEach((moments, metric) => {
      known[metric] ??= new Float64Array(MOST_NODES * MOMENTS);
      known[metric].set(moments, before * MOMENTS);
    });
    const error = known.reduce((worst, values) => Math.max(worst, errorOfPrediction(values, nodes, count)), 0);
    if (error <= 1) {
      const moments = new Float64Array(known.length * epsilons.length * MOMENTS);
      const metrics = metricsOf(moments, epsilons.length);
      metrics.forEach((metric, i) => interpolate(known[i]!, nodes, count, positions, metric));
      computeSmallOnes(metrics, epsilons, momentsAt);
      return moments;
    }
    if (!(error <= hopeless)) return undefined;
    hopeless = error / LEAST_GAIN;
  }
  return undefined;
}

/** About where weights change most on the axis of epsilons, dex; nothing where they do not change smoothly enough. */
function turningEpsilon(regrets: Float64Array, workers: number, { scheme, epsilonScaling }: SmoothFormula): number | undefined {
  // Bounds have kinks; scaled by each draw's median, epsilon has no scale that all draws share.
  if (regrets.length < ENOUGH_REGRETS || workers < ENOUGH_WORKERS || scheme.bounds || epsilonScaling !== 'none') return undefined;
  const first = regrets[0]!;
  const count = Math.min(regrets.length, SUMMARIZED_REGRETS);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = regrets[i]! - first;
    sum += deviation;
    squares += deviation * deviation;
  }
  const offset = sum / count;
  const mean = Math.abs(first + offset);
  const std = Math.sqrt(Math.max(0, squares / count - offset * offset));
  // Found by trying, for regrets from far below zero to far above.
  return std > 0 && mean <= FARTHEST_MEAN * std ? 1.5 * std + 0.1 * mean : undefined;
}

/** Worst error, in tolerances, with which the last nodes are predicted by those before; NaN where moments are undefined. */
function errorOfPrediction(values: Float64Array, nodes: Float64Array, count: number): number {
  const before = count - PREDICTED_NODES;
  const predicted = new Float64Array(PREDICTED_NODES * MOMENTS);
  interpolate(values, nodes, before, nodes.subarray(before, count), predicted);
  const tolerances = largest(values.subarray(0, count * MOMENTS)).map((value, moment) =>
    moment < MEANS ? MEAN_TOLERANCE * Math.min(1, value) : SQUARES_TOLERANCE * value,
  );
  let worst = 0;
  for (let i = 0; i < predicted.length; i++) {
    const error = Math.abs(predicted[i]! - values[before * MOMENTS + i]!);
    // Where all are zero, as the deviations of a single draw, nothing can be wrong.
    if (error !== 0) worst = Math.max(worst, error / tolerances[i % MOMENTS]!);
  }
  return worst;
}

/** Each moment's largest value. */
function largest(moments: Float64Array): Float64Array {
  const found = new Float64Array(MOMENTS);
  for (let i = 0; i < moments.length; i++) found[i % MOMENTS] = Math.max(found[i % MOMENTS]!, moments[i]!);
  return found;
}

/** Computes moments of which interpolation leaves few digits. */
function computeSmallOnes(
  metrics: readonly Float64Array[],
  epsilons: Float64Array,
  momentsAt: (epsilons: Float64Array) => Float64Array,
): void {
  const small = new Set<number>();
  for (const moments of metrics) {
    const least = largest(moments).map((value, moment) => value * (moment < MEANS ? SMALL : SMALL * SMALL));
    for (let i = 0; i < moments.length; i++) if (moments[i]! < least[i % MOMENTS]!) small.add(Math.floor(i / MOMENTS));
  }
  if (small.size === 0) return;
  const places = [...small];
  metricsOf(momentsAt(Float64Array.from(places, (e) => epsilons[e]!)), places.length).forEach((computed, metric) => {
    places.forEach((e, i) => metrics[metric]!.set(computed.subarray(i * MOMENTS, (i + 1) * MOMENTS), e * MOMENTS));
  });
}
