/** Long tasks in steps, for programs that must answer meanwhile. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Step, Steps } from './steps.js';

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
