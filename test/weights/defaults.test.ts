/** The default values, and their use for missing options. */

import { describe, expect, it } from 'vitest';
import { CHAIN_LIMITS, refusedByChain } from '../../src/weights/chain-limits.js';
import { DEFAULT_OPTIONS } from '../../src/weights/defaults.js';
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
  });

  it('are accepted by the chain, whose limits are those of its code', () => {
    expect(CHAIN_LIMITS).toEqual({
      version: 'v0.17',
      pNorm: { from: 1, to: 10 },
      cNorm: { from: -100, to: 100 },
    });
    expect(refusedByChain(DEFAULT_OPTIONS)).toEqual([]);
    expect(refusedByChain({ pNorm: 10, cNorm: -100 })).toEqual([]);
    expect(refusedByChain({ pNorm: 10.5, cNorm: 101 })).toEqual([
      'p_norm 10.5 is not accepted by the chain (v0.17: 1 to 10).',
      'c_norm 101 is not accepted by the chain (v0.17: -100 to 100).',
    ]);
    expect(refusedByChain({ pNorm: 0.9, cNorm: 0 })).toHaveLength(1);
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
