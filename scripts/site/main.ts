/**
 * Builds the site: `npm run site`. It needs the build of `npm run build`.
 *
 * dist/site holds static pages: the page `explore`, the guide, the studies, the claims and the API reference.
 * Every link is checked, and so are the sizes. Status 1 if a check fails.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiFiles } from './api.js';
import { frontHtml } from './front.js';
import { filesBelow, problemsOf } from './links.js';
import { writeMarkdown } from './markdown.js';
import { DOCUMENTS, FRONT, relative, type DocumentPage } from './pages.js';
import { studyFiles, withShortNumbers, type SiteFile } from './studies.js';
import { pageHtml } from './template.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = join(root, 'dist/site');
const images = new Set<string>();

function write({ path, text }: SiteFile): void {
  mkdirSync(dirname(join(site, path)), { recursive: true });
  writeFileSync(join(site, path), text);
}

/** The link to a file of the checkout; null if the site does not hold it. Figures are copied as SVG. */
function linkTo(from: string, file: string): string | null {
  const page = DOCUMENTS.find(({ source }) => source === file);
  if (page) return relative(from, page.path);
  const figure = /^results\/(.+)\.png$/.exec(file)?.[1];
  if (figure === undefined) return null;
  images.add(`results/${figure}.svg`);
  return relative(from, `images/${figure}.svg`);
}

function documentPage({ source, path }: DocumentPage): SiteFile {
  const toFile = (file: string) => linkTo(path, file);
  const { html, title, headings } = writeMarkdown(readFileSync(join(root, source), 'utf8'), {
    root,
    source,
    toFile,
  });
  return { path, text: pageHtml({ path, title, body: html, headings }) };
}

rmSync(site, { recursive: true, force: true });
write({ path: FRONT, text: frontHtml(readFileSync(join(root, 'dist/explore/site.html'), 'utf8')) });
for (const page of DOCUMENTS) write(documentPage(page));
for (const file of await studyFiles(join(root, 'results'))) write(file);
for (const file of apiFiles(root)) write(file);
const copy = (from: string, to: string) => cpSync(join(root, from), join(site, to));
copy('scripts/site/site.css', 'site.css');
copy('scripts/site/front.css', 'front.css');
copy('scripts/site/figures.js', 'studies/figures.js');
copy('dist/report/report.bundle.js', 'studies/live.js');
// The reader of files, which the front loads when a file is dropped.
copy('dist/explore/reader.js', 'reader.js');
for (const image of images)
  write({
    path: image.replace('results/', 'images/'),
    text: withShortNumbers(readFileSync(join(root, image), 'utf8')),
  });
// GitHub Pages would leave out files that it takes for its own.
write({ path: '.nojekyll', text: '' });

const problems = problemsOf(site);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`dist/site: ${filesBelow(site).length} files\n`);
if (problems.length > 0) process.exitCode = 1;
