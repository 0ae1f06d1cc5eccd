/**
 * A process that takes and releases the lock of a folder, for `lock.test.ts`. It answers each line of its standard input with one line:
 *
 * - `take <folder>`: `taken`, or the message of the refusal
 * - `release`: `released`
 * - `repeat <folder>`: `repeating`; then it takes and releases the lock until it is killed
 */

import { createInterface } from 'node:readline';
import { Lock } from '../../src/results/lock.js';

let lock: Lock | undefined;

async function answerTo(line: string): Promise<string> {
  const [command, folder = ''] = line.split(' ');
  if (command === 'take') {
    try {
      lock = await Lock.take(folder, 'results');
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (command === 'release') {
    await lock?.release();
    lock = undefined;
    return 'released';
  }
  void repeat(folder);
  return 'repeating';
}

async function repeat(folder: string): Promise<void> {
  for (;;) {
    const each = await Lock.take(folder, 'results');
    await each.release();
  }
}

process.stdout.write('ready\n');
for await (const line of createInterface(process.stdin)) process.stdout.write(`${await answerTo(line)}\n`);
