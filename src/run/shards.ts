/**
 * Shards: balanced sets of parts of a study, which machines compute independently. A shard is a
 * pure function of the study, its number and the number of shards.
 *
 * A shard is a range of consecutive parts, because neighbours share regrets and their results are written
 * together. All parts lie on a line, each as long as its estimated seconds. The ranges are those whose
 * longest one is as short as possible, and among these each cut lies as near as possible to that of equal
 * pieces.
 */

import type { CostedPart } from '../study/kinds/kind.js';
import type { List } from '../study/lazy-list.js';
import { MOST_SHARDS, type Shard } from '../study/shard.js';
import type { Study } from '../study/study-file.js';
import { checkNumber, checkOptions } from '../text/check.js';
import { computationOf } from './computation.js';
import { isWholeWithin } from './finished-parts.js';
import { runParts, type PartRange, type RunOptions } from './run-parts.js';
import { checkStudy } from './run-study.js';

/** The parts of a shard; none if a study has fewer parts than shards. */
export interface ShardParts extends PartRange {
  /** Estimated seconds of one thread. */
  seconds: number;
}

const isCount = isWholeWithin(1, MOST_SHARDS);

/**
 * The parts of a shard.
 * @param definition a study of `parseStudy`
 * @throws {RangeError|TypeError} naming every problem of the study, or the field of the shard that breaks its
 *   rule
 */
export function shardOf(definition: Study, shard: Shard): ShardParts {
  return shardParts(checkStudy(definition), shard);
}

/** `shardOf` of a study that is checked already. */
export function shardParts(study: Study, shard: Shard): ShardParts {
  const { index, count } = checkShard(shard);
  const { ends, cuts } = cutsOf(computationOf(study).parts(study), count);
  const [from, to] = [cuts[index - 1]!, cuts[index]!];
  return { from, to, seconds: ends[to]! - ends[from]! };
}

/** The shard of each part, from 1, in the order of the parts. They never decrease. */
export function* shardIndexes(parts: List<CostedPart<unknown>>, count: number): Generator<number> {
  const { cuts } = cutsOf(parts, count);
  for (let index = 1; index <= count; index++)
    for (let part = cuts[index - 1]!; part < cuts[index]!; part++) yield index;
}

/** Halvings of the range of the longest shard's seconds: the last one is a millionth of the largest part. */
const HALVINGS = 20;

interface Cuts {
  /** Seconds of the parts before each one, and of all; shape (parts + 1). */
  readonly ends: Float64Array;
  /** Shard i, from 1, holds the parts from cuts[i - 1] up to cuts[i]; shape (count + 1). */
  readonly cuts: Uint32Array;
}

function cutsOf(parts: List<CostedPart<unknown>>, count: number): Cuts {
  const ends = new Float64Array(parts.length + 1);
  let largest = 0;
  let part = 0;
  for (const { seconds } of parts) {
    ends[part + 1] = ends[part]! + seconds;
    largest = Math.max(largest, seconds);
    part++;
  }
  const average = ends[part]! / count;
  // Equal pieces, in which a part belongs to the piece that holds its middle, are at most this long.
  let longest = average + largest;
  let tooShort = Math.max(average, largest) * (1 - 1e-9);
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (tooShort + longest) / 2;
    if (reachOf(ends, count, middle) === part) longest = middle;
    else tooShort = middle;
  }
  const earliest = lastCuts(ends, count, longest);
  const cuts = new Uint32Array(count + 1);
  for (let index = 1; index < count; index++) {
    const reach = lastUpTo(ends, ends[cuts[index - 1]!]! + longest);
    const equal = nearest(ends, average * index);
    cuts[index] = Math.max(cuts[index - 1]!, earliest[index]!, Math.min(equal, reach));
  }
  cuts[count] = part;
  return { ends, cuts };
}

/** Number of parts that the shards hold, from the first part on, if each is as long as the longest may be. */
function reachOf(ends: Float64Array, count: number, longest: number): number {
  let cut = 0;
  for (let index = 1; index <= count; index++) cut = lastUpTo(ends, ends[cut]! + longest);
  return cut;
}

/** Cuts from the last part on, each as early as the longest shard allows. */
function lastCuts(ends: Float64Array, count: number, longest: number): Uint32Array {
  const cuts = new Uint32Array(count + 1).fill(ends.length - 1);
  for (let index = count; index > 0; index--) {
    const least = ends[cuts[index]!]! - longest;
    const below = lastUpTo(ends, least);
    cuts[index - 1] = least <= 0 ? 0 : ends[below] === least ? below : below + 1;
  }
  return cuts;
}

/** Index of the last of increasing numbers that is at most the given one; 0 if none is. */
function lastUpTo(ends: Float64Array, most: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ends[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Index of the number that is nearest to the given one. */
function nearest(ends: Float64Array, to: number): number {
  const below = lastUpTo(ends, to);
  return below + 1 < ends.length && ends[below + 1]! - to < to - ends[below]! ? below + 1 : below;
}

/**
 * Computes the parts of a shard. `onPart` takes their results, and `onProgress` counts them.
 * @throws as `runStudy`
 */
export async function runShardParts(study: Study, shard: Shard, options?: RunOptions): Promise<void> {
  await runParts(study, options, shardParts(study, shard), () => undefined);
}

function checkShard(given: Shard): Shard {
  const { index, count } = checkOptions(given, 'shard');
  checkNumber('shard.count', count, `a whole number from 1 to ${MOST_SHARDS}`, isCount);
  checkNumber('shard.index', index, `a whole number from 1 to ${count}`, isWholeWithin(1, count!));
  return { index: index!, count: count! };
}
