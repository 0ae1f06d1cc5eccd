#!/usr/bin/env node
/** The command `allora-epsilon`. */

import { EXIT } from '../text/errors.js';
import { ALLORA_EPSILON } from './allora-epsilon.js';
import { perform } from './program.js';

// A reader that closes the pipe early (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failure),
);

const status = await perform(ALLORA_EPSILON, process.argv.slice(2));
// A check that found a difference has set the exit code itself.
if (status !== EXIT.done) process.exitCode = status;
