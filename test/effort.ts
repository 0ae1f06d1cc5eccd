/**
 * Slow tests are shorter on a developer's machine: fewer repeated studies, a sample of the reference cases. Continuous integration sets CI and
 * runs all of it. Tolerances follow from the number of repetitions, so a short test asserts the same with less power.
 */
export const RUNS_ALL = process.env.CI === 'true';
