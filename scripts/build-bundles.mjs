/**
 * What starts as a program, in few files: the command, dist/cli, and what threads run, dist/run/worker.js. Loading the some 400 small
 * ones that they are made of takes several times as long as what most calls then do.
 */

import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * yargs asks for the width of texts, in cells of a terminal, by regular expressions over all of Unicode that take a quarter of the time of an
 * answer to compile. This one looks tables up.
 */
const lightWidths = {
  name: 'light widths',
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      kind === 'import-statement'
        ? { path: fileURLToPath(import.meta.resolve('fast-string-width')) }
        : undefined,
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
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
};

await build({ ...common, entryPoints: [file('src/run/worker.ts')], outfile: file('dist/run/worker.js') });

// What the library does not need, and what an earlier build has left.
rmSync(file('dist/cli'), { recursive: true, force: true });
await build({
  ...common,
  entryPoints: [file('src/cli/main.ts')],
  outdir: file('dist/cli'),
  // What a subcommand needs is loaded only when it is called.
  splitting: true,
  // They find files of their own beside them, or are large and drawn with only.
  external: ['piscina', '@resvg/resvg-js', 'vega', 'vega-lite', 'fontkit'],
});
// Threads are started from the file of this name beside the code that starts them.
copyFileSync(file('dist/run/worker.js'), file('dist/cli/worker.js'));
