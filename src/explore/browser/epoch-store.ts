/**
 * Drawn epochs and the results computed from them last, because most changes of the state need the same
 * again.
 */

import type { Question } from '../../recommend/question.js';
import { power } from '../axis.js';
import {
  bandOf,
  drawnEpochs,
  separatedShare,
  spreadsAt,
  typicalEpoch,
  typicalGroups,
  type Band,
} from '../shown-epochs.js';

/** Epsilons at which the spread is drawn, in stds of the regrets: four decades. */
export const EPSILONS: readonly number[] = Array.from({ length: 31 }, (_, i) => power(-2.5 + (i * 4) / 30));

/**
 * Limits of the number of regrets, so that one frame is enough: for the share at one epsilon, and for the
 * band at all.
 */
const SHARE_REGRETS = 20_000;
const BAND_REGRETS = 2000;

type Workers = Pick<Question, 'workers' | 'groups'>;

/** Standardized regrets of the first epochs, for the workers that were asked for last. */
let stored: { key: string; z: Float64Array } = { key: '', z: new Float64Array() };

function firstEpochs({ workers, groups }: Workers, count: number): Float64Array {
  const key = JSON.stringify([workers, groups]);
  if (stored.key !== key || stored.z.length < count * workers)
    stored = { key, z: drawnEpochs(workers, count, groups) };
  return stored.z.subarray(0, count * workers);
}

/** @param epoch 0 for the typical epoch @returns its standardized regrets, shape (N) */
export function epochOf({ workers, groups }: Workers, epoch: number): Float64Array {
  if (epoch > 0) return firstEpochs({ workers, groups }, epoch).subarray((epoch - 1) * workers);
  return groups ? typicalGroups(groups) : typicalEpoch(workers);
}

/** Share of drawn epochs that an epsilon separates. @param epsilon in stds of the regrets */
export function shareOf(question: Question, epsilon: number) {
  const { ratio, workers, factor, formula } = question;
  const count = Math.min(2000, Math.max(20, Math.floor(SHARE_REGRETS / workers)));
  return separatedShare(firstEpochs(question, count), workers, ratio, epsilon, factor, formula);
}

/** The last band and the question that it belongs to. */
let lastBand: { key: string; band: Band[] } = { key: '', band: [] };

/**
 * Band of the spreads of drawn epochs at each of `EPSILONS`. It depends neither on the std of the regrets nor
 * on the tried epsilon.
 */
export function spreadBand(question: Question): Band[] {
  const { ratio, workers, confidence, formula, groups } = question;
  const key = JSON.stringify([ratio, workers, confidence, formula, groups]);
  if (lastBand.key !== key) {
    const count = Math.min(200, Math.max(8, Math.floor(BAND_REGRETS / workers)));
    const spreads = spreadsAt(firstEpochs(question, count), workers, ratio, EPSILONS, formula);
    lastBand = { key, band: bandOf(spreads, EPSILONS, confidence) };
  }
  return lastBand.band;
}
