/**
 * Polynomials through spreads and their moments at some epsilons, from which those at all others follow.
 *
 * Epsilon enters the weights through u = 1 / (s + epsilon) alone. In v = sigma / (sigma + epsilon), sigma > 0, u is a quotient of linear
 * functions without a pole on [0, 1], so that spreads without bounds are analytic in v for all epsilons from 0 to infinity: polynomials
 * through well-placed nodes approach them geometrically. How fast is not assumed but seen.
 */

import { NODE_EPSILONS, NODE_WEIGHTS, NODES, POINTS, RECIPROCALS, VALUES } from './memory';

export const MOST_NODES: i32 = 104;

/** Bytes of the moments of both mappings at a node: means, and sums of squared deviations. */
export const MOMENTS: usize = 32;

/** Largest error of a prediction: of spreads in units of the metric, of them and of their squares in units of the largest. */
const TOLERANCE: f64 = 1e-13;
const RELATIVE_TOLERANCE: f64 = 1e-12;

/** How many times smaller v may be at the largest epsilon than at the smallest without the rest, down to 0, being approached as well. */
const NEAR: f64 = 10;

const CANDIDATES: i32 = 1024;

/**
 * Leja points of [0, 1], each of which maximises the product of its distances to those before, so that any number of them from the first on
 * are good nodes, and their barycentric weights. Found among candidates that lie denser towards both ends, as they do; the first two are the
 * ends, 1 and 0.
 */
function buildNodes(): void {
  for (let i = 0; i <= CANDIDATES; i++) store<f64>(at(VALUES, i), 1);
  for (let node = 0; node < MOST_NODES; node++) {
    let best = 0;
    for (let i = 1; i <= CANDIDATES; i++) if (load<f64>(at(VALUES, i)) > load<f64>(at(VALUES, best))) best = i;
    const point = candidate(best);
    for (let i = 0; i <= CANDIDATES; i++) store<f64>(at(VALUES, i), load<f64>(at(VALUES, i)) * Math.abs(candidate(i) - point));
    store<f64>(at(POINTS, node), point);
    const ofLast = productOfDistances(node, node);
    for (let i = 0; i <= node; i++) store<f64>(at(weightsOf(node + 1), i), ofLast / productOfDistances(i, node));
  }
}

function candidate(i: i32): f64 {
  const before = <f64>i;
  const behind = <f64>(CANDIDATES - i);
  return (behind * behind) / (behind * behind + before * before);
}

/** Of a node to the others, up to the last. */
function productOfDistances(node: i32, last: i32): f64 {
  let product: f64 = 1;
  for (let i = 0; i <= last; i++) if (i != node) product *= load<f64>(at(POINTS, node)) - load<f64>(at(POINTS, i));
  return product;
}

/** Barycentric weights of the polynomial through the first so many nodes, that of the last being 1. */
function weightsOf(nodes: i32): usize {
  return at(NODE_WEIGHTS, nodes * MOST_NODES);
}

function at(from: usize, i: i32): usize {
  return from + ((<usize>i) << 3);
}

/** Nodes from the smallest epsilon to the largest or, where that is not near, to v = 0: there epsilon is infinite, and there is no spread. */
export function placeNodes(eps: usize, ne: i32, sigma: f64): void {
  // Some ms that are not for who asks for few epsilons.
  if (load<f64>(POINTS) == 0) buildNodes();
  let least: f64 = Infinity;
  let most: f64 = 0;
  for (let e = 0; e < ne; e++) {
    least = min(least, load<f64>(at(eps, e)));
    most = max(most, load<f64>(at(eps, e)));
  }
  if (sigma + most > NEAR * (sigma + least)) most = Infinity;
  const from = sigma / (sigma + most);
  const length = sigma / (sigma + least) - from;
  for (let node = 0; node < MOST_NODES; node++) {
    const v = from + length * load<f64>(at(POINTS, node));
    store<f64>(at(NODES, node), v);
    store<f64>(at(NODE_EPSILONS, node), node == 0 ? least : node == 1 ? most : (sigma * (1 - v)) / v);
    store<f64>(at(RECIPROCALS, node), v > 0 ? 1 / v : 0);
  }
}

/**
 * Whether each of the last two nodes is predicted by those before it, for both mappings: where the weight of a node is 1, the weighted sum is
 * how far its value is from that of the polynomial through the others.
 * @param spreads pairs, at the first so many nodes
 */
export function isPredicted(spreads: usize, nodes: i32): bool {
  let weights = weightsOf(nodes - 1);
  const next = weightsOf(nodes) - weights;
  let errorBefore = f64x2.splat(0);
  let error = f64x2.splat(0);
  let errorOfSquare = f64x2.splat(0);
  let largest = f64x2.splat(0);
  for (const end = at(weights, nodes); weights < end; weights += 8) {
    const spread = v128.load(spreads);
    const term = f64x2.mul(v128.load64_splat(weights + next), spread);
    errorBefore = f64x2.add(errorBefore, f64x2.mul(v128.load64_splat(weights), spread));
    error = f64x2.add(error, term);
    errorOfSquare = f64x2.add(errorOfSquare, f64x2.mul(term, spread));
    largest = f64x2.pmax(largest, spread);
    spreads += 16;
  }
  const share = f64x2.splat(RELATIVE_TOLERANCE);
  const tolerance = f64x2.pmin(f64x2.splat(TOLERANCE), f64x2.mul(share, largest));
  const toleranceOfSquare = f64x2.mul(share, f64x2.mul(largest, largest));
  const isGood = v128.and(f64x2.le(f64x2.abs(errorBefore), tolerance), f64x2.le(f64x2.abs(error), tolerance));
  return i64x2.all_true(v128.and(isGood, f64x2.le(f64x2.abs(errorOfSquare), toleranceOfSquare)));
}

/**
 * Moments at v from those at the first so many nodes, to `out`, in barycentric form. Spreads vanish at v = 0 as v does, and sums of squares as
 * its square: these are interpolated after division by v, so that they keep their digits as well.
 */
export function interpolate(moments: usize, nodes: i32, v: f64, out: usize): void {
  const weights = weightsOf(nodes) - NODES;
  let sum: f64 = 0;
  let means = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let node = NODES; node < at(NODES, nodes); node += 8) {
    const distance = v - load<f64>(node);
    if (distance == 0) {
      memory.copy(out, moments, MOMENTS);
      return;
    }
    const share = load<f64>(node + weights) / distance;
    sum += share;
    means = f64x2.add(means, f64x2.mul(f64x2.splat(share), v128.load(moments)));
    squares = f64x2.add(squares, f64x2.mul(f64x2.splat(share * load<f64>(node, RECIPROCALS - NODES)), v128.load(moments, 16)));
    moments += MOMENTS;
  }
  v128.store(out, f64x2.div(means, f64x2.splat(sum)));
  v128.store(out, f64x2.mul(f64x2.div(squares, f64x2.splat(sum)), f64x2.splat(v)), 16);
}
