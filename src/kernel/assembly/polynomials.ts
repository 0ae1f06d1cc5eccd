/**
 * Polynomials through spreads and their moments at a few epsilons, which give those at all other epsilons.
 *
 * Epsilon enters the weights only through u = 1 / (s + epsilon). In v = sigma / (sigma + epsilon), sigma > 0,
 * u is a quotient of linear functions without a pole on [0, 1]. So spreads without bounds are analytic in v
 * for all epsilons from 0 to infinity, and polynomials through suitable nodes converge geometrically. The
 * rate is not assumed: it is measured for each draw.
 */

import { addressOf, NODE_EPSILONS, NODE_WEIGHTS, NODES, UNIT_NODES, RECIPROCALS, VALUES } from './memory';

export const MAX_NODES: i32 = 104;

/** Bytes of the moments of both mappings at a node: means, and sums of squared deviations. */
export const MOMENTS: usize = 32;

/**
 * Largest accepted error of a prediction. TOLERANCE: of spreads, in dex (S) or in the unit of weights
 * (S_lin). RELATIVE_TOLERANCE: of spreads and of their squares, relative to the largest.
 */
const TOLERANCE: f64 = 1e-13;
const RELATIVE_TOLERANCE: f64 = 1e-12;

/**
 * Ratio of v at the smallest epsilon to v at the largest, above which the interval of the nodes extends down
 * to v = 0.
 */
const NEARBY_RATIO: f64 = 10;

const CANDIDATES: i32 = 1024;

/**
 * Leja points of [0, 1] and their barycentric weights. Each point maximises the product of its distances to
 * those before it, so the first n points are good nodes for any n. They are selected among candidates that
 * are denser towards both ends, as Leja points are. The first two are the ends, 1 and 0.
 */
function buildNodes(): void {
  for (let i = 0; i <= CANDIDATES; i++) store<f64>(addressOf(VALUES, i), 1);
  for (let node = 0; node < MAX_NODES; node++) {
    let best = 0;
    for (let i = 1; i <= CANDIDATES; i++)
      if (load<f64>(addressOf(VALUES, i)) > load<f64>(addressOf(VALUES, best))) best = i;
    const point = candidateAt(best);
    for (let i = 0; i <= CANDIDATES; i++)
      store<f64>(addressOf(VALUES, i), load<f64>(addressOf(VALUES, i)) * Math.abs(candidateAt(i) - point));
    store<f64>(addressOf(UNIT_NODES, node), point);
    const lastProduct = productOfDistances(node, node);
    for (let i = 0; i <= node; i++)
      store<f64>(addressOf(weightsOf(node + 1), i), lastProduct / productOfDistances(i, node));
  }
}

function candidateAt(i: i32): f64 {
  const before = <f64>i;
  const behind = <f64>(CANDIDATES - i);
  return (behind * behind) / (behind * behind + before * before);
}

/** The product of the distances of a node to the others, up to the last. */
function productOfDistances(node: i32, last: i32): f64 {
  let product: f64 = 1;
  for (let i = 0; i <= last; i++)
    if (i != node) product *= load<f64>(addressOf(UNIT_NODES, node)) - load<f64>(addressOf(UNIT_NODES, i));
  return product;
}

/**
 * Address of the barycentric weights of the polynomial through the first `nodes` nodes; the last weight is 1.
 */
function weightsOf(nodes: i32): usize {
  return addressOf(NODE_WEIGHTS, nodes * MAX_NODES);
}

/**
 * Sets the nodes from the smallest epsilon to the largest or, where v differs too much between them, to v =
 * 0: there epsilon is infinite and the spread 0.
 */
export function setNodes(eps: usize, ne: i32, sigma: f64): void {
  // Takes some ms, which calls with few epsilons do not need.
  if (load<f64>(UNIT_NODES) == 0) buildNodes();
  let smallest: f64 = Infinity;
  let largest: f64 = 0;
  for (let e = 0; e < ne; e++) {
    smallest = min(smallest, load<f64>(addressOf(eps, e)));
    largest = max(largest, load<f64>(addressOf(eps, e)));
  }
  if (sigma + largest > NEARBY_RATIO * (sigma + smallest)) largest = Infinity;
  const from = sigma / (sigma + largest);
  const length = sigma / (sigma + smallest) - from;
  for (let node = 0; node < MAX_NODES; node++) {
    const v = from + length * load<f64>(addressOf(UNIT_NODES, node));
    store<f64>(addressOf(NODES, node), v);
    store<f64>(
      addressOf(NODE_EPSILONS, node),
      node == 0 ? smallest : node == 1 ? largest : (sigma * (1 - v)) / v,
    );
    store<f64>(addressOf(RECIPROCALS, node), v > 0 ? 1 / v : 0);
  }
}

/**
 * Whether each of the last two nodes is predicted by those before it, for both mappings. Where the weight of
 * a node is 1, the weighted sum is the difference between its value and the polynomial through the others.
 * @param spreads pairs, at the first `nodes` nodes
 */
export function isPredicted(spreads: usize, nodes: i32): bool {
  let weights = weightsOf(nodes - 1);
  const next = weightsOf(nodes) - weights;
  const zero = f64x2.splat(0);
  // Two nodes per iteration, with separate sums, because additions wait for each other.
  let before0 = zero;
  let before1 = zero;
  let error0 = zero;
  let error1 = zero;
  let ofSquare0 = zero;
  let ofSquare1 = zero;
  let largest0 = zero;
  let largest1 = zero;
  for (const end = addressOf(weights, nodes); weights < end; weights += 16) {
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
  const isAccurate = v128.and(
    v128.and(isWithin(before0, before1, tolerance), isWithin(error0, error1, tolerance)),
    isWithin(ofSquare0, ofSquare1, f64x2.mul(share, f64x2.mul(largest, largest))),
  );
  return i64x2.all_true(isAccurate);
}

function isWithin(error0: v128, error1: v128, tolerance: v128): v128 {
  return f64x2.le(f64x2.abs(f64x2.add(error0, error1)), tolerance);
}

/**
 * Computes moments at v from those at the first `nodes` nodes, in barycentric form, and stores them at `out`.
 * Near v = 0 spreads are proportional to v, and sums of squares to v^2. Sums of squares are divided by v
 * before interpolation, so that they keep their digits.
 */
export function interpolate(moments: usize, nodes: i32, v: f64, out: usize): void {
  const weights = weightsOf(nodes) - NODES;
  const zero = f64x2.splat(0);
  let sum = zero;
  let means = zero;
  let squares = zero;
  for (let node = NODES; node < addressOf(NODES, nodes); node += 16) {
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
