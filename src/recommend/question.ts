/** What a topic creator asks, complete. */

import { checkChoice, checkNumber } from '../text/check.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { checkFactor, completeFormula, type Formula } from '../weights/formula.js';
import { SCHEMES, type MappingName, type SchemeName } from '../weights/schemes.js';

/** When weights count as told apart, and how regrets become weights. */
export interface Criterion {
  /** Share of epochs whose weights are to be separated, in (0, 1). Default 0.95. */
  confidence: number;
  /** F > 1: weights are separated when the std of their log10 reaches log10 F. Default 10^0.5. */
  factor: number;
  /** Default `chain-2026`, what is deployed now. */
  scheme: SchemeName;
  /** Default `gradient`, which inference weights use. */
  mapping: MappingName;
  /** Slope p of the mapping, > 0. Default 3. */
  pNorm: number;
  /** Offset c of the mapping. Default 0.75. */
  cNorm: number;
}

/** What is expected of the regrets, and when weights count as different. */
export interface QuestionOptions extends Optional<Criterion> {
  /** Mean of the regrets, dex. Default: `meanStdRatio` times their std, or 0. */
  mean?: number | undefined;
  /** Mean over standard deviation of the regrets, in place of `mean`. */
  meanStdRatio?: number | undefined;
  /** Number of workers, N: a whole number from 2 to 10,000. Default 10. */
  workers?: number | undefined;
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined };

/** In the unit of the std of the regrets: what a question is but for its scale. */
export interface Question {
  /** Mean over standard deviation. */
  ratio: number;
  workers: number;
  confidence: number;
  factor: number;
  scheme: SchemeName;
  formula: Formula;
}

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completeQuestion(options: QuestionOptions, ratio: number): Question {
  const isShare = (value: number) => value > 0 && value < 1;
  const isCount = (value: number) => Number.isInteger(value) && value >= 2 && value <= 10_000;
  const scheme = checkChoice(
    'scheme',
    options.scheme ?? DEFAULT_OPTIONS.scheme,
    Object.keys(SCHEMES) as SchemeName[],
  );
  return {
    ratio,
    workers: checkNumber(
      'workers',
      options.workers ?? DEFAULT_OPTIONS.workers,
      'a whole number from 2 to 10000',
      isCount,
    ),
    confidence: checkNumber(
      'confidence',
      options.confidence ?? DEFAULT_OPTIONS.confidence,
      'a number between 0 and 1',
      isShare,
    ),
    factor: checkFactor(options.factor),
    scheme,
    formula: completeFormula({
      scheme,
      mapping: options.mapping,
      pNorm: options.pNorm,
      cNorm: options.cNorm,
    }),
  };
}

/** mean / std, from whichever of the two options is given. @throws {TypeError|RangeError} also if both are */
export function ratioOf({ mean, meanStdRatio }: QuestionOptions, std: number): number {
  if (mean !== undefined && meanStdRatio !== undefined) {
    throw new RangeError('Expected `mean` or `meanStdRatio`, got both');
  }
  if (meanStdRatio !== undefined)
    return checkNumber('meanStdRatio', meanStdRatio, 'a finite number', Number.isFinite);
  const ratio = checkNumber('mean', mean ?? 0, 'a finite number', Number.isFinite) / std;
  return checkNumber('mean', ratio, 'a finite number when divided by the std', Number.isFinite);
}

/** A number with the interval that holds the truth with a probability of 95 %. */
export interface Bounded {
  value: number;
  low: number;
  high: number;
}

/** The distribution of the largest epsilon over epochs, in standard deviations of the regrets. */
export interface Answer {
  /** The epsilon that the wanted share of epochs can bear; null if fewer can be separated at all. */
  recommended: Bounded | null;
  median: Bounded | null;
  /** Share of epochs that some epsilon separates. */
  separable: Bounded;
  source: 'fit' | 'simulation' | 'data';
  /** Draws that it rests on, or epochs of data. */
  draws: number;
  /** The largest mean / std at which the wanted share of epochs can be separated; only where `recommended` is null. */
  ratioLimit: number | null;
}
