import { describe, expect, it } from 'vitest';
import { completeFormula } from '../../src/weights/formula.js';
import { SCHEMES, SCHEME_NAMES } from '../../src/weights/schemes.js';

describe('completeFormula', () => {
  it('fills in the current formula of the chain', () => {
    const now = {
      pNorm: 3,
      cNorm: 0.75,
      scheme: { scale: 'mad', bounds: false, ratio: true },
      mapping: 'gradient',
      epsilonScaling: 'none',
    };
    expect(completeFormula()).toEqual(now);
    expect(completeFormula({ pNorm: undefined, scheme: undefined })).toEqual(now);
  });

  it.each(SCHEME_NAMES)('%s: its options as an object give the same formula', (name) => {
    expect(completeFormula({ scheme: { ...SCHEMES[name] } })).toEqual(completeFormula({ scheme: name }));
  });

  it('the four schemes have the options of the chain and the whitepaper', () => {
    expect(SCHEMES).toEqual({
      'forum-2024': {
        scale: 'population-std',
        bounds: true,
        ratio: false,
        caption: 'population std, bounds',
        origin: 'the chain up to July 2024',
      },
      whitepaper: {
        scale: 'population-std',
        bounds: false,
        ratio: false,
        caption: 'population std',
        origin: 'as published',
      },
      'chain-2024': {
        scale: 'sample-std',
        bounds: true,
        ratio: false,
        caption: 'sample std, bounds',
        origin: '2024 to 2025',
      },
      'chain-2026': {
        scale: 'mad',
        bounds: false,
        ratio: true,
        caption: '1.4826 MAD',
        origin: 'deployed now',
      },
    });
  });
});
