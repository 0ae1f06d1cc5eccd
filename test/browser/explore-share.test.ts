import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { some } from '../effort.js';
import { browserOfPage, settled, textOf } from './explore-page.js';

const { open, at } = browserOfPage();

/** The text that a button copies. */
async function copiedBy(page: Page, button: string): Promise<string> {
  await page.evaluate(() => {
    navigator.clipboard.writeText = (text) => {
      document.body.dataset.copied = text;
      return Promise.resolve();
    };
  });
  await page.evaluate(() => delete document.body.dataset.copied);
  await page.click(button);
  await expect.poll(() => page.getAttribute('body', 'data-copied'), { timeout: 20_000 }).not.toBeNull();
  return (await page.getAttribute('body', 'data-copied'))!;
}

/**
 * Records the texts of an element, of which some stay for two seconds only. @returns a function that reads
 * them
 */
async function recordTexts(page: Page, id: string): Promise<() => Promise<string[]>> {
  await page.evaluate((name) => {
    const element = document.getElementById(name)!;
    const texts: string[] = [];
    Object.assign(window, { [`texts-${name}`]: texts });
    new MutationObserver(() => texts.push(element.textContent)).observe(element, { childList: true });
  }, id);
  return () => page.evaluate((name) => (window as unknown as Record<string, string[]>)[`texts-${name}`]!, id);
}

describe('copies', () => {
  it('are the answer, the command and the link of the present setting', async () => {
    const page = await at('#std=0.05&confidence=0.5&mean-std-ratio=-2');
    expect(await copiedBy(page, '#copy-command')).toBe(
      'npx allora-epsilon recommend --std 0.05 --mean-std-ratio=-2 --confidence 0.5',
    );
    expect(await textOf(page, 'copy-command')).toBe('Copied');
    const link = await copiedBy(page, '#copy-link');
    expect(link).toMatch(/^file:.*#std=0\.05&mean-std-ratio=-2&confidence=0\.5$/);
    const answer = await copiedBy(page, '#copy-answer');
    expect(answer).toContain(await textOf(page, 'number'));
    expect(answer).toContain(await textOf(page, 'guarantee'));
    expect(answer).toContain(`\n${link}\n`);
  });
});

describe('a browser that does not let the page copy', () => {
  /** Without a clipboard, as in a page from an insecure address, or with one that refuses. */
  const removeClipboard = () =>
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
  const refuseClipboard = () => {
    const writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  };

  const changes: [name: string, change: () => void][] = [
    ['refuses', refuseClipboard],
    ['has no clipboard', removeClipboard],
  ];
  it.each(some(changes, 2))('%s: the text is shown to be copied by hand', async (_, change) => {
    const page = await at('#std=0.05');
    await page.evaluate(change);
    const shown = page.waitForEvent('dialog').then(async (dialog) => {
      const found = { type: dialog.type(), message: dialog.message(), text: dialog.defaultValue() };
      await dialog.dismiss();
      return found;
    });
    const buttonTexts = await recordTexts(page, 'copy-command');
    const announcements = await recordTexts(page, 'announcement');
    await page.click('#copy-command');
    expect(await shown).toEqual({
      type: 'prompt',
      message: 'The browser does not allow the page to copy. Copy this text:',
      text: 'npx allora-epsilon recommend --std 0.05',
    });
    await expect.poll(buttonTexts, { timeout: 20_000 }).toEqual(['Not allowed', 'Copy the command']);
    expect(await announcements()).toContain('The browser does not allow the page to copy.');
  });
});

describe('downloads', () => {
  it('are the chart as SVG and PNG, and its data as CSV', { timeout: 120_000 }, async () => {
    const page = await at('#std=0.05');
    // Outside CI the first and the last, because all use the same code.
    const charts = ['spread-chart', 'weights-chart', 'mapping-chart', 'ratio-chart', 'topic-loss'];
    for (const chart of some(charts, 4)) {
      const menu = page.locator(`figure:has(#${chart}) details.menu`);
      const contents: Record<string, Buffer> = {};
      // Chromium drops downloads of a page above ten a second.
      await page.waitForTimeout(300);
      for (const [button, extension] of [
        ['SVG', 'svg'],
        ['PNG', 'png'],
        ['Data (CSV)', 'csv'],
      ] as const) {
        if (!(await menu.getAttribute('open')))
          await menu.evaluate((each) => ((each as HTMLDetailsElement).open = true));
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          menu.getByRole('button', { name: button }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(`${chart}.${extension}`);
        contents[extension] = readFileSync(await download.path());
      }
      const svg = contents.svg!.toString();
      const problem = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return parsed.querySelector('parsererror')?.textContent ?? '';
      }, svg);
      expect(problem).toBe('');
      // The file needs no style sheet.
      expect(svg).toMatch(/stroke="rgb\(/);
      expect(svg).not.toMatch(/class=|var\(--/);
      expect(contents.png!.subarray(1, 4).toString()).toBe('PNG');
      // The width of the picture is twice that of the drawing.
      expect(contents.png!.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)![1]));
      // All rows have the columns of the first one, or the reader refuses them.
      expect(parse(contents.csv!).length).toBeGreaterThan(10);
    }
  });

  it('are in a menu that Escape closes', async () => {
    const page = await at();
    const summary = page.locator('figure:has(#ratio-chart) summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('SVG');
    await page.keyboard.press('Escape');
    expect(await page.locator('details.menu[open]').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement!.tagName)).toBe('SUMMARY');
  });
});

describe('two settings', () => {
  it('are shown side by side, with the difference in words, and stay in the address', async () => {
    const page = await at('#std=0.05');
    await page.focus('#pin');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await textOf(page, 'difference')).toBe(
      'Both settings are the same. Change a field to see the difference.',
    );
    await page.fill('#std', '0.2');
    await settled(page);
    expect(await textOf(page, 'difference')).toBe(
      'Changed: std of the regrets from 0.05 dex to 0.2 dex. The largest epsilon is 4 times as large: 0.1 instead of 0.025 dex. ' +
        'The advised epsilon is 0.002 instead of 0.0005 dex.',
    );
    expect(await textOf(page, 'pinned-epsilon')).toBe('0.025 dex');
    expect(await textOf(page, 'now-epsilon')).toBe(`${await textOf(page, 'number')} dex`);
    await expect.poll(() => new URL(page.url()).hash).toBe('#std=0.2&pinned=std%3D0.05');

    await page.click('#swap');
    await settled(page);
    expect(await textOf(page, 'number')).toBe('0.025');
    expect(await textOf(page, 'pinned-epsilon')).toBe('0.1 dex');
    await page.click('#unpin');
    await settled(page);
    expect(await page.isVisible('#compare')).toBe(false);

    const again = await open('#std=0.1&mean-std-ratio=5&pinned=std%3D0.05');
    await expect
      .poll(() => textOf(again, 'difference'))
      .toContain('No epsilon separates the weights any more; it was 0.025 dex.');
    expect(await textOf(again, 'now-epsilon')).toBe('none');
  });
});
