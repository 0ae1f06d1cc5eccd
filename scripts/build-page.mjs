/**
 * Builds the page of `allora-epsilon explore`, one self-contained file (dist/explore/explore.html), and the
 * script and the style of `report.html` (dist/report). The Content-Security-Policy of the page allows only
 * its own script and style, identified by their hashes, and no requests.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = new URL('../src/', import.meta.url);
const output = new URL('../dist/', import.meta.url);

/**
 * Short forms of modules that libraries load for functions that no page calls: states of generators as JSON,
 * messages for developers, copies of arrays of complex numbers. They would take 80 kB.
 */
const SHORT_FORMS = {
  // Evaluates text to detect features of the browser. The policy of the pages forbids that, which Firefox
  // reports as an error. The library takes an exception for "cannot".
  '@stdlib/utils-eval':
    'module.exports = () => { throw new EvalError("the policy of the page forbids it"); };',
  '@stdlib/array-to-json': 'module.exports = () => { throw new Error("not in the page"); };',
  '@stdlib/blas-base-gcopy':
    'module.exports = (n, x, xStep, y, yStep) => { for (let i = 0; i < n; i++) y[i * yStep] = x[i * xStep]; return y; };',
  debug: 'module.exports = () => () => {};',
  'csv-parse/sync': "export { parse } from 'csv-parse/browser/esm/sync';",
  // Parts of Node that the readers of tables use.
  'node:timers/promises': 'export const setImmediate = () => new Promise((resolve) => setTimeout(resolve));',
  'node:string_decoder': `export class StringDecoder {
    decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    write = (bytes) => this.decoder.decode(bytes, { stream: true });
    end = () => this.decoder.decode();
  }`,
  // Parts of Node that no function of the page reaches.
  ...Object.fromEntries(
    ['crypto', 'fs', 'fs/promises', 'os', 'path', 'url'].map((name) => [
      `node:${name}`,
      'module.exports = { constants: {} };',
    ]),
  ),
};

const withShortForms = {
  name: 'short-forms',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(SHORT_FORMS).join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'short-forms' }));
    onLoad({ filter: /./, namespace: 'short-forms' }, ({ path }) => ({
      contents: SHORT_FORMS[path],
      resolveDir: fileURLToPath(source),
    }));
  },
};

/** Bundles a script or a style sheet with everything that it imports, as text for a page. */
async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, source))],
    tsconfig: fileURLToPath(new URL('explore/browser/tsconfig.json', source)),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'firefox115', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
    plugins: [withShortForms],
    loader: { '.woff2': 'dataurl' },
  });
  return outputFiles[0].text.trim();
}

const script = await bundled('explore/browser/main.ts');
const reader = await bundled('explore/reader/main.ts');
const style = await bundled('explore/explore.css');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  // The kernel is WebAssembly. The worker runs the same script from a blob, which only this script can
  // create.
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  'worker-src blob:',
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A part of the page that is decompressed when it is needed. */
const compressed = (id, text) =>
  `<script type="text/plain" id="${id}">${gzipSync(text, { level: 9 }).toString('base64')}</script>`;

// The build compiles the tables before this program runs.
const { COMMITTED_LEVERS } = await import(new URL('recommend/committed-levers.js', output).href);

const parts = {
  '<!-- policy -->': `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  '<!-- style -->': `<style>${style}</style>`,
  '<!-- levers -->': compressed('levers', JSON.stringify(COMMITTED_LEVERS)),
  '<!-- script -->': `<script>${script}</script>`,
};

/** The page with a script that reads files. @param readerPart the element that holds it, or its address */
function pageWith(readerPart) {
  let page = readFileSync(new URL('explore/explore.html', source), 'utf8');
  for (const [marker, text] of Object.entries({ ...parts, '<!-- reader -->': readerPart })) {
    if (page.split(marker).length !== 2) throw new Error(`Expected explore.html to contain ${marker} once`);
    page = page.replace(marker, () => text);
  }
  return page;
}

for (const room of ['explore', 'report']) mkdirSync(new URL(room, output), { recursive: true });
// One file: the reader is compressed in it, and decompressed for the first file that is dropped.
writeFileSync(new URL('explore/explore.html', output), pageWith(compressed('reader', reader)));
// A site: a browser loads the reader, a file beside the page, for the first file that is dropped.
writeFileSync(new URL('explore/reader.js', output), reader);
writeFileSync(
  new URL('explore/site.html', output),
  pageWith('<script type="text/plain" id="reader" data-src="reader.js"></script>').replace(
    'worker-src blob:',
    "worker-src blob: 'self'",
  ),
);

// `run` and `render` put the script and the style, which holds the fonts, into report.html.
writeFileSync(new URL('report/report.bundle.js', output), await bundled('report/live/browser/main.ts'));
writeFileSync(new URL('report/report.css', output), await bundled('report/report.css'));
