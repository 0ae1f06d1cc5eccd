/** The frame of every page of the site but the front. */

import { escapeHtml } from '../../src/text/html.js';
import type { Heading } from './markdown.js';
import { DOCUMENTS, MENU, relative } from './pages.js';

export interface PageText {
  /** Path in the site. */
  readonly path: string;
  readonly title: string;
  /** Trusted HTML. */
  readonly body: string;
  readonly headings?: readonly Heading[];
  /** Paths of scripts in the site. */
  readonly scripts?: readonly string[];
}

/** Headings from which a page has a table of contents. */
const FEWEST_HEADINGS = 3;

/** @returns HTML of a page that requests only files of the site and runs only scripts of it */
export function pageHtml({ path, title, body, headings = [], scripts = [] }: PageText): string {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";
  const contents =
    headings.length < FEWEST_HEADINGS
      ? ''
      : `<nav class="contents" aria-label="On this page"><h2>On this page</h2>\n<ul>${headings.map(contentsEntry).join('')}</ul></nav>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${relative(path, 'site.css')}">
<title>${escapeHtml(title)} · allora-epsilon</title>
${scripts.map((script) => `<script defer src="${relative(path, script)}"></script>\n`).join('')}</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>${menuHtml(path)}</header>
<div class="frame">
${contents}<main id="main">
${body}
</main>
</div>
${path.startsWith('guide/') ? `<footer>${guideMenu(path)}</footer>\n` : ''}</body>
</html>
`;
}

/** The menu of the site. */
export function menuHtml(path: string): string {
  return `<nav class="menu" aria-label="Site"><ul>${MENU.map((entry) => entryHtml(path, entry)).join('')}</ul></nav>`;
}

function guideMenu(path: string): string {
  const pages = DOCUMENTS.filter((each) => each.path.startsWith('guide/'));
  return `<nav class="menu" aria-label="Guide"><ul>${pages.map((entry) => entryHtml(path, entry)).join('')}</ul></nav>`;
}

function entryHtml(from: string, { path, name }: { path: string; name: string }): string {
  const current = from === path ? ' aria-current="page"' : '';
  return `<li><a href="${relative(from, path)}"${current}>${escapeHtml(name)}</a></li>`;
}

function contentsEntry({ id, text, level }: Heading): string {
  return `<li class="level-${level}"><a href="#${id}">${escapeHtml(text)}</a></li>`;
}
