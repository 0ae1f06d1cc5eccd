/** The model of a sensitivity study: from a setting of the inputs to the recommended epsilon. */

import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import type { Kernel } from '../../../kernel/kernel.js';
import { normalStream } from '../../../sampling/stream.js';
import { quantileRank } from '../../../statistics/intervals.js';
import { completeFormula } from '../../../weights/formula.js';
import type { SchemeName } from '../../../weights/schemes.js';
import { endsOf, INPUTS, TAIL_STEPS, type InputName, type SensitivityStudy } from './definition.js';

/** Cells of the streams of a seed: the points, the bootstrap, the regrets. */
export const STREAMS = { points: 0, bootstrap: 1, regrets: 2 } as const;

/** A value of each input. */
export type Setting = Record<InputName, number>;

/** The setting at a point of the unit cube. @param point shape (varied inputs) */
export function settingAt({ inputs }: SensitivityStudy, point: Float64Array): Setting {
  let next = 0;
  const setting = {} as Setting;
  for (const name of INPUTS) {
    const given = inputs[name];
    const [from, to] = endsOf(given);
    const share = typeof given === 'number' ? 0 : point[next++]!;
    // Uniform in the logarithm over whole numbers, each from its own value to the next.
    setting[name] =
      name === 'workers'
        ? Math.min(to, Math.floor(from * Math.exp(share * Math.log((to + 1) / from))))
        : from + (to - from) * share;
  }
  return setting;
}

/** The grade of the heaviest tails, in steps of 1 / degrees of freedom: 3 degrees of freedom. */
const MOST_GRADE = 4;

/** Share of the workers in the upper cluster. */
const UPPER_SHARE = 0.25;

/**
 * Numbers of mean 0 and variance 1 for all settings of a seed, shape (grade, draws, workers): Student's t
 * with 12 / grade degrees of freedom, n0 sqrt((df - 2) / (n1^2 + .. + n_df^2)), from the same normal numbers
 * for each grade; grade 0 is normal. So the answers of two settings differ by the settings alone.
 */
export function deviates({ draws, inputs }: SensitivityStudy, seed: number): Float64Array[] {
  const [, workers] = endsOf(inputs.workers);
  const normal = normalStream({ seed, cell: STREAMS.regrets, block: 0 });
  const grades = Array.from({ length: MOST_GRADE + 1 }, () => new Float64Array(draws * workers));
  for (let i = 0; i < draws * workers; i++) {
    const own = normal();
    grades[0]![i] = own;
    let squares = 0;
    let taken = 0;
    for (let grade = MOST_GRADE; grade > 0; grade--) {
      const degrees = TAIL_STEPS / grade;
      for (; taken < degrees; taken++) squares += normal() ** 2;
      grades[grade]![i] = own * Math.sqrt((degrees - 2) / squares);
    }
  }
  return grades;
}

/** Regrets of a setting with mean `ratio` and std 1, shape (draws, workers). */
export function regretsOf(
  { draws, inputs }: SensitivityStudy,
  { ratio, workers, tails, distance }: Setting,
  grades: readonly Float64Array[],
): Float64Array {
  const [, most] = endsOf(inputs.workers);
  const numbers = grades[Math.round(tails * TAIL_STEPS)]!;
  const upper = Math.max(1, Math.round(UPPER_SHARE * workers));
  const share = upper / workers;
  const std = Math.sqrt(1 + share * (1 - share) * distance * distance);
  const regrets = new Float64Array(draws * workers);
  for (let draw = 0; draw < draws; draw++)
    for (let worker = 0; worker < workers; worker++) {
      const centre = (worker < upper ? 1 : 0) - share;
      const deviate = numbers[draw * most + worker]! + distance * centre;
      regrets[draw * workers + worker] = ratio + deviate / std;
    }
  return regrets;
}

/**
 * The recommended epsilon of a setting with each mapping of the study, in std of the regrets: the epsilon
 * that separates the share `confidence` of the draws; 0 where there is none.
 */
export function recommendedEpsilons(
  study: SensitivityStudy,
  scheme: SchemeName,
  setting: Setting,
  grades: readonly Float64Array[],
  kernel: Kernel,
): number[] {
  const { mappings, factor, confidence, draws } = study;
  const { workers, pNorm, cNorm } = setting;
  const regrets = regretsOf(study, setting, grades);
  const formula = completeFormula({ scheme, pNorm, cNorm });
  const { epsilons } = largestEpsilons(kernel, regrets, workers, Math.log10(factor), formula);
  const rank = quantileRank(draws, 1 - confidence);
  return mappings.map((mapping) => Math.max(0, epsilons[mapping].toSorted()[rank - 1]!));
}
