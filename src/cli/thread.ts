/** The thread that runs a command (on-thread.ts). */

import { parentPort, workerData } from 'node:worker_threads';
import { ALLORA_EPSILON } from './allora-epsilon.js';
import { SIGNALS, tellStops } from './interrupt.js';
import { RECEIVED, type CommandData } from './on-thread.js';
import { perform } from './program.js';

const { words, terminals } = workerData as CommandData;
for (const name of ['stdout', 'stderr'] as const) Object.assign(process[name], terminals[name]);
tellStops((stop) => parentPort!.postMessage(stop));
// The listener must not keep the thread alive.
parentPort!
  .on('message', (name: (typeof SIGNALS)[number]) => {
    parentPort!.postMessage(RECEIVED);
    process.emit(name);
  })
  .unref();

const status = await perform(ALLORA_EPSILON, words);
// A check that found a difference has set the exit code itself.
if (status !== 0) process.exitCode = status;
