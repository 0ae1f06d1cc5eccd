import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recommendEpsilon } from '../../src/index.js';
import { announcement, limitsText, verdictOf, type Trial } from '../../src/explore/sentences.js';

const trial: Trial = {
  epsilon: 0.2,
  spread: 0.15,
  epochName: 'a typical epoch',
  zeroWeights: 0,
  factor: Math.sqrt(10),
  confidence: 0.95,
  share: { value: 0.31, low: 0.3, high: 0.33, draws: 4000 },
  isFromFile: false,
};

describe('sentences about an epsilon', () => {
  it('state that the network cannot tell workers apart', () => {
    expect(verdictOf(trial)).toEqual({
      grade: 'fails',
      headline:
        'At 0.2, the network cannot tell your workers apart in most epochs: weights differ by a factor of 3.16 or more in 31 % of epochs (30 to 33 %, from 4,000 epochs).',
      detail: 'In a typical epoch they differ by a factor of 1.41 (spread 0.15, threshold 0.5).',
    });
  });

  it('count a few drawn epochs instead of giving a share', () => {
    const few = (value: number, low: number, high: number) =>
      verdictOf({ ...trial, share: { value, low, high, draws: 20 } }).headline;
    expect(few(1, 0.84, 1)).toMatch(/or more in all 20 drawn epochs\.$/);
    const share = { value: 0.3, low: 0.15, high: 0.52, draws: 20 };
    expect(verdictOf({ ...trial, share, isFromFile: true }).headline).toMatch(
      /in 6 of 20 epochs of the file\.$/,
    );
    expect(few(0.3, 0.15, 0.52)).toMatch(/or more in 6 of 20 drawn epochs\.$/);
  });

  it('give the reason for an undefined spread', () => {
    expect(verdictOf({ ...trial, spread: NaN, zeroWeights: 1 }).detail).toBe(
      'In a typical epoch 1 weight is zero, so their spread is undefined.',
    );
    expect(verdictOf({ ...trial, spread: NaN, zeroWeights: 2 }).detail).toContain('2 weights are zero');
  });

  it('never improve when the share falls', () => {
    const order = ['fails', 'sometimes', 'works'];
    const grade = (value: number) =>
      order.indexOf(
        verdictOf({ ...trial, share: { value, low: value - 0.01, high: value + 0.01, draws: 4000 } }).grade,
      );
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(fc.property(share, share, (a, b) => grade(Math.min(a, b)) <= grade(Math.max(a, b))));
    expect([0.1, 0.6, 0.95].map((value) => order[grade(value)])).toEqual(order);
  });

  it('announce the answer, or the advice if there is no answer', () => {
    expect(announcement(recommendEpsilon({ std: 0.05 }))).toMatch(
      /^Largest epsilon that separates the weights: 0\.025 dex\. Choose 0\.0005; .* With 10 workers/,
    );
    expect(announcement(recommendEpsilon({ std: 0.05, meanStdRatio: 5 }))).toMatch(
      /^No epsilon recommended\. No epsilon separates .* It takes /,
    );
  });
});

describe('the limits', () => {
  it('name the limit that applies', () => {
    expect(limitsText({ limits: { weights: 0.0254, rewards: 0.02 }, binding: 'rewards' })).toBe(
      'Limits: weights 0.0254, rewards 0.02. The limit of the rewards applies.',
    );
    expect(limitsText({ limits: { weights: null, rewards: 0.02 }, binding: null })).toBe(
      'Limits: weights none, rewards 0.02.',
    );
    expect(limitsText({ limits: { weights: 1, rewards: null }, binding: 'weights' })).toContain(
      'not assessed',
    );
  });
});
