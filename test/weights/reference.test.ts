/** Weights against the 60-digit results of `test/reference`. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { getWeights, weightSpread } from '../../src/weights/weights.js';
import type { EpsilonScaling, MappingName, SchemeName } from '../../src/index.js';
import { populationStd } from '../../src/weights/scale.js';

interface Case {
  scheme: SchemeName;
  mapping: MappingName;
  epsilonScaling: EpsilonScaling;
  p: number;
  c: number;
  epsilon: number;
  regrets: number[];
  error?: string;
  normalizedRegrets: number[];
  weights: number[];
  log10Weights: (number | null)[];
  stdLog10Weights: number | null;
  stdWeights: number;
}

const cases = JSON.parse(
  readFileSync(new URL('../reference/weights.json', import.meta.url), 'utf8'),
) as Case[];
const TOLERANCE = 1e-12;

function weightsOf(each: Case) {
  const { epsilon, scheme, mapping, epsilonScaling, p, c } = each;
  return getWeights(each.regrets, { epsilon, scheme, mapping, epsilonScaling, pNorm: p, cNorm: c });
}

function expectClose(actual: number, expected: number, extra = 0): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1, Math.abs(expected)) + extra,
  );
}

describe('reference results', () => {
  it('are complete', () => {
    expect(cases).toHaveLength(320);
    expect(new Set(cases.map((each) => each.scheme)).size).toBe(4);
  });

  const solvable = cases.filter((each) => each.error === undefined);
  it.each(solvable.map((each, i) => [i, each] as const))('case %i', (_, each) => {
    const result = weightsOf(each);
    each.normalizedRegrets.forEach((expected, i) => expectClose(result.normalizedRegrets[i]!, expected));
    each.log10Weights.forEach((expected, i) => {
      if (expected === null) expect(result.log10Weights[i]).toBe(-Infinity);
      else expectClose(result.log10Weights[i]!, expected);
    });
    each.weights.forEach((expected, i) => expectClose(result.weights[i]!, expected));
    expectClose(populationStd(result.weights), each.stdWeights);
    const spread = weightSpread(result.log10Weights);
    if (each.stdLog10Weights === null) expect(spread).toBeNaN();
    else
      expectClose(
        spread,
        each.stdLog10Weights,
        1e-15 * Math.max(...each.log10Weights.map((value) => Math.abs(value ?? 0))),
      );
  });

  it.each(cases.filter((each) => each.error !== undefined))(
    'a zero denominator is an error ($scheme, $mapping)',
    (each) => {
      expect(each.error).toBe('zero-denominator');
      expect(() => weightsOf(each)).toThrow(RangeError);
      expect(() => weightsOf(each)).toThrow('`epsilon` to be > 0 where the regrets have no spread');
    },
  );
});
