/** Runs a command of the forum study: `npm run claims [-- --check]` and `npm run reproduce`. */

import { printError } from '../../src/cli/console.js';
import { SIGNALS } from '../../src/cli/interrupt.js';
import { perform } from '../../src/cli/program.js';
import { EXIT } from '../../src/text/errors.js';
import { FORUM } from './program.js';

for (const name of SIGNALS)
  process.on(name, () => {
    printError('stopped');
    process.exit(EXIT.interrupted);
  });
const status = await perform(FORUM, process.argv.slice(2));
if (status !== EXIT.done) process.exitCode = status;
