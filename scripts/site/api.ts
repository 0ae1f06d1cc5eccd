/** Pages of the API reference. TypeDoc writes them in Markdown, from the comments of the code. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from './links.js';
import { writeMarkdown } from './markdown.js';
import { API, relative } from './pages.js';
import type { SiteFile } from './studies.js';
import { pageHtml } from './template.js';

/** @param root of the checkout */
export function apiFiles(root: string): SiteFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-api-'));
  try {
    const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
    const options = ['--options', '.config/typedoc.json', '--plugin', 'typedoc-plugin-markdown'];
    const shape = ['--out', folder, '--outputFileStrategy', 'members', '--hideBreadcrumbs', 'true'];
    const words = ['--hidePageHeader', 'true', '--logLevel', 'Error'];
    execFileSync(process.execPath, [typedoc, ...options, ...shape, ...words], {
      cwd: root,
      stdio: 'inherit',
    });
    return filesBelow(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => pageOf(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pageOf(folder: string, name: string): SiteFile {
  const path = pathOf(name);
  const { html, title, headings } = writeMarkdown(readFileSync(join(folder, name), 'utf8'), {
    root: folder,
    source: name,
    toFile: (file) => relative(path, pathOf(file)),
  });
  const back = path === API ? '' : `<p><a href="${relative(path, API)}">API reference</a></p>\n`;
  return { path, text: pageHtml({ path, title, body: back + html, headings: path === API ? headings : [] }) };
}

function pathOf(name: string): string {
  return `api/${name.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html')}`;
}
