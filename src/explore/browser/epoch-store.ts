/**
 * Drawn epochs and the results computed from them last, because most changes of the state need the same
 * again.
 */

import type { Question } from '../../recommend/question.js';
import { power } from '../axis.js';
import { bandOf, drawnEpochs, separatedShare, spreadsAt, typicalEpoch, type Band } from '../shown-epochs.js';

/** Epsilons at which the spread is drawn, in stds of the regrets: four decades. */
export const EPSILONS: readonly number[] = Array.from({ length: 31 }, (_, i) => power(-2.5 + (i * 4) / 30));

/**
 * Limits of the number of regrets, so that one frame is enough: for the share at one epsilon, and for the
 * band at all.
 */
const SHARE_REGRETS = 20_000;
const BAND_REGRETS = 2000;

/** Standardized regrets of the first epochs, for the number of workers that was asked for last. */
let stored: { workers: number; z: Float64Array } = { workers: 0, z: new Float64Array() };

function firstEpochs(workers: number, count: number): Float64Array {
  if (stored.workers !== workers || stored.z.length < count * workers)
    stored = { workers, z: drawnEpochs(workers, count) };
  return stored.z.subarray(0, count * workers);
}

/** @param epoch 0 for the typical epoch @returns its standardized regrets, shape (N) */
export function epochOf(workers: number, epoch: number): Float64Array {
  return epoch === 0 ? typicalEpoch(workers) : firstEpochs(workers, epoch).subarray((epoch - 1) * workers);
}

/** Share of drawn epochs that an epsilon separates. @param epsilon in stds of the regrets */
export function shareOf({ ratio, workers, factor, formula }: Question, epsilon: number) {
  const count = Math.min(2000, Math.max(20, Math.floor(SHARE_REGRETS / workers)));
  return separatedShare(firstEpochs(workers, count), workers, ratio, epsilon, factor, formula);
}

/** The last band and the question that it belongs to. */
let lastBand: { key: string; band: Band[] } = { key: '', band: [] };

/**
 * Band of the spreads of drawn epochs at each of `EPSILONS`. It depends neither on the std of the regrets nor
 * on the tried epsilon.
 */
export function spreadBand({ ratio, workers, confidence, formula }: Question): Band[] {
  const key = JSON.stringify([ratio, workers, confidence, formula]);
  if (lastBand.key !== key) {
    const count = Math.min(200, Math.max(8, Math.floor(BAND_REGRETS / workers)));
    const spreads = spreadsAt(firstEpochs(workers, count), workers, ratio, EPSILONS, formula);
    lastBand = { key, band: bandOf(spreads, EPSILONS, confidence) };
  }
  return lastBand.band;
}
