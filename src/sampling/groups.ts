/** Groups of workers, such as inferers and forecasters, each with its own distribution of regrets. */

/** Workers whose regrets have the same normal distribution. */
export interface Group {
  /** For readers of results. */
  name?: string | undefined;
  /** Number of workers: a whole number >= 1. */
  workers: number;
  /** Mean of their regrets, dex. */
  mean: number;
  /** Standard deviation of their regrets, dex, > 0. */
  std: number;
}

/**
 * Number, mean and std of all workers together: the moments of the regret of a worker chosen at random.
 * The variance is the mean of the variances within the groups plus the variance between their means.
 */
export function together(groups: readonly Group[]): { workers: number; mean: number; std: number } {
  const workers = groups.reduce((sum, group) => sum + group.workers, 0);
  const mean = groups.reduce((sum, group) => sum + (group.workers / workers) * group.mean, 0);
  const distances = groups.map((group) => group.mean - mean);
  // Squares of numbers near 1, because those of dex may leave double precision. No hypotenuse of Math, whose
  // last digit depends on the version of Node.
  const unit = groups.reduce((most, { std }, i) => Math.max(most, std, Math.abs(distances[i]!)), 0);
  const variance = groups.reduce((sum, group, i) => {
    const [within, between] = [group.std / unit, distances[i]! / unit];
    return sum + (group.workers / workers) * (within * within + between * between);
  }, 0);
  return { workers, mean, std: unit * Math.sqrt(variance) };
}
