/** The site that `npm run site` builds, in Chromium, Firefox and WebKit. */

import { createServer, type Server } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, MOST_BYTES, problemsOf } from '../../scripts/site/links.js';
import { AXE_SCRIPT, violations } from './axe.js';
import type { DrivenBrowser } from './driven-browser.js';
import { launchFirefox } from './firefox.js';
import { sharedBrowser } from './launch.js';
import { launchWebKit } from './webkit.js';

const site = fileURLToPath(new URL('../../dist/site', import.meta.url));
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

const file = (path: string) => pathToFileURL(join(site, path)).href;
/** Drops a small table on the page. */
const DROP = `{
  const dropped = new DataTransfer();
  dropped.items.add(new File(['a,b\\n0.1,-0.2\\n0.3,-0.1\\n'], 'regrets.csv'));
  dispatchEvent(new DragEvent('drop', { cancelable: true, dataTransfer: dropped }));
}`;
const NUMBER = 'document.querySelector("#number").textContent';
const STATUS = 'document.querySelector("#file-status").textContent';

/**
 * Replaces a document without scripts by another one. The browser does not load axe again, which takes most
 * of the time for a page of the API reference.
 */
async function replaceDocument({ html, address }: { html: string; address: string }): Promise<void> {
  history.replaceState(null, '', address);
  const root = new DOMParser().parseFromString(html, 'text/html').documentElement;
  const old = document.documentElement;
  for (const name of old.getAttributeNames()) old.removeAttribute(name);
  for (const { name, value } of root.attributes) old.setAttribute(name, value);
  old.replaceChildren(...root.children);
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]');
  const loading = [...links].filter((link) => link.sheet === null);
  await Promise.all(loading.map((link) => new Promise((resolve) => link.addEventListener('load', resolve))));
  scrollTo(0, 0);
}

let server: Server;
let origin = '';
beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const path = new URL(url!, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    if (path === '/axe.js')
      response
        .setHeader('content-type', 'text/javascript')
        .setHeader('cache-control', 'max-age=3600')
        .end(AXE_SCRIPT);
    else if (!existsSync(site + path)) response.writeHead(404).end();
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
    browser = await sharedBrowser();
  });

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
      let isStill = false;
      for (const name of checked) {
        const html = readFileSync(join(site, name), 'utf8');
        const wasStill = isStill;
        isStill = !html.includes('<script');
        if (wasStill && isStill) await page.evaluate(replaceDocument, { html, address: `/${name}` });
        else await page.goto(`${origin}/${name}`);
        if (name.startsWith('studies/') && (await page.locator('.drawing').count()) > 0)
          await page.waitForSelector('.drawing[data-is-drawn]');
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const faults = await violations(page, `${origin}/axe.js`);
        expect({ name, faults, overflow }).toEqual({ name, faults: [], overflow: 0 });
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

  it('a browser that cannot decompress says that drawings are missing', async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'DecompressionStream'));
    await page.goto(`${origin}/studies/mapping.html`);
    await expect
      .poll(() => page.locator('.drawing').first().textContent())
      .toBe('This drawing could not be loaded.');
    await page.close();
  });

  it('pages work when they are opened from a disk', async () => {
    const page = await browser.newPage();
    await page.goto(file('studies/mapping.html'));
    await page.waitForSelector('.drawing[data-is-drawn] svg text');
    await page.goto(file('index.html'));
    await expect.poll(() => page.locator('#number').textContent()).toBe('0.025');
    // Chromium starts no script beside such a page.
    await page.evaluate(DROP);
    await expect.poll(() => page.evaluate(STATUS)).toMatch(/^In this browser, a page of the site reads no/);
    await page.close();
  });
});

describe.each([
  { name: 'Firefox', start: launchFirefox },
  { name: 'WebKit', start: launchWebKit },
])('in $name', ({ start }) => {
  let browser: DrivenBrowser;
  beforeAll(async () => {
    browser = await start();
  }, 60_000);
  afterAll(() => browser.close());

  it('pages work when they are opened from a disk', { timeout: 60_000 }, async () => {
    await browser.open(file('studies/mapping.html'));
    await expect
      .poll(() => browser.evaluate('document.querySelector(".drawing[data-is-drawn] svg text") !== null'))
      .toBe(true);
    await browser.open(file('../explore/explore.html'));
    await expect.poll(() => browser.evaluate(NUMBER), { timeout: 20_000 }).toBe('0.025');
    await browser.evaluate(DROP);
    await expect.poll(() => browser.evaluate(STATUS), { timeout: 20_000 }).toMatch(/^Read as: wide table/);
    expect(browser.complaints).toEqual([]);
  });

  it('the front answers', async () => {
    await browser.open(`${origin}/`);
    await expect.poll(() => browser.evaluate(NUMBER), { timeout: 20_000 }).toBe('0.025');
    expect(browser.complaints).toEqual([]);
  });

  it('guide, claims, studies and API are laid out within the window', { timeout: 180_000 }, async () => {
    for (const name of ['guide/index.html', 'claims.html', 'studies/index.html', 'api/index.html']) {
      await browser.open(`${origin}/${name}`);
      expect(await browser.evaluate('document.querySelector("main h1").textContent.length > 3')).toBe(true);
      expect(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(browser.complaints).toEqual([]);
  });

  it('figures are drawn, and become interactive', async () => {
    await browser.open(`${origin}/studies/mapping.html`);
    const isThere = (selector: string) =>
      browser.evaluate(`document.querySelector(${JSON.stringify(selector)}) !== null`);
    await expect.poll(() => isThere('.drawing[data-is-drawn] svg text'), { timeout: 20_000 }).toBe(true);
    await browser.evaluate('document.querySelector("#live").click()');
    await expect.poll(() => isThere('.drawing.live canvas'), { timeout: 30_000 }).toBe(true);
    expect(browser.complaints).toEqual([]);
  });
});
