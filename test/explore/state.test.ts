import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsSummary } from '../../src/explore/fields.js';
import {
  DEFAULT_STATE,
  fromHash,
  libraryCall,
  recommendOptions,
  pinnedFromHash,
  toHash,
  toHashWithPinned,
  type State,
} from '../../src/explore/state.js';
import { FIELD_RULES, type NumberField } from '../../src/explore/field-rules.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const states: fc.Arbitrary<State> = fc.record({
  std: between(1e-9, 1e9),
  meanStdRatio: between(-1000, 1000).map((ratio) => ratio + 0),
  workers: fc.integer({ min: 2, max: 10_000 }),
  confidence: between(0.01, 0.999),
  factor: fc.oneof(between(1.01, 1e6), fc.constant(Math.sqrt(10))),
  scheme: fc.constantFrom(...SCHEME_NAMES),
  mapping: fc.constantFrom(...MAPPINGS),
  pNorm: between(0.01, 100),
  cNorm: between(-100, 100).map((c) => c + 0),
  workers1: fc.option(fc.integer({ min: 1, max: 5000 })),
  mean1: fc.option(between(-1e9, 1e9).map((mean) => mean + 0)),
  std1: fc.option(between(1e-9, 1e9)),
  workers2: fc.option(fc.integer({ min: 1, max: 5000 })),
  mean2: fc.option(between(-1e9, 1e9).map((mean) => mean + 0)),
  std2: fc.option(between(1e-9, 1e9)),
  scoreStd: fc.option(between(1e-15, 1e15)),
  epsilon: fc.option(between(1e-15, 1e15)),
  epoch: fc.integer({ min: 0, max: 1000 }),
});

describe('the address of the page', () => {
  it('restores every state exactly', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(fromHash(`#${toHash(state)}`)).toEqual({ state, problems: [] });
      }),
    );
  });

  it('leaves out defaults', () => {
    expect(toHash(DEFAULT_STATE)).toBe('std=0.05');
    expect(toHash({ ...DEFAULT_STATE, workers: 25, scheme: 'chain-2024' })).toBe(
      'std=0.05&workers=25&scheme=chain-2024',
    );
    expect(fromHash('')).toEqual({ state: DEFAULT_STATE, problems: [] });
  });

  it('gives a valid state and one sentence for each mistake, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.constantFrom('std', 'workers', 'scheme', 'x'),
        (text, key) => {
          const { state, problems } = fromHash(new URLSearchParams([[key, text]]).toString());
          for (const [field, { holds }] of Object.entries(FIELD_RULES)) {
            const value = state[field as NumberField];
            expect(value === null || holds(value)).toBe(true);
          }
          if (toHash(state) === 'std=0.05' && key !== 'std' && text !== '10' && text !== 'chain-2026')
            expect(problems).toHaveLength(1);
        },
      ),
    );
  });

  it('gives a message for each mistake', () => {
    expect(fromHash('#std=abc&workers=2.5&scheme=new&epsilon=&color=red&factors=3&std=1').problems).toEqual([
      'std is in the address more than once: the first is used.',
      'std in the address: expected a number from 1e-9 to 1e9, got "abc". The page uses 0.05; change it in its field.',
      'workers in the address: expected a whole number from 2 to 10000, got "2.5". The page uses 10; change it in its field.',
      'epsilon in the address: expected a number from 1e-15 to 1e15, got "". The page uses the largest epsilon; change it in its field.',
      'scheme in the address: expected one of forum-2024, whitepaper, chain-2024, chain-2026, got "new". The page uses chain-2026; change it in its field.',
      'The address has "color", which is no name of a field, so it is ignored.',
      'The address has "factors", which is no name of a field, so it is ignored; did you mean "factor"?',
    ]);
  });

  it('suggests the choice that was meant', () => {
    expect(fromHash('#mapping=potentail').problems).toEqual([
      'mapping in the address: expected one of gradient, potential, got "potentail"; did you mean "potential"? The page uses gradient; change it in its field.',
    ]);
  });

  it('is read like a field', () => {
    const { state, problems } = fromHash('#std=0,05&confidence=80%25&workers=1,000&mean-std-ratio=−2');
    expect(problems).toEqual([]);
    expect(state).toEqual({ ...DEFAULT_STATE, confidence: 0.8, workers: 1000, meanStdRatio: -2 });
  });

  it('holds a pinned setting', () => {
    fc.assert(
      fc.property(states, states, (state, pinned) => {
        const hash = toHashWithPinned(state, pinned);
        expect(fromHash(hash)).toEqual({ state, problems: [] });
        expect(pinnedFromHash(hash)).toEqual({ state: pinned, problems: [] });
      }),
    );
    expect(pinnedFromHash(toHashWithPinned(DEFAULT_STATE, null))).toBeNull();
  });

  it('corresponds to a library call', () => {
    expect(libraryCall(DEFAULT_STATE)).toBe('recommendEpsilon({ std: 0.05 })');
    expect(
      libraryCall({ ...DEFAULT_STATE, std: 1, meanStdRatio: -2, mapping: 'potential', epsilon: 3 }),
    ).toBe("recommendEpsilon({ std: 1, meanStdRatio: -2, mapping: 'potential' })");
    expect(libraryCall({ ...DEFAULT_STATE, scoreStd: 0.02 })).toBe(
      'recommendEpsilon({ std: 0.05, scoreStd: 0.02 })',
    );
    expect(recommendOptions(DEFAULT_STATE)).not.toHaveProperty('epsilon');
  });

  it('takes two groups in place of std, mean and workers, once all six fields are given', () => {
    const groups = { workers1: 5, mean1: -0.19, std1: 0.045, workers2: 3, mean2: 0.027, std2: 0.008 };
    const state = { ...DEFAULT_STATE, ...groups, pNorm: 4 };
    expect(libraryCall(state)).toBe(
      'recommendEpsilon({ groups: [{ workers: 5, mean: -0.19, std: 0.045 }, { workers: 3, mean: 0.027, std: 0.008 }], pNorm: 4 })',
    );
    expect(recommendOptions(state)).not.toHaveProperty('std');
    expect(toHash(state)).toBe(
      'std=0.05&p-norm=4&workers-1=5&mean-1=-0.19&std-1=0.045&workers-2=3&mean-2=0.027&std-2=0.008',
    );
    for (const name of Object.keys(groups)) {
      const incomplete = { ...state, [name]: null };
      expect(libraryCall(incomplete)).toBe('recommendEpsilon({ std: 0.05, pNorm: 4 })');
      expect(groupsSummary(incomplete)).toBe('fill in all six fields');
    }
    expect(groupsSummary(state)).toBe('5 around -0.19, 3 around 0.027');
    expect(groupsSummary(DEFAULT_STATE)).toBe('none, one normal distribution');
  });
});
