/**
 * The page of `allora-epsilon explore`, one file with everything in it: dist/explore/explore.html; and the script of `report.html`, dist/report/report.bundle.js. Its Content-Security-Policy lets nothing run
 * but this script and this style, known by their hashes, and nothing be fetched.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = new URL('../src/', import.meta.url);
const output = new URL('../dist/', import.meta.url);

/** A script or style of the browser with all that it imports, as text that can stand in a page. */
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
  });
  return outputFiles[0].text.trim();
}

const script = await bundled('explore/browser/main.ts');
const style = await bundled('explore/explore.css');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  // The kernel is WebAssembly; the worker runs the script above, from a blob that only this script can make.
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
for (const [place, text] of Object.entries(parts)) {
  if (page.split(place).length !== 2) throw new Error(`Expected explore.html to have one ${place}`);
  page = page.replace(place, () => text);
}
for (const room of ['explore', 'report']) mkdirSync(new URL(room, output), { recursive: true });
writeFileSync(new URL('explore/explore.html', output), page);

// `run` and `render` put it into report.html, with its hash.
writeFileSync(new URL('report/report.bundle.js', output), await bundled('report/live/browser/main.ts'));
