/** Answers from the regrets and scores of past epochs. */

import type { Epochs } from '../epochs/epochs.js';
import { presentIn, quartiles } from '../epochs/epochs.js';
import { scoreStdsOf } from '../epochs/scores.js';
import { epochStatistics } from '../epochs/statistics.js';
import type { EpochQuantile } from '../epochs/quantile.js';
import { seriesRanks } from '../statistics/bootstrap.js';
import { count, grouped, percent, short } from '../text/numbers.js';
import { clustersEvidence } from './clusters.js';
import { empiricalEpsilons, type EmpiricalEpsilons } from './empirical-epsilons.js';
import { isNormal, ratioOf, type Bounded, type CompleteCriterion } from './question.js';
import {
  recommendation,
  type Recommendation,
  type RecommendQuestion,
  type ScoresEvidence,
} from './recommendation.js';
import type { SeparationEvidence } from './precision.js';
import { givenRegrets } from './separated-draws.js';
import { separation } from './separation.js';
import { acceptedLimit, limitOfEpochs } from './slope-limit.js';
import { harmlessEpsilon, topicAdvice } from './topic-advice.js';

/** How the data were read. */
function readingOf({ readAs, notes }: Epochs): Pick<Epochs, 'readAs' | 'notes'> {
  return { readAs, notes };
}

/** Number of workers of the median epoch. */
export function medianWorkers(epochs: Epochs): number {
  return quartiles(Float64Array.from(presentIn(epochs)).sort()).median;
}

/**
 * The recommendation from regrets: quantiles of these epochs in place of those of draws.
 * @throws {RangeError} if the regrets of every epoch are equal
 */
export function recommendationFromData(
  epochs: Epochs,
  criterion: CompleteCriterion,
  { scoreStd, seed }: Pick<RecommendQuestion, 'scoreStd' | 'seed'>,
  scores: ScoresEvidence | null,
): Recommendation {
  const statistics = epochStatistics(epochs);
  const { epsilons, ...found } = empiricalEpsilons(epochs, criterion, seed);
  // Answers are in units of the std of the regrets; here it is the std pooled over epochs.
  const { mean, std } = found.gaussian;
  if (!(std > 0)) {
    throw new RangeError(`${epochs.source}: expected regrets that differ, got equal regrets in every epoch`);
  }
  const question = {
    ratio: ratioOf({ mean }, std),
    workers: Math.round(statistics.workers.median),
    ...criterion,
  };
  const recommended = inUnitsOf(std, found.recommended);
  const ranks = seriesRanks(epochs.epochs, found.recommended.effectiveEpochs, criterion.confidence);
  const slopeLimit = recommended
    ? null
    : acceptedLimit(criterion.formula, () => limitOfEpochs(givenRegrets(epochs), criterion, ranks));
  const result = recommendation(
    { question, std, scoreStd },
    {
      recommended,
      median: inUnitsOf(std, found.median),
      separable: found.separable,
      source: 'data',
      draws: epochs.epochs,
      ratioLimit: null,
      slopeLimit: slopeLimit?.value ?? null,
      slopeLimitInterval: slopeLimit && [slopeLimit.low, slopeLimit.high],
    },
    scores,
  );
  result.upperBound = found.upperBound;
  // Limits of topics are in std of the regrets of an epoch; the pooled std includes changes between epochs.
  const { median } = statistics.std;
  const unit = isNormal(harmlessEpsilon(median)) ? median : std;
  result.topic = topicAdvice(question, unit, result.epsilon, scoreStd);
  if (result.exact !== null) {
    const share = percent(criterion.confidence);
    const factor = short(criterion.factor);
    result.guarantee = `With this epsilon the weights differ by a factor of ${factor} or more in ${share} of these ${count(epochs.epochs, 'epoch')}.`;
  }
  const clusters = clustersEvidence(epochs, found);
  result.data = { ...readingOf(epochs), ...statistics, ...found, clusters };
  result.warnings.push(...warningsOf(result.exact, epsilons.length, found, criterion.confidence));
  return result;
}

/** null if no epsilon separates the share of epochs that the quantile stands for. */
function inUnitsOf(std: number, { value, low, high }: EpochQuantile): Bounded | null {
  return value > 0 ? { value: value / std, low: Math.max(0, low) / std, high: high / std } : null;
}

function warningsOf(
  exact: number | null,
  epochs: number,
  { gaussian, epochsNeeded, dependence }: Omit<EmpiricalEpsilons, 'epsilons'>,
  confidence: number,
): string[] {
  const warnings: string[] = [];
  if (!gaussian.isGaussian) {
    warnings.push(
      `Warning: these regrets are far from Gaussian, and it matters: epsilon ${exact === null ? 'none' : short(exact)} from the data, ` +
        `${gaussian.epsilon > 0 ? short(gaussian.epsilon) : 'none'} if they were Gaussian. Trust the data.`,
    );
  }
  if (epochs < epochsNeeded) {
    warnings.push(
      `Warning: ${grouped(epochs)} epochs are too few for a lower limit of the epsilon of ${percent(confidence)} of epochs; ` +
        `at least ${grouped(epochsNeeded)} are needed.`,
    );
  }
  if (dependence.blockLength > 1) {
    warnings.push(
      `Consecutive epochs resemble each other: the intervals treat blocks of ${dependence.blockLength} epochs as units.`,
    );
  }
  return warnings;
}

/**
 * Statistics of scores, with the limit that they set for epsilon.
 * @throws {RangeError} if the limit is 0: rewards are then equal for every epsilon
 */
export function scoresEvidence(scores: Epochs, confidence: number): ScoresEvidence {
  const found = scoreStdsOf(scores, confidence);
  if (found.limit.value > 0) return { ...readingOf(scores), ...found };
  const share = percent(1 - confidence);
  throw new RangeError(
    `${scores.source}: expected scores that differ, got ten equal ones in more than ${share} of epochs, where rewards are equal for any epsilon`,
  );
}

/** Shares of past epochs that an epsilon separates. */
export function separationEvidence(
  epochs: Epochs,
  epsilon: number,
  criterion: CompleteCriterion,
): SeparationEvidence {
  return { ...readingOf(epochs), epochs: epochs.epochs, ...separation(epochs, epsilon, criterion) };
}
