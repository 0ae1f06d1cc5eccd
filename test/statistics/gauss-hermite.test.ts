import { describe, expect, it } from 'vitest';
import { gaussHermite } from '../../src/statistics/gauss-hermite.js';

// The large rules are too slow for mutation tests, which run this file about a hundred times.
const sizes = [1, 2, 3, 4, 7, 16, 64, ...(process.env.MUTATED ? [] : [255, 512])];

function mean(n: number, f: (z: number) => number): number {
  const { nodes, weights } = gaussHermite(n);
  return nodes.reduce((sum, node, i) => sum + weights[i]! * f(node), 0);
}

describe('gaussHermite', () => {
  it.each(sizes)('n = %i: is exact for the moments of the normal distribution up to degree 2n - 1', (n) => {
    // (2k - 1)!! = 1, 1, 3, 15, ... Above degree 80 the powers of the outer nodes lose digits.
    let moment = 1;
    for (let k = 0; k <= Math.min(n - 1, 40); k++) {
      expect(Math.abs(mean(n, (z) => (z * z) ** k) / moment - 1)).toBeLessThan(1e-12);
      moment *= 2 * k + 1;
    }
    // The next even power, z^2n, is underestimated: the difference is the squared norm of the polynomial, n!.
    if (n <= 4) expect(mean(n, (z) => (z * z) ** n)).toBeLessThan(moment * (1 - 1e-3));
  });

  it.each(sizes)('n = %i: is symmetric, ascending, and has positive weights', (n) => {
    const { nodes, weights } = gaussHermite(n);
    expect([...nodes]).toEqual([...nodes].sort((a, b) => a - b));
    nodes.forEach((node, i) => {
      expect(node + nodes[n - 1 - i]!).toBe(0);
      expect(weights[i]).toBe(weights[n - 1 - i]);
      expect(weights[i]).toBeGreaterThanOrEqual(n < 300 ? Number.MIN_VALUE : 0);
    });
    expect(new Set(nodes).size).toBe(n);
  });

  it('has nodes that lie between those of the rule with one more node', () => {
    for (const n of [1, 2, 5, 30]) {
      const [few, many] = [gaussHermite(n).nodes, gaussHermite(n + 1).nodes];
      few.forEach((node, i) => expect(many[i]! < node && node < many[i + 1]!).toBe(true));
    }
  });

  it('agrees with closed forms: small rules, and the characteristic function', () => {
    expect([...gaussHermite(1).nodes, ...gaussHermite(1).weights]).toEqual([0, 1]);
    expect([...gaussHermite(2).nodes]).toEqual([-1, 1]);
    gaussHermite(3).nodes.forEach((node, i) =>
      expect(node).toBeCloseTo([-Math.sqrt(3), 0, Math.sqrt(3)][i]!, 15),
    );
    gaussHermite(3).weights.forEach((weight, i) => expect(weight).toBeCloseTo([1 / 6, 2 / 3, 1 / 6][i]!, 15));
    for (const t of [0.5, 2, 5])
      expect(Math.abs(mean(64, (z) => Math.cos(t * z)) - Math.exp((-t * t) / 2))).toBeLessThan(1e-13);
  });

  it('is computed once', () => expect(gaussHermite(20)).toBe(gaussHermite(20)));

  it.each([0, -1, 1.5, NaN, 513])('rejects %d nodes', (n) => {
    expect(() => gaussHermite(n)).toThrow(
      new RangeError(`Expected \`n\` to be a whole number from 1 to 512, got \`${n}\` (number)`),
    );
  });
});
