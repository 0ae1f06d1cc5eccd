/**
 * Order statistics of limits that only comparisons reveal: each draw is reached from a value of its own on.
 */

/** Draws that a value reaches, and the others. */
export interface Halves<Draws> {
  reached: Draws;
  rest: Draws;
}

/** Relative width at which a limit counts as known. */
const TOLERANCE = 1e-10;

/**
 * The limits of the given ranks among those of all draws, by bisection of all of them at once: each
 * comparison halves the range, and only the draws whose limits are in the half of a wanted rank are compared
 * again. So a few ranks take about as many comparisons as three values for each draw.
 * @param split compares all draws with one value; a draw that a value reaches is reached by every larger one
 * @param ranks 1 is the smallest limit; ascending, at most `sizeOf(draws)`
 * @param range 0 < from < to
 * @returns the limits, shape (ranks), relative error below 1e-10; `from` for limits below it, Infinity for
 *   those
 *   above `to`
 */
export function rankedLimits<Draws>(
  draws: Draws,
  sizeOf: (draws: Draws) => number,
  split: (draws: Draws, value: number) => Halves<Draws>,
  ranks: readonly number[],
  [from, to]: readonly [number, number],
): number[] {
  const search = (among: Draws, below: number, above: number, wanted: readonly number[]): number[] => {
    if (wanted.length === 0) return [];
    if (above - below <= TOLERANCE * above) return wanted.map(() => above);
    const middle = Math.sqrt(below) * Math.sqrt(above);
    const { reached, rest } = split(among, middle);
    const count = sizeOf(reached);
    return [
      ...search(
        reached,
        below,
        middle,
        wanted.filter((rank) => rank <= count),
      ),
      ...search(
        rest,
        middle,
        above,
        wanted.filter((rank) => rank > count).map((rank) => rank - count),
      ),
    ];
  };
  const { reached } = split(draws, to);
  const count = sizeOf(reached);
  const found = search(
    reached,
    from,
    to,
    ranks.filter((rank) => rank <= count),
  );
  return ranks.map((_, i) => found[i] ?? Infinity);
}
