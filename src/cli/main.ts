#!/usr/bin/env node
/**
 * The command `allora-epsilon`. This file imports nothing before it runs, because an error while Node loads
 * the imports of the first file ends the process with a stack trace.
 */

// A reader that closes the pipe early (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
// A standard error that is closed or full loses messages, but changes neither the results nor the status.
process.stderr.on('error', () => undefined);

// From the first moment. The other commands take milliseconds and have nothing to clean up: the system ends them.
const LONG = ['run', 'render', 'fit', 'check', 'simulate'];
const words = process.argv.slice(2);
const isLong = LONG.includes(words[0] ?? '');
const stopAtOnce = () => {
  process.stderr.write('stopped\n');
  process.exit(130);
};
if (isLong) process.on('SIGINT', stopAtOnce).on('SIGTERM', stopAtOnce);

async function statusOfCommand(): Promise<number> {
  if (isLong) {
    const { performOnThread } = await import('./on-thread.js');
    const status = await performOnThread(words);
    if (status !== undefined) return status;
  }
  const { ALLORA_EPSILON } = await import('./allora-epsilon.js');
  const { perform } = await import('./program.js');
  return perform(ALLORA_EPSILON, words);
}

const status = await statusOfCommand().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EMFILE' ? 'too many files are open; raise the limit (ulimit -n 256)' : message;
  process.stderr.write(`allora-epsilon cannot start: ${reason}\n`);
  return 3;
});
// A check that found a difference has set the exit code itself.
if (status !== 0) process.exitCode = status;
