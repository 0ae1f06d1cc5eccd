/**
 * Random epochs of random topics: numbers at the limits, absent ones, and wrong arguments. Valid ones give a
 * number wherever NETWORK.md gives one; wrong ones an error of our own, and the topic does not change.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as library from '../../src/index.js';
import type { NetworkRules, Settlement, Submissions, Synthesis, TopicState } from '../../src/index.js';
import { fuzz } from './fuzz.js';
import { amount, submissionsOf, topics, value, withWrong, type Arguments } from './network-cases.js';
import { anyNumber, anyValue, rarely } from './values.js';

const { createSettlement, createSynthesis, createTopic, networkRules, nextEpoch } = library;
const LONG = { timeout: 4 * 3600_000 };

function checkRefused(task: () => unknown): void {
  try {
    task();
  } catch (error) {
    const isOwn = error instanceof TypeError || error instanceof RangeError;
    if (isOwn && /^Expected `[^`]+` to /.test(error.message)) return;
    throw error;
  }
  throw new Error('a wrong argument is accepted');
}

const isKnown = (number: number) => !Number.isNaN(number);

function finite(name: string, numbers: Iterable<number> | number, where?: (i: number) => boolean): void {
  const list = typeof numbers === 'number' ? [numbers] : [...numbers];
  const wrong = list.findIndex((each, i) => (where?.(i) ?? true) && !Number.isFinite(each));
  if (wrong >= 0) throw new Error(`${name}[${wrong}] is ${list[wrong]}`);
}

/** Numbers that NETWORK.md section 5 gives. */
function checkSynthesis(
  { layout, regrets }: TopicState,
  { inferences, forecasts }: Submissions,
  { oneOuts }: NetworkRules,
  { kind, values, weights, labels }: Synthesis,
): void {
  const { inferers, forecasters } = layout;
  const isPresent = (j: number) => isKnown(inferences[j * labels]!);
  const present = Array.from({ length: inferers }, (_, j) => j).filter(isPresent);
  const covers = (k: number) => present.some((j) => isKnown(forecasts[k * inferers + j]!));
  const hasValue = (name: string, quantity: number) =>
    finite(name, values.subarray(quantity * labels, (quantity + 1) * labels));
  expect(kind === 'none').toBe(present.length === 0);
  if (kind === 'none') return;
  hasValue('network', 0);
  if (kind === 'median') return;
  hasValue('naive', 1);
  if (kind === 'single') return;
  finite('regrets', regrets, (i) => isKnown(regrets[i]!));
  const active = Array.from({ length: forecasters }, (_, k) => k).filter(covers);
  for (const k of active) hasValue(`forecaster ${k}`, layout.forecaster + k);
  finite('weights', weights, (l) => (l < inferers ? isPresent(l) : covers(l - inferers)));
  if (!oneOuts) return;
  for (const j of present) hasValue(`without inferer ${j}`, layout.oneOutInferer + j);
  if (active.length < 2) return;
  for (const k of active) hasValue(`without forecaster ${k}`, layout.oneOutForecaster + k);
  for (const k of active) hasValue(`with forecaster ${k} alone`, layout.oneInForecaster + k);
}

/** Numbers that NETWORK.md sections 2, 3 and 6 to 9 give. */
function checkSettlement(
  state: TopicState,
  { topicReward }: Submissions,
  { oneOuts }: NetworkRules,
  out: Settlement,
): void {
  finite('regrets', state.regrets, (i) => isKnown(state.regrets[i]!));
  finite('initialRegret', state.initialRegret);
  finite('listening', state.listening);
  finite('taskRatio', state.taskRatio);
  if (out.kind === 'none') return;
  finite('losses', out.losses.subarray(0, 2));
  finite('losses', out.losses, (q) => isKnown(out.losses[q]!));
  if (!oneOuts) return;
  const reputers = out.reputerScores;
  finite('reputerScores', reputers, (m) => isKnown(reputers[m]!));
  finite('reputerFractions', out.reputerFractions, (m) => isKnown(reputers[m]!));
  finite('reputerEntropy', out.reputerEntropy);
  if (out.kind !== 'rewards') return;
  const tasks = [
    [out.infererScores, out.infererFractions, out.infererRewards],
    [out.forecasterScores, out.forecasterFractions, out.forecasterRewards],
    [reputers, out.reputerFractions, out.reputerRewards],
  ] as const;
  const { inferenceEntropy: f, forecastingEntropy: g, reputerEntropy: h } = out;
  finite('entropies', [f, g, h]);
  finite('chi and gamma', [out.chi, out.gamma]);
  for (const [scores, fractions, rewards] of tasks) {
    finite('fractions', fractions, (i) => isKnown(scores[i]!));
    // Without any entropy NETWORK.md divides 0 by 0.
    if (f + g + h > 0) finite('rewards', rewards, (i) => isKnown(scores[i]!));
    const known = fractions.filter(isKnown);
    const sum = known.reduce((total, each) => total + each, 0);
    if (known.length > 0 && Math.abs(sum - 1) > 1e-9) throw new Error(`fractions sum to ${sum}`);
  }
  if (!(f + g + h > 0)) return;
  const paid = out.inferenceReward + out.forecastingReward + out.reputerReward;
  if (Math.abs(paid - topicReward) > 1e-9 * topicReward) throw new Error(`${paid} of ${topicReward} paid`);
}

it('epochs of topics', LONG, async () => {
  let rewarded = 0;
  let refused = 0;
  const share = await fuzz({
    area: 'network',
    cases: topics,
    count: { suite: 400, full: 100_000 },
    check(topic) {
      const rules = networkRules({
        version: topic.version,
        oneOuts: topic.oneOuts,
        parameters: topic.parameters,
      });
      const state = createTopic({ ...topic.size, networkLoss: topic.networkLoss }, rules);
      const results = {
        synthesis: createSynthesis(state, topic.labels),
        settlement: createSettlement(state),
      };
      for (let epoch = 0; epoch < topic.epochs; epoch++) {
        const args: Arguments = [state, submissionsOf(topic, state, epoch), rules, results];
        const changed = topic.wrong?.epoch === epoch ? withWrong(args, topic.wrong) : null;
        if (changed) {
          const before = structuredClone({ ...state, scratch: null });
          checkRefused(() => nextEpoch(...changed));
          expect({ ...state, scratch: null }).toEqual(before);
          refused++;
        }
        nextEpoch(...args);
        checkSynthesis(state, args[1], rules, results.synthesis);
        checkSettlement(state, args[1], rules, results.settlement);
        if (results.settlement.kind === 'rewards') rewarded++;
      }
    },
  });
  expect(rewarded).toBeGreaterThan(50 * share);
  expect(refused).toBeGreaterThan(20 * share);
});

const usual = <T>(valid: fc.Arbitrary<T>) => rarely(8, valid, anyValue);
const count = fc.oneof(fc.integer({ min: 0, max: 5 }), anyNumber);
const made = (() => {
  const rules = networkRules();
  const state = createTopic({ inferers: 2, forecasters: 1, reputers: 2 }, rules);
  return { rules, state, synthesis: createSynthesis(state), settlement: createSettlement(state) };
})();
const list = (length: number) =>
  usual(
    fc.oneof(
      fc.array(value, { minLength: length, maxLength: length }).map((all) => Float64Array.from(all)),
      fc.array(anyNumber, { maxLength: 3 }).map((all) => Float64Array.from(all)),
    ),
  );
const { quantities } = made.state.layout;
const [state, rules] = [usual(fc.constant(made.state)), usual(fc.constant(made.rules))];
const settlement = usual(fc.constant(made.settlement));
const synthesis = usual(fc.constant(made.synthesis));
const anyParameters = fc.dictionary(fc.constantFrom(...Object.keys(made.rules.parameters), 'x'), anyNumber);

/** Arguments of each function of the network. */
const CALLS = {
  networkLayout: fc.tuple(usual(count), usual(count)),
  networkRules: fc.tuple(
    usual(
      fc.record({
        version: usual(fc.constant('network-2026')),
        oneOuts: usual(fc.boolean()),
        parameters: usual(anyParameters),
      }),
    ),
  ),
  createTopic: fc.tuple(
    usual(
      fc.record({
        inferers: usual(count),
        forecasters: usual(count),
        reputers: usual(count),
        initialRegret: usual(anyNumber),
        networkLoss: usual(anyNumber),
      }),
    ),
    rules,
  ),
  createSynthesis: fc.tuple(state, usual(count)),
  createSettlement: fc.tuple(state),
  synthesize: fc.tuple(state, list(2), list(2), rules, synthesis),
  settle: fc.tuple(state, list(2 * quantities), list(2), usual(amount), rules, settlement),
  nextEpoch: fc.tuple(
    state,
    usual(
      fc.record({
        inferences: list(2),
        forecasts: list(2),
        reports: list(2 * quantities),
        stakes: list(2),
        topicReward: usual(amount),
      }),
    ),
    rules,
    usual(fc.record({ synthesis, settlement })),
  ),
  weightedPercentiles: fc.tuple(
    usual(fc.array(anyNumber, { maxLength: 5 })),
    usual(fc.array(rarely(4, amount, anyNumber), { maxLength: 5 })),
    usual(fc.option(fc.array(fc.double({ min: 0, max: 100, noNaN: true })), { nil: undefined })),
  ),
} satisfies { [Name in keyof typeof library]?: fc.Arbitrary<unknown[]> };

it('arguments of functions of the network', LONG, () =>
  fuzz({
    area: 'network arguments',
    cases: fc.oneof(
      ...Object.entries(CALLS).map(([name, args]) =>
        fc.tuple(fc.constant(name), args as fc.Arbitrary<unknown[]>),
      ),
    ),
    count: { suite: 2000, full: 100_000 },
    check([name, args]) {
      let found: unknown;
      try {
        found = (library[name as keyof typeof CALLS] as (...given: unknown[]) => unknown)(...args);
      } catch (error) {
        const isOwn = error instanceof TypeError || error instanceof RangeError;
        if (isOwn && /^Expected `[^`]+` to /.test(error.message)) return;
        throw error;
      }
      if (name === 'weightedPercentiles') finite('percentiles', found as Float64Array);
    },
  }),
);
