import { expect, test } from 'vitest';
import { RULES_NAMES } from '../../src/network/rules.js';
import { MEASURE_NAMES, type MeasureName } from '../../src/topic/measures.js';
import { runTopic, type TopicFormula, type TopicRun } from '../../src/topic/run-topic.js';
import { DEFAULT_TOPIC, type TopicSettings } from '../../src/topic/settings.js';

const FORMULA: TopicFormula = { rules: 'network-2026', pNorm: 3, cNorm: 0.75, alpha: 0.1, scores: true };
const SETTINGS: TopicSettings = { ...DEFAULT_TOPIC, epochs: 120, burnIn: 60 };

const measure = ({ measures }: TopicRun, e: number, name: MeasureName) =>
  measures[e * MEASURE_NAMES.length + MEASURE_NAMES.indexOf(name)]!;

test('A topic under several epsilons is each of them alone', () => {
  const together = runTopic(SETTINGS, 1, FORMULA, [0.001, 0.1, 10]);
  for (const [e, epsilon] of [0.001, 0.1, 10].entries()) {
    const alone = runTopic(SETTINGS, 1, FORMULA, [epsilon]);
    const n = MEASURE_NAMES.length;
    expect([...together.measures.slice(e * n, (e + 1) * n)]).toEqual([...alone.measures]);
  }
});

test.each(RULES_NAMES)(
  'A huge epsilon makes all weights equal and all inferers are paid alike: %s',
  (rules) => {
    const settings = { ...SETTINGS, absence: 0 };
    const run = runTopic(settings, 2, { ...FORMULA, rules }, [1e6]);
    expect(measure(run, 0, 'effective_workers')).toBeCloseTo(13, 3);
    expect(measure(run, 0, 'std_log10_weights')).toBeLessThan(1e-5);
    expect(measure(run, 0, 'equal_pay')).toBe(1);
    expect(measure(run, 0, 'gini_rewards')).toBeLessThan(1e-12);
  },
);

test('Without forecasters, a huge epsilon makes the network the plain mean', () => {
  const run = runTopic({ ...SETTINGS, forecasters: 0 }, 3, FORMULA, [1e9]);
  expect(measure(run, 0, 'network_loss')).toBeCloseTo(measure(run, 0, 'mean_loss'), 6);
  expect(measure(run, 0, 'naive_loss')).toBeCloseTo(measure(run, 0, 'mean_loss'), 6);
});

test('A small epsilon finds the good workers, and pays them', () => {
  const run = runTopic({ ...SETTINGS, skillRange: 1.2, epochs: 300 }, 4, FORMULA, [1e-6, 1e6]);
  expect(measure(run, 0, 'network_loss')).toBeLessThan(measure(run, 1, 'network_loss') - 0.3);
  expect(measure(run, 0, 'effective_workers')).toBeLessThan(8);
  expect(measure(run, 0, 'rank_correlation')).toBeGreaterThan(0.5);
  expect(measure(run, 0, 'equal_pay')).toBe(0);
});

test('Scores do not change losses, weights and regrets', () => {
  // Experience, and with it the initial regret, depends on rewards: nobody joins here.
  const settings = { ...SETTINGS, absence: 0, burnIn: 200 };
  const paid = runTopic(settings, 5, FORMULA, [0.01]);
  const unpaid = runTopic(settings, 5, { ...FORMULA, scores: false }, [0.01]);
  for (const name of ['effective_workers', 'std_regrets', 'scale'] as const)
    expect(measure(unpaid, 0, name) / measure(paid, 0, name)).toBeCloseTo(1, 1);
  expect(measure(unpaid, 0, 'std_scores')).toBeNaN();
  expect(unpaid.rewards.every((reward) => reward === 0)).toBe(true);
});

test('Recorded shares of weight sum to 1 in each epoch', () => {
  const { weights } = runTopic(SETTINGS, 6, FORMULA, [0.001, 1], [1]);
  const workers = SETTINGS.inferers + SETTINGS.forecasters;
  expect(weights).toHaveLength(SETTINGS.epochs * workers);
  for (let epoch = 0; epoch < SETTINGS.epochs; epoch++) {
    const shares = [...weights.subarray(epoch * workers, (epoch + 1) * workers)].filter(
      (share) => !Number.isNaN(share),
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  }
});

test('One inferer: the network inference is its own', () => {
  const run = runTopic({ ...SETTINGS, inferers: 1, forecasters: 0, absence: 0 }, 7, FORMULA, [0.01]);
  expect(measure(run, 0, 'network_loss')).toBe(measure(run, 0, 'best_worker_loss'));
});

test('The facts of the regrets', () => {
  const { facts } = runTopic({ ...SETTINGS, epochs: 400 }, 8, FORMULA, [0.001]);
  expect(facts.std).toBeGreaterThan(0.1);
  expect(facts.autocorrelation).toBeGreaterThan(0.8);
  expect(facts.autocorrelation).toBeLessThan(1);
  expect(facts.groupDistance).toBeGreaterThan(0);
  expect(facts.vectors).toHaveLength(40);
  const none = runTopic({ ...SETTINGS, forecasters: 0 }, 8, FORMULA, [0.001]).facts;
  expect(none.groupDistance).toBeNaN();
});
