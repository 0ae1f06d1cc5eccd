/**
 * Loaded into a command by a test (NODE_OPTIONS): stops its process (SIGSTOP) at a moment that PAUSE_AT names,
 * until the test sends SIGCONT.
 *
 * - `staging`: it has the lock of its results, and nothing is computed yet
 * - `parts`: its journal holds several parts
 */

import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Size of a journal with several parts, bytes. */
const SEVERAL_PARTS = 1e6;

let isPaused = false;
function pause() {
  if (isPaused) return;
  isPaused = true;
  process.kill(process.pid, 'SIGSTOP');
}

if (process.env.PAUSE_AT === 'staging') {
  const { mkdir } = fs;
  fs.mkdir = async (path, options) => {
    const made = await mkdir(path, options);
    if (String(path).includes('staging-')) pause();
    return made;
  };
  syncBuiltinESMExports();
}
if (process.env.PAUSE_AT === 'parts') {
  const file = await fs.open(process.execPath);
  const prototype = Object.getPrototypeOf(file);
  await file.close();
  const { writev } = prototype;
  prototype.writev = async function (buffers, position) {
    const result = await writev.call(this, buffers, position);
    // The first thread already knows the state of the journal.
    if (position + result.bytesWritten > SEVERAL_PARTS) setImmediate(() => setImmediate(pause));
    return result;
  };
}
