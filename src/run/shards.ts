/**
 * Shards: balanced sets of parts of a study, which machines compute without knowing of each other. A shard is a
 * pure function of the study, its number and the number of shards.
 *
 * A shard is a range of consecutive parts, because neighbours share regrets and their results are written
 * together. All parts lie on a line, each as long as its estimated seconds. The line is cut into equal pieces, and
 * a part belongs to the piece that holds its middle. So the seconds of a shard differ from the average by less than
 * those of the largest part.
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
 * @throws {RangeError|TypeError} naming every problem of the study, or the field of the shard that breaks its rule
 */
export function shardOf(definition: Study, shard: Shard): ShardParts {
  return shardParts(checkStudy(definition), shard);
}

/** `shardOf` of a study that is checked already. */
export function shardParts(study: Study, shard: Shard): ShardParts {
  const { index, count } = checkShard(shard);
  const parts = computationOf(study).parts(study);
  const found = { from: 0, to: 0, seconds: 0 };
  let part = 0;
  for (const each of shardIndexes(parts, count)) {
    if (each > index) break;
    if (each < index) found.from = part + 1;
    else found.seconds += parts.at(part)!.seconds;
    part++;
  }
  return { ...found, to: part };
}

/** The shard of each part, from 1, in the order of the parts. They never decrease. */
export function* shardIndexes(parts: List<CostedPart<unknown>>, count: number): Generator<number> {
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  let before = 0;
  for (let part = 0; part < parts.length; part++) {
    const { seconds } = parts.at(part)!;
    yield 1 + Math.min(count - 1, Math.floor(((before + seconds / 2) / total) * count));
    before += seconds;
  }
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
