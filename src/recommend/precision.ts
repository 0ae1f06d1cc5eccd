/**
 * The precision of an epsilon: the smallest std of regrets that it separates, from the distribution of the
 * largest epsilon.
 */

import type { Epochs } from '../epochs/epochs.js';
import { together } from '../sampling/groups.js';
import { show } from '../text/check.js';
import { percent, short } from '../text/numbers.js';
import { refusedByChain } from '../weights/chain-limits.js';
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
  completeSeed,
  isNormal,
  ratioOf,
  type Answer,
  type Bounded,
  type Question,
  type QuestionOptions,
} from './question.js';
import { refusalOf, type Interval, type Recommendation } from './recommendation.js';
import type { Separation } from './separation.js';
import { harmlessStd, topicPrecision, type TopicPrecision } from './topic-advice.js';

/** Options of `resolvablePrecision` with the expected regrets. */
export interface PrecisionOptions extends QuestionOptions {
  regrets?: undefined;
  groups?: undefined;
  /** The topic parameter, dex, > 0. */
  epsilon: number;
}

/** Options of `resolvablePrecision` with groups of workers. */
export type PrecisionFromGroupsOptions = GroupsOptions & Pick<PrecisionOptions, 'epsilon'>;

/** A checked question about an epsilon. */
export interface PrecisionQuestion {
  epsilon: number;
  /** Mean of the regrets, dex; null if it is given over their std, in the question. */
  mean: number | null;
  question: Question;
  seed: number;
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completePrecisionOptions(
  options: PrecisionOptions | PrecisionFromGroupsOptions,
): PrecisionQuestion {
  const epsilon = checkPositive('epsilon', options.epsilon);
  if (options.groups !== undefined) {
    const { question } = completeGroupsQuestion(options);
    return { epsilon, mean: null, question, seed: completeSeed(options.seed) };
  }
  const { mean } = options;
  // With a mean in dex this ratio is replaced, because the std is to be found.
  const ratio = ratioOf(options, 1);
  return {
    epsilon,
    mean: mean === undefined || mean === 0 ? null : mean,
    question: completeQuestion(options, ratio),
    seed: completeSeed(options.seed),
  };
}

/** The answer of `resolvablePrecision`. */
export interface Precision {
  status: 'resolved' | 'none';
  epsilon: number;
  /**
   * The smallest std of the regrets whose weights the wanted share of epochs separates, dex; null if no std
   * does.
   */
  std: number | null;
  /** That std as a relative difference of losses, 10^std - 1; null if it exceeds double precision. */
  relativeLossDifference: number | null;
  /** That difference in significant digits of the loss, -log10 of it. */
  significantDigits: number | null;
  /** 95 % interval of `std`. */
  interval: Interval | null;
  level: 0.95;
  /** Number of draws behind the numbers. */
  draws: number;
  source: Answer['source'];
  /** The meaning of `std`, or the reason why there is none: a sentence. */
  guarantee: string;
  /** Changes that make an answer possible if there is none: a sentence. */
  advice: string | null;
  /** The smallest p with which the epsilon of some std separates; null: not needed, or with no accepted p. */
  slopeLimit: number | null;
  /** 95 % interval of `slopeLimit`. */
  slopeLimitInterval: Interval | null;
  /** Of a question about groups: the answer for one normal distribution beside it; null: no groups. */
  groups: GroupsAnswer | null;
  /** The topics that the epsilon leaves unharmed. */
  topic: TopicPrecision;
  /** Parameters that the chain does not accept: sentences. */
  warnings: string[];
  /** The complete question. */
  question: Omit<Recommendation['question'], 'std' | 'mean'> & {
    /** dex; null: not given. */
    mean: number | null;
    meanStdRatio: number;
  };
  /** Statistics of `regrets`. */
  data: SeparationEvidence | null;
}

/** The share of past epochs that an epsilon separates. */
export interface SeparationEvidence extends Separation, Pick<Epochs, 'readAs' | 'notes'> {
  epochs: number;
}

/**
 * @param answer to the question, in units of the std
 * @param one answer to the question without its groups
 * @throws {RangeError} if the std is beyond double precision
 */
export function precision(
  { epsilon, mean, question }: Omit<PrecisionQuestion, 'seed'>,
  answer: Answer,
  data: SeparationEvidence | null = null,
  one: Answer | null = null,
): Precision {
  const { ratio, workers, confidence, factor, scheme, formula } = question;
  const { mapping, pNorm, cNorm } = formula;
  const found = answer.recommended;
  const resolved = (recommended: Bounded | null): Bounded | null =>
    recommended && {
      value: epsilon / recommended.value,
      low: epsilon / recommended.high,
      high: epsilon / recommended.low,
    };
  const std = resolved(found)?.value ?? null;
  if ((found && !isNormal(epsilon / found.low)) || !isNormal(harmlessStd(epsilon)))
    throw new RangeError(
      `Expected \`epsilon\` to resolve a std within double precision, got ${show(epsilon)}`,
    );
  const difference = std === null ? null : Math.expm1(std * Math.LN10);
  const { guarantee, advice } =
    std === null
      ? refusalOf(question, answer, 1)
      : { guarantee: guaranteeOf(question, std, mean), advice: null };
  return {
    status: std === null ? 'none' : 'resolved',
    epsilon,
    std,
    relativeLossDifference: difference === Infinity ? null : difference,
    significantDigits: std === null ? null : digitsOf(std),
    interval: found && [epsilon / found.high, epsilon / found.low],
    level: 0.95,
    draws: answer.draws,
    source: answer.source,
    guarantee,
    advice,
    slopeLimit: answer.slopeLimit,
    slopeLimitInterval: answer.slopeLimitInterval,
    groups:
      one &&
      compareWithOne(question, resolved(found), resolved(one.recommended), {
        ...one,
        noun: 'a smallest std of',
      }),
    topic: topicPrecision(question, epsilon),
    warnings: refusedByChain(formula),
    question: { mean, meanStdRatio: ratio, workers, confidence, factor, scheme, mapping, pNorm, cNorm },
    data,
  };
}

/**
 * Significant digits of losses that differ by a factor 10^std, -log10(10^std - 1); negative above std 0.3.
 */
function digitsOf(std: number): number {
  const difference = Math.expm1(std * Math.LN10);
  return difference === Infinity ? -std : -Math.log10(difference);
}

/** The difference of losses that differ by a factor 10^std: `4.7 %`, or the factor if that is no number. */
export function lossDifferenceText(std: number): string {
  const difference = Math.expm1(std * Math.LN10);
  return difference === Infinity ? `a factor of 10^${short(std)}` : percent(difference);
}

function guaranteeOf(
  { workers, ratio, confidence, groups }: Question,
  std: number,
  givenMean: number | null,
): string {
  const digits = digitsOf(std);
  const digitsText = digits > 0 ? `${digits.toFixed(1)} significant digits` : 'not one significant digit';
  const multiple = ratio === 0 ? '0' : `${short(ratio)} times the std`;
  const mean = givenMean === null ? multiple : `${short(givenMean)} dex`;
  const losses = `That is losses ${lossDifferenceText(std)} apart, ${digitsText}, in ${percent(confidence)} of epochs`;
  if (!groups) return `${losses} (${workers} workers, mean ${mean}).`;
  const own = together(groups).std;
  const verdict = own < std ? 'less: the epsilon is too large for them' : 'enough';
  return `${losses}. ${groupsText(groups)} spread by ${short(own)} together, which is ${verdict}.`;
}
