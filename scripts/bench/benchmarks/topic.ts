/** Whole topics under one epsilon, epoch by epoch, without and with one-outs, scores and rewards. */

import { join } from 'node:path';
import type { Settlement, Synthesis, TopicState } from '../../../src/network/state.js';
import type { TopicSettings } from '../../../src/topic/settings.js';
import { loadLibrary, loadTopics, type Checkout } from '../checkouts.js';
import { largestDifference } from '../difference.js';
import { localTask, startProgram } from '../external-process.js';
import type { Agreement, Benchmark, Competitor } from '../measure.js';
import { drawTopics, EPSILON, REWARD, writeTopics, type TopicData } from '../topic-data.js';
import { pythonProgram } from '../toolchain.js';
import type { Setting } from './setting.js';

export const NETWORK = 'synthesize, settle';
const NUMPY = 'numpy, all topics at once';
const SIMULATION = 'runTopic, 40 epsilons';
const NO_FORECASTER = 'synthesize, settle; no forecaster';

/** Absolute below 1, relative above. Rounding errors grow from epoch to epoch through the regrets. */
const TOLERANCE = 1e-9;

/** Epsilons of a simulation, as many as those of the main study. */
const EPSILONS = 40;

/** @param oneOuts whether there are one-outs, and with them scores and rewards */
export async function topicBenchmark(setting: Setting, oneOuts: boolean): Promise<Benchmark> {
  const { toolchain, temporary, quick, checkouts, isComparison } = setting;
  const folder = join(temporary, oneOuts ? 'topic-scores' : 'topic');
  const [topics, epochs] = quick ? [8, 60] : [64, 300];
  const data = drawTopics(topics, { epochs });
  const { networkRules } = await loadLibrary(checkouts[0]!);
  const { parameters } = networkRules();
  await writeTopics(folder, data, { ...parameters, epsilon: EPSILON, oneOuts });
  const unitsOf = ({ settings, topics: count }: TopicData) =>
    count * settings.epochs * (settings.inferers + settings.forecasters);

  const own = await Promise.all(
    checkouts.map(async (checkout): Promise<Competitor[]> => {
      const play = await playerOf(checkout, oneOuts);
      const simulate = await simulationOf(checkout, data.settings, oneOuts);
      const alone = drawTopics(topics, { epochs, forecasters: 0 });
      return [
        {
          name: NETWORK + checkout.suffix,
          units: unitsOf(data),
          start: () => localTask(() => play(data)),
        },
        {
          name: NO_FORECASTER + checkout.suffix,
          units: unitsOf(alone),
          note: 'ten inferers only',
          start: () => localTask(() => play(alone)),
        },
        {
          name: SIMULATION + checkout.suffix,
          units: EPSILONS * (unitsOf(data) / topics),
          note: 'one topic; with draws, measures and facts of the regrets',
          start: () => localTask(simulate),
        },
      ];
    }),
  );
  const numpy: Competitor = {
    name: NUMPY,
    units: unitsOf(data),
    start: () => startProgram(pythonProgram(toolchain, 'numpy_topic.py', ['numpy']), folder, 1),
  };
  return {
    title: oneOuts ? 'topics with rewards' : 'topics',
    competitors: isComparison ? own.flat() : [...own.flat(), numpy],
    check(results) {
      const expected = results.get(NETWORK)!;
      return [...results].flatMap(([name, values]): Agreement[] => {
        if (name === NETWORK || name === NO_FORECASTER) return [];
        if (name.startsWith(SIMULATION)) {
          const difference = Math.abs(values[0]! - meanLoss(expected, data));
          return [{ name, numbers: 'mean loss of the network', difference, tolerance: TOLERANCE }];
        }
        const reference = name.startsWith(NO_FORECASTER) ? results.get(NO_FORECASTER)! : expected;
        const difference = largestDifference(values, reference);
        return [{ name, numbers: 'inferences, losses, regrets, rewards', difference, tolerance: TOLERANCE }];
      });
    },
  };
}

/** Mean loss of the network inference in the first topic, dex, from its inferences. */
function meanLoss(results: Float64Array, { targets, settings: { epochs } }: TopicData): number {
  let sum = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const error = results[epoch]! - targets[epoch]!;
    sum += Math.log10(error * error + LEAST_SQUARE);
  }
  return sum / epochs;
}

/** Smallest squared error, as in simulated topics. */
const LEAST_SQUARE = 1e-30;

/**
 * Plays topics one after the other. Returns for each: network inferences and network losses, shape (epochs)
 * each; regrets of the network and naive inferences, and with one-outs all regrets; rewards of inferers,
 * forecasters and reputers over all epochs.
 */
async function playerOf(checkout: Checkout, oneOuts: boolean): Promise<(data: TopicData) => Float64Array> {
  const library = await loadLibrary(checkout);
  const { createSettlement, createSynthesis, createTopic, networkRules, settle, synthesize } = library;
  const rules = networkRules({ oneOuts, parameters: { epsilon: EPSILON } });
  return (data) => {
    const { settings, layout, topics, targets, inferences, forecasts, errors, stakes } = data;
    const { inferers, forecasters, reputers, epochs } = settings;
    const { workers, quantities, rows } = layout;
    const length = 2 * epochs + (oneOuts ? rows : 2) * workers + workers + reputers;
    const results = new Float64Array(topics * length);
    const reports = new Float64Array(reputers * quantities);
    for (let topic = 0; topic < topics; topic++) {
      const state = createTopic({ inferers, forecasters, reputers }, rules);
      const synthesis = createSynthesis(state);
      const settlement = createSettlement(state);
      const found = results.subarray(topic * length, (topic + 1) * length);
      const rewards = found.subarray(length - workers - reputers);
      const stake = stakes.subarray(topic * reputers, (topic + 1) * reputers);
      for (let epoch = 0; epoch < epochs; epoch++) {
        const place = topic * epochs + epoch;
        const own = inferences.subarray(place * inferers, (place + 1) * inferers);
        const size = forecasters * inferers;
        synthesize(state, own, forecasts.subarray(place * size, (place + 1) * size), rules, synthesis);
        report(reports, synthesis, targets[place]!, errors, place * reports.length);
        settle(state, reports, stake, REWARD, rules, settlement);
        found[epoch] = synthesis.values[0]!;
        found[epochs + epoch] = settlement.losses[0]!;
        if (settlement.kind === 'rewards') addRewards(rewards, state, settlement);
      }
      found.set(state.regrets.subarray(0, length - 2 * epochs - rewards.length), 2 * epochs);
    }
    return results;
  };
}

/** The losses that each reputer reports. The first epoch has the naive loss of the network inference. */
function report(
  reports: Float64Array,
  { values }: Synthesis,
  target: number,
  errors: Float64Array,
  from: number,
): void {
  for (let q = 0; q < values.length; q++) {
    const error = (q === 1 && Number.isNaN(values[q]!) ? values[0]! : values[q]!) - target;
    const loss = Math.log10(error * error + LEAST_SQUARE);
    for (let i = q; i < reports.length; i += values.length) reports[i] = loss + errors[from + i]!;
  }
}

function addRewards(
  rewards: Float64Array,
  { layout: { inferers, workers } }: TopicState,
  { infererRewards, forecasterRewards, reputerRewards }: Settlement,
): void {
  const add = (from: number, paid: Float64Array) => {
    for (let i = 0; i < paid.length; i++) if (paid[i]! > 0) rewards[from + i]! += paid[i]!;
  };
  add(0, infererRewards);
  add(inferers, forecasterRewards);
  add(workers, reputerRewards);
}

/**
 * Simulates the first topic under several epsilons. Returns the mean loss of the network at {@link EPSILON}.
 */
async function simulationOf(
  checkout: Checkout,
  settings: TopicSettings,
  scores: boolean,
): Promise<() => Float64Array> {
  const { runTopic, MEASURE_NAMES } = await loadTopics(checkout);
  const formula = { rules: 'network-2026', pNorm: 3, cNorm: 0.75, alpha: 0.1, scores } as const;
  const epsilons = Array.from({ length: EPSILONS }, (_, e) => EPSILON * (1 + e / 10));
  const place = MEASURE_NAMES.indexOf('network_loss');
  return () => Float64Array.of(runTopic(settings, 1, formula, epsilons).measures[place]!);
}
