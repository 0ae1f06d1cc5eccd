import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { supported } from '../../src/text/numbers.js';
import { allora, temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { LOOKS, violations } from './axe.js';
import { runsAddedScript, sharedBrowser } from './launch.js';

const TITLE = `</title><script>document.title = 'run'</script> "it's" --> <!-- &lt; </style><img src=x onerror="document.title='run'">`;
const STUDY = {
  name: 'small',
  title: TITLE,
  kind: 'threshold',
  workers: 5,
  draws: 400,
  schemes: ['chain-2026'],
  mappings: ['gradient'],
  axis: 'ratio',
  mean: [-1, 0],
  std: [0.01, 0.1],
  factor: 2,
};
const folder = temporaryFolder();
let browser: Browser;
let address: string;
let rows: Record<string, string>[];

beforeAll(async () => {
  writeFileSync(join(folder.path, 'small.json'), JSON.stringify(STUDY));
  const [{ status, stderr }, started] = await Promise.all([
    allora(['run', 'small.json', '--out', 'small', '--threads', '0'], { cwd: folder.path }),
    sharedBrowser(),
  ]);
  browser = started;
  expect(stderr).not.toContain('failed');
  expect(status).toBe(0);
  address = pathToFileURL(join(folder.path, 'small/report.html')).href;
  const [names, ...lines] = readFileSync(join(folder.path, 'small/cells.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  rows = lines.map((line) => Object.fromEntries(line.map((value, i) => [names![i]!, value])));
}, 60_000);
afterAll(() => Promise.all([...pages.values()].map((page) => page.context().close())));

/** Messages, errors and requests of the pages. No test of this file may leave any. */
const complaints: string[] = [];
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

const VIEWPORT = { width: 1280, height: 900 };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: 'dark',
  // Outside CI axe uses the same page, and axe is not a script of the page.
  bypassCSP: !RUNS_ALL,
};
/** The page for each combination of options. Loading it again keeps the process of the browser. */
const pages = new Map<string, Page>();

/** Loads the report. */
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const key = JSON.stringify(options);
  const page = pages.get(key) ?? (await newPage(options));
  pages.set(key, page);
  await page.goto(address);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('.live');
  return page;
}

async function newPage(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address) complaints.push(`request of ${request.url()}`);
  });
  return page;
}

/** The report at its start, without loading it again, which takes most of the time of a short test. */
async function opened(options: BrowserContextOptions = {}): Promise<Page> {
  const page = pages.get(JSON.stringify(options));
  if (!page) return open(options);
  await page.setViewportSize(options.viewport ?? VIEWPORT);
  await page.emulateMedia({ media: null });
  await page.mouse.move(0, 0);
  // Without scripts the page cannot scroll itself.
  if (options.javaScriptEnabled !== false) await page.evaluate(() => scrollTo(0, 0));
  return page;
}

/** Names and values of the visible tooltip. */
async function tooltip(page: Page): Promise<Record<string, string>> {
  const lines = await page.locator('.tip:visible > div').allTextContents();
  expect(lines.length).toBeGreaterThan(0);
  const values = await page.locator('.tip:visible b').allTextContents();
  return Object.fromEntries(lines.map((line, i) => [line.slice(0, -values[i]!.length).trim(), values[i]!]));
}

/** Scrolls to the first drawing. @returns its place on the screen */
async function firstDrawing(page: Page): Promise<{ x: number; y: number }> {
  const drawing = page.locator('.drawing').first();
  await drawing.evaluate((element) => element.scrollIntoView());
  return (await drawing.boundingBox())!;
}

describe('a mark', () => {
  it('shows its value and interval under the pointer, as in the table', async () => {
    // The positions of the points come from the static drawing.
    const staticPage = await opened({ javaScriptEnabled: false });
    const drawing = await firstDrawing(staticPage);
    const points = await staticPage.locator('.drawing').first().locator('.mark-symbol path').all();
    const places = await Promise.all(points.map(async (point) => (await point.boundingBox())!));
    const page = await opened();
    const live = await firstDrawing(page);
    const shown: Record<string, string>[] = [];
    for (const { x, y, width, height } of places) {
      await page.mouse.move(x + width / 2 + live.x - drawing.x, y + height / 2 + live.y - drawing.y);
      shown.push(await tooltip(page));
    }
    // Of overlapping points, the tooltip belongs to the last one, which has the highest mean.
    for (const row of rows.filter(({ mean }) => Number(mean) === 0)) {
      const [value, low, high] = ['', '_low', '_high'].map((end) => Number(row[`epsilon_q50${end}`])) as [
        number,
        number,
        number,
      ];
      const known = supported(value, low, high);
      expect(shown).toContainEqual(
        expect.objectContaining({
          'mean / std': '0',
          'std of the regrets (dex)': String(Number(row.std)),
          'largest epsilon (dex)': known.value,
          '95 % interval': `${known.low} to ${known.high}`,
          draws: '400',
        }),
      );
    }
    await page.mouse.move(5, 5);
    expect(await page.locator('.tip:visible').count()).toBe(0);
  });

  it('can be selected and zoomed with the keyboard', async () => {
    // The focus begins at the start of a page that was just loaded.
    const page = await open();
    const stage = page.locator('.stage').first();
    const hasFocus = () => stage.evaluate((element) => element === document.activeElement);
    // The contents and the findings come first.
    for (let i = 0; i < 50 && !(await hasFocus()); i++) await page.keyboard.press('Tab');
    expect(await stage.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await stage.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    const first = await tooltip(page);
    await page.keyboard.press('ArrowRight');
    expect(await tooltip(page)).not.toEqual(first);
    await page.keyboard.press('+');
    await page.waitForSelector('.all:visible');
    await page.keyboard.press('0');
    await page.waitForSelector('.all:visible', { state: 'detached' });
    await page.keyboard.press('Escape');
    expect(await page.locator('.tip:visible').count()).toBe(0);
  });
});

it('dragging the mouse zooms to an area; a double click shows everything', async () => {
  const page = await opened();
  await firstDrawing(page);
  const stage = page.locator('.stage').first();
  const pixels = () =>
    stage.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await pixels();
  const box = (await stage.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + 220];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 90, y + 60, { steps: 3 });
  await page.mouse.up();
  await page.waitForSelector('.all:visible');
  expect(await pixels()).not.toBe(before);
  await page.mouse.dblclick(x, y);
  await page.waitForSelector('.all:visible', { state: 'detached' });
  expect(await pixels()).toBe(before);
});

it('a tap shows a tooltip that stays; on a phone, figures fit the page, which does not scroll sideways', async () => {
  const page = await open(PHONE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await firstDrawing(page);
  const box = (await page.locator('.stage').first().boundingBox())!;
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  for (let y = box.y + 50; y < 840 && (await page.locator('.tip:visible').count()) === 0; y += 10) {
    for (let x = 80; x < 380 && (await page.locator('.tip:visible').count()) === 0; x += 20)
      await page.touchscreen.tap(x, y);
  }
  const tip = (await page.locator('.tip:visible').boundingBox())!;
  expect(tip.x).toBeGreaterThanOrEqual(0);
  expect(tip.x + tip.width).toBeLessThanOrEqual(390);
});

describe('the drawing', () => {
  it('is shown without scripts and on paper', async () => {
    const staticPage = await opened({ javaScriptEnabled: false });
    expect(await staticPage.locator('.drawing > svg:visible').count()).toBe(
      await staticPage.locator('.drawing').count(),
    );
    const page = await opened();
    const live = page.locator('.live').first();
    expect(await live.locator('svg').isVisible()).toBe(false);
    const { height } = (await live.boundingBox())!;
    await page.emulateMedia({ media: 'print' });
    expect(await live.locator('svg').isVisible()).toBe(true);
    expect(await live.locator('.stage').isVisible()).toBe(false);
    // The drawing and the interactive figure have the same height, so the page does not move.
    expect(Math.abs((await live.boundingBox())!.height - height)).toBeLessThan(2);
  });
});

describe('axe finds nothing, and nothing is cut', () => {
  it.each(LOOKS)('at %i x %i pixels, %s', async (width, height, colorScheme) => {
    // Outside CI the phone, whose page another test has loaded.
    const page = await (RUNS_ALL
      ? open({ viewport: { width, height }, colorScheme, bypassCSP: true })
      : opened(PHONE));
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

it('the contents follow the reader; the font of the figures is in the page', async () => {
  const page = await opened();
  await page.setViewportSize({ width: 1440, height: 900 });
  const current = () => page.locator('.contents a[aria-current]').getAttribute('href');
  await expect.poll(current).toBe('#findings');
  await page.locator('#figure-1').evaluate((element) => element.scrollIntoView());
  await expect.poll(current).toBe('#figure-1');
  const faces = await page.evaluate(() => [...document.fonts].map(({ status }) => status));
  expect(faces).toEqual(['loaded', 'loaded']);
  expect(await page.evaluate(() => document.fonts.check("12px 'DejaVu Sans'", '10⁻⁶'))).toBe(true);
});

it('texts of the study are escaped; the policy allows no other script', async () => {
  const page = await opened();
  expect(await page.title()).toBe(TITLE);
  expect(await page.locator('h1').textContent()).toBe(TITLE);
  expect(await runsAddedScript(page)).toBe(false);
  expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
});
