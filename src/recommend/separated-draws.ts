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

/** A parameter of a mapping that is varied, with the other one fixed. */
export interface Varied {
  shapeWith: (value: number) => Shape;
  /** Whether a larger value separates every epoch that a smaller one does. */
  isOrdered: boolean;
}

/**
 * Whether at least `least` of the epochs are separated at a value of the varied parameter. Stops as soon as
 * that is decided; a later question about the same value continues from there, because three ranks ask about
 * the same values.
 */
export type Reaches = (value: number, least: number) => boolean;

/** Weights of each epoch with one mapping; shapes (size), in their order. */
interface WeightsOfEpochs {
  /** S. NaN where a bound makes a weight zero. */
  spreads: Float64Array;
  /** 1 / sum of squared shares of the weights: from 1 to N. */
  effectiveWorkers: Float64Array;
}

/** Epochs that are drawn or given, of one or more workers each. */
export interface FixedEpochs {
  /** Number of epochs. */
  size: number;
  along: (varied: Varied) => Reaches;
  weights: (shape: Shape) => WeightsOfEpochs;
}

/** How far the epochs have been counted for one value. */
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

  const separates = (epoch: Epoch, shape: Formula): boolean =>
    populationStd(logWeights(epoch, shape)) >= threshold;

  return {
    size: epochs.length,
    along({ shapeWith, isOrdered }) {
      const tallies = new Map<number, Tally>();
      // Of each epoch: the largest value known not to separate it, and the smallest known to.
      const tooSmall = new Float64Array(isOrdered ? epochs.length : 0).fill(-Infinity);
      const enough = new Float64Array(tooSmall.length).fill(Infinity);
      const separatesFrom = (index: number, value: number, shape: Formula): boolean => {
        if (value > tooSmall[index]! && value < enough[index]!)
          (separates(epochs[index]!, shape) ? enough : tooSmall)[index] = value;
        return value >= enough[index]!;
      };
      return (value, least) => {
        const shape = { ...formula, ...shapeWith(value) };
        const tally = tallies.get(value) ?? { seen: 0, separated: 0 };
        tallies.set(value, tally);
        while (tally.separated < least && tally.seen - tally.separated <= epochs.length - least) {
          const index = tally.seen++;
          const isSeparated = isOrdered
            ? separatesFrom(index, value, shape)
            : separates(epochs[index]!, shape);
          if (isSeparated) tally.separated++;
        }
        return tally.separated >= least;
      };
    },
    weights(shape) {
      const shaped = { ...formula, ...shape };
      const spreads = new Float64Array(epochs.length);
      const effectiveWorkers = spreads.map((_, index) => {
        const relative = logWeights(epochs[index]!, shaped);
        spreads[index] = populationStd(relative) / Math.LN10;
        return effectiveOf(relative);
      });
      return { spreads, effectiveWorkers };
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
