/** Epochs with a fixed epsilon: how many of them a mapping separates, for any p and c. */

import { eachEpoch, type Epochs } from '../epochs/epochs.js';
import type { Group } from '../sampling/groups.js';
import { drawRegrets } from '../sampling/regrets.js';
import type { Formula } from '../weights/formula.js';
import { populationStd } from '../weights/scale.js';
import { denominator, relativeLogWeights, summarize, type RegretSummary } from '../weights/weights.js';
import type { CompleteCriterion } from './question.js';

/** Slope and offset of a mapping. */
export interface Shape {
  pNorm: number;
  cNorm: number;
}

/** Epochs that are drawn or given, of one or more workers each. */
export interface FixedEpochs {
  /** Number of epochs. */
  size: number;
  /**
   * Whether at least `least` of the epochs are separated. Stops as soon as that is decided; a later question
   * about the same shape continues from there, because three ranks ask about the same shapes.
   */
  reaches: (shape: Shape, least: number) => boolean;
  /** S of each epoch, shape (size), in their order. NaN where a bound makes a weight zero. */
  spreads: (shape: Shape) => Float64Array;
  /** 1 / sum of squared shares of the weights of each epoch, shape (size): from 1 to N. */
  effectiveWorkers: (shape: Shape) => Float64Array;
}

/** How far the epochs have been counted for one shape. */
interface Tally {
  seen: number;
  separated: number;
}

interface Epoch {
  summary: RegretSummary;
  /** s + epsilon, dex. */
  d: number;
}

/** The regrets of a question, dex: `draws` vectors of `workers` normal numbers, or of groups. */
export function drawnRegrets(
  {
    groups,
    ...place
  }: {
    mean: number;
    std: number;
    workers: number;
    seed: number;
    groups?: readonly Group[] | undefined;
  },
  draws: number,
): Float64Array[] {
  const vectors: Float64Array[] = [];
  const { workers } = place;
  for (const piece of drawRegrets({ ...place, stream: 0 }, 0, draws, groups)) {
    const kept = piece.slice();
    for (let i = 0; i < kept.length; i += workers) vectors.push(kept.subarray(i, i + workers));
  }
  return vectors;
}

/** The regrets of past epochs, dex: one vector an epoch, in their order, without workers that were absent. */
export function givenRegrets(epochs: Epochs): Float64Array[] {
  return Array.from(eachEpoch(epochs), ({ regrets }) => regrets.slice());
}

/**
 * S is compared with the threshold at the given epsilon. An epoch whose weights a bound makes zero, or that
 * has no weights because s + epsilon is 0, counts as not separated.
 * @param vectors regrets of each epoch, dex, shapes (N)
 * @param epsilon dex, > 0
 */
export function fixedEpochs(
  vectors: readonly Float64Array[],
  epsilon: number,
  { factor, formula }: Pick<CompleteCriterion, 'factor' | 'formula'>,
): FixedEpochs {
  const threshold = Math.log(factor);
  const epochs: Epoch[] = vectors.map((regrets) => {
    const summary = summarize(regrets, formula);
    return { summary, d: denominator(summary, epsilon) };
  });
  let buffers = [new Float64Array(0), new Float64Array(0)] as const;

  /** ln(w / w_best) of the workers of an epoch; shape (N), overwritten by the next call. */
  const logWeights = ({ summary, d }: Epoch, shape: Formula): Float64Array => {
    const { length } = summary.regrets;
    if (buffers[0].length !== length) buffers = [new Float64Array(length), new Float64Array(length)];
    const [normalized, relative] = buffers;
    if (d > 0) relativeLogWeights(summary, d, shape, normalized, relative);
    else relative.fill(0);
    return relative;
  };

  const tallies = new Map<string, Tally>();
  const tallyOf = ({ pNorm, cNorm }: Shape): Tally => {
    const key = `${pNorm} ${cNorm}`;
    const tally = tallies.get(key) ?? { seen: 0, separated: 0 };
    tallies.set(key, tally);
    return tally;
  };

  return {
    size: epochs.length,
    reaches(shape, least) {
      const shaped = { ...formula, ...shape };
      const tally = tallyOf(shape);
      while (tally.separated < least && tally.seen - tally.separated <= epochs.length - least) {
        const spread = populationStd(logWeights(epochs[tally.seen]!, shaped));
        tally.seen++;
        if (spread >= threshold) tally.separated++;
      }
      return tally.separated >= least;
    },
    spreads(shape) {
      const shaped = { ...formula, ...shape };
      return Float64Array.from(epochs, (epoch) => populationStd(logWeights(epoch, shaped)) / Math.LN10);
    },
    effectiveWorkers(shape) {
      const shaped = { ...formula, ...shape };
      return Float64Array.from(epochs, (epoch) => effectiveOf(logWeights(epoch, shaped)));
    },
  };
}

function effectiveOf(logWeights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const log of logWeights) {
    const weight = Math.exp(log);
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}
