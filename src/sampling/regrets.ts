/** Regrets of a cell, from the streams of (seed, cell, block). */

import { deviateStream, type DistributionName } from './distributions.js';

/** A place in a study, whose regrets are shared by schemes, mappings and factors, so that these can be compared. */
export interface Place {
  /** Number of workers, N. */
  workers: number;
  seed: number;
  /** Of the distribution of the regrets, dex. */
  mean: number;
  std: number;
  /** Number of the place among (workers, mean, std), row-major: the `cell` of its streams. */
  stream: number;
}

/** Draws that share a stream. A block can be drawn without those before it. */
export const BLOCK_DRAWS = 1024;

/** Regrets that are in memory at a time. */
const MOST_REGRETS = 1_000_000;

/** All places of a study in the order of its tables: workers, seed, mean, std. `meanOf` gives the mean that belongs to a value of the mean's axis. */
export function placesOf(
  { workers, seeds }: { workers: readonly number[]; seeds: readonly number[] },
  means: readonly number[],
  stds: readonly number[],
  meanOf: (mean: number, std: number) => number = (mean) => mean,
): Place[] {
  return workers.flatMap((n, w) =>
    seeds.flatMap((seed) =>
      means.flatMap((mean, m) =>
        stds.map((std, s) => ({
          workers: n,
          seed,
          mean: meanOf(mean, std),
          std,
          stream: (w * means.length + m) * stds.length + s,
        })),
      ),
    ),
  );
}

/** The draws that were asked for last. */
let last: { key: string; regrets: readonly Float64Array[] } | undefined;

/**
 * The first `draws` vectors of {@link drawRegrets}, not to be written to. Where a block holds them, they are drawn once for whatever asks for them
 * in a row, as the schemes of a place do.
 */
export function sharedRegrets(
  place: Place,
  draws: number,
  distribution?: DistributionName,
): Iterable<Float64Array> {
  const { seed, stream, workers, mean, std } = place;
  if (draws > BLOCK_DRAWS || draws * workers > MOST_REGRETS)
    return drawRegrets(place, 0, draws, distribution);
  const key = [seed, stream, workers, mean, std, draws, distribution].join();
  if (last?.key !== key) last = { key, regrets: [...drawRegrets(place, 0, draws, distribution)] };
  return last.regrets;
}

/**
 * Regret vectors mean + std * z, z of a distribution with mean 0 and std 1, shape (some draws, workers), always in the same buffer.
 * @param from first draw, a multiple of {@link BLOCK_DRAWS}
 * @param to the draw after the last
 */
export function* drawRegrets(
  { seed, stream, workers, mean, std }: Place,
  from: number,
  to: number,
  distribution: DistributionName = 'normal',
): Generator<Float64Array> {
  // A block of many workers is handed over in parts.
  const rows = Math.max(1, Math.min(BLOCK_DRAWS, to - from, Math.floor(MOST_REGRETS / workers)));
  const regrets = new Float64Array(rows * workers);
  for (let first = from; first < to; first += BLOCK_DRAWS) {
    const deviate = deviateStream(distribution, { seed, cell: stream, block: first / BLOCK_DRAWS }, workers);
    for (let left = Math.min(BLOCK_DRAWS, to - first); left > 0; left -= rows) {
      const part = regrets.subarray(0, Math.min(rows, left) * workers);
      fill(part, mean, std, deviate);
      yield part;
    }
  }
}

/** A function of its own: as a part of the generator the loop is a fifth slower. */
function fill(regrets: Float64Array, mean: number, std: number, deviate: () => number): void {
  for (let i = 0; i < regrets.length; i++) regrets[i] = mean + std * deviate();
}
