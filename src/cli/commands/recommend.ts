/** `allora-epsilon recommend`: which epsilon, from the expected std of the regrets or from data. */

import type { Epochs, Quartiles } from '../../epochs/epochs.js';
import type { Criterion } from '../../recommend/question.js';
import {
  completeRecommendOptions,
  recommendation,
  type Recommendation,
  type RegretsEvidence,
  type ScoresEvidence,
} from '../../recommend/recommendation.js';
import { factorText } from '../../recommend/factor.js';
import { evidenceRows } from '../../recommend/evidence.js';
import { marginSentences } from '../../recommend/margin-text.js';
import { roundDown } from '../../recommend/rounding.js';
import { sourceText } from '../../recommend/source-text.js';
import type { Group } from '../../sampling/groups.js';
import { UsageError, withUsageErrors } from '../../text/errors.js';
import { count, grouped, percent, short } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';
import { orNone, rangeText, readAsLines, slopeLines, topicLines } from '../answer-text.js';
import { answersTo } from '../answering.js';
import { answer as print, type OutputOptions } from '../console.js';
import { readRegrets, readScores, type DataArguments, type ScoreArguments } from '../data-options.js';
import { groupsOf, type GroupsArguments } from '../groups-option.js';

interface RecommendArguments
  extends OutputOptions, Criterion, DataArguments, ScoreArguments, GroupsArguments {
  std?: number;
  mean?: number;
  meanStdRatio?: number;
  workers?: number;
  seed: number;
}

export async function recommend(argv: RecommendArguments): Promise<void> {
  const groups = groupsOf(argv);
  const regrets = await readRegrets(argv);
  if (regrets === undefined && groups === undefined && argv.std === undefined) {
    throw new UsageError(
      'expected --std, the standard deviation of the regrets in dex, or data by --regrets or --losses\nSee allora-epsilon recommend --help',
    );
  }
  const scores = await readScores(argv);
  const result = await withUsageErrors(() => recommendationOf(argv, { regrets, groups, scores }));
  print(argv, recommendationText(result), result);
}

/**
 * From data, the answer of the library. Otherwise the simulation is loaded only for questions that the
 * mapping does not cover.
 */
async function recommendationOf(
  argv: RecommendArguments,
  {
    regrets,
    groups,
    scores,
  }: { regrets: Epochs | undefined; groups: Group[] | undefined; scores: Epochs | undefined },
): Promise<Recommendation> {
  const { confidence, factor, scheme, mapping, pNorm, cNorm, seed, scoreStd } = argv;
  const common = { confidence, factor, scheme, mapping, pNorm, cNorm, seed, scoreStd, scores };
  const { std, mean, meanStdRatio, workers } = argv;
  const options = { ...common, std: std!, mean, meanStdRatio, workers };
  if (regrets || scores) {
    const { recommendEpsilon } = await import('../../recommend/recommend.js');
    if (groups) return recommendEpsilon({ ...common, groups });
    return recommendEpsilon(regrets ? { ...common, regrets } : options);
  }
  const given = completeRecommendOptions(groups ? { ...common, groups, scores: undefined } : options);
  const { found, one } = await answersTo(given);
  const { withRepair } = await import('../../recommend/margin.js');
  const { COMMITTED_LEVERS } = await import('../../recommend/committed-levers.js');
  return withRepair(recommendation(given, found, null, one), given.question, COMMITTED_LEVERS);
}

function recommendationText(result: Recommendation): string {
  const { epsilon, guarantee, advice, binding, limits, scores, data, groups, warnings, topic, margin } =
    result;
  const first = epsilon === null ? 'no epsilon can be recommended' : `epsilon ${epsilon}`;
  const lines = [first, topic.sentence, guarantee];
  if (advice !== null) lines.push(advice, ...slopeLines(result));
  if (binding === 'rewards') {
    lines.push(
      `Rewards decide: they are equal once epsilon exceeds the std of the scores, ${short(limits.rewards!)}.`,
    );
  }
  if (groups) lines.push(groups.sentence);
  if (data?.clusters) lines.push(data.clusters.sentence);
  lines.push(factorText(result.question.factor), '', ...tableOf(result), '');
  if (margin) lines.push(...marginSentences(margin, result), '');
  if (data) lines.push(...regretsText(data));
  lines.push(...warnings);
  if (data || warnings.length > 0) lines.push('');
  if (scores) lines.push(...scoresText(scores, result.question.confidence));
  lines.push(...topicLines(topic), sourceText(result));
  if (epsilon !== null)
    lines.push(
      `In the message that creates the topic: "epsilon": "${topic.topicArgument.epsilon}", at most "epsilon": "${epsilon}"`,
    );
  if (limits.rewards === null) {
    lines.push(
      'Not assessed: rewards of your topic, which become equal once epsilon exceeds the std of the scores.',
      'Give --scores or --score-std to include them.',
    );
  } else {
    const decision = binding === null ? '' : `; ${binding} decide`;
    lines.push(`Limits: weights ${orNone(limits.weights)}, rewards ${short(limits.rewards)}${decision}`);
  }
  return lines.join('\n');
}

function tableOf(result: Recommendation): string[] {
  const rows = [['', 'value', '95 % interval'], ...evidenceRows(result)];
  return tableLines(rows, { align: 'left', gap: 4 });
}

function scoresText(
  { epochs, latest, std, limit, readAs, notes }: ScoresEvidence,
  confidence: number,
): string[] {
  const interval = `95 % interval ${rangeText([limit.low, limit.high])}`;
  return [
    `Scores: std of the last ten ${short(latest)} at the last epoch; over ${count(epochs, 'epoch')} ${quartilesText(std, 'them')}`,
    `In ${percent(confidence)} of epochs it is ${short(limit.value)} or more (${interval}), the limit of epsilon: where it is less, rewards are equal`,
    ...readAsLines(readAs),
    ...notes,
  ];
}

function regretsText(data: RegretsEvidence): string[] {
  const { epochs, workers, mean, std, outliers, gaussian, readAs, notes } = data;
  const perEpoch = workers.min === workers.max ? String(workers.min) : `${workers.min} to ${workers.max}`;
  const exactMean = {
    low: withoutRounding(mean.low, std.median),
    median: withoutRounding(mean.median, std.median),
    high: withoutRounding(mean.high, std.median),
  };
  const { regrets, epochs: affected, examined, worst } = outliers;
  const most = worst ? `, most often ${worst.worker} (${worst.epochs})` : '';
  const gaussianMean = short(withoutRounding(gaussian.mean, gaussian.std));
  const gaussianEpsilon = gaussian.epsilon > 0 ? roundDown(gaussian.epsilon) : 'none';
  return [
    `${count(epochs, 'epoch')} of ${perEpoch} workers; regrets per epoch: ` +
      `std ${quartilesText(std, 'the epochs')}, mean ${quartilesText(exactMean, 'the epochs')}`,
    examined === 0
      ? 'Outliers: not looked for, because that takes five workers an epoch, and half of their regrets unequal'
      : `Outliers: ${grouped(regrets)} regrets in ${grouped(affected)} of ${grouped(examined)} epochs${most}`,
    `If the regrets were Gaussian (std ${short(gaussian.std)}, mean ${gaussianMean}): epsilon ${gaussianEpsilon}`,
    ...readAsLines(readAs),
    ...notes,
  ];
}

function quartilesText({ low, median, high }: Quartiles, of: string): string {
  return `${short(median)} (half of ${of}: ${rangeText([low, high])})`;
}

/** Zero for a mean that differs from zero only by rounding errors. */
function withoutRounding(mean: number, std: number): number {
  return Math.abs(mean) < 1e-12 * std ? 0 : mean;
}
