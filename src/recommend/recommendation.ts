/** "Which epsilon?" and "what can my epsilon resolve?", from the distribution of the largest epsilon. */

import { checkNumber } from '../text/check.js';
import type { SchemeName } from '../weights/schemes.js';
import {
  completeQuestion,
  ratioOf,
  type Answer,
  type Bounded,
  type Question,
  type QuestionOptions,
} from './question.js';

export interface RecommendOptions extends QuestionOptions {
  /** Standard deviation of the distribution that the regrets of an epoch come from, dex, > 0. */
  std: number;
  /** Standard deviation of the last ten scores (divisor 9), in their own unit: with it the limit of the rewards is assessed, too. */
  scoreStd?: number | undefined;
  /** Of the draws, where an answer is simulated. Default 0. */
  seed?: number | undefined;
}

/** [low, high], which hold the truth with a probability of 95 %. */
type Interval = [low: number, high: number];

export interface Recommendation {
  status: 'recommended' | 'none';
  /** The value to set, dex: the tighter limit, rounded down to two significant digits. null if there is none. */
  epsilon: number | null;
  /** The largest epsilon with which the wanted share of epochs separates the weights, dex. */
  exact: number | null;
  /** The largest epsilon of the median epoch, dex; null if half of the epochs have none. */
  median: number | null;
  /**
   * p std / (T ln 10) - s, dex: many workers bear no more, whatever their mean, and as much if it is far below zero. A few workers of an epoch
   * may by chance be spread wider, or have a smaller scale s, and bear more.
   */
  upperBound: number;
  /** Share of epochs that some epsilon separates. */
  separableShare: number;
  intervals: { exact: Interval | null; median: Interval | null; separableShare: Interval };
  level: 0.95;
  /** Draws behind the numbers. */
  draws: number;
  source: Answer['source'];
  /** Largest epsilon by what it serves, dex: inference weights, and rewards, which are equal once epsilon exceeds the std of the scores. null: not assessed. */
  limits: { weights: number | null; rewards: number | null };
  /** The one that decides. */
  binding: 'weights' | 'rewards' | null;
  /** What `epsilon` guarantees, or why there is none, in a sentence. */
  guarantee: string;
  /** What to change if there is none. */
  advice: string | null;
  /** The question, complete. */
  question: {
    std: number;
    mean: number;
    workers: number;
    confidence: number;
    factor: number;
    scheme: SchemeName;
    mapping: string;
    pNorm: number;
    cNorm: number;
  };
}

/** How an answer is come by; a function of the question in units of the std of the regrets. */
export type Answerer = (question: Question) => Answer;

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function recommend(options: RecommendOptions, answerOf: Answerer): Recommendation {
  const std = checkNumber(
    'std',
    options.std,
    'a finite number > 0',
    (value) => value > 0 && value < Infinity,
  );
  const rewards =
    options.scoreStd === undefined
      ? null
      : checkNumber(
          'scoreStd',
          options.scoreStd,
          'a finite number > 0',
          (value) => value > 0 && value < Infinity,
        );
  const question = completeQuestion(options, ratioOf(options, std));
  const answer = answerOf(question);
  const exact = answer.recommended && scaled(answer.recommended, std);
  const median = answer.median && scaled(answer.median, std);
  const limit = exact && Math.min(exact.value, rewards ?? Infinity);
  return {
    status: exact ? 'recommended' : 'none',
    epsilon: limit && roundDown(limit),
    exact: exact?.value ?? null,
    median: median?.value ?? null,
    upperBound: upperBoundOf(question) * std,
    separableShare: answer.separable.value,
    intervals: {
      exact: exact && [exact.low, exact.high],
      median: median && [median.low, median.high],
      separableShare: [answer.separable.low, answer.separable.high],
    },
    level: 0.95,
    draws: answer.draws,
    source: answer.source,
    limits: { weights: exact?.value ?? null, rewards },
    binding: exact && (rewards !== null && rewards < exact.value ? 'rewards' : 'weights'),
    ...(exact ? { guarantee: guaranteeOf(question, std), advice: null } : refusalOf(question, answer, std)),
    question: {
      ...{
        std,
        mean: question.ratio * std,
        workers: question.workers,
        confidence: question.confidence,
        factor: question.factor,
      },
      ...{
        scheme: question.scheme,
        mapping: question.formula.mapping,
        pNorm: question.formula.pNorm,
        cNorm: question.formula.cNorm,
      },
    },
  };
}

export interface PrecisionOptions extends QuestionOptions {
  /** The topic parameter, dex, > 0. */
  epsilon: number;
  seed?: number | undefined;
}

export interface Precision {
  status: 'resolved' | 'none';
  epsilon: number;
  /** The smallest std of the regrets whose weights the wanted share of epochs separates, dex; null if no std does. */
  std: number | null;
  /** That std as a relative difference of losses, 10^std - 1. */
  relativeLossDifference: number | null;
  /** That difference in significant digits of the loss, -log10 of it. */
  significantDigits: number | null;
  interval: Interval | null;
  level: 0.95;
  draws: number;
  source: Answer['source'];
  guarantee: string;
  advice: string | null;
  question: Omit<Recommendation['question'], 'std' | 'mean'> & { meanStdRatio: number };
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function precision(options: PrecisionOptions, answerOf: Answerer): Precision {
  const epsilon = checkNumber(
    'epsilon',
    options.epsilon,
    'a finite number > 0',
    (value) => value > 0 && value < Infinity,
  );
  if (options.mean !== undefined && options.mean !== 0) {
    throw new RangeError('Expected `meanStdRatio` in place of `mean`: the std is what is asked for');
  }
  const question = completeQuestion(options, ratioOf({ meanStdRatio: options.meanStdRatio ?? 0 }, 1));
  const answer = answerOf(question);
  const found = answer.recommended;
  const std = found && epsilon / found.value;
  const share = `${percent(question.confidence)} of epochs`;
  const workers = `${question.workers} workers, mean ${question.ratio === 0 ? '0' : `${short(question.ratio)} times the std`}`;
  return {
    status: std === null ? 'none' : 'resolved',
    epsilon,
    std,
    relativeLossDifference: std && Math.expm1(std * Math.LN10),
    significantDigits: std && -Math.log10(Math.expm1(std * Math.LN10)),
    interval: found && [epsilon / found.high, epsilon / found.low],
    level: 0.95,
    draws: answer.draws,
    source: answer.source,
    ...(std === null
      ? refusalOf(question, answer, 1)
      : {
          guarantee: `That is losses ${percent(Math.expm1(std * Math.LN10))} apart, ${digitsText(std)}, in ${share} (${workers}).`,
          advice: null,
        }),
    question: {
      ...{
        meanStdRatio: question.ratio,
        workers: question.workers,
        confidence: question.confidence,
        factor: question.factor,
      },
      ...{
        scheme: question.scheme,
        mapping: question.formula.mapping,
        pNorm: question.formula.pNorm,
        cNorm: question.formula.cNorm,
      },
    },
  };
}

function digitsText(std: number): string {
  const digits = -Math.log10(Math.expm1(std * Math.LN10));
  return digits > 0 ? `${digits.toFixed(1)} significant digits` : 'not one significant digit';
}

function scaled({ value, low, high }: Bounded, by: number): Bounded {
  return { value: value * by, low: low * by, high: high * by };
}

/** kappa = p / (T ln 10) - s, in standard deviations of many normal regrets, for which all scales are 1 but for 1e-6. */
function upperBoundOf({ formula, factor }: Question): number {
  return Math.max(0, formula.pNorm / Math.log(factor) - 1);
}

/** To two significant digits: a value that is copied keeps the guarantee. */
export function roundDown(value: number): number {
  return roundTo(value, Math.floor);
}

/** The same for a value that is safe above. */
export function roundUp(value: number): number {
  return roundTo(value, Math.ceil);
}

function roundTo(value: number, round: (value: number) => number): number {
  const exponent = Math.floor(Math.log10(value)) - 1;
  // A quotient that is whole but for the last digit is whole.
  const tens = round(Number((value / Number(`1e${exponent}`)).toPrecision(12)));
  return Number(`${tens}e${exponent}`);
}

function guaranteeOf({ workers, ratio, factor, confidence }: Question, std: number): string {
  const around = ratio === 0 ? 'around 0' : `around ${short(ratio * std)}`;
  return (
    `With ${workers} workers whose regrets spread by ${short(std)} dex ${around}, weights differ by a factor of ${short(factor)} ` +
    `or more in ${percent(confidence)} of epochs.`
  );
}

function refusalOf(
  question: Question,
  { separable, ratioLimit }: Answer,
  std: number,
): { guarantee: string; advice: string } {
  const { confidence, ratio, factor } = question;
  const guarantee =
    `No epsilon separates the weights by a factor of ${short(factor)} in ${percent(confidence)} of epochs: ` +
    `some epsilon does in ${percent(separable.value)} of them.`;
  const lowered =
    ratioLimit === null
      ? []
      : [
          `a mean of the regrets of at most ${short(ratioLimit * std)} (${short(ratioLimit)} times their std, now ${short(ratio)})`,
        ];
  const less = separable.value > 0.01 ? [`a confidence below ${percent(separable.low)}`] : [];
  const advice = [...lowered, ...less, 'a smaller factor'].join(', or ');
  return { guarantee, advice: `It takes ${advice}.` };
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
