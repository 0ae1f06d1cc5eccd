import { describe, expect, it } from 'vitest';
import { recommendEpsilon, scoreStds } from '../../src/index.js';

describe('recommendEpsilon with regrets', () => {
  const ROWS = [
    [0.1, -0.2, 0.3],
    [0.2, NaN, -0.1],
    [-0.1, 0.1, 0.4],
  ];

  it('answers from these epochs, with their statistics', () => {
    const { status, source, draws, question, data, warnings } = recommendEpsilon({
      regrets: ROWS,
      factor: 2,
    });
    expect({ status, source, draws }).toEqual({ status: 'recommended', source: 'data', draws: 3 });
    expect(question).toMatchObject({ workers: 3, factor: 2, std: data!.gaussian.std });
    expect(data).toMatchObject({ epochs: 3, workers: { min: 2, median: 3, max: 3 }, notes: [] });
    expect(warnings[0]).toContain('3 epochs are too few');
  });

  it('leaves out rows with fewer than two regrets, and workers without regrets', () => {
    const blank = ROWS.map((row) => [NaN, ...row]);
    const { data, ...answer } = recommendEpsilon({
      regrets: [...blank, [1, NaN, NaN, 2], [NaN, NaN, NaN, 2]],
    });
    expect(data!.notes).toEqual(['1 row is left out, with fewer than 2 values.']);
    expect(answer.draws).toBe(4);
    expect(recommendEpsilon({ regrets: blank }).data!.notes).toEqual([
      'Left out, because they have no values: column 1.',
    ]);
    expect(recommendEpsilon({ regrets: blank }).exact).toBe(recommendEpsilon({ regrets: ROWS }).exact);
  });

  it('includes the limit of scores', () => {
    const scores = [Array.from({ length: 12 }, (_, i) => i / 1000)];
    const { binding, limits, scores: evidence } = recommendEpsilon({ regrets: ROWS, scores });
    expect(binding).toBe('rewards');
    expect(limits.rewards).toBe(scoreStds(scores).limit.value);
    expect(evidence).toEqual({ readAs: null, notes: [], ...scoreStds(scores, 0.95) });
  });

  const equal = [
    [1, 1],
    [2, 2],
  ];
  it.each([
    [{ regrets: ROWS, factor: 1 }, 'Expected `factor` to be a finite number > 1, got `1` (number)'],
    [
      { regrets: ROWS, confidence: 1 },
      'Expected `confidence` to be a number between 0 and 1, got `1` (number)',
    ],
    [
      { regrets: ROWS, seed: -1 },
      'Expected `seed` to be a whole number from 0 to 2^53 - 1, got `-1` (number)',
    ],
    [{ regrets: ROWS, pNorm: 0 }, '`pNorm`'],
    [{ regrets: ROWS, scoreStd: -1 }, '`scoreStd` to be a finite number > 0, got `-1`'],
    [
      { regrets: ROWS, std: 1 as never },
      '`std` to be left out beside `regrets`: it is estimated from them, got `1`',
    ],
    [{ regrets: ROWS, workers: 3 as never }, '`workers` to be left out beside `regrets`'],
    [{ regrets: null as never }, '`regrets` to be rows of numbers, or epochs of readEpochs, got `null`'],
    [{ regrets: 3 as never }, '`regrets` to be rows of numbers, or epochs of readEpochs, got `3` (number)'],
    [
      { regrets: { values: [1] } as never },
      '`regrets` to be rows of numbers, or epochs of readEpochs, got an object',
    ],
    [{ regrets: [1] as never }, '`regrets[0]` to be a list of numbers, got `1` (number)'],
    [{ regrets: [[1, 2], [3]] }, '`regrets[1]` to be as long as `regrets[0]`, 2, got 1'],
    [
      { regrets: [[1, Infinity]] },
      '`regrets[0][1]` to be a number within 1e+50 of 0, or NaN, got `Infinity`',
    ],
    [{ regrets: [] }, '`regrets` to have at least 2 workers with values, got 0'],
    [{ regrets: [[1], [2]] }, '`regrets` to have at least 2 workers with values, got 1'],
    [{ regrets: [[1, 2]] }, '`regrets` to have at least 2 epochs with at least 2 values, got 1'],
    [{ regrets: [Array<number>(10_001).fill(0)] }, '`regrets` to have at most 10000 columns, got 10001'],
    [{ regrets: equal }, '`regrets`: expected regrets that differ, got equal regrets in every epoch'],
  ])('refuses %j', (options, message) => {
    expect(() => recommendEpsilon(options)).toThrow(message);
  });
});
