/** Which epsilon? The recommendation that follows from the distribution of the largest epsilon. */

import type { Epochs } from '../epochs/epochs.js';
import type { EpochsInput } from '../epochs/from-rows.js';
import type { ScoreStds } from '../epochs/scores.js';
import type { EpochStatistics } from '../epochs/statistics.js';
import { checkNumber, show } from '../text/check.js';
import { percent, short } from '../text/numbers.js';
import { refusedByChain } from '../weights/chain-limits.js';
import type { ClustersEvidence } from './clusters.js';
import type { EmpiricalEpsilons } from './empirical-epsilons.js';
import {
  compareWithOne,
  completeGroupsQuestion,
  groupsText,
  type GroupsAnswer,
  type GroupsOptions,
} from './groups.js';
import {
  checkPositive,
  completeQuestion,
  completeScoreStd,
  completeSeed,
  isNormal,
  ratioOf,
  upperBoundOf,
  type Answer,
  type Bounded,
  type Criterion,
  type Question,
  type QuestionOptions,
} from './question.js';
import { roundDown } from './rounding.js';
import { harmlessEpsilon, topicAdvice, type TopicAdvice } from './topic-advice.js';

/** Options of `recommendEpsilon` with an expected standard deviation of the regrets. */
export interface RecommendOptions extends QuestionOptions, ScoreOptions {
  regrets?: undefined;
  groups?: undefined;
  /** Standard deviation of the distribution of an epoch's regrets, dex, > 0. */
  std: number;
}

/** Options of `recommendEpsilon` with groups of workers. */
export type RecommendFromGroupsOptions = GroupsOptions & ScoreOptions;

/** Options with which rewards are assessed. */
export interface ScoreOptions {
  /**
   * Standard deviation of the last ten scores (divisor 9), in their own unit: adds the limit that rewards
   * set.
   */
  scoreStd?: number | undefined;
  /**
   * Scores of past epochs in place of `scoreStd`; shape (epochs, workers), newest epoch last, NaN where a
   * worker has none.
   */
  scores?: EpochsInput | undefined;
}

/** A checked question about the epsilon for regrets of a given std. */
export interface RecommendQuestion {
  std: number;
  /** null: rewards are not assessed. */
  scoreStd: number | null;
  question: Question;
  seed: number;
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completeRecommendOptions(
  options: RecommendOptions | RecommendFromGroupsOptions,
): RecommendQuestion {
  if (options.groups !== undefined) {
    return {
      ...completeGroupsQuestion(options),
      scoreStd: completeScoreStd(options.scoreStd),
      seed: completeSeed(options.seed),
    };
  }
  const std = checkPositive('std', options.std);
  const ratio = ratioOf(options, std);
  checkNumber('meanStdRatio', ratio * std, 'a finite number when multiplied by the std', Number.isFinite);
  return {
    std,
    scoreStd: completeScoreStd(options.scoreStd),
    question: completeQuestion(options, ratio),
    seed: completeSeed(options.seed),
  };
}

/** 95 % interval. */
export type Interval = [low: number, high: number];

/**
 * The answer of `recommendEpsilon`. JSON has no infinity: an infinite number is null in the output of the
 * command.
 */
export interface Recommendation {
  status: 'recommended' | 'none';
  /**
   * The largest epsilon that separates the weights, and the rewards if they are assessed, dex: the tighter
   * limit, rounded down to two significant digits. null if there is none. `topic.choose` is the value to set.
   */
  epsilon: number | null;
  /** The largest epsilon with which the wanted share of epochs separates the weights, dex. */
  exact: number | null;
  /** The largest epsilon of the median epoch, dex; null if half of the epochs have none. */
  median: number | null;
  /**
   * p std / (T ln 10) - s, dex: the limit for many workers, for any mean; it is reached where the mean is far
   * below zero. A few workers of an epoch may by chance have a larger spread, or a smaller scale s, and then
   * a larger epsilon separates them. From data and of groups: the median bound, over epochs of the bound of
   * each.
   */
  upperBound: number;
  /** Share of epochs that some epsilon separates. */
  separableShare: number;
  intervals: {
    exact: Interval | null;
    median: Interval | null;
    separableShare: Interval;
  };
  level: 0.95;
  /** Number of draws behind the numbers, or of epochs of data. */
  draws: number;
  source: Answer['source'];
  /**
   * Largest epsilon for each purpose, dex: to separate the inference weights, and to keep rewards different,
   * which are equal once epsilon exceeds the std of the scores (null: not assessed).
   */
  limits: {
    weights: number | null;
    rewards: number | null;
  };
  /** The tighter limit, which decides. */
  binding: 'weights' | 'rewards' | null;
  /** The guarantee of `epsilon`, or the reason why there is none: a sentence. */
  guarantee: string;
  /** Changes that make an epsilon possible if there is none: a sentence. */
  advice: string | null;
  /** The smallest p with which there is an epsilon; null if there is one already, or with no accepted p. */
  slopeLimit: number | null;
  /** 95 % interval of `slopeLimit`. */
  slopeLimitInterval: Interval | null;
  /** The complete question. */
  question: Criterion & { std: number; mean: number; workers: number };
  /**
   * The upper limit `epsilon` in the format of the message that creates the topic. The value to send is
   * `topic.topicArgument`.
   */
  topicArgument: { epsilon: string } | null;
  /** The epsilon that leaves a whole topic unharmed, its losses and its pay. */
  topic: TopicAdvice;
  /** Of a question about groups: the answer for one normal distribution beside it; null: no groups. */
  groups: GroupsAnswer | null;
  /** Answers for another std, because epsilon cannot be changed later; null if there is no epsilon. */
  margin: Margin | null;
  /** Statistics of `scores`. */
  scores: ScoresEvidence | null;
  /** Statistics of `regrets`. */
  data: RegretsEvidence | null;
  /** Parameters that the chain does not accept, and reasons to doubt an answer from data: sentences. */
  warnings: string[];
}

/** The largest epsilon with another std of the regrets, at the same mean / std; dex. */
export interface OtherStd {
  std: number;
  exact: number;
  interval: Interval;
}

/** The margin of an epsilon. */
export interface Margin {
  /** The std of the regrets is half, or twice, the expected one. */
  half: OtherStd;
  twice: OtherStd;
  /** The epsilon that still separates the weights at half the std, dex, rounded down. */
  epsilon: number;
  /**
   * The smallest p that separates them there with `exact` in its place: for the message that updates the
   * topic, rounded up. null: not in the committed tables (`tune` answers), or above the limit of the chain.
   */
  repair: { pNorm: number; exact: number; interval: Interval } | null;
}

/** Statistics of the scores of past epochs. */
export type ScoresEvidence = ScoreStds & Pick<Epochs, 'readAs' | 'notes'>;

/** Statistics of the regrets of past epochs, and their largest epsilons. */
export type RegretsEvidence = EpochStatistics &
  Omit<EmpiricalEpsilons, 'epsilons'> &
  Pick<Epochs, 'readAs' | 'notes'> & {
    /** Two clusters of workers, such as inferers and forecasters; null: the data do not show any. */
    clusters: ClustersEvidence | null;
  };

/**
 * @param answer to the question, in units of its std
 * @param one answer to the question without its groups
 */
export function recommendation(
  { question, std, scoreStd }: Omit<RecommendQuestion, 'seed'>,
  answer: Answer,
  scores: ScoresEvidence | null = null,
  one: Answer | null = null,
): Recommendation {
  const exact = answer.recommended && scaled(answer.recommended, std);
  const median = answer.median && scaled(answer.median, std);
  const upperBound = (answer.upperBound ?? upperBoundOf(question)) * std;
  const isWithin = isNormal(std) && isNormal(harmlessEpsilon(std)) && upperBound < Infinity;
  if (!isWithin || (exact && !isNormal(exact.value)))
    throw new RangeError(`Expected \`std\` to have an epsilon within double precision, got ${show(std)}`);
  if (scoreStd !== null && !isNormal(scoreStd))
    throw new RangeError(`Expected \`scoreStd\` to be 2.3e-308 or more, got ${show(scoreStd)}`);
  const limit = exact && Math.min(exact.value, scoreStd ?? Infinity);
  const epsilon = limit && roundDown(limit);
  const { guarantee, advice } = exact ? guaranteeOf(question, std) : refusalOf(question, answer, std);
  return {
    status: exact ? 'recommended' : 'none',
    epsilon,
    exact: exact?.value ?? null,
    median: median?.value ?? null,
    upperBound,
    separableShare: answer.separable.value,
    intervals: {
      exact: exact && [exact.low, exact.high],
      median: median && [median.low, median.high],
      separableShare: [answer.separable.low, answer.separable.high],
    },
    level: 0.95,
    draws: answer.draws,
    source: answer.source,
    limits: { weights: exact?.value ?? null, rewards: scoreStd },
    binding: exact && (scoreStd !== null && scoreStd < exact.value ? 'rewards' : 'weights'),
    guarantee,
    advice,
    slopeLimit: answer.slopeLimit,
    slopeLimitInterval: answer.slopeLimitInterval,
    question: {
      std,
      mean: question.ratio * std,
      workers: question.workers,
      confidence: question.confidence,
      factor: question.factor,
      scheme: question.scheme,
      mapping: question.formula.mapping,
      pNorm: question.formula.pNorm,
      cNorm: question.formula.cNorm,
    },
    topicArgument: epsilon === null ? null : { epsilon: String(epsilon) },
    topic: topicAdvice(question, std, epsilon, scoreStd),
    groups:
      one &&
      compareWithOne(question, exact, one.recommended && scaled(one.recommended, std), {
        ...one,
        noun: 'epsilon',
      }),
    margin: exact && marginOf(exact, std),
    scores,
    data: null,
    warnings: refusedByChain(question.formula),
  };
}

/** Every epsilon is proportional to the std. */
function marginOf({ value, low, high }: Bounded, std: number): Margin {
  const at = (by: number): OtherStd => ({
    std: by * std,
    exact: by * value,
    interval: [by * low, by * high],
  });
  return { half: at(0.5), twice: at(2), epsilon: roundDown(value / 2), repair: null };
}

function scaled({ value, low, high }: Bounded, by: number): Bounded {
  return { value: value * by, low: low * by, high: high * by };
}

interface Verdict {
  guarantee: string;
  advice: string | null;
}

function guaranteeOf({ workers, ratio, factor, confidence, groups }: Question, std: number): Verdict {
  const mean = ratio === 0 ? '0' : short(ratio * std);
  const regrets = groups
    ? `With ${groupsText(groups)}`
    : `With ${workers} workers whose regrets spread by ${short(std)} dex around ${mean}`;
  return {
    guarantee:
      `${regrets}, weights differ by a factor of ${short(factor)} ` +
      `or more in ${percent(confidence)} of epochs.`,
    advice: null,
  };
}

/** The reason why no epsilon separates enough epochs, and the changes that would make one possible. */
export function refusalOf(question: Question, { separable, ratioLimit }: Answer, std: number): Verdict {
  const { confidence, ratio, factor } = question;
  const changes: string[] = [];
  if (ratioLimit !== null) {
    const limit = `${short(ratioLimit)} times their std, now ${short(ratio)}`;
    changes.push(`a mean of the regrets of at most ${short(ratioLimit * std)} (${limit})`);
  }
  if (separable.value > 0.01) changes.push(`a confidence below ${percent(separable.low)}`);
  changes.push('a smaller factor');
  return {
    guarantee:
      `No epsilon separates the weights by a factor of ${short(factor)} in ${percent(confidence)} of epochs: ` +
      `some epsilon does in ${percent(separable.value)} of them.`,
    advice: `It takes ${changes.join(', or ')}.`,
  };
}
