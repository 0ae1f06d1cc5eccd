#!/usr/bin/env node
/**
 * The command `allora-epsilon`. This file imports nothing before it runs, because an error while Node loads
 * the imports of the first file ends the process with a stack trace.
 */

// A reader that closes the pipe early (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
// A standard error that is closed or full loses messages, but changes neither the results nor the status.
process.stderr.on('error', () => undefined);

// Signals are answered from the start. A thread that computes or reads a table cannot answer one, so long
// commands run on another thread. Starting it takes longer than most answers, so the others begin here.
const LONG = ['run', 'merge', 'render', 'fit', 'check', 'simulate'];
const words = process.argv.slice(2);
const stopAtOnce = () => {
  process.stderr.write('stopped\n');
  process.exit(130);
};
process.on('SIGINT', stopAtOnce).on('SIGTERM', stopAtOnce);

async function statusOfCommand(): Promise<number> {
  // Options may precede the command. The words of a line to be completed are no command.
  const isCommand = words[0] !== '--get-completions' && !words.includes('--help');
  const isLong = isCommand && words.some((word) => LONG.includes(word));
  const status = isLong ? await statusOnThread() : await statusHere(true);
  // The system allows no further thread.
  return status ?? (await statusHere(false))!;
}

async function statusOnThread(): Promise<number | undefined> {
  const { performOnThread } = await import('./on-thread.js');
  return performOnThread(words);
}

/** @param hasOther whether the command may move to another thread */
async function statusHere(hasOther: boolean): Promise<number | undefined> {
  const { ALLORA_EPSILON } = await import('./allora-epsilon.js');
  const { LongTask, refuseLongTasks } = await import('./interrupt.js');
  const { perform } = await import('./program.js');
  refuseLongTasks(hasOther);
  try {
    return await perform(ALLORA_EPSILON, words);
  } catch (error) {
    if (error instanceof LongTask) return statusOnThread();
    throw error;
  }
}

const status = await statusOfCommand().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EMFILE' ? 'too many files are open; raise the limit (ulimit -n 256)' : message;
  process.stderr.write(`allora-epsilon cannot start: ${reason}\n`);
  return 3;
});
// A check that found a difference has set the exit code itself.
if (status !== 0) process.exitCode = status;
