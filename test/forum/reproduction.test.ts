import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reproductionPage, type Reproduction } from '../../scripts/forum/reproduction.js';
import { packVega } from '../../src/report/figure.js';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="clip0"/></svg>';
const HOSTILE = `<script>alert("1 & '2'")</script>`;
const study = {
  name: HOSTILE,
  title: HOSTILE,
  claims: [
    {
      id: HOSTILE,
      words: HOSTILE,
      measured: [HOSTILE],
      verdict: 'holds with limits',
      limits: HOSTILE,
      criterion: HOSTILE,
    },
  ],
  figures: [
    { title: HOSTILE, svg: SVG, packedVega: packVega({}), caption: HOSTILE },
    { title: 'static', svg: SVG, packedVega: null, caption: 'static' },
  ],
};
const reproduction: Reproduction = {
  title: HOSTILE,
  introduction: HOSTILE,
  terms: [HOSTILE],
  script: 'void 0;',
  style: 'p{margin:0}',
  chapters: [
    { title: HOSTILE, studies: [study, { ...study, name: 'second', claims: [] }] },
    { title: 'Second', studies: [] },
  ],
};
const page = reproductionPage(reproduction);

describe('the page about all studies', () => {
  it('escapes every text', () => {
    expect(page).not.toContain('alert("1');
    expect(page.match(/<script>/g)).toHaveLength(1);
  });

  it('allows only its own script and style', () => {
    for (const tag of ['script', 'style']) {
      const [, text] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)!;
      expect(page).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text!).digest('base64')}'`);
    }
    expect(page).not.toMatch(/ style=|https?:\/\/(?!www\.w3\.org)/);
  });

  it('numbers figures across all studies, so that ids are unique; static figures have no data', () => {
    expect([...page.matchAll(/id="(figure-\d+-clip0)"/g)].map(([, id]) => id)).toEqual(
      [0, 1, 2, 3].map((i) => `figure-${i}-clip0`),
    );
    expect(page.match(/data-vega=/g)).toHaveLength(2);
  });

  it('links to every chapter', () => {
    for (const i of [1, 2]) expect(page).toContain(`<h2 id="chapter-${i}">`);
    expect(page.match(/<a href="#chapter-/g)).toHaveLength(2);
    expect(page.match(/class="holds-with-limits"/g)).toHaveLength(1);
  });

  it('begins with the verdicts, each of which leads to its claim', () => {
    const [, target] = /<li class="holds-with-limits"><a href="#(claim-[\w.-]+)">/.exec(page)!;
    const claim = page.indexOf(`<article class="claim holds-with-limits" id="${target!}">`);
    expect(page.indexOf('<h2 id="verdicts">')).toBeLessThan(page.indexOf('<h2 id="chapter-1">'));
    expect(claim).toBeGreaterThan(page.indexOf('<h2 id="chapter-1">'));
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id!);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
