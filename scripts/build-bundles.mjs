/**
 * What starts as a program, in few files: the command, dist/cli/main.js, and what threads run, dist/pool/worker.js. Loading the some 400 small
 * ones that they are made of takes several times as long as what most calls then do.
 */

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * yargs asks for the width of texts, in cells of a terminal, by regular expressions over all of Unicode that take a quarter of the time of an
 * answer to compile. This one looks tables up.
 */
const lightWidths = {
  name: 'light widths',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^string-width$/ }, ({ kind, resolveDir }) =>
      kind === 'import-statement' ? resolve('fast-string-width', { kind, resolveDir }) : undefined,
    );
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Of two forms of a package the one that can be followed.
  mainFields: ['module', 'main'],
  plugins: [lightWidths],
  // Of the files that they are made of, for who measures what tests run.
  sourcemap: process.env.NODE_V8_COVERAGE ? 'inline' : false,
  charset: 'utf8',
  // Packages of CommonJS look for Node's own modules with `require`.
  banner: { js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);" },
};

await build({ ...common, entryPoints: [file('src/pool/worker.ts')], outfile: file('dist/pool/worker.js') });

// The types of the library need none of it.
rmSync(file('dist/cli'), { recursive: true, force: true });
await build({
  ...common,
  entryPoints: [file('src/cli/main.ts')],
  outdir: file('dist'),
  outbase: file('src'),
  // What a subcommand needs is loaded only when it is called. These parts lie beside the worker, which they find by that.
  splitting: true,
  chunkNames: 'pool/[name]-[hash]',
  // They find files of their own beside them, or are large and drawn with only.
  external: ['piscina', '@resvg/resvg-js', 'vega', 'vega-lite', 'fontkit'],
});
