/** The site that `npm run site` builds, in Chromium and in Firefox. */

import { createServer, type Server } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, MOST_BYTES, problemsOf } from '../../scripts/site/links.js';
import { launchFirefox, type Firefox } from './firefox.js';
import { launch } from './launch.js';

const site = fileURLToPath(new URL('../../dist/site', import.meta.url));
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];
const pages = filesBelow(site).filter((name) => name.endsWith('.html'));
/** One page of each sort is checked in every setting, and every page in one of them. */
const SORTS = ['index.html', 'guide/index.html', 'claims.html', 'studies/index.html', 'studies/mapping.html'];
const SETTINGS = SIZES.flatMap((size) => (['light', 'dark'] as const).map((scheme) => ({ ...size, scheme })));

let server: Server;
let origin = '';
beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const path = new URL(url!, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    if (!existsSync(site + path)) response.writeHead(404).end();
    else
      response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(readFileSync(site + path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

describe('the files of the site', () => {
  it('have only links to files and headings that exist, and stay within their sizes', () => {
    expect(problemsOf(site)).toEqual([]);
    expect(pages.length).toBeGreaterThan(30);
  });

  it('are refused with a dead link, a dead heading, a file of another host, or too many bytes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-site-'));
    writeFileSync(
      join(folder, 'a.html'),
      '<a href="b.html">b</a> <a href="a.html#none">c</a> <img src="https://example.org/x.png">',
    );
    writeFileSync(join(folder, 'large.svg'), ' '.repeat(MOST_BYTES));
    expect(problemsOf(folder)).toEqual([
      'a.html: the link b.html names no file of the site',
      'a.html: the link a.html#none names no heading',
      'a.html: the file https://example.org/x.png would be requested from another host',
      expect.stringMatching(/^the site: expected at most 5000000 bytes, got /),
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it.each(SETTINGS)(
    'at $width px, $scheme, pages have no violation of axe, no error and no horizontal scrolling',
    async (setting) => {
      const { width, height, scheme } = setting;
      const setIndex = SETTINGS.indexOf(setting);
      const checked = pages.filter((name, i) => SORTS.includes(name) || i % SETTINGS.length === setIndex);
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        // axe is added to the page, whose policy forbids other scripts.
        bypassCSP: true,
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !/^(blob|data):/.test(url)) complaints.push(`request of ${url}`);
      });
      for (const name of checked) {
        await page.goto(`${origin}/${name}`);
        if (name.startsWith('studies/') && (await page.locator('.drawing').count()) > 0)
          await page.waitForSelector('.drawing[data-is-drawn]');
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
        });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect({ name, violations, overflow }).toEqual({ name, violations: [], overflow: 0 });
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
    300_000,
  );

  it('the front answers, and answers the questions of a newcomer on its first screen', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${origin}/`);
    await expect.poll(() => page.locator('#number').textContent()).toBe('0.025');
    for (const question of await page.locator('.newcomer dt').all()) {
      const box = (await question.boundingBox())!;
      expect(box.y + box.height).toBeLessThan(300);
    }
    expect(await page.locator('.newcomer dt').count()).toBe(5);
    await page.close();
  });

  it('figures of a study become interactive when the reader asks for it', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/studies/mapping.html`);
    await page.waitForSelector('.drawing[data-is-drawn] svg text');
    await page.click('#live');
    await page.waitForSelector('.drawing.live canvas');
    await page.close();
  });

  it('pages work when they are opened from a disk', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(site, 'studies/mapping.html')).href);
    await page.waitForSelector('.drawing[data-is-drawn] svg text');
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await expect.poll(() => page.locator('#number').textContent()).toBe('0.025');
    await page.close();
  });
});

describe('in Firefox', () => {
  let firefox: Firefox;
  beforeAll(async () => {
    firefox = await launchFirefox();
  });
  afterAll(() => firefox.close());

  it('the front answers', async () => {
    await firefox.open(`${origin}/`);
    await expect
      .poll(() => firefox.evaluate('document.querySelector("#number").textContent'), { timeout: 20_000 })
      .toBe('0.025');
    expect(firefox.complaints).toEqual([]);
  });

  it('guide, claims, studies and API are laid out within the window', { timeout: 180_000 }, async () => {
    for (const name of ['guide/index.html', 'claims.html', 'studies/index.html', 'api/index.html']) {
      await firefox.open(`${origin}/${name}`);
      expect(await firefox.evaluate('document.querySelector("main h1").textContent.length > 3')).toBe(true);
      expect(await firefox.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(firefox.complaints).toEqual([]);
  });

  it('figures are drawn, and become interactive', async () => {
    await firefox.open(`${origin}/studies/mapping.html`);
    const isThere = (selector: string) =>
      firefox.evaluate(`document.querySelector(${JSON.stringify(selector)}) !== null`);
    await expect.poll(() => isThere('.drawing[data-is-drawn] svg text'), { timeout: 20_000 }).toBe(true);
    await firefox.evaluate('document.querySelector("#live").click()');
    await expect.poll(() => isThere('.drawing.live canvas'), { timeout: 30_000 }).toBe(true);
    expect(firefox.complaints).toEqual([]);
  });
});
