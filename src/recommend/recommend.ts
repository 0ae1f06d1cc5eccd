/** The questions of topic creators as functions of the library. */

import { answerFromFit } from './from-fit.js';
import { answerBySimulation } from './from-simulation.js';
import {
  precision,
  recommend,
  type Precision,
  type PrecisionOptions,
  type Recommendation,
  type RecommendOptions,
} from './recommendation.js';

/**
 * The epsilon for regrets of a given standard deviation: such that a share `confidence` of epochs still separates the weights by `factor`; an epoch
 * that no epsilon can separate counts as not separated. From the committed mapping where that was fitted, else from a simulation of some tenths of a
 * second.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function recommendEpsilon(options: RecommendOptions): Recommendation {
  return recommend(
    options,
    (question) => answerFromFit(question) ?? answerBySimulation(question, options.seed ?? 0),
  );
}

/**
 * The smallest standard deviation of regrets that an epsilon still resolves.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function resolvablePrecision(options: PrecisionOptions): Precision {
  return precision(
    options,
    (question) => answerFromFit(question) ?? answerBySimulation(question, options.seed ?? 0),
  );
}
