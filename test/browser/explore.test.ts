import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recommendEpsilon, type RecommendOptions } from '../../src/index.js';
import { temporaryFolder } from '../cli/command.js';
import { launch, runsAddedScript } from './launch.js';

const BUILT = fileURLToPath(new URL('../../dist/explore/explore.html', import.meta.url));
const folder = temporaryFolder();
let browser: Browser;
let address: string;

beforeAll(async () => {
  const copy = join(folder.path, 'epsilon.html');
  copyFileSync(BUILT, copy);
  address = pathToFileURL(copy).href;
  browser = await launch();
}, 60_000);
afterAll(() => browser.close());

/** Messages, errors and requests of the pages. No test of this file may leave any. */
const complaints: string[] = [];
afterEach(async () => {
  // An open page continues to compute.
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(complaints.splice(0)).toEqual([]);
});

async function open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    // Only the page itself and the worker that it starts from its own script are allowed.
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('blob:null/')) complaints.push(`request of ${url}`);
  });
  await page.goto(address + hash);
  await settled(page);
  return page;
}

/** Waits until the last change is drawn and its answer is simulated. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.waitForSelector('#answer[aria-busy=false]', { state: 'attached' });
}

const plain = (text: string | null) => (text ?? '').replaceAll('\u00a0', ' ');
const textOf = async (page: Page, id: string) => plain(await page.locator(`#${id}`).textContent());

async function expectAnswer(page: Page, options: RecommendOptions): Promise<void> {
  const { epsilon, guarantee, advice } = recommendEpsilon(options);
  await expect.poll(() => textOf(page, 'number')).toBe(epsilon === null ? 'none' : String(epsilon));
  expect(await textOf(page, 'guarantee')).toBe(guarantee);
  expect(await textOf(page, 'next')).toBe(
    advice ?? `Set "epsilon": "${epsilon}" in the message that creates the topic.`,
  );
}

describe('the answer of the page is equal to that of the library', () => {
  const questions: [hash: string, options: RecommendOptions][] = [
    ['', { std: 0.05 }],
    ['#std=0.3&mean-std-ratio=-2&mapping=potential', { std: 0.3, meanStdRatio: -2, mapping: 'potential' }],
    ['#std=2&workers=25', { std: 2, workers: 25 }],
    [
      '#std=0.1&p-norm=4.5&scheme=chain-2024&confidence=0.8',
      { std: 0.1, pNorm: 4.5, scheme: 'chain-2024', confidence: 0.8 },
    ],
    ['#std=0.1&mean-std-ratio=5', { std: 0.1, meanStdRatio: 5 }],
    ['#std=1&p-norm=1&factor=10', { std: 1, pNorm: 1, factor: 10 }],
    ['#std=0.05&score-std=0.02', { std: 0.05, scoreStd: 0.02 }],
  ];
  it.each(questions)('%s', async (hash, options) => {
    await expectAnswer(await open(hash), options);
  });

  it('after changes of sliders, fields and choices', async () => {
    const page = await open();
    await page.focus('#std-slider');
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
    await settled(page);
    const std = Number(await page.inputValue('#std'));
    expect(std).toBe(0.1);
    await expectAnswer(page, { std });

    await page.fill('#workers', '25');
    await settled(page);
    await expectAnswer(page, { std, workers: 25 });
    await page.click('summary');
    await page.selectOption('#scheme', 'whitepaper');
    await page.fill('#pNorm', '2,5');
    await settled(page);
    await expectAnswer(page, { std, workers: 25, scheme: 'whitepaper', pNorm: 2.5 });
    // The slider returns to the exact default factor, the square root of ten, which is shown as 3.16.
    await page.focus('#factor-slider');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await settled(page);
    expect(await page.inputValue('#factor')).toBe('3.16');
    await expectAnswer(page, { std, workers: 25, scheme: 'whitepaper', pNorm: 2.5 });
  });

  it('with and without a limit for rewards', async () => {
    const page = await open();
    expect(await textOf(page, 'limits')).toContain('Rewards are not assessed');
    await page.fill('#scoreStd', '0.02');
    await settled(page);
    await expectAnswer(page, { std: 0.05, scoreStd: 0.02 });
    expect(await textOf(page, 'limits')).toBe(
      'Limits: weights 0.0254, rewards 0.02. The limit of the rewards applies.',
    );
    await page.fill('#scoreStd', '1');
    await settled(page);
    expect(await textOf(page, 'limits')).toBe(
      'Limits: weights 0.0254, rewards 1. The limit of the weights applies.',
    );
    await page.fill('#scoreStd', '');
    await settled(page);
    await expectAnswer(page, { std: 0.05 });
  });

  it('if the question has no answer', async () => {
    const page = await open('#std=1&scheme=chain-2024&c-norm=5');
    expect(await textOf(page, 'number')).toBe('none');
    expect(await textOf(page, 'guarantee')).toContain(
      'Expected `pNorm` * `cNorm` to be between -6.75 and 8.25',
    );
  });
});

describe('fields', () => {
  it('show an error for an invalid text, and the last valid value when the user leaves', async () => {
    const page = await open();
    await page.fill('#std', '-1');
    expect(await textOf(page, 'std-help')).toBe('Expected a number from 1e-9 to 1e9.');
    expect(await page.getAttribute('#std', 'aria-invalid')).toBe('true');
    await expectAnswer(page, { std: 0.05 });
    await page.press('#std', 'Tab');
    await settled(page);
    expect(await page.inputValue('#std')).toBe('0.05');
    expect(await page.getAttribute('#std', 'aria-invalid')).toBeNull();
  });

  it('mark the values of p that the chain accepts', async () => {
    const page = await open('#std=0.05&p-norm=5');
    expect(await textOf(page, 'pNorm-help')).toBe('The chain only accepts 2.5 to 4.5.');
    const [accepted, range] = await Promise.all([
      page.locator('.accepted').boundingBox(),
      page.locator('#pNorm-slider').boundingBox(),
    ]);
    // Centre of the thumb at a value. The thumb, 16 pixels wide, stays inside the track.
    const at = (p: number) => range!.x + 8 + ((p - 1) / 5) * (range!.width - 16);
    expect(accepted!.x).toBeCloseTo(at(2.5), 0);
    expect(accepted!.x + accepted!.width).toBeCloseTo(at(4.5), 0);
  });
});

describe('the tried epsilon', () => {
  it('is the recommended one until the user drags the line; the verdict changes with it', async () => {
    const page = await open();
    expect(await textOf(page, 'verdict')).toMatch(/^At 0\.025, the network tells your workers apart:/);
    const box = (await page.locator('#spread-chart').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.9 * box.width, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const epsilon = Number(await page.inputValue('#epsilon'));
    expect(epsilon).toBeGreaterThan(0.5);
    expect(await textOf(page, 'verdict')).toMatch(
      /^At [\d.]+, the network cannot tell your workers apart in most epochs:/,
    );
    expect(Number(await page.getAttribute('[role=slider]', 'aria-valuenow'))).toBeCloseTo(epsilon, 9);
    await expectAnswer(page, { std: 0.05 });
    await page.click('#follow');
    await settled(page);
    expect(await page.inputValue('#epsilon')).toBe('0.025');
  });

  it('changes with keys and touch', async () => {
    const page = await open('', { hasTouch: true });
    const handle = page.locator('[role=slider]');
    await handle.focus();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBe(
      Number((0.025 * 10 ** (1 / 40)).toPrecision(3)),
    );
    await page.keyboard.press('End');
    await settled(page);
    expect(await handle.getAttribute('aria-valuenow')).toBe(await handle.getAttribute('aria-valuemax'));
    expect(plain(await handle.getAttribute('aria-valuetext'))).toContain(
      'the network cannot tell your workers apart',
    );
    await page.keyboard.press('Home');
    await settled(page);
    expect(await handle.getAttribute('aria-valuenow')).toBe(await handle.getAttribute('aria-valuemin'));
    await page.locator('#spread-chart').tap({ position: { x: 200, y: 100 } });
    await settled(page);
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBeGreaterThan(
      Number(await handle.getAttribute('aria-valuemin')),
    );
  });

  it('can be typed, also for a drawn epoch', async () => {
    const page = await open();
    await page.fill('#epsilon', '0.2');
    await settled(page);
    expect(await textOf(page, 'verdict')).toMatch(/^At 0\.2, /);
    await page.click('#typical');
    await settled(page);
    expect(await textOf(page, 'weights-title')).toMatch(
      /^Weights of epoch 1 at epsilon 0\.2: they differ by a factor of /,
    );
    await page.click('#back-to-typical');
    await settled(page);
    expect(await textOf(page, 'weights-title')).toMatch(/^Weights of a typical epoch at epsilon 0\.2/);
  });
});

describe('the address', () => {
  it('restores the state', async () => {
    const page = await open();
    await page.fill('#std', '0.2');
    await page.fill('#epsilon', '0.4');
    await expect.poll(() => new URL(page.url()).hash).toBe('#std=0.2&epsilon=0.4');
    const again = await open(new URL(page.url()).hash);
    expect([await again.inputValue('#std'), await again.inputValue('#epsilon')]).toEqual(['0.2', '0.4']);
    await again.evaluate(() => {
      location.hash = '#std=0.7';
    });
    await settled(again);
    await expectAnswer(again, { std: 0.7 });
  });

  it('cannot insert markup', async () => {
    const page = await open(`#std=${encodeURIComponent('<img src=x onerror=alert(1)>')}&<b>=1`);
    expect(await textOf(page, 'problems')).toContain(
      'got `"<img src=x onerror=alert(1)>"` (string): the default is used.',
    );
    expect(await page.locator('#problems *').count()).toBe(0);
    await expectAnswer(page, { std: 0.05 });
  });
});

describe('accessibility and layout', () => {
  it('the policy allows only the script and the style of the page', async () => {
    const page = await open();
    const policy = (await page.getAttribute('meta[http-equiv]', 'content'))!;
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'sha256-[\w+/=]{44}';/,
    );
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(await runsAddedScript(page)).toBe(false);
    // The only message is about the refused script.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
  });

  it('nothing is cut off and nothing moves, at four window sizes', async () => {
    const page = await open();
    const sizes = [
      [320, 640],
      [390, 844],
      [820, 1180],
      [1280, 900],
    ] as const;
    const places = async () => {
      const tops: Record<string, number>[] = [];
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await settled(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        tops.push(
          await page.evaluate(() =>
            Object.fromEntries(
              ['question', 'trial', 'charts', 'spread-chart', 'weights-chart'].map((id) => [
                id,
                Math.round(document.getElementById(id)!.getBoundingClientRect().top + scrollY),
              ]),
            ),
          ),
        );
      }
      return tops;
    };
    const before = await places();
    for (const [field, key] of [
      ['std', 'End'],
      ['std', 'Home'],
      ['meanStdRatio', 'End'],
      ['workers', 'End'],
      ['meanStdRatio', 'Home'],
    ] as const) {
      await page.focus(`#${field}-slider`);
      await page.keyboard.press(key);
      await page.fill('#epsilon', '0.00213');
      await page.fill('#scoreStd', '0.00213');
      await settled(page);
      expect(await places(), `${field} ${key}`).toEqual(before);
    }
  });

  it('prints on two pages, black on white', async () => {
    const page = await open('', { colorScheme: 'dark' });
    const pages = (await page.pdf({ format: 'A4', printBackground: true }))
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g);
    expect(pages!.length).toBeLessThanOrEqual(2);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.locator('button:visible').count()).toBe(0);
  });

  it('Tab reaches all controls in order, and the focus is visible', async () => {
    const page = await open('#std=0.05&epsilon=0.1&scheme=whitepaper');
    const expected = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, summary, button:not([hidden]), [role=slider]')].map(
        (each) => each.id || each.tagName + (each.getAttribute('role') ?? ''),
      ),
    );
    const reached: string[] = [];
    await page.locator('body').focus();
    for (let i = 0; i < expected.length; i++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement!;
        const knob = element.querySelector('.knob');
        const style = getComputedStyle(knob ?? element);
        const isVisible = knob
          ? style.strokeWidth === '5px'
          : style.outlineStyle === 'solid' && style.outlineWidth === '3px';
        return { name: element.id || element.tagName + (element.getAttribute('role') ?? ''), isVisible };
      });
      reached.push(focus.name);
      expect(focus.isVisible, focus.name).toBe(true);
    }
    expect(reached).toEqual(expected);
  });

  it('every control has a name, and the answer is announced', async () => {
    const page = await open();
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, [role=slider], svg')]
        .filter(
          (each) =>
            !each.ariaLabel &&
            !each.getAttribute('aria-labelledby') &&
            !(each as HTMLInputElement).labels?.length,
        )
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    expect(unnamed).toEqual([]);
    await page.fill('#std', '0.4');
    const { epsilon, guarantee } = recommendEpsilon({ std: 0.4 });
    await expect
      .poll(() => textOf(page, 'announcement'))
      .toBe(`Recommended epsilon ${epsilon} dex. ${guarantee}`);
    expect(await page.getAttribute('#announcement', 'role')).toBe('status');
  });

  it('has dark colours if the system is dark', async () => {
    const ground = (page: Page) =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await ground(await open('', { colorScheme: 'light' }))).toBe('rgb(243, 245, 247)');
    expect(await ground(await open('', { colorScheme: 'dark' }))).toBe('rgb(14, 19, 24)');
  });
});
