/**
 * Bundles the command (dist/cli) and the workers of its threads (dist/run/worker.js,
 * dist/report/draw-worker.js) into a few files. Loading the about 400 separate files takes several times as
 * long as the work of most commands.
 */

import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { joinFiles } from './join-files.mjs';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Replaces string-width, with which yargs measures texts in terminal cells, by a package that uses tables.
 * The regular expressions of string-width cover all of Unicode, and compiling them takes a quarter of the
 * time of an answer.
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

/** Packages that copy and store the state of a random generator. No stream reads its state. */
const GENERATOR_STATES = /^@stdlib\/(array-to-json|blas-base-gcopy)$/;
/**
 * Quantiles of distributions. Threads compute parts; intervals are computed where the parts are collected.
 */
const QUANTILES = /^@stdlib\/stats-base-dists-/;

/**
 * Leaves out packages whose functions the program never calls, because they bring hundreds of modules along.
 * A call throws an error with the name of the package.
 */
function without(...packages) {
  return {
    name: 'without',
    setup({ onResolve, onLoad }) {
      for (const filter of packages) onResolve({ filter }, ({ path }) => ({ path, namespace: 'without' }));
      onLoad({ filter: /.*/, namespace: 'without' }, ({ path }) => ({
        contents: `module.exports = () => { throw new Error('${path} is not in this bundle'); };`,
      }));
    },
  };
}

/**
 * Sources whose code is joined: for the thread that waits for a command, for tables of other slopes, for
 * answers, for simulated answers, and for runs.
 */
const JOINED = {
  waiting: ['src/cli/on-thread.ts', 'src/cli/interrupt.ts'],
  levers: ['src/recommend/committed-levers.ts'],
  answers: [
    'src/cli/allora-epsilon.ts',
    'src/cli/program.ts',
    'src/cli/commands/recommend.ts',
    'src/cli/commands/precision.ts',
    'src/results/study-files.ts',
    'src/recommend/margin.ts',
  ],
  simulations: [
    'src/recommend/from-simulation.ts',
    'src/cli/commands/weights.ts',
    'src/cli/commands/tune.ts',
  ],
  runs: ['src/cli/commands/run.ts'],
};

const common = {
  // V8 reads every file before it runs: a tenth of the time of a short run.
  minify: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Prefer the ES module of a package, because esbuild can leave out its unused parts.
  mainFields: ['module', 'main'],
  // Coverage reports need the source files.
  sourcemap: process.env.NODE_V8_COVERAGE ? 'inline' : false,
  charset: 'utf8',
  // CommonJS packages load Node's own modules with `require`.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
};

await build({
  ...common,
  entryPoints: [file('src/run/worker.ts')],
  outfile: file('dist/run/worker.js'),
  plugins: [without(GENERATOR_STATES, QUANTILES)],
});

await build({
  ...common,
  entryPoints: [file('src/report/draw-worker.ts')],
  outfile: file('dist/report/draw-worker.js'),
  // These packages read files beside their own code.
  external: ['@resvg/resvg-js', 'pdfkit'],
});

// The library does not need these files: the compiler wrote them, or an earlier build left them.
rmSync(file('dist/cli'), { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  metafile: true,
  entryPoints: [file('src/cli/main.ts'), file('src/cli/thread.ts')],
  outdir: file('dist/cli'),
  // Load the code of a subcommand only when it is called.
  splitting: true,
  plugins: [lightWidths, without(GENERATOR_STATES)],
  // This package reads files beside its own code.
  external: ['piscina'],
});
await joinFiles(file('dist/cli'), metafile.outputs, JOINED, common);
// A thread is started from the file beside the code that starts it.
copyFileSync(file('dist/run/worker.js'), file('dist/cli/worker.js'));
copyFileSync(file('dist/report/draw-worker.js'), file('dist/cli/draw-worker.js'));
