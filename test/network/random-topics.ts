/** Random topics with edge cases. The same index gives the same topic. */

import type { Submissions } from '../../src/network/epoch.js';
import type { Layout } from '../../src/network/layout.js';
import type { NetworkRulesOptions } from '../../src/network/rules.js';

/** Uniform numbers in [0, 1) from a linear congruential generator: quality does not matter here. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) % 4_294_967_296;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  for (let i = 0; i < 5; i++) next();
  return next;
}

const CASES = [
  'complete',
  'absences',
  'rare reports',
  'one inferer',
  'newcomers',
  'zero stakes',
  'agreement',
  'ties',
  'cold start',
  'far apart',
  'large epsilon',
  'experienced',
  'dominant reputer',
] as const;

export interface RandomTopic {
  name: (typeof CASES)[number];
  inferers: number;
  forecasters: number;
  reputers: number;
  initialRegret: number;
  networkLoss: number | undefined;
  parameters: NonNullable<NetworkRulesOptions['parameters']>;
  /** Chance that a worker, a forecast, a reputer or a single report is absent. */
  absence: number;
}

export function randomTopic(index: number): RandomTopic {
  const random = randomNumbers(index + 0.5);
  // Versions take turns by index, so cases change more slowly.
  const name = CASES[Math.floor(index / 3) % CASES.length]!;
  const upTo = (n: number) => Math.floor(random() * (n + 1));
  const isNew = name === 'cold start';
  return {
    name,
    inferers: name === 'one inferer' ? 1 : 1 + upTo(7),
    forecasters: upTo(4),
    reputers: 1 + upTo(4),
    initialRegret: isNew ? 0 : 0.2 * (random() - 0.5),
    networkLoss: isNew || random() < 0.1 ? undefined : random() - 0.5,
    absence: { absences: 0.3, 'rare reports': 0.85, newcomers: 0.4 }[name as string] ?? 0,
    parameters: {
      epsilon: name === 'large epsilon' ? 3 : 10 ** (-4 + 3 * random()),
      pNorm: 1 + 4 * random(),
      cNorm: 2 * random() - 0.5,
      regretAlpha: isNew || name === 'experienced' ? 0.5 + 0.5 * random() : 0.05 + 0.5 * random(),
      inferenceSlope: 1 + 2 * random(),
      reputerExponent: [1, 3, 0.5 + 2 * random()][upTo(2)],
      rewardAlpha: 0.1 + 0.8 * random(),
      scoreHistory: 1 + upTo(15),
      listeningRate: 0.02 + 0.1 * random(),
      leastListened: random() < 0.3 ? 0.98 : 0.5,
      initialQuantile: random(),
    },
  };
}

export function randomEpoch(
  { name, inferers, forecasters, reputers, absence }: RandomTopic,
  layout: Layout,
  epoch: number,
  random: () => number,
): Submissions {
  const normal = () => random() + random() + random() + random() - 2;
  const value = () => {
    if (name === 'agreement') return 1.25;
    return name === 'ties' ? Math.round(2 * normal()) : normal();
  };
  const loss = () => {
    const far = name === 'far apart' && random() < 0.2 ? 15 * normal() : 0;
    return value() - 1 + far;
  };
  const list = (length: number, each: () => number, chance: number) =>
    Float64Array.from({ length }, () => (random() < chance ? NaN : each()));
  const isLate = (worker: number) => name === 'newcomers' && epoch < worker - 1;

  const inferences = list(inferers, () => 100 + value(), name === 'rare reports' ? 0 : absence);
  for (let j = 0; j < inferers; j++) if (isLate(j)) inferences[j] = NaN;
  const forecasts = list(forecasters * inferers, loss, absence);
  const { quantities } = layout;
  // Reputers agree up to noise: without a consensus the ascent amplifies rounding errors from step to step.
  const truth = list(quantities, loss, 0);
  const noise = () => (name === 'agreement' ? 0 : 0.1 * normal());
  const reports = list(reputers * quantities, noise, absence / 2);
  for (let m = 0; m < reputers; m++)
    for (let q = 0; q < quantities; q++) reports[m * quantities + q]! += truth[q]! + (m === 3 ? 0.3 : 0);
  for (let m = 0; m < reputers; m++) {
    const isAbsent = random() < absence / 3;
    for (let q = 0; q < quantities; q++) {
      const isRare = name === 'rare reports' && q >= 2 && random() < absence;
      if (isAbsent || isRare) reports[m * quantities + q] = NaN;
    }
    // The network reports both or is absent as a whole.
    if (!isAbsent) reports[m * quantities] = truth[0]! + noise();
    if (!isAbsent) reports[m * quantities + 1] = truth[1]! + noise();
    for (let j = 0; j < inferers; j++) if (isLate(j)) reports[m * quantities + 2 + j] = NaN;
  }
  const stakes = Float64Array.from({ length: reputers }, (_, m) => {
    if (name === 'zero stakes' && random() < 0.4) return 0;
    return (name === 'dominant reputer' && m === 0 ? 50 : 1) * (0.1 + random());
  });
  return { inferences, forecasts, reports, stakes, topicReward: 1000 * random() };
}
