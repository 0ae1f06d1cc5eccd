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
  spreadFunctions,
  spreadsAt,
  typicalEpoch,
  typicalGroups,
  type Band,
  type SpreadFunction,
} from '../shown-epochs.js';

/** Epsilons at which the spread is drawn, in stds of the regrets: four decades. */
export const EPSILONS: readonly number[] = Array.from({ length: 31 }, (_, i) => power(-2.5 + (i * 4) / 30));

/**
 * Limits of the number of regrets, so that one frame is enough: for the share at one epsilon, and for the
 * band at all.
 */
const SHARE_REGRETS = 20_000;
const BAND_REGRETS = 2000;
/** Most epochs that are drawn for a share. */
const MOST_DRAWS = 2000;
/** Epochs with which the 95 % interval of a share is at most 10 per cent wide. */
const ENOUGH_DRAWS = 400;
/** Limits of the share that is computed in the background: regrets, width of the interval. */
const PRECISE_REGRETS = 2_000_000;
const NARROW = 0.01;

type Workers = Pick<Question, 'workers' | 'groups'>;

/** Standardized regrets of the first epochs, for the last two sorts of workers that were asked for. */
const stored = new Map<string, Float64Array>();
const MOST_STORED = 2;

function firstEpochs({ workers, groups }: Workers, count: number): Float64Array {
  const key = JSON.stringify([workers, groups]);
  let z = stored.get(key);
  if (!z || z.length < count * workers) z = drawnEpochs(workers, count, groups);
  keepLast(stored, key, z, MOST_STORED);
  return z.subarray(0, count * workers);
}

/** Stores a value as the last one, and drops the first ones. */
function keepLast<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= most) return;
    map.delete(first);
  }
}

/** @param epoch 0 for the typical epoch @returns its standardized regrets, shape (N) */
export function epochOf({ workers, groups }: Workers, epoch: number): Float64Array {
  if (epoch > 0) return firstEpochs({ workers, groups }, epoch).subarray((epoch - 1) * workers);
  return groups ? typicalGroups(groups) : typicalEpoch(workers);
}

/** Number of epochs that are drawn at once for a share. */
function quickCount(workers: number): number {
  return Math.min(MOST_DRAWS, Math.max(20, Math.floor(SHARE_REGRETS / workers)));
}

/** Functions of the few drawn epochs of the last question, because a drag asks for many epsilons. */
let lastFunctions: { key: string; epochs: SpreadFunction[] } = { key: '', epochs: [] };

/** Share of a few drawn epochs that an epsilon separates. @param epsilon in stds of the regrets */
export function shareOf(question: Question, epsilon: number) {
  const { ratio, workers, factor, formula, groups } = question;
  const key = JSON.stringify([ratio, workers, formula, groups]);
  if (lastFunctions.key !== key) lastFunctions = { key, epochs: functionsOf(question, quickCount(workers)) };
  return separatedShare(lastFunctions.epochs, epsilon, factor);
}

function functionsOf(question: Question, count: number): SpreadFunction[] {
  const { ratio, workers, formula } = question;
  return spreadFunctions(firstEpochs(question, count), workers, ratio, formula);
}

/** Whether the interval of `shareOf` may be too wide for a percentage. */
export function areFewDrawn({ workers }: Question): boolean {
  return quickCount(workers) < ENOUGH_DRAWS;
}

/** The same share of more epochs, drawn in steps until there are enough. */
export function preciseShareOf(question: Question, epsilon: number) {
  const { workers, factor } = question;
  const most = Math.min(MOST_DRAWS, Math.max(ENOUGH_DRAWS, Math.floor(PRECISE_REGRETS / workers)));
  for (let count = quickCount(workers); ; count = Math.min(most, 2 * count)) {
    const share = separatedShare(functionsOf(question, count), epsilon, factor);
    if (count >= most || share.high - share.low < NARROW) return share;
  }
}

/** The bands of the last two questions. */
const bands = new Map<string, Band[]>();

/**
 * Band of the spreads of drawn epochs at each of `EPSILONS`. It depends neither on the std of the regrets nor
 * on the tried epsilon.
 */
export function spreadBand(question: Question): Band[] {
  const { ratio, workers, confidence, formula, groups } = question;
  const key = JSON.stringify([ratio, workers, confidence, formula, groups]);
  let band = bands.get(key);
  if (!band) {
    const count = Math.min(200, Math.max(8, Math.floor(BAND_REGRETS / workers)));
    const spreads = spreadsAt(firstEpochs(question, count), workers, ratio, EPSILONS, formula);
    band = bandOf(spreads, EPSILONS, confidence);
  }
  keepLast(bands, key, band, MOST_STORED);
  return band;
}
