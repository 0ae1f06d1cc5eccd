/** Documents in Markdown become the HTML of pages. */

import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import MarkdownIt from 'markdown-it';

type Token = ReturnType<MarkdownIt['parse']>[number];

export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly level: number;
}

export interface Written {
  readonly html: string;
  readonly title: string;
  /** Headings of the levels 2 and 3. */
  readonly headings: readonly Heading[];
}

export interface Links {
  /** Folder of the checkout that holds the documents. */
  readonly root: string;
  /** The path of the document in the checkout. */
  readonly source: string;
  /** @returns the link to a file of the checkout, from the page; null if the site does not hold it */
  readonly toFile: (path: string) => string | null;
}

/** @throws {Error} if a link names no file of the checkout */
export function writeMarkdown(text: string, links: Links): Written {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  const tokens = markdown.parse(text, {});
  const headings = identify(tokens);
  for (const { children } of tokens) mendLinks(children ?? [], links);
  const rendered = markdown.renderer.render(tokens, markdown.options, {});
  return {
    html: focusable(rendered),
    title: headings.find(({ level }) => level === 1)?.text ?? links.source,
    headings: headings.filter(({ level }) => level === 2 || level === 3),
  };
}

/** Gives each heading an id that is made of its words, as GitHub does. */
function identify(tokens: readonly Token[]): Heading[] {
  const used = new Map<string, number>();
  return tokens.flatMap((token, i) => {
    if (token.type !== 'heading_open') return [];
    const text = (tokens[i + 1]!.children ?? []).map(({ content }) => content).join('');
    const base = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const id = count === 0 ? base : `${base}-${count}`;
    token.attrSet('id', id);
    return [{ id, text, level: Number(token.tag.slice(1)) }];
  });
}

/** Links of a line of text. The name of a file that only the repository holds stays, without a link. */
function mendLinks(tokens: readonly Token[], links: Links): void {
  let isLinked = true;
  for (const token of tokens) {
    if (token.type === 'image') {
      token.attrSet('src', targetOf(token.attrGet('src')!, links) ?? '');
      token.attrSet('loading', 'lazy');
    } else if (token.type === 'link_open') {
      const target = targetOf(token.attrGet('href')!, links);
      isLinked = target !== null;
      if (target !== null) token.attrSet('href', target);
    }
    if (!isLinked && token.type.startsWith('link_')) {
      token.tag = 'span';
      token.attrs = null;
    }
    if (token.type === 'link_close') isLinked = true;
  }
}

/** The link of a page for a link of its document; null if the site does not hold the file. */
function targetOf(link: string, { root, source, toFile }: Links): string | null {
  if (/^(https?:|#)/.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const file = posix.normalize(posix.join(posix.dirname(source), decodeURI(path)));
  if (!existsSync(posix.join(root, file)))
    throw new Error(`${source}: the link ${link} names no file of the checkout`);
  const target = toFile(file);
  return target === null || anchor === undefined ? target : `${target}#${anchor}`;
}

/** Tables and blocks of code can be scrolled with the keyboard where they are wider than the page. */
function focusable(html: string): string {
  let tables = 0;
  return html
    .replaceAll(
      '<table>',
      () => `<div class="wide" role="region" aria-label="Table ${++tables}" tabindex="0"><table>`,
    )
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<pre>', '<pre tabindex="0">');
}
