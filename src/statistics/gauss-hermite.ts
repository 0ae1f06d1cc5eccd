/** Gauss-Hermite quadrature for the standard normal distribution. */

import { checkNumber } from '../text/check.js';

export interface QuadratureRule {
  /** Ascending, shape (n). */
  readonly nodes: Float64Array;
  /** Shape (n), >= 0, sum 1. */
  readonly weights: Float64Array;
}

/**
 * Largest rule. With more than about 700 nodes the polynomials at the outermost node exceed the range of
 * doubles.
 */
const MOST_NODES = 512;

const rules = new Map<number, QuadratureRule>();

/**
 * Nodes and weights for which sum weight * f(node) is the mean of f(z), z standard normal; exact for
 * polynomials up to degree 2n - 1. Weights below 1e-308 are 0. Rules are kept, because n = 256 takes about 10
 * ms.
 *
 * The nodes are the zeros of the Hermite polynomial of degree n, found by bisection on the number of sign
 * changes (Sturm), which cannot miss a zero. The weight of a node is 1 / sum h_k(node)^2 over the orthonormal
 * polynomials h_0 ... h_{n-1} (Golub & Welsch 1969), a sum without cancellation.
 * @param n number of nodes, a whole number from 1 to 512
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function gaussHermite(n: number): QuadratureRule {
  const known = rules.get(n);
  if (known) return known;
  checkNumber(
    'n',
    n,
    `a whole number from 1 to ${MOST_NODES}`,
    (count) => Number.isInteger(count) && count >= 1 && count <= MOST_NODES,
  );
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let above = 0; above < n - 1 - above; above++) {
    // Gershgorin's bound on the zeros is sqrt(n - 1) + sqrt(n - 2).
    const node = zero(n, above, 0, 2 * Math.sqrt(n));
    nodes[n - 1 - above] = node;
    nodes[above] = -node;
    weights[n - 1 - above] = weights[above] = hermite(n, node).weight;
  }
  if (n % 2 === 1) weights[(n - 1) / 2] = hermite(n, 0).weight;
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/** The zero of h_n in [from, to] that has `above` zeros above it, to the last digit. */
function zero(n: number, above: number, from: number, to: number): number {
  for (;;) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to) return middle;
    if (hermite(n, middle).zerosAbove > above) from = middle;
    else to = middle;
  }
}

/**
 * Number of zeros of h_n above x, and the quadrature weight of x. The recurrence is h_0 = 1, sqrt(k + 1)
 * h_{k+1} = x h_k - sqrt(k) h_{k-1}; the number of zeros is the number of sign changes in the sequence.
 */
function hermite(n: number, x: number): { zerosAbove: number; weight: number } {
  let [before, current] = [0, 1];
  let zerosAbove = 0;
  let squares = 0;
  for (let k = 0; k < n; k++) {
    squares += current * current;
    const next = (x * current - Math.sqrt(k) * before) / Math.sqrt(k + 1);
    // The neighbours of a 0 have opposite signs, so the 0 may count as either sign.
    if (next < 0 !== current < 0) zerosAbove++;
    before = current;
    current = next;
  }
  return { zerosAbove, weight: 1 / squares };
}
