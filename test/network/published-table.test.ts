/**
 * The published table of the research simulator, epochs 300 to 305, under the rules of October 2024. In row i
 * the regrets and the network loss of row i - 1 weigh the inferences, and the reports score the inferences of
 * row i - 1.
 */

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { settle } from '../../src/network/epoch.js';
import { weightedPercentiles } from '../../src/network/percentiles.js';
import { networkRules, type NetworkRules, type NetworkParameters } from '../../src/network/rules.js';
import { createSettlement, createSynthesis, createTopic } from '../../src/network/state.js';
import { synthesize } from '../../src/network/synthesis.js';
import { hasReference, referenceText, rowError } from './reference.js';

const TOLERANCE = 1e-12;
const REPUTER_TOLERANCE = 1e-9;
const [NI, NF, NR] = [5, 3, 5];

const rows = parse<Record<string, number>>(referenceText('epochs.csv'), {
  columns: true,
  cast: (value, { header }) => (header ? value : Number(value)),
});
const count = (n: number) => Array.from({ length: n }, (_, i) => i);
const series = (row: Record<string, number>, name: string, n: number) =>
  count(n).map((i) => row[`${name}_${i}`]!);

/** Quantities of a row by a name of each kind, in the order of the layout. */
function quantities(row: Record<string, number>, kind: 'loss' | 'value', reputer = ''): number[] {
  const isLoss = kind === 'loss';
  // network_loss, inference_loss_0 and network_loss_oneout_0, but reputer_0_loss_network_inference.
  const name = (base: string, suffix = '') => {
    if (reputer) return `${reputer}loss_${base}${suffix}`;
    if (!isLoss) return `${base}${suffix}`;
    const short = { network_inference: 'network_loss', naive_network_inference: 'network_naive_loss' }[base];
    return `${short ?? `${base}_loss`}${suffix}`;
  };
  const naive = isLoss ? 'naive_network_inference' : 'network_naive_inference';
  return [
    row[name('network_inference')]!,
    row[name(naive)]!,
    ...count(NI).map((j) => row[name('inference', `_${j}`)]!),
    ...count(NF).map((k) => row[name('forecast_implied_inference', `_${k}`)]!),
    ...count(NI).map((j) => row[name('network_inference', `_oneout_${j}`)]!),
    ...count(NF).map((k) => row[name('network_inference', `_oneout_${NI + k}`)]!),
    ...count(NF).map((k) => row[name(naive, `_onein_${k}`)]!),
    ...count(NI).flatMap((j) =>
      count(NF).map((k) => row[name('forecast_implied_inference', `_${k}_oneout_${j}`)]!),
    ),
  ];
}

/** Rows of regrets; null where the table has no column. */
function regretsOf(row: Record<string, number>): (number | null)[][] {
  const none = count(NF).map(() => null);
  const withheld = (worker: number) =>
    count(NI + NF).map((l) => row[`inference_regret_worker_${l}_oneout_${worker}`]!);
  return [
    series(row, 'inference_regret_worker', NI + NF),
    [...series(row, 'naive_inference_regret_worker', NI), ...none],
    ...count(NI + NF).map(withheld),
    ...count(NF).map((k) => {
      const oneIn = count(NI + 1).map((l) => row[`inference_regret_worker_${l}_onein_${k}`]!);
      return [...oneIn.slice(0, NI), ...count(NF).map((other) => (other === k ? oneIn[NI]! : null))];
    }),
  ];
}

const PARAMETERS = { epsilon: 0.01, pNorm: 3, cNorm: 0.75, inferenceSlope: 3, reputerExponent: 1 };
function tableRules(parameters: Partial<Record<keyof NetworkParameters, number>> = {}): NetworkRules {
  return networkRules({ version: 'network-2024-10', parameters: { ...PARAMETERS, ...parameters } });
}

/** Computes row i from row i - 1, and returns the error of each output. */
function rowErrors(i: number, rules: NetworkRules): Record<string, number> {
  const [before, row] = [rows[i - 1]!, rows[i]!];
  const state = createTopic(
    { inferers: NI, forecasters: NF, reputers: NR, networkLoss: before.network_loss!, initialRegret: 1 },
    rules,
  );
  state.regrets.set(regretsOf(before).flatMap((each) => each.map((value) => value ?? NaN)));
  state.listening.set(series(before, 'reputer_listening_coefficient', NR));
  state.infererFractions.set(series(before, 'inferer_reward_fraction_smooth', NI));
  state.forecasterFractions.set(series(before, 'forecaster_reward_fraction_smooth', NF));
  state.reputerFractions.set(series(before, 'reputer_reward_fraction_smooth', NR));
  state.taskRatio = before.forecaster_score_ratio!;
  const earlier = rows.slice(0, i).reverse();
  const scores = (name: string, n: number) => earlier.flatMap((each) => series(each, name, n)).slice(0, 10);
  state.infererScores.set(scores('inferer_score', NI));
  state.forecasterScores.set(scores('forecaster_score', NF));

  const synthesis = createSynthesis(state);
  const inferences = Float64Array.from(series(row, 'inference', NI));
  const forecasts = Float64Array.from(count(NF).flatMap((k) => series(row, `forecasted_loss_${k}_for`, NI)));
  synthesize(state, inferences, forecasts, rules, synthesis);
  const settlement = createSettlement(state);
  const reports = count(NR).flatMap((m) => quantities(row, 'loss', `reputer_${m}_`));
  const stakes = Float64Array.from(series(row, 'reputer_stake', NR));
  settle(state, Float64Array.from(reports), stakes, row.topic_rewards!, rules, settlement);

  const { values, weights } = synthesis;
  const bars = weightedPercentiles(values.subarray(2, 2 + NI + NF), weights);
  const errors: Record<string, number> = {
    values: rowError(values, quantities(row, 'value')),
    errorBars: rowError(bars, series(row, 'network_inference_errorbar', 5)),
    losses: rowError(settlement.losses, quantities(row, 'loss')),
    infererScores: rowError(settlement.infererScores, series(row, 'inferer_score', NI)),
    forecasterScores: rowError(settlement.forecasterScores, series(row, 'forecaster_score', NF)),
    reputerScores: rowError(settlement.reputerScores, series(row, 'reputer_score', NR)),
    listening: rowError(state.listening, series(row, 'reputer_listening_coefficient', NR)),
    taskScore: rowError([settlement.taskScore], [row.forecaster_task_score!]),
    taskRatio: rowError([state.taskRatio], [row.forecaster_score_ratio!]),
    chi: rowError([settlement.chi], [row.forecasters_utility!]),
    reputerFractions: rowError(settlement.reputerFractions, series(row, 'reputer_reward_fraction', NR)),
    reputerEntropy: rowError([settlement.reputerEntropy], [row.reputers_entropy!]),
  };
  regretsOf(row).forEach((each, r) => {
    const from = r * state.layout.workers;
    errors[`regrets ${r}`] = rowError(state.regrets.subarray(from, from + NI + NF), each);
  });
  // The window of ten scores is complete from the second row (inferers) and the fourth (forecasters).
  errors.infererFractions = rowError(settlement.infererFractions, series(row, 'inferer_reward_fraction', NI));
  errors.inferenceEntropy = rowError([settlement.inferenceEntropy], [row.inferers_entropy!]);
  if (i < 3) return errors;
  errors.forecasterFractions = rowError(
    settlement.forecasterFractions,
    series(row, 'forecaster_reward_fraction', NF),
  );
  errors.forecastingEntropy = rowError([settlement.forecastingEntropy], [row.forecasters_entropy!]);
  const { inferenceReward, forecastingReward, reputerReward } = settlement;
  errors.shares = rowError(
    [inferenceReward, forecastingReward, reputerReward],
    ['inferers', 'forecasters', 'reputers'].map(
      (each) => row.topic_rewards! * row[`${each}_reward_fraction`]!,
    ),
  );
  errors.infererRewards = rowError(settlement.infererRewards, series(row, 'inferer_reward', NI));
  errors.forecasterRewards = rowError(settlement.forecasterRewards, series(row, 'forecaster_reward', NF));
  errors.reputerRewards = rowError(settlement.reputerRewards, series(row, 'reputer_reward', NR));
  return errors;
}

const FROM_REPUTERS = /reputer|listening|shares|Rewards/i;

describe.runIf(hasReference)('the published table', () => {
  it('holds epochs 300 to 305', () => {
    expect(rows.map((row) => row.epoch)).toEqual([300, 301, 302, 303, 304, 305]);
  });

  it.each([1, 2, 3, 4, 5])('row %i follows from the one before', (i) => {
    const errors = Object.entries(rowErrors(i, tableRules()));
    const wrong = errors.filter(([name, error]) => {
      return !(error <= (FROM_REPUTERS.test(name) ? REPUTER_TOLERANCE : TOLERANCE));
    });
    expect(wrong).toEqual([]);
  });

  it('the population standard deviation does not reproduce it', () => {
    const rules = { ...tableRules(), scale: 'population-std' as const };
    const errors = [1, 2, 3, 4, 5].map((i) => rowErrors(i, rules).values!);
    expect(Math.min(...errors)).toBeGreaterThan(1e-4);
    expect(Math.max(...errors)).toBeGreaterThan(3e-3);
  });

  it('epsilon 0.02 does not reproduce it', () => {
    for (const i of [1, 2, 3, 4, 5]) {
      const errors = rowErrors(i, tableRules({ epsilon: 0.02 }));
      expect(errors.values).toBeGreaterThan(1e-5);
      expect(errors.infererFractions).toBeGreaterThan(1e-5);
    }
  });

  it('the unique share 1/2^Nf of some articles does not reproduce the scores of forecasters', () => {
    for (const row of rows) {
      const scoresWith = (unique: number) =>
        count(NF).map((k) => {
          const gained = row.network_naive_loss! - row[`network_naive_loss_onein_${k}`]!;
          const lost = row[`network_loss_oneout_${NI + k}`]! - row.network_loss!;
          return unique * gained + (1 - unique) * lost;
        });
      const published = series(row, 'forecaster_score', NF);
      expect(rowError(scoresWith(1 / 2 ** (NF - 1)), published)).toBeLessThan(TOLERANCE);
      expect(rowError(scoresWith(1 / 2 ** NF), published)).toBeGreaterThan(1e-2);
    }
  });
});
