/**
 * Whether slow tests run in full, with all repeated studies and all reference cases. Continuous integration
 * sets CI and runs them in full; elsewhere they are shorter. Tolerances follow from the number of
 * repetitions, so a short test asserts the same with less power.
 */
export const RUNS_ALL = process.env.CI === 'true';

/** Cases of a law or of a table. Outside CI the first of every `step` runs. */
export const some = <Case>(cases: readonly Case[], step: number): Case[] =>
  cases.filter((_, i) => RUNS_ALL || i % step === 0);

/** Random cases of a law. Outside CI a third of them runs. */
export const runs = (count: number): number => (RUNS_ALL ? count : Math.ceil(count / 3));
