/** Questions about groups of workers: answers against other simulations, and messages. */

import { describe, expect, it } from 'vitest';
import { recommendEpsilon, resolvablePrecision, tune, weightSpread, getWeights } from '../../src/index.js';
import { together, type Group } from '../../src/sampling/groups.js';
import { normalStream } from '../../src/sampling/stream.js';
import { wilson } from '../../src/statistics/intervals.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { RUNS_ALL } from '../effort.js';

/** Inferers and forecasters of an official table of the chain. */
const GROUPS: Group[] = [
  { name: 'inferers', workers: 5, mean: -0.19, std: 0.045 },
  { name: 'forecasters', workers: 3, mean: 0.027, std: 0.008 },
];
/** The answer about them, which takes a second. */
const answer = recommendEpsilon({ groups: GROUPS });
const scaled = (by: number) =>
  GROUPS.map((group) => ({ ...group, mean: by * group.mean, std: by * group.std }));

/** Outside CI that of today. Groups are simulated alike for each. */
const SCHEMES = RUNS_ALL ? SCHEME_NAMES : (['chain-2026'] as const);

/** Epochs of the simulations of the tests. */
const EPOCHS = RUNS_ALL ? 4000 : 500;

/** Epochs of regrets from another stream than that of the answers, shape (epochs)(N). */
function epochsOf(groups: readonly Group[], epochs: number): number[][] {
  const normal = normalStream({ seed: 77, cell: 5, block: 0 });
  return Array.from({ length: epochs }, () =>
    groups.flatMap(({ workers, mean, std }) => Array.from({ length: workers }, () => mean + std * normal())),
  );
}

describe('recommendEpsilon', () => {
  it.each(SCHEMES)('agrees with a simulation of its own: %s', (scheme) => {
    const { exact, intervals, source } =
      scheme === answer.question.scheme ? answer : recommendEpsilon({ groups: GROUPS, scheme });
    expect(source).toBe('simulation');
    const epochs = epochsOf(GROUPS, EPOCHS);
    const [low, high] = intervals.exact!;
    expect(low).toBeLessThan(exact!);
    expect(high).toBeGreaterThan(exact!);
    const shareUpTo = (epsilon: number) =>
      epochs.filter((regrets) => (maxEpsilon(regrets, { scheme }).epsilon ?? -1) < epsilon).length;
    // The shares of these epochs at the ends of the interval of the answer contain 5 %, with their own
    // interval.
    expect(wilson(shareUpTo(low), EPOCHS, 0.999).low).toBeLessThan(0.05);
    expect(wilson(shareUpTo(high), EPOCHS, 0.999).high).toBeGreaterThan(0.05);
  });

  it('is that of one normal distribution if the groups are alike', () => {
    const alike = [5, 5].map((workers) => ({ workers, mean: -0.05, std: 0.05 }));
    const { exact, groups, intervals } = recommendEpsilon({ groups: alike });
    const one = recommendEpsilon({ std: 0.05, mean: -0.05 });
    expect(groups!.oneNormal.value).toBe(one.exact);
    const [low, high] = groups!.oneNormal.factorInterval!;
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(intervals.exact![0]).toBeLessThan(one.intervals.exact![1]);
    expect(intervals.exact![1]).toBeGreaterThan(one.intervals.exact![0]);
    expect(exact! / one.exact!).toBeCloseTo(1 / groups!.oneNormal.factor!, 12);
  });

  it('compares with one normal distribution of the same mean and std', () => {
    const { groups, question, guarantee, upperBound, exact, topic } = answer;
    const all = together(GROUPS);
    expect(question).toMatchObject({ workers: 8, std: all.std });
    expect(question.mean).toBeCloseTo(all.mean, 15);
    const one = recommendEpsilon({ std: all.std, mean: all.mean, workers: 8 });
    expect(groups).toMatchObject({ groups: GROUPS, std: all.std });
    expect(groups!.oneNormal.value).toBeCloseTo(one.exact!, 12);
    expect(groups!.oneNormal.factor).toBeCloseTo(one.exact! / exact!, 12);
    expect(groups!.sentence).toMatch(/^One normal distribution of the same mean and std would give epsilon /);
    expect(guarantee).toContain(
      'With 5 inferers around -0.19 (std 0.045) and 3 forecasters around 0.027 (std 0.008), weights differ',
    );
    expect(upperBound).toBeGreaterThan(exact!);
    expect(topic.notes.join()).toContain('Not simulated: these groups');
  });

  it('is proportional to the groups, and does not depend on names', () => {
    // Not rounded: a power of two.
    const unnamed = scaled(64).map(({ name: _, ...group }) => group);
    expect(recommendEpsilon({ groups: unnamed }).exact).toBe(64 * answer.exact!);
    // An answer takes a second.
    if (RUNS_ALL) expect(recommendEpsilon({ groups: scaled(10) }).exact! / answer.exact!).toBeCloseTo(10, 8);
  });

  it('says so if no epsilon separates the groups', () => {
    const positive = GROUPS.map((group) => ({ ...group, mean: group.mean + 5 }));
    const { status, groups } = recommendEpsilon({ groups: positive });
    expect(status).toBe('none');
    expect(groups!.sentence).toBe('One normal distribution of the same mean and std would give none either.');
    expect(groups!.oneNormal.factor).toBeNull();
  });

  it.each([
    [{ groups: 5 }, 'Expected `groups` to be a list of { workers, mean, std }, got `5` (number)'],
    [
      { groups: [GROUPS[0]] },
      'Expected `groups` to hold at least two groups, got 1; for one, give the options workers, mean and std',
    ],
    [{ groups: [GROUPS[0], 5] }, 'Expected `groups[1]` to be an object, got `5` (number)'],
    [
      { groups: [GROUPS[0], { workers: 0, mean: 0, std: 1 }] },
      'Expected `groups[1].workers` to be a whole number from 1 to 10000, got `0` (number)',
    ],
    [
      { groups: [GROUPS[0], { workers: 1, mean: NaN, std: 1 }] },
      'Expected `groups[1].mean` to be a finite number, got `NaN` (number)',
    ],
    [
      { groups: [GROUPS[0], { workers: 1, mean: 0, std: 0 }] },
      'Expected `groups[1].std` to be a finite number > 0, got `0` (number)',
    ],
    [
      { groups: [GROUPS[0], { workers: 9999, mean: 0, std: 1 }] },
      'Expected `groups` to hold at most 10000 workers together, got 10004',
    ],
    [
      { groups: [1, 2].map((workers) => ({ workers, mean: 0, std: 1e-320 })) },
      'Expected `groups` whose std together is within double precision, got 1e-320',
    ],
    [
      { groups: GROUPS, std: 0.1 },
      'Expected `std` to be left out beside `groups`: it follows from them, got `0.1` (number)',
    ],
    [{ groups: GROUPS, workers: 8 }, 'Expected `workers` to be left out beside `groups`'],
    [{ groups: GROUPS, regrets: [[1, 2]] }, 'Expected `groups` to be left out beside `regrets`'],
  ])('%o: %s', (options, message) => {
    expect(() => recommendEpsilon(options as never)).toThrow(message);
  });
});

describe('resolvablePrecision', () => {
  const of = (times: number) => resolvablePrecision({ epsilon: times * answer.exact!, groups: GROUPS });
  const ofHalf = of(1 / 2);

  it('is the inverse of recommendEpsilon', () => {
    const { std, groups, guarantee, interval } = ofHalf;
    expect(std).toBeCloseTo(together(GROUPS).std / 2, 12);
    expect(interval![0]).toBeLessThan(std!);
    expect(groups!.oneNormal.factor).toBeGreaterThan(0);
    expect(guarantee).toContain('spread by 0.111 together');
  });

  it('says whether the epsilon separates these groups', () => {
    expect(ofHalf.guarantee).toMatch(/which is enough\.$/);
    expect(of(2).guarantee).toMatch(/which is less: the epsilon is too large for them\.$/);
  });
});

describe('tune', () => {
  it('gives a p with which other draws of the groups are separated', () => {
    const { exact, interval, groups, now, guarantee } = tune({ epsilon: 0.2, groups: GROUPS });
    const separated = (pNorm: number) =>
      epochsOf(GROUPS, EPOCHS).filter((regrets) => {
        const { log10Weights } = getWeights(regrets, { epsilon: 0.2, pNorm });
        return weightSpread(log10Weights) >= 0.5;
      }).length;
    expect(wilson(separated(interval![0]), EPOCHS, 0.999).low).toBeLessThan(0.95);
    expect(wilson(separated(interval![1]), EPOCHS, 0.999).high).toBeGreaterThan(0.95);
    expect(now.separated.value).toBeLessThan(0.95);
    const { std, mean } = together(GROUPS);
    const one = tune({ epsilon: 0.2, std, mean, workers: 8 });
    expect(groups!.oneNormal.value).toBeCloseTo(one.exact!, 12);
    expect(groups!.oneNormal.factor).toBeCloseTo(one.exact! / exact!, 12);
    expect(guarantee).toContain('With 5 inferers around -0.19');
    expect(one.groups).toBeNull();
  });

  it('refuses options that follow from the groups', () => {
    expect(() => tune({ epsilon: 0.1, groups: GROUPS, mean: 0 } as never)).toThrow(
      'Expected `mean` to be left out beside `groups`',
    );
  });
});
