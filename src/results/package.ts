/** The installed package: its folder and its version. */

import { readFileSync } from 'node:fs';

/**
 * Folder of the package. This file and the bundles of the command both lie two levels below it
 * (`src/results`, `dist/results`, `dist/cli`), so one relative address serves all of them; other files that
 * need a path in the package use this one.
 */
export const PACKAGE = new URL('../../', import.meta.url);

/** Version of this package. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { version: string }
).version;
