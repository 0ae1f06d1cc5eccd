/** Means over draws, and sums of squared deviations from them: how they lie in an array of shape (metric, epsilon, MOMENTS). */

/** Numbers per (metric, epsilon): the means of both mappings, then the sums of squared deviations from them. */
export const MOMENTS = 4;

/** The first of them are means. */
export const MEANS = 2;

/** Each metric's part. */
export function metricsOf(moments: Float64Array, epsilons: number): Float64Array[] {
  const size = epsilons * MOMENTS;
  return Array.from({ length: moments.length / size }, (_, metric) => moments.subarray(metric * size, (metric + 1) * size));
}

/** Adds moments of some draws to those of the draws before them (Chan, Golub and LeVeque 1979). */
export function mergeMoments(moments: Float64Array, before: number, added: Float64Array, draws: number): void {
  const share = draws / (before + draws);
  for (let row = 0; row < moments.length; row += MOMENTS) {
    for (let mean = row; mean < row + MEANS; mean++) {
      const squares = mean + MEANS;
      const deviation = added[mean]! - moments[mean]!;
      moments[squares]! += added[squares]! + deviation * deviation * before * share;
      moments[mean]! += deviation * share;
    }
  }
}
