import { expect, test } from 'vitest';
import { DEFAULT_TOPIC, type TopicSettings } from '../../src/topic/settings.js';
import { createWorld } from '../../src/topic/world.js';

const QUANTITIES = 5;

/** Epochs of a world as plain lists. */
function epochsOf(settings: Partial<TopicSettings>, seed: number, epochs: number) {
  const world = createWorld({ ...DEFAULT_TOPIC, ...settings }, seed, QUANTITIES);
  return Array.from({ length: epochs }, () => {
    world.next();
    return {
      target: world.target,
      inferences: [...world.inferences],
      forecasts: [...world.forecasts],
      reportErrors: [...world.reportErrors],
    };
  });
}

const std = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

/** Every worker alike: no bias, drift, context or absence. */
const PLAIN: Partial<TopicSettings> = {
  skillRange: 0,
  bias: 0,
  drift: 0,
  context: 0,
  commonError: 0,
  absence: 0,
  forecastNoise: 0,
};

test('The same seed gives the same world, another seed another', () => {
  expect(epochsOf({}, 7, 20)).toEqual(epochsOf({}, 7, 20));
  expect(epochsOf({}, 7, 1)).not.toEqual(epochsOf({}, 8, 1));
});

test('More forecasters or reputers leave target and inferences as they are', () => {
  const few = epochsOf({ forecasters: 1, reputers: 1 }, 3, 10);
  const many = epochsOf({ forecasters: 6, reputers: 6 }, 3, 10);
  expect(many.map(({ target, inferences }) => ({ target, inferences }))).toEqual(
    few.map(({ target, inferences }) => ({ target, inferences })),
  );
});

test('The error std of a worker spans the range of skill, in a random order', () => {
  const { skill } = createWorld({ ...DEFAULT_TOPIC, skillRange: 1.2 }, 1, QUANTITIES);
  const sorted = skill.toSorted();
  expect(sorted.at(-1)! - sorted[0]!).toBeCloseTo(1.2, 12);
  expect(sorted.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 12);
  expect([...skill]).not.toEqual([...sorted]);
});

test('Errors have the std of the skill, and the common share of the variance', () => {
  const epochs = epochsOf({ ...PLAIN, inferers: 2, commonError: 0.36 }, 1, 20_000);
  const errors = (j: number) => epochs.map(({ target, inferences }) => inferences[j]! - target);
  expect(std(errors(0))).toBeCloseTo(1, 1);
  const [first, second] = [errors(0), errors(1)];
  const covariance = first.reduce((sum, error, i) => sum + error * second[i]!, 0) / first.length;
  expect(covariance).toBeGreaterThan(0.33);
  expect(covariance).toBeLessThan(0.39);
});

test('A forecaster that sees everything predicts the mean log10 loss of each inferer', () => {
  const epochs = epochsOf({ ...PLAIN, context: 0.5, contextSeen: 1, inferers: 4 }, 2, 20_000);
  for (let j = 0; j < 4; j++) {
    const surprises = epochs.map(
      ({ target, inferences, forecasts }) => Math.log10((inferences[j]! - target) ** 2) - forecasts[j]!,
    );
    const mean = surprises.reduce((sum, each) => sum + each, 0) / surprises.length;
    // The std of log10 of a squared normal number is 0.96 dex.
    expect(Math.abs(mean)).toBeLessThan((4 * 0.965) / Math.sqrt(20_000));
    expect(std(surprises)).toBeCloseTo(0.965, 1);
  }
});

test('A forecaster that sees nothing predicts the same loss in every epoch', () => {
  const epochs = epochsOf({ ...PLAIN, context: 0.5, contextSeen: 0, inferers: 3 }, 2, 50);
  for (const { forecasts } of epochs) expect(forecasts).toEqual(epochs[0]!.forecasts);
});

test('Inferers are absent in the given share of the epochs, for the given length', () => {
  const epochs = epochsOf({ ...PLAIN, absence: 0.25, absenceLength: 10, inferers: 8 }, 4, 20_000);
  const isAbsent = (j: number) => epochs.map(({ inferences }) => Number.isNaN(inferences[j]));
  let [absent, starts] = [0, 0];
  for (let j = 0; j < 8; j++) {
    const list = isAbsent(j);
    absent += list.filter(Boolean).length;
    starts += list.filter((each, i) => each && !(list[i - 1] ?? false)).length;
  }
  expect(absent / (8 * 20_000)).toBeCloseTo(0.25, 1);
  expect(Math.abs(absent / starts - 10)).toBeLessThan(0.5);
});

test('A mean-reverting target stays near 0, and a random walk leaves it', () => {
  const reverting = epochsOf({ target: 'mean-reverting' }, 1, 20_000).map(({ target }) => target);
  expect(std(reverting)).toBeCloseTo(1, 0);
  const walking = epochsOf({ target: 'random-walk' }, 1, 20_000).map(({ target }) => target);
  expect(std(walking)).toBeGreaterThan(10);
});

test('Stakes have mean 1 and the given range', () => {
  const { stakes } = createWorld({ ...DEFAULT_TOPIC, reputers: 6, stakeRange: 0 }, 1, QUANTITIES);
  expect([...stakes]).toEqual([1, 1, 1, 1, 1, 1]);
  const wide = createWorld({ ...DEFAULT_TOPIC, reputers: 6, stakeRange: 1 }, 1, QUANTITIES).stakes;
  expect(wide.reduce((sum, stake) => sum + stake, 0) / 6).toBeCloseTo(1, 12);
  expect(std(Array.from(wide, Math.log10))).toBeGreaterThan(0.3);
});
