/**
 * Builds the page of `allora-epsilon explore`, one self-contained file (dist/explore/explore.html), and the
 * script and the style of `report.html` (dist/report). The Content-Security-Policy of the page allows only
 * its own script and style, identified by their hashes, and no requests.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = new URL('../src/', import.meta.url);
const output = new URL('../dist/', import.meta.url);

/**
 * A library evaluates text to detect features of the browser. The policy of the pages forbids that, which Firefox
 * reports as an error. The library takes an exception for "cannot".
 */
const withoutEval = {
  name: 'without eval',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@stdlib\/utils-eval$/ }, ({ path }) => ({ path, namespace: 'without-eval' }));
    onLoad({ filter: /./, namespace: 'without-eval' }, () => ({
      contents: 'module.exports = () => { throw new EvalError("the policy of the page forbids it"); };',
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
    plugins: [withoutEval],
    loader: { '.woff2': 'dataurl' },
  });
  return outputFiles[0].text.trim();
}

const script = await bundled('explore/browser/main.ts');
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

const parts = {
  '<!-- policy -->': `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  '<!-- style -->': `<style>${style}</style>`,
  '<!-- script -->': `<script>${script}</script>`,
};
let page = readFileSync(new URL('explore/explore.html', source), 'utf8');
for (const [marker, text] of Object.entries(parts)) {
  if (page.split(marker).length !== 2) throw new Error(`Expected explore.html to contain ${marker} once`);
  page = page.replace(marker, () => text);
}
for (const room of ['explore', 'report']) mkdirSync(new URL(room, output), { recursive: true });
writeFileSync(new URL('explore/explore.html', output), page);

// `run` and `render` put the script and the style, which holds the fonts, into report.html.
writeFileSync(new URL('report/report.bundle.js', output), await bundled('report/live/browser/main.ts'));
writeFileSync(new URL('report/report.css', output), await bundled('report/report.css'));
