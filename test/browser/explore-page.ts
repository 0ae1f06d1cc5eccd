/** The built page in a browser, for its tests. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import {
  recommendEpsilon,
  type Recommendation,
  type RecommendFromGroupsOptions,
  type RecommendOptions,
} from '../../src/index.js';
import { evidenceRows, marginRows } from '../../src/recommend/evidence.js';
import { marginSentences } from '../../src/recommend/margin-text.js';
import { sourceText } from '../../src/recommend/source-text.js';
import { temporaryFolder } from '../cli/command.js';
import { sharedBrowser } from './launch.js';

const BUILT = fileURLToPath(new URL('../../dist/explore/explore.html', import.meta.url));
const VIEWPORT = { width: 1280, height: 900 };

/** Functions that open the page for the tests of a file, and the messages of the page. */
export function browserOfPage() {
  const folder = temporaryFolder();
  let browser: Browser;
  let address: string;
  /** The page for each combination of options. Loading it again keeps the process of the browser. */
  const pages = new Map<string, Page>();
  const forget = async () => {
    const contexts = [...pages.values()].map((page) => page.context());
    pages.clear();
    await Promise.all(contexts.map((context) => context.close()));
  };

  beforeAll(async () => {
    const copy = join(folder.path, 'epsilon.html');
    copyFileSync(BUILT, copy);
    address = pathToFileURL(copy).href;
    browser = await sharedBrowser();
  }, 60_000);
  afterAll(forget);

  /** Messages, errors and requests of the pages. No test may leave any. */
  const complaints: string[] = [];
  afterEach(async ({ task }) => {
    // A test that failed may leave the page in any state.
    if (task.result?.state === 'fail') await forget();
    expect(complaints.splice(0)).toEqual([]);
  });

  /** Loads the page and waits for its first answer. @param before runs in the page before its script */
  async function open(
    hash = '',
    options: BrowserContextOptions = {},
    before: (() => void) | null = null,
  ): Promise<Page> {
    const page = await load(hash, options, before);
    await settled(page);
    return page;
  }

  async function load(
    hash = '',
    options: BrowserContextOptions = {},
    before: (() => void) | null = null,
  ): Promise<Page> {
    const key = JSON.stringify([options, before?.toString()]);
    const page = pages.get(key) ?? (await newPage(options, before));
    // An address that differs only after its # would not load the page again.
    if (pages.has(key)) await page.goto('about:blank');
    pages.set(key, page);
    await page.goto(address + hash);
    return page;
  }

  async function newPage(options: BrowserContextOptions, before: (() => void) | null): Promise<Page> {
    const context = await browser.newContext({ viewport: VIEWPORT, ...options });
    const page = await context.newPage();
    if (before) await page.addInitScript(before);
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      // Only the page itself and the worker that it starts from its own script are allowed.
      const url = request.url();
      if (!url.startsWith(address) && !url.startsWith('blob:null/')) complaints.push(`request of ${url}`);
    });
    return page;
  }

  /**
   * The page at another address, as after a click on a link to it: the page is not loaded again, which takes
   * most of the time of a short test. The answer is that of the new address.
   */
  async function at(hash = ''): Promise<Page> {
    const page = pages.get(JSON.stringify([{}, undefined]));
    if (!page) return open(hash);
    await page.setViewportSize(VIEWPORT);
    await page.emulateMedia({ media: null, colorScheme: null });
    await page.evaluate((text) => {
      (document.activeElement as HTMLElement | null)?.blur();
      for (const details of document.querySelectorAll('details')) details.open = false;
      scrollTo(0, 0);
      // The same address again would be no change for the browser.
      history.replaceState(null, '', text || '#');
      dispatchEvent(new HashChangeEvent('hashchange'));
    }, hash);
    await settled(page);
    return page;
  }
  return { open, load, at, complaints };
}

/** Waits until the last change is drawn and its answer is simulated. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    // A timer, because each frame is painted.
    while (document.getElementById('answer')!.ariaBusy !== 'false')
      await new Promise((resolve) => setTimeout(resolve, 10));
  });
}

export const plain = (text: string | null) => (text ?? '').replaceAll('\u00a0', ' ');
export const textOf = async (page: Page, id: string) => plain(await page.locator(`#${id}`).textContent());

/** The table of evidence, a row an array. */
export function evidenceOf(page: Page): Promise<string[][]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll('#evidence-rows tr'), (row) =>
      Array.from(row.children, (cell) => cell.textContent.replaceAll('\u00a0', ' ')),
    ),
  );
}

/** Answers of the library by their options. Several tests begin with the same question. */
const answers = new Map<string, Recommendation>();

function answerOf(options: RecommendOptions | RecommendFromGroupsOptions): Recommendation {
  const key = JSON.stringify(options);
  const answer = answers.get(key) ?? recommendEpsilon(options);
  answers.set(key, answer);
  return answer;
}

/** Expects that the page shows the answer of the library. @returns this answer */
export async function expectAnswer(
  page: Page,
  options: RecommendOptions | RecommendFromGroupsOptions,
): Promise<Recommendation> {
  const result = answerOf(options);
  const { epsilon, guarantee, advice, topic, margin } = result;
  await expect.poll(() => textOf(page, 'number')).toBe(epsilon === null ? 'none' : String(epsilon));
  expect(await textOf(page, 'guarantee')).toBe(guarantee);
  expect(await textOf(page, 'advice')).toBe(topic.sentence);
  expect(await evidenceOf(page)).toEqual(
    [...evidenceRows(result), ...(margin ? marginRows(margin) : [])].map((row) => row.map(plain)),
  );
  expect(await textOf(page, 'margin')).toBe(margin ? marginSentences(margin, result).join(' ') : '');
  expect(await textOf(page, 'source')).toBe(sourceText(result));
  expect(await textOf(page, 'next')).toBe(
    advice ?? `Set "epsilon": "${topic.choose}" in the message that creates the topic.`,
  );
  return result;
}
