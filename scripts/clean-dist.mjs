/**
 * Removes files of earlier builds from `dist`, whose sources were moved or removed since. The compiler leaves
 * them, and `npm pack` would ship them.
 */

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** State of the compiler, outputs of build-page.mjs, and the site. build-bundles.mjs empties `cli` itself. */
const OTHERS = /^(?:\.tsbuildinfo|site\/.*|explore\/explore\.html|report\/report\.bundle\.js|cli\/.*)$/;
/** Sources that the compiler does not translate (src/tsconfig.json). */
const NOT_COMPILED = /(?:^|\/)(?:assembly|browser)\//;

function isWritten(path) {
  if (OTHERS.test(path)) return true;
  const source = path.replace(/\.(?:d\.ts|js)$/, '.ts');
  return source !== path && !NOT_COMPILED.test(source) && existsSync(`${root}src/${source}`);
}

/** @returns whether something is left in the folder */
function clean(folder) {
  let isEmpty = true;
  for (const entry of readdirSync(`${root}dist/${folder}`, { withFileTypes: true })) {
    const path = folder + entry.name;
    if (entry.isDirectory() ? clean(`${path}/`) : isWritten(path)) isEmpty = false;
    else if (entry.isDirectory()) rmdirSync(`${root}dist/${path}`);
    else rmSync(`${root}dist/${path}`);
  }
  return !isEmpty;
}

if (existsSync(`${root}dist`)) clean('');
