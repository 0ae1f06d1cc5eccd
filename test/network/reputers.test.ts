/** Rules of reputers (NETWORK.md section 8), each by a constructed case. */

import { describe, expect, it } from 'vitest';
import { powerOf, reputerFractions, scoreReputers } from '../../src/network/reputers.js';
import { networkRules, type NetworkRulesOptions } from '../../src/network/rules.js';
import { createReputerScratch } from '../../src/network/state.js';

const column = (values: number[]) => Float64Array.from(values);

describe('reputers', () => {
  function scored(
    reports: number[][],
    stakes: number[],
    listening: number[],
    options: NetworkRulesOptions = {},
  ) {
    const rules = networkRules(options);
    const scratch = createReputerScratch(stakes.length, reports[0]!.length);
    stakes.forEach((_, m) => (scratch.present[m] = m));
    const coefficients = column(listening);
    const scores = new Float64Array(stakes.length);
    const flat = column(reports.flat());
    scoreReputers(stakes.length, flat, column(stakes), rules, scratch, coefficients, scores);
    return { scores: [...scores], listening: [...coefficients] };
  }
  const once = { parameters: { listeningSteps: 1 } } as const;

  it('one alone is the consensus', () => {
    expect(scored([[1, 2]], [5], [0.4])).toEqual({ scores: [100], listening: [0.4] });
  });

  it('who agree all score 1 / eps_rep, and stay as they are', () => {
    const { scores, listening } = scored(
      [
        [0.1, 0.7],
        [0.1, 0.7],
        [0.1, 0.7],
      ],
      [1, 2, 3],
      [1, 0.9, 1],
    );
    expect(scores).toEqual([100, 100, 100]);
    expect(listening).toEqual([1, 0.9, 1]);
    // Also where the listened share is below its minimum: no step changes it.
    const agreed = [
      [1, 2],
      [1, 2],
      [1, 2],
    ];
    expect(scored(agreed, [1, 2, 3], [0.2, 0.1, 0.3]).listening).toEqual([0.2, 0.1, 0.3]);
  });

  it('score by their relative distance from the consensus, with the cap on adjusted stakes', () => {
    // Adjusted stakes: min(2 x 3/4, 1) = 1 and min(2 x 1/4, 1) = 0.5, so the consensus is 4/3, not 5/4.
    const { scores } = scored([[1], [2]], [3, 1], [1, 1], once);
    expect(scores[0]).toBeCloseTo(1 / (1 / 3 / (4 / 3) + 0.01), 12);
    expect(scores[1]).toBeCloseTo(1 / (2 / 3 / (4 / 3) + 0.01), 12);
  });

  it('miss a report: it is left out of the consensus, and counts as the lowest one in the distance', () => {
    const { scores } = scored(
      [
        [1, 1],
        [3, 1],
        [NaN, 1],
      ],
      [1, 1, 1],
      [1, 1, 1],
      once,
    );
    const norm = Math.hypot(2, 1);
    scores.forEach((score) => expect(score).toBeCloseTo(1 / (1 / norm + 0.01), 12));
  });

  it('a consensus of 0 is divided by eps_div', () => {
    const { scores } = scored([[1], [-1]], [1, 1], [1, 1], once);
    expect(scores[0]).toBeCloseTo(1e-7, 12);
  });

  it('differences go down from a coefficient of exactly 1, up from others', () => {
    const total = (a: number[]) => {
      const listened = a[0]! * 2 + a[1]!;
      const adjusted = [Math.min((4 * a[0]!) / listened, 1), Math.min((2 * a[1]!) / listened, 1)];
      const consensus = (adjusted[0]! * 1 + adjusted[1]! * 2) / (adjusted[0]! + adjusted[1]!);
      return 2 / ((consensus - 1) / consensus + 0.01) + 1 / ((2 - consensus) / consensus + 0.01);
    };
    for (const start of [1, 0.5]) {
      const delta = start === 1 ? -0.001 : 0.001;
      const { listening } = scored([[1], [2]], [2, 1], [1, start], once);
      const gradient = (1 - total([1, start]) / total([1, start + delta])) / delta;
      expect(listening[1]).toBeCloseTo(start + 0.05 * gradient, 10);
      expect(listening[1]).toBeLessThan(start);
    }
  });

  it('the least listened share is not undercut', () => {
    const parameters = { listeningSteps: 1, listeningRate: 1, leastListened: 0.97 };
    const free = scored([[1], [4]], [1, 1], [1, 1], { parameters: { ...parameters, leastListened: 0 } });
    const { listening } = scored([[1], [4]], [1, 1], [1, 1], { parameters });
    expect((free.listening[0]! + free.listening[1]!) / 2).toBeLessThan(0.97);
    expect((listening[0]! + listening[1]!) / 2).toBeCloseTo(0.97, 12);
  });

  it('a listened share at its minimum stays there, to the last digit', () => {
    const parameters = { listeningSteps: 1, listeningRate: 1, leastListened: 0.999 };
    for (let i = 1; i <= 40; i++) {
      const reports = [[1], [4 + i / 7], [2]];
      const stakes = [1, 1 + i / 3, 2];
      const { listening } = scored(reports, stakes, [1, 1, 1], { parameters });
      expect(scored(reports, stakes, listening, { parameters }).listening).toEqual(listening);
    }
  });

  it('a coefficient never leaves [0, 1], also where the listened share was too low before', () => {
    const parameters = { listeningRate: 5, leastListened: 0.95 };
    for (const start of [0.05, 0.3, 0.6]) {
      const { listening } = scored(
        [
          [1, 2],
          [4, 1],
          [2, 2],
        ],
        [5, 1, 2],
        [start, 1, start],
        { parameters },
      );
      for (const coefficient of listening) {
        expect(coefficient).toBeGreaterThanOrEqual(0);
        expect(coefficient).toBeLessThanOrEqual(1);
      }
    }
  });

  it('if nobody is listened to, all count', () => {
    const nobody = scored([[1], [2]], [3, 1], [0, 0], once);
    expect(nobody.scores[0]).toBeCloseTo(1 / (1 / 3 / (4 / 3) + 0.01), 12);
  });

  it('are paid by stake times score, raised to their exponent', () => {
    const fractions = new Float64Array(3);
    for (const [exponent, expected] of [
      [1, [2 / 3, 1 / 3]],
      [3, [8 / 9, 1 / 9]],
      [0.5, [Math.SQRT2 / (1 + Math.SQRT2), 1 / (1 + Math.SQRT2)]],
    ] as const) {
      reputerFractions(column([20, NaN, 5]), column([1, 1, 2]), exponent, fractions);
      expect(fractions[0]).toBeCloseTo(expected[0], 14);
      expect(fractions[1]).toBeNaN();
      expect(fractions[2]).toBeCloseTo(expected[1], 14);
    }
    reputerFractions(column([20, 10, 5]), column([0, 1e300, 1e-300]), 3, fractions);
    expect([...fractions]).toEqual([0, 1, 0]);
  });

  it('exponents 1 and 3 are exact, others agree with the power of the language', () => {
    for (let i = 0; i <= 20; i++) {
      const base = i / 7;
      expect(powerOf(base, 1)).toBe(base);
      expect(powerOf(base, 3)).toBe(base * base * base);
      expect(powerOf(base, 2.5)).toBeCloseTo(base ** 2.5, 13);
    }
  });
});
