/**
 * Moments of the spreads at many epsilons from those at a few.
 *
 * Epsilon enters the weights through u = 1 / (s + epsilon) alone. In v = sigma / (sigma + epsilon), sigma > 0, u is a quotient of linear
 * functions without a pole on [0, 1], so that spreads without bounds, and their moments over draws, are analytic in v for all epsilons from 0
 * to infinity: polynomials through well-placed nodes approach them geometrically. How fast is not assumed but seen: an interpolant counts
 * only after it has predicted moments that were not used for it.
 */

import type { Formula } from '../weights/formula.js';

/** Numbers per (metric, epsilon): the means of both mappings, then the sums of squared deviations from them. */
export const MOMENTS = 4;
const MEANS = 2;

/** Enough most often, for ten workers; where they are not, so many are added at a time. */
const FIRST_NODES = 38;
const MORE_NODES = 8;
const MOST_NODES = 102;
/** The last of them, which those before have to predict. */
const PREDICTED_NODES = 4;
/** Of the epsilons: where more would be nodes, all are computed. */
const LARGEST_SHARE = 0.75;

/**
 * Largest error of a prediction: of means in units of the metric (or of the largest mean, if that is less), of sums of squares relative to the
 * largest. With the predicted nodes among the others, errors are smaller by a factor of five to fifty.
 */
const MEAN_TOLERANCE = 1e-13;
const SQUARES_TOLERANCE = 1e-9;
/** In tolerances: where the first prediction is worse, or more nodes do not make one better by that factor, none will be good in time. */
const HOPELESS = 1e6;
const LEAST_GAIN = 5;
/** Means, and standard deviations, that are so small beside the largest would have few digits: they are computed. */
const SMALL = 1e-4;

/** Fewer epsilons, or regrets, are not worth an attempt. */
const ENOUGH_EPSILONS = 96;
const ENOUGH_REGRETS = 500;
/** Of fewer there are draws with hardly any spread of regrets, whose weights change where others' stay. */
const ENOUGH_WORKERS = 8;
/** Enough to know their mean and std about. */
const SUMMARIZED_REGRETS = 1000;
/** In standard deviations: of regrets that are farther from zero, weights change too steeply. */
const FARTHEST_MEAN = 40;

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
  { scheme, epsilonScaling }: Pick<Formula, 'scheme' | 'epsilonScaling'>,
  momentsAt: (epsilons: Float64Array) => Float64Array,
): Float64Array | undefined {
  if (epsilons.length < ENOUGH_EPSILONS || regrets.length < ENOUGH_REGRETS || workers < ENOUGH_WORKERS) return undefined;
  // Bounds have kinks; scaled by each draw's median, epsilon has no scale that all draws share.
  if (scheme.bounds || epsilonScaling !== 'none') return undefined;
  const { mean, std } = summarize(regrets.subarray(0, SUMMARIZED_REGRETS));
  if (!(std > 0 && Math.abs(mean) <= FARTHEST_MEAN * std)) return undefined;
  // About where weights change most; found by trying, for regrets from far below zero to far above.
  const sigma = 1.5 * std + 0.1 * Math.abs(mean);
  const positions = new Float64Array(epsilons.length);
  let low = 1;
  let high = 0;
  for (let e = 0; e < epsilons.length; e++) {
    const v = sigma / (sigma + epsilons[e]!);
    positions[e] = v;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
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

/** Of all regrets together. */
function summarize(regrets: Float64Array): { mean: number; std: number } {
  const first = regrets[0]!;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < regrets.length; i++) {
    const deviation = regrets[i]! - first;
    sum += deviation;
    squares += deviation * deviation;
  }
  const offset = sum / regrets.length;
  return { mean: first + offset, std: Math.sqrt(Math.max(0, squares / regrets.length - offset * offset)) };
}

/** Each metric's part of moments of shape (metric, epsilon, {@link MOMENTS}). */
function metricsOf(moments: Float64Array, epsilons: number): Float64Array[] {
  const size = epsilons * MOMENTS;
  return Array.from({ length: moments.length / size }, (_, metric) => moments.subarray(metric * size, (metric + 1) * size));
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

/**
 * The polynomials through `values` at the first `count` nodes, in barycentric form.
 * @param moments takes their values at `positions`, shape (position, {@link MOMENTS})
 */
function interpolate(values: Float64Array, nodes: Float64Array, count: number, positions: Float64Array, moments: Float64Array): void {
  const weights = barycentricWeights(count);
  for (let i = 0; i < positions.length; i++) {
    const v = positions[i]!;
    // The four sums side by side: in a loop they take three times as long.
    let [sum, a, b, c, d] = [0, 0, 0, 0, 0];
    for (let j = 0; j < count; j++) {
      const share = weights[j]! / (v - nodes[j]!);
      sum += share;
      a += share * values[MOMENTS * j]!;
      b += share * values[MOMENTS * j + 1]!;
      c += share * values[MOMENTS * j + 2]!;
      d += share * values[MOMENTS * j + 3]!;
    }
    const at = MOMENTS * i;
    if (Number.isFinite(sum)) {
      moments[at] = a / sum;
      moments[at + 1] = b / sum;
      moments[at + 2] = c / sum;
      moments[at + 3] = d / sum;
    } else {
      const node = nodes.indexOf(v) * MOMENTS;
      moments.set(values.subarray(node, node + MOMENTS), at);
    }
  }
}

let points: Float64Array | undefined;

/**
 * Leja points of [-1, 1]: each maximises the product of its distances to those before, so that any number of them from the first on are good
 * nodes. Found among candidates that lie denser towards both ends, as they do; by arithmetic alone, which is the same on every machine.
 */
function lejaPoints(): Float64Array {
  if (points) return points;
  const m = 1024;
  const candidates = Float64Array.from({ length: m + 1 }, (_, i) => (m * (m - 2 * i)) / ((m - i) * (m - i) + i * i));
  const products = new Float64Array(m + 1).fill(1);
  points = new Float64Array(MOST_NODES);
  for (let n = 0; n < MOST_NODES; n++) {
    let best = 0;
    for (let i = 1; i <= m; i++) if (products[i]! > products[best]!) best = i;
    const point = candidates[best]!;
    points[n] = point;
    for (let i = 0; i <= m; i++) products[i]! *= Math.abs(candidates[i]! - point);
  }
  return points;
}

const weightsOf = new Map<number, Float64Array>();

/** Of the polynomial through the first `count` of {@link lejaPoints}: 1 / product of the differences to the others. */
function barycentricWeights(count: number): Float64Array {
  let weights = weightsOf.get(count);
  if (!weights) {
    const nodes = lejaPoints().subarray(0, count);
    weights = nodes.map((x, i) => 1 / nodes.reduce((product, other, j) => (i === j ? product : product * (x - other)), 1));
    weightsOf.set(count, weights);
  }
  return weights;
}
