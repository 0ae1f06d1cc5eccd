/** What threads run, dist/pool/worker.js, as one file: a thread loads it in a quarter of the time that some 400 small ones take. */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

await build({
  entryPoints: [file('src/pool/worker.ts')],
  outfile: file('dist/pool/worker.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  charset: 'utf8',
  // Packages of CommonJS look for Node's own modules with `require`.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
});
