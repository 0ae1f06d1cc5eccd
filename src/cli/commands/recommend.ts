/** `allora-epsilon recommend`: which epsilon, from the expected std of the regrets or from data. */

import type { EmpiricalEpsilons } from '../../recommend/empirical-epsilons.js';
import type { EpochStatistics } from '../../epochs/statistics.js';
import type { Epochs } from '../../epochs/epochs.js';
import type { ScoreStds } from '../../epochs/scores.js';
import { recommend as recommendFor, roundDown, type Recommendation } from '../../recommend/recommendation.js';
import { answer, type OutputOptions } from '../console.js';
import { count, grouped } from '../../text/numbers.js';
import { UsageError, withUsageErrors } from '../../text/errors.js';
import {
  answererFor,
  epochsOf,
  number,
  percent,
  scoresOf,
  sourceText,
  type QuestionArguments,
  type ScoreArguments,
} from '../questions.js';

interface RecommendArguments extends OutputOptions, QuestionArguments, ScoreArguments {
  std?: number;
}

/** What `--scores` tells. */
interface ScoresAnswer extends ScoreStds {
  notes: readonly string[];
}

export async function recommend(argv: RecommendArguments): Promise<void> {
  const epochs = await epochsOf(argv);
  if (epochs && argv.std !== undefined)
    throw new UsageError('--std is what the data tell: expected it without --regrets and --losses');
  const { std } = argv;
  if (!epochs && std === undefined) {
    throw new UsageError(
      'expected --std, the standard deviation of the regrets in dex, or data by --regrets or --losses\nSee allora-epsilon recommend --help',
    );
  }
  const scores = await lookAtScores(argv);
  const options = { ...argv, scoreStd: scores ? scores.limit.value : argv.scoreStd };
  if (epochs) return recommendFromData(options, epochs, scores);
  const result = await withUsageErrors(async () => {
    const answerOf = await answererFor(options, std!);
    return recommendFor({ ...options, std: std! }, answerOf);
  });
  answer(argv, recommendationText(result, scores), {
    ...result,
    topicArgument: topicArgument(result),
    scores,
    data: null,
    warnings: [],
  });
}

async function lookAtScores(argv: RecommendArguments): Promise<ScoresAnswer | null> {
  const scores = await scoresOf(argv);
  if (!scores) return null;
  const { scoreStds } = await import('../../epochs/scores.js');
  const found = scoreStds(scores, argv.confidence);
  if (found.limit.value > 0) return { notes: scores.notes, ...found };
  throw new UsageError(
    `${argv.scores}: expected scores that differ, got ten equal ones in more than ${percent(1 - argv.confidence)} of epochs, where rewards are equal whatever epsilon`,
  );
}

/** What goes into the message that creates a topic. */
function topicArgument({ epsilon }: Recommendation): { epsilon: string } | null {
  return epsilon === null ? null : { epsilon: String(epsilon) };
}

function recommendationText(
  result: Recommendation,
  scores: ScoresAnswer | null,
  evidence: readonly string[] = [],
): string {
  const { epsilon, guarantee, advice } = result;
  const lines =
    epsilon === null
      ? ['no epsilon can be recommended', '', guarantee, ...(advice ? [advice] : [])]
      : [`epsilon ${epsilon}`, '', guarantee];
  if (result.binding === 'rewards')
    lines.push(
      `Rewards decide: they are equal once epsilon exceeds the std of the scores, ${number(result.limits.rewards!)}.`,
    );
  lines.push(
    '',
    ...table(result),
    '',
    ...evidence,
    ...(scores ? scoresText(scores, result.question.confidence) : []),
    sourceText(result),
  );
  if (epsilon !== null) lines.push(`In the message that creates the topic: "epsilon": "${epsilon}"`);
  if (result.limits.rewards === null) {
    lines.push(
      'Not assessed: rewards, which become equal once epsilon exceeds the std of the scores.',
      'Give --scores or --score-std to include them.',
    );
  } else {
    const weights = result.limits.weights === null ? 'none' : number(result.limits.weights);
    lines.push(
      `Limits: weights ${weights}, rewards ${number(result.limits.rewards)}${result.binding ? `; ${result.binding} bind` : ''}`,
    );
  }
  return lines.join('\n');
}

function table({ exact, median, upperBound, separableShare, intervals, source }: Recommendation): string[] {
  const range = (ends: readonly number[] | null) =>
    ends ? `${number(ends[0]!)} to ${number(ends[1]!)}` : '';
  const share = intervals.separableShare.map((end) => Number((100 * end).toPrecision(3)));
  const bound =
    source === 'data'
      ? 'of the median epoch: above it none like it is separated'
      : 'many workers bear no more, whatever their mean';
  const rows: [string, string, string][] = [
    ['', 'value', '95 % interval'],
    ['exact', exact === null ? 'none' : number(exact), range(intervals.exact)],
    ['median epoch', median === null ? 'none' : number(median), range(intervals.median)],
    ['upper bound', number(upperBound), bound],
    ['separable epochs', percent(separableShare), `${share[0]} to ${share[1]} %`],
  ];
  return rows.map(([name, value, interval]) =>
    `  ${name.padEnd(20)}${value.padEnd(10)}${interval}`.trimEnd(),
  );
}

function scoresText({ epochs, latest, std, limit, notes }: ScoresAnswer, confidence: number): string[] {
  const interval = `95 % interval ${number(limit.low)} to ${number(limit.high)}`;
  return [
    `Scores: std of the last ten ${number(latest)} at the last epoch; over ${count(epochs, 'epoch')} ${number(std.median)} (half of them: ${number(std.low)} to ${number(std.high)})`,
    `In ${percent(confidence)} of epochs it is ${number(limit.value)} or more (${interval}), the limit of epsilon: where it is less, rewards are equal`,
    ...notes,
  ];
}

async function recommendFromData(
  argv: RecommendArguments,
  epochs: Epochs,
  scores: ScoresAnswer | null,
): Promise<void> {
  const { empiricalEpsilons } = await import('../../recommend/empirical-epsilons.js');
  const { epochStatistics } = await import('../../epochs/statistics.js');
  const statistics = epochStatistics(epochs);
  const found = await withUsageErrors(() => empiricalEpsilons(epochs, argv));
  const { gaussian } = found;
  if (!(gaussian.std > 0))
    throw new UsageError(
      `${argv.regrets ?? argv.losses}: expected regrets that differ, got epochs of equal ones only`,
    );
  const result = resultOf(argv, epochs, statistics, found);
  const { epsilons: _, ...summary } = found;
  const warnings = warningsOf(result, found, argv.confidence);
  const document = {
    ...result,
    topicArgument: topicArgument(result),
    scores,
    data: { notes: epochs.notes, ...statistics, ...finite(summary) },
    warnings,
  };
  answer(
    argv,
    recommendationText(result, scores, [...evidenceOf(statistics, epochs, found), ...warnings, '']),
    document,
  );
}

/** The answer in the form of {@link recommendFor}: quantiles of these epochs in place of those of draws. */
function resultOf(
  argv: RecommendArguments,
  epochs: Epochs,
  statistics: EpochStatistics,
  found: EmpiricalEpsilons,
): Recommendation {
  const { recommended, median, separable, gaussian } = found;
  const unit = gaussian.std;
  const bounded = ({ value, low, high }: { value: number; low: number; high: number }) =>
    value > 0 ? { value: value / unit, low: Math.max(0, low) / unit, high: high / unit } : null;
  const workers = Math.round(statistics.workers.median);
  const result = recommendFor({ ...argv, mean: gaussian.mean, workers, std: unit }, () => ({
    ...{
      recommended: bounded(recommended),
      median: bounded(median),
      separable,
      source: 'data',
      draws: epochs.epochs,
      ratioLimit: null,
    },
  }));
  const share = percent(argv.confidence);
  return {
    ...result,
    upperBound: found.upperBound,
    ...(result.exact !== null && {
      guarantee: `With this epsilon the weights differ by a factor of ${number(argv.factor)} or more in ${share} of these ${grouped(epochs.epochs)} epochs.`,
    }),
  };
}

function evidenceOf(
  { workers, mean, std, outliers }: EpochStatistics,
  epochs: Epochs,
  { gaussian }: EmpiricalEpsilons,
): string[] {
  const some = workers.min === workers.max ? String(workers.min) : `${workers.min} to ${workers.max}`;
  const quartiles = ({ low, median, high }: { low: number; median: number; high: number }) =>
    `${number(median)} (half of the epochs: ${number(low)} to ${number(high)})`;
  const zero = (value: number) => withoutRounding(value, std.median);
  const worst = outliers.worst ? `, most often ${outliers.worst.worker} (${outliers.worst.epochs})` : '';
  return [
    `${grouped(epochs.epochs)} epochs of ${some} workers; regrets per epoch: std ${quartiles(std)}, mean ${quartiles({ low: zero(mean.low), median: zero(mean.median), high: zero(mean.high) })}`,
    `Outliers: ${grouped(outliers.regrets)} regrets in ${grouped(outliers.epochs)} of ${grouped(outliers.examined)} epochs${worst}`,
    `Were the regrets Gaussian (std ${number(gaussian.std)}, mean ${number(withoutRounding(gaussian.mean, gaussian.std))}): epsilon ${gaussian.epsilon > 0 ? roundDown(gaussian.epsilon) : 'none'}`,
    ...epochs.notes,
  ];
}

/** A mean that is 0 but for rounding is 0. */
function withoutRounding(mean: number, std: number): number {
  return Math.abs(mean) < 1e-12 * std ? 0 : mean;
}

function warningsOf(
  result: Pick<Recommendation, 'exact'>,
  { gaussian, epochsNeeded, epsilons, dependence }: EmpiricalEpsilons,
  confidence: number,
): string[] {
  const warnings: string[] = [];
  if (!gaussian.isGaussian) {
    warnings.push(
      `Warning: these regrets are far from Gaussian, and it matters: ${result.exact === null ? 'none' : number(result.exact)} from the data, ` +
        `${gaussian.epsilon > 0 ? number(gaussian.epsilon) : 'none'} by the Gaussian mapping. Trust the data.`,
    );
  }
  if (epsilons.length < epochsNeeded) {
    warnings.push(
      `Warning: ${epsilons.length} epochs are too few to bound what ${percent(confidence)} of epochs bear; ${epochsNeeded} would do.`,
    );
  }
  if (dependence.blockLength > 1) {
    warnings.push(
      `Epochs resemble those before them: the intervals take ${dependence.blockLength} at a time.`,
    );
  }
  return warnings;
}

/** JSON has no infinity: an epsilon that does not exist is null. */
function finite<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
