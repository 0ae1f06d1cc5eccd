/** The questions of topic creators: their options, defaults and checks. */

import { MOST_WORKERS } from '../kernel/limits.js';
import type { Group } from '../sampling/groups.js';
import { checkChoice, checkNumber, show } from '../text/check.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { checkFactor, completeFormula, type Formula } from '../weights/formula.js';
import { SCHEME_NAMES, type MappingName, type SchemeName } from '../weights/schemes.js';

/** When weights count as separated, and how regrets become weights. */
export interface Criterion {
  /** Share of epochs whose weights are to be separated, in (0, 1). Default 0.95. */
  confidence: number;
  /** F > 1: weights are separated when the std of their log10 reaches log10 F. Default 10^0.5. */
  factor: number;
  /** Default `chain-2026`, the formula that the chain runs now. */
  scheme: SchemeName;
  /** Default `gradient`, the mapping of inference weights. */
  mapping: MappingName;
  /** Slope p of the mapping, > 0. Default 3. */
  pNorm: number;
  /** Offset c of the mapping. Default 0.75. */
  cNorm: number;
}

/** The fields of a criterion. Each has a default. */
export type CriterionOptions = { [Name in keyof Criterion]?: Criterion[Name] | undefined };

/** The fields of {@link CriterionOptions}. */
const CRITERION_FIELDS = {
  confidence: true,
  factor: true,
  scheme: true,
  mapping: true,
  pNorm: true,
  cNorm: true,
} as const;

/** The criterion, and the regrets that are expected. */
export interface QuestionOptions extends CriterionOptions {
  /** Mean of the regrets, dex. Default: `meanStdRatio` times their std, or 0. */
  mean?: number | undefined;
  /** Mean over standard deviation of the regrets, in place of `mean`. */
  meanStdRatio?: number | undefined;
  /** Number of workers, N: a whole number from 2 to 10,000. Default 10. */
  workers?: number | undefined;
  /** Seed of the draws of a simulated answer: a whole number from 0 to 2^53 - 1. Default 0. */
  seed?: number | undefined;
}

/** The fields of {@link QuestionOptions}. */
export const QUESTION_FIELDS = {
  ...CRITERION_FIELDS,
  mean: true,
  meanStdRatio: true,
  workers: true,
  seed: true,
} as const;

/** The fields that tell the regrets of a question in another way. */
export const REGRETS_FIELDS = { std: true, groups: true, regrets: true } as const;

/** A checked criterion: every field has a value. */
export interface CompleteCriterion {
  confidence: number;
  factor: number;
  scheme: SchemeName;
  formula: Formula;
}

/** A checked question in units of the std of the regrets, on which nothing else depends. */
export interface Question extends CompleteCriterion {
  /** Mean over standard deviation of the regrets. */
  ratio: number;
  workers: number;
  /** Groups in place of one normal distribution, dex; only their shape counts. They are simulated. */
  groups?: readonly Group[] | undefined;
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completeCriterion(options: CriterionOptions): CompleteCriterion {
  const { mapping, pNorm, cNorm } = options;
  // A share below 1e-16 has no complement: 1 - 1e-17 is 1.
  const isShare = (value: number) => 1 - value > 0 && 1 - value < 1;
  const { confidence = DEFAULT_OPTIONS.confidence } = options;
  const scheme = checkChoice('scheme', options.scheme ?? DEFAULT_OPTIONS.scheme, SCHEME_NAMES);
  return {
    confidence: checkNumber('confidence', confidence, 'a number between 0 and 1', isShare),
    factor: checkFactor(options.factor),
    scheme,
    formula: completeFormula({ scheme, mapping, pNorm, cNorm }),
  };
}

/**
 * @param ratio mean over standard deviation, checked: see {@link ratioOf}
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function completeQuestion(options: QuestionOptions, ratio: number): Question {
  const isCount = (value: number) => Number.isInteger(value) && value >= 2 && value <= MOST_WORKERS;
  const { workers = DEFAULT_OPTIONS.workers } = options;
  const { confidence, factor, scheme, formula } = completeCriterion(options);
  return {
    ratio,
    workers: checkNumber('workers', workers, `a whole number from 2 to ${MOST_WORKERS}`, isCount),
    confidence,
    factor,
    scheme,
    formula,
  };
}

/**
 * mean / std, from whichever of the two options is given.
 * @throws {TypeError|RangeError} also if both are given
 */
export function ratioOf({ mean, meanStdRatio }: QuestionOptions, std: number): number {
  if (mean !== undefined && meanStdRatio !== undefined) {
    throw new RangeError('Expected `mean` or `meanStdRatio`, got both');
  }
  if (meanStdRatio !== undefined)
    return checkNumber('meanStdRatio', meanStdRatio, 'a finite number', Number.isFinite);
  const ratio = checkNumber('mean', mean ?? 0, 'a finite number', Number.isFinite) / std;
  return checkNumber('mean', ratio, 'a finite number when divided by the std', Number.isFinite);
}

/**
 * @param beside the option that takes the place of the others
 * @throws {RangeError} if one of the others is given as well
 */
export function checkLeftOut<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
  beside: string,
  reason: string,
): void {
  for (const name of names) {
    if (options[name] !== undefined)
      throw new RangeError(
        `Expected \`${name}\` to be left out beside \`${beside}\`: ${reason}, got ${show(options[name])}`,
      );
  }
}

/**
 * p / (T ln 10) - 1, in standard deviations of many normal regrets, whose scale s is 1 in every scheme
 * (1.4826 MAD: within 1e-6).
 */
export function upperBoundOf({ formula, factor }: Question): number {
  return Math.max(0, formula.pNorm / Math.log(factor) - 1);
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completeSeed(seed: number | undefined): number {
  const isSeed = (value: number) => Number.isSafeInteger(value) && value >= 0;
  return checkNumber('seed', seed ?? 0, 'a whole number from 0 to 2^53 - 1', isSeed);
}

/** @returns null if the std of the scores is not given */
export function completeScoreStd(scoreStd: number | undefined): number | null {
  return scoreStd === undefined ? null : checkPositive('scoreStd', scoreStd);
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function checkPositive(name: string, value: unknown): number {
  return checkNumber(name, value, 'a finite number > 0', (each) => each > 0 && each < Infinity);
}

/** Whether a positive number has all the digits of double precision: from 2.3e-308 to 1.8e308. */
export function isNormal(value: number): boolean {
  return value >= 2 ** -1022 && value < Infinity;
}

/** A number with its 95 % interval. */
export interface Bounded {
  value: number;
  low: number;
  high: number;
}

/** The distribution of the largest epsilon over epochs, in standard deviations of the regrets. */
export interface Answer {
  /**
   * The largest epsilon that separates the wanted share of epochs; null if no epsilon separates that many.
   */
  recommended: Bounded | null;
  median: Bounded | null;
  /** Share of epochs that some epsilon separates. */
  separable: Bounded;
  source: 'fit' | 'simulation' | 'data';
  /** Number of draws behind the answer, or of epochs of data. */
  draws: number;
  /**
   * The largest mean / std at which the wanted share of epochs can be separated; known only where
   * `recommended` is null.
   */
  ratioLimit: number | null;
  /**
   * The smallest p, up to the largest that the chain accepts, with which some epsilon separates the wanted
   * share of epochs; known only where `recommended` is null.
   */
  slopeLimit: number | null;
  /**
   * Median over draws of the bound of each, in std of the regrets; only of groups, whose scale is not their
   * std.
   */
  upperBound?: number;
  /** 95 % interval of `slopeLimit`; an end of Infinity: above 100. null if `slopeLimit` is. */
  slopeLimitInterval: [low: number, high: number] | null;
}
