/**
 * Polynomials through spreads and their moments at some epsilons, from which those at all others follow.
 *
 * Epsilon enters the weights through u = 1 / (s + epsilon) alone. In v = sigma / (sigma + epsilon), sigma > 0, u is a quotient of linear
 * functions without a pole on [0, 1], so that spreads without bounds are analytic in v for all epsilons from 0 to infinity: polynomials
 * through well-placed nodes approach them geometrically. How fast is not assumed but seen.
 */

import { at, NODE_EPSILONS, NODE_WEIGHTS, NODES, POINTS, RECIPROCALS, VALUES } from './memory';

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
    for (let i = 1; i <= CANDIDATES; i++)
      if (load<f64>(at(VALUES, i)) > load<f64>(at(VALUES, best))) best = i;
    const point = candidate(best);
    for (let i = 0; i <= CANDIDATES; i++)
      store<f64>(at(VALUES, i), load<f64>(at(VALUES, i)) * Math.abs(candidate(i) - point));
    store<f64>(at(POINTS, node), point);
    const ofLast = productOfDistances(node, node);
    for (let i = 0; i <= node; i++)
      store<f64>(at(weightsOf(node + 1), i), ofLast / productOfDistances(i, node));
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
  for (let i = 0; i <= last; i++)
    if (i != node) product *= load<f64>(at(POINTS, node)) - load<f64>(at(POINTS, i));
  return product;
}

/** Barycentric weights of the polynomial through the first so many nodes, that of the last being 1. */
function weightsOf(nodes: i32): usize {
  return at(NODE_WEIGHTS, nodes * MOST_NODES);
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
  const zero = f64x2.splat(0);
  // Two nodes a turn, with sums of their own: additions wait for each other.
  let before0 = zero;
  let before1 = zero;
  let error0 = zero;
  let error1 = zero;
  let ofSquare0 = zero;
  let ofSquare1 = zero;
  let largest0 = zero;
  let largest1 = zero;
  for (const end = at(weights, nodes); weights < end; weights += 16) {
    const spread0 = v128.load(spreads);
    const spread1 = v128.load(spreads, 16);
    const term0 = f64x2.mul(v128.load64_splat(weights + next), spread0);
    const term1 = f64x2.mul(v128.load64_splat(weights + next, 8), spread1);
    before0 = f64x2.add(before0, f64x2.mul(v128.load64_splat(weights), spread0));
    before1 = f64x2.add(before1, f64x2.mul(v128.load64_splat(weights, 8), spread1));
    error0 = f64x2.add(error0, term0);
    error1 = f64x2.add(error1, term1);
    ofSquare0 = f64x2.add(ofSquare0, f64x2.mul(term0, spread0));
    ofSquare1 = f64x2.add(ofSquare1, f64x2.mul(term1, spread1));
    largest0 = f64x2.pmax(largest0, spread0);
    largest1 = f64x2.pmax(largest1, spread1);
    spreads += 32;
  }
  const share = f64x2.splat(RELATIVE_TOLERANCE);
  const largest = f64x2.pmax(largest0, largest1);
  const tolerance = f64x2.pmin(f64x2.splat(TOLERANCE), f64x2.mul(share, largest));
  const isGood = v128.and(
    v128.and(isWithin(before0, before1, tolerance), isWithin(error0, error1, tolerance)),
    isWithin(ofSquare0, ofSquare1, f64x2.mul(share, f64x2.mul(largest, largest))),
  );
  return i64x2.all_true(isGood);
}

function isWithin(error0: v128, error1: v128, tolerance: v128): v128 {
  return f64x2.le(f64x2.abs(f64x2.add(error0, error1)), tolerance);
}

/**
 * Moments at v from those at the first so many nodes, to `out`, in barycentric form. Spreads vanish at v = 0 as v does, and sums of squares as
 * its square: these are interpolated after division by v, so that they keep their digits as well.
 */
export function interpolate(moments: usize, nodes: i32, v: f64, out: usize): void {
  const weights = weightsOf(nodes) - NODES;
  const zero = f64x2.splat(0);
  let sum = zero;
  let means = zero;
  let squares = zero;
  for (let node = NODES; node < at(NODES, nodes); node += 16) {
    const distance = f64x2.sub(f64x2.splat(v), v128.load(node));
    const isNode = f64x2.eq(distance, zero);
    if (v128.any_true(isNode)) {
      memory.copy(out, i64x2.extract_lane(isNode, 0) ? moments : moments + MOMENTS, MOMENTS);
      return;
    }
    const share = f64x2.div(v128.load(node + weights), distance);
    const ofSquares = f64x2.mul(share, v128.load(node, RECIPROCALS - NODES));
    sum = f64x2.add(sum, share);
    means = f64x2.add(means, f64x2.mul(v128.shuffle<f64>(share, share, 0, 0), v128.load(moments)));
    means = f64x2.add(means, f64x2.mul(v128.shuffle<f64>(share, share, 1, 1), v128.load(moments, MOMENTS)));
    squares = f64x2.add(
      squares,
      f64x2.mul(v128.shuffle<f64>(ofSquares, ofSquares, 0, 0), v128.load(moments, 16)),
    );
    squares = f64x2.add(
      squares,
      f64x2.mul(v128.shuffle<f64>(ofSquares, ofSquares, 1, 1), v128.load(moments, MOMENTS + 16)),
    );
    moments += 2 * MOMENTS;
  }
  const whole = f64x2.splat(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  v128.store(out, f64x2.div(means, whole));
  v128.store(out, f64x2.mul(f64x2.div(squares, whole), f64x2.splat(v)), 16);
}
