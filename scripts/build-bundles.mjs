/**
 * Bundles the command (dist/cli) and the workers of its threads (dist/run/worker.js, dist/report/draw-worker.js) into
 * a few files. Loading the about 400 separate files takes several times as long as the work of most commands.
 */

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

/** Sources that every answer loads, with their static imports. */
const OF_ANSWERS = [
  'src/cli/allora-epsilon.ts',
  'src/cli/interrupt.ts',
  'src/cli/program.ts',
  'src/cli/commands/recommend.ts',
  'src/cli/commands/precision.ts',
  'src/recommend/margin.ts',
];

/**
 * Joins the about fifty files of an answer into one. Node needs nearly a millisecond to find and link each file, a
 * third of the time of an answer.
 * @param outputs of the bundled command, by their paths (esbuild's metafile)
 */
async function joinAnswers(outputs) {
  const joined = new Set();
  const add = (path) => {
    if (joined.has(path)) return;
    joined.add(path);
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement' && outputs[next]) add(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (OF_ANSWERS.includes(entryPoint)) add(path);
  const names = [...joined].map((path) => basename(path));
  // Two files may use one name for different things, so the number of the file precedes it.
  const exported = [...joined].map((path, i) =>
    outputs[path].exports.map((name) => [name, `of${i}_${name}`]),
  );
  const contents = names.map((name, i) => {
    const list = exported[i].map(([own, unique]) => `${own} as ${unique}`);
    return `export { ${list.join(', ')} } from './${name}';`;
  });
  const external = ({ path, kind }) =>
    kind === 'dynamic-import' || !names.includes(basename(path)) ? { path, external: true } : undefined;
  // One banner serves all of them.
  const withoutBanner = ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace(common.banner.js, ''),
  });
  const folder = file('dist/cli');
  await build({
    ...common,
    stdin: { contents: contents.join('\n'), resolveDir: folder },
    outfile: `${folder}/answers.js`,
    plugins: [
      {
        name: 'joined',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\// }, external);
          onLoad({ filter: /\.js$/ }, withoutBanner);
        },
      },
    ],
  });
  // Other files import these by their names.
  names.forEach((name, i) => {
    const list = exported[i].map(([own, unique]) => `${unique} as ${own}`);
    writeFileSync(`${folder}/${name}`, `export { ${list.join(', ')} } from './answers.js';\n`);
  });
}

const common = {
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
  minify: true,
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
await joinAnswers(metafile.outputs);
// A thread is started from the file beside the code that starts it.
copyFileSync(file('dist/run/worker.js'), file('dist/cli/worker.js'));
copyFileSync(file('dist/report/draw-worker.js'), file('dist/cli/draw-worker.js'));
