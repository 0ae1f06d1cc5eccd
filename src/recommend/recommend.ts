/** The questions of topic creators as functions of the library. */

import { epochsOf, type EpochsInput } from '../epochs/from-rows.js';
import { checkOptions, checkSpelling, optionNames } from '../text/check.js';
import { answer } from './answer.js';
import { COMMITTED_LEVERS } from './committed-levers.js';
import { medianWorkers, recommendationFromData, scoresEvidence, separationEvidence } from './from-data.js';
import { answerFromLevers } from './from-levers.js';
import { answerBySimulation } from './from-simulation.js';
import { withoutGroups } from './groups.js';
import { withRepair } from './margin.js';
import { answerAtMean } from './precision-at-mean.js';
import {
  completePrecisionOptions,
  precision,
  type Precision,
  type PrecisionFromGroupsOptions,
  type PrecisionOptions,
} from './precision.js';
import {
  checkLeftOut,
  completeCriterion,
  completeScoreStd,
  completeSeed,
  QUESTION_FIELDS,
  REGRETS_FIELDS,
  type Answer,
  type CriterionOptions,
  type Question,
} from './question.js';
import {
  completeRecommendOptions,
  recommendation,
  type Recommendation,
  type RecommendFromGroupsOptions,
  type RecommendOptions,
} from './recommendation.js';

/** Options of an answer from past epochs; std, mean and number of workers are estimated from them. */
interface EpochsOptions extends CriterionOptions {
  /**
   * log10 loss of the network minus log10 loss of each worker, dex: the epochs of `readEpochs`, or rows of
   * shape (epochs, workers) with NaN where a worker was absent. At least 2 epochs and 2 workers.
   */
  regrets: EpochsInput;
  /**
   * Seed of the simulated draws that the epochs are compared with: a whole number from 0 to 2^53 - 1. Default
   * 0.
   */
  seed?: number | undefined;
  groups?: undefined;
  std?: undefined;
  mean?: undefined;
  meanStdRatio?: undefined;
  workers?: undefined;
}

/** Options of `recommendEpsilon` with the regrets of past epochs. */
export type RecommendFromEpochsOptions = EpochsOptions & Pick<RecommendOptions, 'scoreStd' | 'scores'>;
/** Options of `resolvablePrecision` with the regrets of past epochs. */
export type PrecisionFromEpochsOptions = EpochsOptions & Pick<PrecisionOptions, 'epsilon'>;

const RECOMMEND_NAMES = optionNames<
  RecommendOptions | RecommendFromGroupsOptions | RecommendFromEpochsOptions
>({ ...QUESTION_FIELDS, ...REGRETS_FIELDS, scoreStd: true, scores: true });
const PRECISION_NAMES = optionNames<
  PrecisionOptions | PrecisionFromGroupsOptions | PrecisionFromEpochsOptions
>({ ...QUESTION_FIELDS, ...REGRETS_FIELDS, epsilon: true });

/**
 * The largest epsilon that separates the weights by `factor` in a share `confidence` of epochs, rounded down;
 * an epoch that no epsilon can separate counts as not separated.
 *
 * With `std`, the committed mapping answers where it covers the question, else a simulation, which takes a
 * few tenths of a second. With `groups` of workers a simulation answers. With `regrets` of past epochs, those
 * epochs answer. `recommend --json` prints the same object.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function recommendEpsilon(
  given: RecommendOptions | RecommendFromGroupsOptions | RecommendFromEpochsOptions,
): Recommendation {
  const options = checkOptions(given) as typeof given;
  checkSpelling(options, RECOMMEND_NAMES);
  const scores = scoresOf(options);
  const scoreStd = scores ? scores.limit.value : options.scoreStd;
  if (options.regrets !== undefined) {
    checkEstimated(options, ['groups', 'std', 'mean', 'meanStdRatio', 'workers']);
    return recommendationFromData(
      epochsOf('regrets', options.regrets),
      completeCriterion(options),
      { scoreStd: completeScoreStd(scoreStd), seed: completeSeed(options.seed) },
      scores,
    );
  }
  const complete = completeRecommendOptions({ ...options, scoreStd });
  const { found, one } = answersTo(complete);
  return withRepair(recommendation(complete, found, scores, one), complete.question, COMMITTED_LEVERS);
}

/** The answer, and of groups also that for one normal distribution. */
function answersTo({ question, seed }: { question: Question; seed: number }) {
  const simulate = (each: Question) => answerNow(each, seed);
  return {
    found: answer(question, simulate),
    one: question.groups ? answer(withoutGroups(question), simulate) : null,
  };
}

/** From the tables of other slopes and offsets, else simulated now. */
function answerNow(question: Question, seed: number): Answer {
  return answerFromLevers(question, COMMITTED_LEVERS) ?? answerBySimulation(question, seed);
}

function scoresOf(options: Pick<RecommendOptions, 'scoreStd' | 'scores'> & CriterionOptions) {
  if (options.scores === undefined) return null;
  if (options.scoreStd !== undefined) throw new RangeError('Expected `scoreStd` or `scores`, got both');
  return scoresEvidence(epochsOf('scores', options.scores), completeCriterion(options).confidence);
}

/**
 * The smallest standard deviation of regrets that an epsilon resolves: the inverse of {@link
 * recommendEpsilon}. With `regrets` of past epochs also the share of these epochs that it separates.
 * `precision --json` prints the same object.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function resolvablePrecision(
  given: PrecisionOptions | PrecisionFromGroupsOptions | PrecisionFromEpochsOptions,
): Precision {
  const options = checkOptions(given) as typeof given;
  checkSpelling(options, PRECISION_NAMES);
  if (options.regrets === undefined) {
    const complete = completePrecisionOptions(options);
    const { epsilon, mean, seed } = complete;
    if (mean === null) {
      const { found, one } = answersTo(complete);
      return precision(complete, found, null, one);
    }
    const at = (question: Question) => answer(question, () => answerNow(question, seed));
    const found = answerAtMean(complete.question, { epsilon, mean }, at);
    return precision({ ...complete, question: found.question }, found.answer);
  }
  checkEstimated(options, ['groups', 'mean', 'meanStdRatio', 'workers']);
  const epochs = epochsOf('regrets', options.regrets);
  const complete = completePrecisionOptions({
    ...options,
    regrets: undefined,
    workers: medianWorkers(epochs),
  });
  const { found } = answersTo(complete);
  return precision(complete, found, separationEvidence(epochs, complete.epsilon, complete.question));
}

function checkEstimated(options: EpochsOptions, names: readonly (keyof EpochsOptions)[]): void {
  checkLeftOut(options, names, 'regrets', 'it is estimated from them');
}
