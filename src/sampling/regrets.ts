/** Regrets of a block of draws, from the streams of (seed, cell, block). */

import { deviateStream, type Distribution } from './distributions.js';

/** A place in a study. Schemes, mappings and factors share its regrets, so their results can be compared. */
export interface Place {
  /** Number of workers, N. */
  workers: number;
  seed: number;
  /** Mean of the distribution of the regrets, dex. */
  mean: number;
  /** Standard deviation of that distribution, dex. */
  std: number;
  /** Number of the place among (workers, mean, std), row-major: the `cell` of its streams. */
  stream: number;
}

/** Draws that share a stream. A block can be drawn without the blocks before it. */
export const BLOCK_DRAWS = 1024;

/** Regrets held in memory at a time: 8 MB. Larger blocks are given in several pieces. */
const MOST_REGRETS = 1_000_000;

/**
 * Gives the first `draws` regret vectors of a place, in arrays of shape (some draws, workers). The caller
 * must not write to them.
 */
export type SharedRegrets = (
  place: Place,
  draws: number,
  distribution?: Distribution,
) => Iterable<Float64Array>;

/**
 * A source of regrets that keeps those of the last place: consecutive parts of a study, such as the schemes
 * of a place, then draw them once. Regrets that exceed one block or {@link MOST_REGRETS} are drawn again for
 * each part.
 */
export function createSharedRegrets(): SharedRegrets {
  let last: { key: string; regrets: readonly Float64Array[] } | undefined;
  return (place, draws, distribution) => {
    const { seed, stream, workers, mean, std } = place;
    if (draws > BLOCK_DRAWS || draws * workers > MOST_REGRETS)
      return drawRegrets(place, 0, draws, distribution);
    const key = JSON.stringify([seed, stream, workers, mean, std, draws, distribution]);
    if (last?.key !== key) last = { key, regrets: [...drawRegrets(place, 0, draws, distribution)] };
    return last.regrets;
  };
}

/**
 * Draws regret vectors mean + std * z, where z has a distribution with mean 0 and std 1; of groups over all
 * workers. Yields pieces of shape (some draws, workers), all in the same buffer.
 * @param from first draw, a multiple of {@link BLOCK_DRAWS}
 * @param to the draw after the last
 */
export function* drawRegrets(
  { seed, stream, workers, mean, std }: Place,
  from: number,
  to: number,
  distribution: Distribution = 'normal',
): Generator<Float64Array> {
  const rows = Math.max(1, Math.min(BLOCK_DRAWS, to - from, Math.floor(MOST_REGRETS / workers)));
  const regrets = new Float64Array(rows * workers);
  for (let first = from; first < to; first += BLOCK_DRAWS) {
    const deviate = deviateStream(distribution, { seed, cell: stream, block: first / BLOCK_DRAWS }, workers);
    for (let left = Math.min(BLOCK_DRAWS, to - first); left > 0; left -= rows) {
      const piece = regrets.subarray(0, Math.min(rows, left) * workers);
      fill(piece, mean, std, deviate);
      yield piece;
    }
  }
}

/** A separate function, because the loop is a fifth slower inside the generator. */
function fill(regrets: Float64Array, mean: number, std: number, deviate: () => number): void {
  for (let i = 0; i < regrets.length; i++) regrets[i] = mean + std * deviate();
}

/** The first `draws` regret vectors of a place in one array, shape (draws, workers). */
export function drawAll(place: Place, draws: number, distribution?: Distribution): Float64Array {
  const all = new Float64Array(draws * place.workers);
  let at = 0;
  for (const piece of drawRegrets(place, 0, draws, distribution)) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
