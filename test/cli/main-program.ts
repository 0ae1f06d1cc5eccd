/** The built program, in a module of its own: programs that start it need no other helper of the tests. */

import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
