/** Polynomials through moments at Leja points. */

import { MOMENTS } from './moments.js';

/** As many as anybody needs. */
export const MOST_NODES = 104;

/**
 * The polynomials through `values` at the first `count` nodes, in barycentric form.
 * @param values shape (node, {@link MOMENTS})
 * @param nodes {@link lejaPoints} of some interval
 * @param moments takes their values at `positions`, shape (position, {@link MOMENTS})
 */
export function interpolate(
  values: Float64Array,
  nodes: Float64Array,
  count: number,
  positions: Float64Array,
  moments: Float64Array,
): void {
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
export function lejaPoints(): Float64Array {
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
