/** Turns of the event loop in long steps that do not wait for anything, so that signals arrive. */

import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds between two turns. Our choice. */
const TURN_EVERY = 50;

/** Called often during a long step. @param done steps so far */
export type OnStep = (done: number) => Promise<void>;

/** Lets signals arrive every 50 ms. The returned function throws the reason of the signal. */
export function turns(signal: AbortSignal | undefined, onTurn: (done: number) => void): OnStep {
  let last = performance.now();
  return async (done) => {
    if (performance.now() - last < TURN_EVERY) return;
    onTurn(done);
    await nextTurn();
    signal?.throwIfAborted();
    last = performance.now();
  };
}
