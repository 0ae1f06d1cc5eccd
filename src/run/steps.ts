/** Long tasks in steps. */

/** A step that begins: how many of all are done. */
export interface Step {
  done: number;
  total: number;
}

/** A task that yields before each step, and returns its result. */
export type Steps<Result> = Generator<Step, Result, undefined>;

/** Does all steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
