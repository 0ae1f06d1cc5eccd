import { expect, it, vi } from 'vitest';
import { sourceText } from '../../src/recommend/source-text.js';
import { recommendEpsilon } from '../../src/index.js';
import type { SchemeName } from '../../src/index.js';
import { completeFormula } from '../../src/weights/formula.js';
import type { NamedScheme } from '../../src/weights/schemes.js';
import {
  blankSheets,
  relativeSheets,
  schemeSheets,
  sweepSheets,
  variantPlanes,
  variantSheets,
} from '../figures/kinds.js';

const ADDED = 'made-up' as SchemeName;

vi.mock('../../src/weights/schemes.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/weights/schemes.js')>();
  const added: NamedScheme = {
    scale: 'sample-std',
    bounds: false,
    ratio: true,
    caption: 'sample std, made up',
    origin: 'in a test',
  };
  const SCHEMES = { ...original.SCHEMES, 'made-up': added };
  return { ...original, SCHEMES, SCHEME_NAMES: Object.keys(SCHEMES) };
});

it('a new scheme needs only its entry: the formula has its options', () => {
  expect(completeFormula({ scheme: ADDED }).scheme).toEqual({
    scale: 'sample-std',
    bounds: false,
    ratio: true,
  });
});

it('a new scheme needs only its entry: answers contain its caption', () => {
  const text = sourceText(recommendEpsilon({ std: 0.05, scheme: ADDED }));
  expect(text).toContain('made-up (sample std, made up), gradient');
  expect(text).not.toContain('undefined');
});

it('a new scheme needs only its entry: figures of every kind name the scheme', async () => {
  const figures = [
    ...(await blankSheets({ schemes: ADDED })),
    ...(await relativeSheets({ schemes: ADDED })),
    ...(await schemeSheets({ schemes: ['chain-2026', ADDED] })),
    ...(await sweepSheets({ schemes: ADDED })),
    ...(await variantSheets({ schemes: ADDED })),
    ...(await variantPlanes({ schemes: ADDED })),
  ];
  for (const { name, spec, caption } of figures) {
    expect(JSON.stringify(spec).includes(ADDED), name).toBe(true);
    // Captions say where the spread S is undefined.
    const texts = (JSON.stringify(spec) + caption).replace(/S is undefined|undefined where one is zero/g, '');
    expect(texts.includes('undefined'), name).toBe(false);
  }
});
