/** The default values, and their use for missing options. */

import { describe, expect, it } from 'vitest';
import { ACCEPTED_P_NORM, DEFAULT_OPTIONS } from '../../src/weights/defaults.js';
import { completeFormula } from '../../src/weights/formula.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { SCHEMES } from '../../src/weights/schemes.js';

describe('defaults', () => {
  it('are the values of the specification', () => {
    expect(DEFAULT_OPTIONS).toEqual({
      pNorm: 3,
      cNorm: 0.75,
      scheme: 'chain-2026',
      mapping: 'gradient',
      epsilonScaling: 'none',
      factor: 3.1622776601683795,
      workers: 10,
      confidence: 0.95,
    });
    expect(ACCEPTED_P_NORM).toEqual({ from: 2.5, to: 4.5 });
  });

  it('have the factor of the committed results: the square root of ten, to the last digit', () => {
    expect(String(DEFAULT_OPTIONS.factor)).toBe('3.1622776601683795');
    expect(DEFAULT_OPTIONS.factor).toBe(10 ** 0.5);
  });

  it('are used for missing options', () => {
    const { pNorm, cNorm, scheme, mapping, epsilonScaling } = DEFAULT_OPTIONS;
    const { scale, bounds, ratio } = SCHEMES[scheme];
    expect(completeFormula()).toEqual({
      pNorm,
      cNorm,
      scheme: { scale, bounds, ratio },
      mapping,
      epsilonScaling,
    });
    const regrets = [-0.1, 0.02, -0.05];
    expect(maxEpsilon(regrets)).toEqual(maxEpsilon(regrets, { factor: DEFAULT_OPTIONS.factor }));
  });
});
