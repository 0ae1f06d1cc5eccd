/** Checks the files of the site: links, anchors, sizes. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Bytes of the whole site, and of the first load of a page with its style sheets and scripts. */
export const MOST_BYTES = 5e6;
const MOST_FIRST_LOAD = 400e3;

/** Paths of all files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** @returns one sentence for each problem of the site in a folder; none if it is in order */
export function problemsOf(folder: string): string[] {
  const files = filesBelow(folder);
  const known = new Set(files);
  const pages = new Map(
    files
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const sizeOf = (name: string) => statSync(join(folder, name)).size;
  const problems = [...pages].flatMap(([name, text]) => [
    ...linkProblems(name, text, known, pages),
    ...loadProblems(name, text, sizeOf, known),
  ]);
  const bytes = files.reduce((sum, name) => sum + sizeOf(name), 0);
  if (bytes > MOST_BYTES) problems.push(`the site: expected at most ${MOST_BYTES} bytes, got ${bytes}`);
  return problems;
}

function linkProblems(
  name: string,
  text: string,
  known: ReadonlySet<string>,
  pages: ReadonlyMap<string, string>,
): string[] {
  return [...markup(text).matchAll(/\s(href|src)="([^"]*)"/g)].flatMap(([, attribute, link]) => {
    if (/^(data:|mailto:)/.test(link!)) return [];
    if (/^https?:/.test(link!))
      return attribute === 'src' ? [`${name}: the file ${link} would be requested from another host`] : [];
    const [path = '', anchor] = link!.split('#');
    const target = path === '' ? name : posix.normalize(posix.join(posix.dirname(name), decodeURI(path)));
    if (!known.has(target)) return [`${name}: the link ${link} names no file of the site`];
    const page = pages.get(target);
    // The front reads its own state from the address.
    if (anchor === undefined || page === undefined || target === 'index.html') return [];
    return page.includes(` id="${decodeURIComponent(anchor)}"`)
      ? []
      : [`${name}: the link ${link} names no heading`];
  });
}

/** Bytes of a page and of the files that it names in its head. Images load when they are seen. */
function loadProblems(
  name: string,
  text: string,
  sizeOf: (name: string) => number,
  known: ReadonlySet<string>,
): string[] {
  const named = [...text.matchAll(/<(?:link rel="stylesheet" href|script defer src)="([^"]+)"/g)]
    .map(([, link]) => posix.normalize(posix.join(posix.dirname(name), link!)))
    .filter((path) => known.has(path));
  const bytes = [name, ...named].reduce((sum, path) => sum + sizeOf(path), 0);
  return bytes > MOST_FIRST_LOAD
    ? [`${name}: expected a first load of at most ${MOST_FIRST_LOAD} bytes, got ${bytes}`]
    : [];
}

/** The text of a page without its scripts and styles, which hold other quotes. */
function markup(text: string): string {
  return text.replace(/<(script|style)>[^]*?<\/\1>/g, '');
}
