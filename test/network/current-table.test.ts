/** A published table of today's rules: classification with three labels, epochs 1 to 3. */

import { describe, expect, it } from 'vitest';
import { networkRules } from '../../src/network/rules.js';
import { taskWeight } from '../../src/network/split.js';
import { createSynthesis, createTopic, type TopicState } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { scaleOfFirst } from '../../src/network/weights.js';
import { workerFractions } from '../../src/network/worker-fractions.js';
import { hasReference, referenceJson, rowError } from './reference.js';

interface Epoch {
  network_loss: number;
  regret: number[];
  naive_regret: number[];
  /** [withheld worker][worker] */
  oneout_regret?: number[][];
  /** [forecaster][inferers, then the forecaster] */
  onein_regret?: number[][];
  inference: number[][];
  forecasted_loss: number[][];
  forecast_implied: number[][];
  /** [forecaster][withheld inferer][label] */
  forecast_implied_oneout: number[][][];
  network_inference: number[];
  network_naive_inference: number[];
  network_inference_oneout: number[][];
  network_naive_inference_onein: number[][];
  inferer_score: number[];
  inferer_reward_fraction: number[];
  forecaster_task_score: number;
  forecaster_score_ratio: number;
  forecasters_utility: number;
}

const { epochs } = referenceJson<{ epochs: Record<string, Epoch> }>('current_vectors.json', { epochs: {} });
const [NI, NF, LABELS] = [5, 3, 3];
const TOLERANCE = 1e-12;
const rules = networkRules({ parameters: { epsilon: 0.01, pNorm: 3, cNorm: 0.75 } });

/** The topic after an epoch of the table. One-out regrets exist from epoch 2 on. */
function topicAfter(epoch: Epoch): TopicState {
  const topic = createTopic(
    { inferers: NI, forecasters: NF, initialRegret: 1, networkLoss: epoch.network_loss },
    rules,
  );
  const { workers } = topic.layout;
  const setRow = (row: number, values: number[]) => topic.regrets.set(values, row * workers);
  setRow(0, epoch.regret);
  setRow(1, epoch.naive_regret);
  if (epoch.oneout_regret && epoch.onein_regret) {
    epoch.oneout_regret.forEach((values, withheld) => setRow(2 + withheld, values));
    epoch.onein_regret.forEach((values, k) => {
      setRow(2 + workers + k, values.slice(0, NI));
      topic.regrets[(2 + workers + k) * workers + NI + k] = values[NI]!;
    });
  }
  const regrets = Float64Array.from(epoch.regret);
  topic.spread = scaleOfFirst(regrets, workers, 'mad') + 0.01;
  return topic;
}

function synthesisOf(epoch: Epoch, topic: TopicState) {
  const out = createSynthesis(topic, LABELS);
  const inferences = Float64Array.from(epoch.inference.flat());
  const forecasts = Float64Array.from(epoch.forecasted_loss.flat());
  synthesize(topic, inferences, forecasts, rules, out);
  const at = (quantity: number, count = 1) =>
    out.values.subarray(quantity * LABELS, (quantity + count) * LABELS);
  return { at, layout: topic.layout };
}

describe.runIf(hasReference)('the published table of today', () => {
  it('network, naive and forecast-implied inferences of epoch 2', () => {
    const { at, layout } = synthesisOf(epochs['2']!, topicAfter(epochs['1']!));
    expect(rowError(at(layout.network), epochs['2']!.network_inference)).toBeLessThan(TOLERANCE);
    expect(rowError(at(layout.naive), epochs['2']!.network_naive_inference)).toBeLessThan(TOLERANCE);
    const implied = epochs['2']!.forecast_implied.flat();
    expect(rowError(at(layout.forecaster, NF), implied)).toBeLessThan(TOLERANCE);
  });

  it('all inferences of epoch 3', () => {
    const epoch = epochs['3']!;
    const { at, layout } = synthesisOf(epoch, topicAfter(epochs['2']!));
    expect(rowError(at(layout.network), epoch.network_inference)).toBeLessThan(TOLERANCE);
    expect(rowError(at(layout.naive), epoch.network_naive_inference)).toBeLessThan(TOLERANCE);
    expect(rowError(at(layout.forecaster, NF), epoch.forecast_implied.flat())).toBeLessThan(TOLERANCE);
    const oneOuts = epoch.network_inference_oneout.flat();
    expect(rowError(at(layout.oneOutInferer, NI + NF), oneOuts)).toBeLessThan(TOLERANCE);
    const oneIns = epoch.network_naive_inference_onein.flat();
    expect(rowError(at(layout.oneInForecaster, NF), oneIns)).toBeLessThan(TOLERANCE);
    epoch.forecast_implied_oneout.forEach((of, k) =>
      of.forEach((labels, j) => {
        const found = at(layout.forecasterWithout + j * NF + k);
        expect(rowError(found, labels), `${k} without ${j}`).toBeLessThan(TOLERANCE);
      }),
    );
  });

  it('a scale of its own for each combination does not reproduce it', () => {
    const topic = topicAfter(epochs['2']!);
    topic.spread = 0;
    const { at, layout } = synthesisOf(epochs['3']!, topic);
    const oneOuts = epochs['3']!.network_inference_oneout.flat();
    expect(rowError(at(layout.oneOutInferer, NI + NF), oneOuts)).toBeGreaterThan(1e-3);
    expect(rowError(at(layout.forecaster, NF), epochs['3']!.forecast_implied.flat())).toBeGreaterThan(1e-3);
  });

  it('reward fractions of inferers of epoch 2', () => {
    const [first, second] = [epochs['1']!, epochs['2']!];
    const history = Float64Array.from([...second.inferer_score, ...first.inferer_score]);
    const scores = Float64Array.from(second.inferer_score);
    const fractions = new Float64Array(NI);
    workerFractions(scores, history, 3, 0.75, 0.01, fractions);
    expect(rowError(fractions, second.inferer_reward_fraction)).toBeLessThan(TOLERANCE);
  });

  it('weight of the forecasting task of epoch 2', () => {
    const [first, second] = [epochs['1']!, epochs['2']!];
    const topic = createTopic({ inferers: NI, forecasters: NF }, rules);
    topic.taskRatio = first.forecaster_score_ratio;
    const scores = Float64Array.from(second.inferer_score);
    expect(taskWeight(topic, second.forecaster_task_score, scores, rules)).toBe(second.forecasters_utility);
    expect(rowError([topic.taskRatio], [second.forecaster_score_ratio])).toBeLessThan(TOLERANCE);
  });
});
