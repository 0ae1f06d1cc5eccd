/** Long tasks in steps. */

import { setImmediate as nextTurn } from 'node:timers/promises';

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

/**
 * Does the steps in turns. Between them signals arrive, and progress is shown.
 * @throws the reason of the signal; errors of the task or of `onStep`
 */
export async function inTurns<Result>(
  steps: Steps<Result>,
  onStep: (step: Step) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    onStep(value);
    await nextTurn();
    signal?.throwIfAborted();
  }
}
