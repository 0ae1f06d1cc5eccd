/** The frame of a report: policy, style, contents and script around a body. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PACKAGE } from '../results/package.js';
import { escapeHtml } from '../text/html.js';

/** Files of the page that `npm run build` writes into `dist/report`. */
export interface Assets {
  /** Text of the script: interactive figures, and the contents that follow. */
  script: string;
  /** Text of the style, which holds the fonts. */
  style: string;
}

export async function readAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(`dist/report/${name}`, PACKAGE), 'utf8');
  const [script, style] = await Promise.all([read('report.bundle.js'), read('report.css')]);
  return { script, style };
}

/** A link of the contents. */
export interface ContentsEntry {
  id: string;
  text: string;
  entries?: readonly ContentsEntry[];
}

interface Frame extends Assets {
  title: string;
  /** HTML below the title, which is trusted. */
  introduction: string;
  contents: readonly ContentsEntry[];
  /** HTML of the main part, which is trusted. */
  body: string;
}

/**
 * @returns HTML of a page. Its policy allows only the script, the style and the fonts in it, and no requests.
 */
export function pageOf({ title, introduction, contents, body, script, style }: Frame): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // Drawings use SVG attributes, which the policy allows. It blocks a <style> element inside a drawing.
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip the contents</a>
<header>
<h1>${escapeHtml(title)}</h1>
${introduction}</header>
<nav class="contents" aria-label="Contents">
<details>
<summary>Contents</summary>
${linksOf(contents)}
</details>
</nav>
<main id="main">
${body}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function linksOf(entries: readonly ContentsEntry[]): string {
  const items = entries.map(
    ({ id, text, entries: below }) =>
      `<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a>${below?.length ? `\n${linksOf(below)}` : ''}</li>`,
  );
  return `<ol>\n${items.join('\n')}\n</ol>`;
}
