import { describe, expect, it } from 'vitest';
import { completeFormula } from '../../src/weights/formula.js';
import { SCHEMES, SCHEME_NAMES } from '../../src/weights/schemes.js';

describe('completeFormula', () => {
  it('fills in what the chain does now', () => {
    const now = {
      pNorm: 3,
      cNorm: 0.75,
      scheme: SCHEMES['chain-2026'],
      mapping: 'gradient',
      epsilonScaling: 'none',
    };
    expect(completeFormula()).toEqual(now);
    expect(completeFormula({ pNorm: undefined, scheme: undefined })).toEqual(now);
  });

  it.each(SCHEME_NAMES)('%s is its options one by one', (name) => {
    expect(completeFormula({ scheme: { ...SCHEMES[name] } })).toEqual(completeFormula({ scheme: name }));
  });

  it('the four schemes are those of the chain and the whitepaper', () => {
    expect(SCHEMES).toEqual({
      'forum-2024': { scale: 'population-std', bounds: true, ratio: false },
      whitepaper: { scale: 'population-std', bounds: false, ratio: false },
      'chain-2024': { scale: 'sample-std', bounds: true, ratio: false },
      'chain-2026': { scale: 'mad', bounds: false, ratio: true },
    });
  });
});
