/** Random topics: their rules, their submissions in each epoch, and wrong arguments. */

import fc from 'fast-check';
import {
  RULES,
  type NetworkRules,
  type RulesName,
  type Settlement,
  type Submissions,
  type Synthesis,
  type TopicState,
} from '../../src/index.js';
import { anyValue, magnitude, rarely } from './values.js';

const LIMITS = [0, 1e-50, -1e-50, 1e50, -1e50, 5e-324, 1, -1, 1e-9, 300, -300];
const normal = fc.double({ min: -2, max: 2, noNaN: true });
/** Dex, or the unit of the target. */
export const value = fc.oneof(
  { weight: 12, arbitrary: normal },
  { weight: 3, arbitrary: fc.constant(NaN) },
  { weight: 2, arbitrary: fc.constantFrom(0.5, 0.5 + Number.EPSILON, 2 ** -30) },
  { weight: 1, arbitrary: fc.constantFrom(...LIMITS) },
);
export const amount = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0.1, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-50, 1e50, 1) },
);

const slope = rarely(6, fc.constant(undefined), fc.oneof(magnitude(-3, 5), fc.constantFrom(1e-3, 1e6)));
const offset = rarely(6, fc.constant(undefined), fc.oneof(normal, fc.constantFrom(0, -1e6, 1e6)));
const size = rarely(6, fc.constant(undefined), fc.oneof(magnitude(-100, 99), magnitude(-3, 1)));
/** A threshold of a difference must be below 1. */
const belowOne = fc.double({ min: 1e-9, max: 1, maxExcluded: true, noNaN: true });
const share = rarely(4, fc.constant(undefined), fc.double({ min: 1e-9, max: 1, noNaN: true }));
const parameters = fc.record({
  epsilon: rarely(2, fc.constant(0.01), fc.oneof(magnitude(-4, 1), magnitude(-100, 99))),
  pNorm: slope,
  cNorm: offset,
  regretAlpha: share,
  inferenceSlope: slope,
  inferenceOffset: offset,
  forecastSlope: slope,
  forecastOffset: offset,
  reputerExponent: size,
  scoreHistory: rarely(4, fc.constant(undefined), fc.integer({ min: 1, max: 30 })),
  rewardAlpha: share,
  entropyExponent: rarely(6, fc.constant(undefined), fc.double({ min: 0, max: 100, noNaN: true })),
  listeningRate: size,
  listeningSteps: rarely(4, fc.constant(undefined), fc.integer({ min: 1, max: 20 })),
  listeningDifference: rarely(6, fc.constant(undefined), fc.oneof(belowOne, magnitude(-100, -1))),
  leastListened: rarely(4, fc.constant(undefined), fc.double({ min: 0, max: 1, noNaN: true })),
  stakeCap: rarely(6, fc.constant(undefined), fc.oneof(magnitude(-2, 2), fc.constant(Infinity))),
  reputerTolerance: size,
  safeDivisor: size,
  initialQuantile: rarely(4, fc.constant(undefined), fc.double({ min: 0, max: 1, noNaN: true })),
});

export interface Topic {
  version: RulesName;
  oneOuts: boolean;
  parameters: object;
  size: { inferers: number; forecasters: number; reputers: number; initialRegret?: number };
  networkLoss: number | undefined;
  labels: number;
  /** One source of numbers: each list takes its own piece, again from the start after the last one. */
  values: number[];
  amounts: number[];
  epochs: number;
  /** Whether all of the first epochs have complete and usual numbers, so that rewards are paid. */
  isUsual: boolean;
  wrong: { epoch: number; argument: number; place: number; value: unknown } | undefined;
}

export const topics: fc.Arbitrary<Topic> = fc.record({
  version: fc.constantFrom(...(Object.keys(RULES) as RulesName[])),
  oneOuts: fc.boolean(),
  parameters: rarely(2, fc.constant({}), parameters),
  size: fc.record({
    inferers: fc.integer({ min: 1, max: 6 }),
    forecasters: fc.integer({ min: 0, max: 3 }),
    reputers: fc.integer({ min: 1, max: 4 }),
    initialRegret: fc.constantFrom(0, 0.1, -0.1),
  }),
  networkLoss: fc.option(fc.oneof(normal, fc.constantFrom(1e50, -1e50, 0)), { nil: undefined }),
  labels: rarely(4, fc.constant(1), fc.integer({ min: 2, max: 3 })),
  values: fc.array(value, { minLength: 400, maxLength: 400 }),
  amounts: fc.array(amount, { minLength: 7, maxLength: 7 }),
  epochs: fc.integer({ min: 1, max: 14 }),
  isUsual: fc.boolean(),
  wrong: fc.option(
    fc.record({
      epoch: fc.nat(3),
      argument: fc.nat(11),
      place: fc.nat(200),
      value: fc.oneof(
        fc.constantFrom(Infinity, -Infinity, 1e51, -1e300, -1),
        anyValue.filter((each) => typeof each !== 'object' || !(each instanceof Float64Array)),
      ),
    }),
    { nil: undefined, freq: 3 },
  ),
});

/** Deterministic lists from the numbers of a case. */
export function submissionsOf(topic: Topic, state: TopicState, epoch: number): Submissions {
  const { values, amounts, isUsual, labels } = topic;
  const { inferers, forecasters, quantities } = state.layout;
  let at = epoch * 37;
  const next = () => {
    const found = values[at++ % values.length]!;
    return isUsual && !(Math.abs(found) <= 2) ? 0.1 * ((at * 7) % 13) : found;
  };
  const list = (length: number) => Float64Array.from({ length }, next);
  const inferences = list(inferers * labels);
  for (let i = 0; i < inferences.length; i++)
    if (i % labels > 0 && Number.isNaN(inferences[i]) !== Number.isNaN(inferences[i - (i % labels)]))
      inferences[i] = inferences[i - (i % labels)]!;
  const amountAt = (i: number) => amounts[(epoch + i) % amounts.length]!;
  return {
    inferences,
    forecasts: list(forecasters * inferers),
    reports: list(state.reputers * quantities),
    stakes: Float64Array.from({ length: state.reputers }, (_, m) => amountAt(m)),
    topicReward: amountAt(5),
  };
}

export type Arguments = [
  TopicState,
  Submissions,
  NetworkRules,
  { synthesis: Synthesis; settlement: Settlement },
];

/** Replaces one argument, or a number in one, by a wrong one. @returns null if it is none */
export function withWrong(args: Arguments, { argument, place, value: wrong }: NonNullable<Topic['wrong']>) {
  const [state, submissions, rules, results] = args;
  const isNumber = typeof wrong === 'number';
  const isHuge = isNumber && Math.abs(wrong) > 1e50;
  const names = ['inferences', 'forecasts', 'reports', 'stakes'] as const;
  const name = names[argument % 4]!;
  const given = submissions[name];
  const change = (part: object): Arguments => [state, { ...submissions, ...part }, rules, results];
  if (argument < 4) {
    // A number in a list.
    if (!(isHuge || (name === 'stakes' && isNumber && wrong < 0)) || given.length === 0) return null;
    return change({ [name]: given.with(place % given.length, wrong) });
  }
  if (argument < 8) return change({ [name]: place % 2 ? new Float64Array(given.length + 1) : wrong });
  if (argument === 8) return isHuge || !isNumber ? change({ topicReward: wrong }) : null;
  const position = [0, 2, 3][argument - 9]!;
  return (args as unknown[]).with(position, wrong) as Arguments;
}
