import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfPage, settled, textOf } from './explore-page.js';

const { at } = browserOfPage();

/** Horizontal place of the line of the tried epsilon in a chart of the panel. */
const placeOf = async (page: Page, chart: 'loss' | 'pay') =>
  Number(await page.getAttribute(`#topic-${chart} .rule`, 'x1'));

describe('what an epsilon does to a topic', () => {
  it('is shown for the tried epsilon, by its line and in a sentence', async () => {
    const page = await at();
    expect(await textOf(page, 'topic-grade')).toBe('harmed');
    expect(await textOf(page, 'topic-sentence')).toMatch(/^At 0\.025 dex, 0\.5 std .* a topic is harmed: /);
    const before = await placeOf(page, 'loss');
    expect(await placeOf(page, 'pay')).toBe(before);
    await page.focus('#advised');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await page.inputValue('#epsilon')).toBe('0.0005');
    expect(await textOf(page, 'topic-grade')).toBe('unharmed');
    expect(await textOf(page, 'topic-sentence')).toContain('a topic is unharmed');
    expect(await placeOf(page, 'loss')).toBeLessThan(before);
    expect(await page.isDisabled('#advised')).toBe(true);
    // The lines of the tried and of the advised epsilon are in the same place.
    expect(await page.getAttribute('#topic-loss .choose', 'x1')).toBe(
      await page.getAttribute('#topic-loss .rule', 'x1'),
    );
  });

  it('has a curve for each studied number of inferers around the given one, and says what was not simulated', async () => {
    const page = await at('#std=0.05&workers=7');
    expect(await page.locator('#topic-loss path.main, #topic-loss path.median').count()).toBe(2);
    expect(await page.locator('#topic-pay .label').allTextContents()).toEqual(
      expect.arrayContaining(['5 inferers', '10 inferers']),
    );
    await page.fill('#workers', '100');
    await settled(page);
    expect(await textOf(page, 'topic-source')).toContain('Not simulated: 100 inferers.');
  });

  it('is shown without an epsilon that separates the weights', async () => {
    const page = await at('#std=0.1&mean-std-ratio=5');
    expect(await textOf(page, 'number')).toBe('none');
    expect(await textOf(page, 'advice')).toBe('At 0.001 no simulated topic is harmed.');
    expect(await page.locator('#topic-loss .line.formula').count()).toBe(0);
    expect(await textOf(page, 'topic-sentence')).toMatch(/^At [\d.]+ dex/);
  });
});
