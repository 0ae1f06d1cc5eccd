import { describe, expect, it } from 'vitest';
import { recommendEpsilon } from '../../src/index.js';
import { RUNS_ALL, some } from '../effort.js';
import { browserOfPage, settled, textOf } from './explore-page.js';
import { runsAddedScript } from './launch.js';

const { at, complaints, load, open } = browserOfPage();

describe('accessibility and layout', () => {
  it('the policy allows only the script and the style of the page', async () => {
    const page = await load();
    const policy = (await page.getAttribute('meta[http-equiv]', 'content'))!;
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'sha256-[\w+/=]{44}';/,
    );
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(await runsAddedScript(page)).toBe(false);
    // The only message is about the refused script.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')]);
  });

  it('nothing is cut off and nothing moves, at any window size', { timeout: 180_000 }, async () => {
    const page = await at();
    const sizes = [
      [320, 640],
      [1280, 900],
      ...(RUNS_ALL
        ? ([
            [390, 844],
            [820, 1180],
          ] as const)
        : []),
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
    const keys = [
      ['std', 'End'],
      ['std', 'Home'],
      ['meanStdRatio', 'End'],
      ['workers', 'End'],
      ['meanStdRatio', 'Home'],
    ] as const;
    for (const [field, key] of some(keys, 4)) {
      await page.focus(`#${field}-slider`);
      await page.keyboard.press(key);
      await page.fill('#epsilon', '0.00213');
      await page.fill('#scoreStd', '0.00213');
      await settled(page);
      expect(await places(), `${field} ${key}`).toEqual(before);
    }
  });

  it('prints on two pages, black on white', async () => {
    const page = await at();
    await page.emulateMedia({ colorScheme: 'dark' });
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
    const page = await open('#std=0.05&epsilon=0.1&mapping=potential');
    const expected = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, summary, button, [role=slider]')]
        .filter((each) => each.checkVisibility() && !(each as HTMLButtonElement).disabled)
        .map((each) => each.id || each.tagName + (each.getAttribute('role') ?? '')),
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
    const page = await at();
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
    const { epsilon, guarantee, topic } = recommendEpsilon({ std: 0.4 });
    await expect
      .poll(() => textOf(page, 'announcement'), { timeout: 20_000 })
      .toContain(
        `Largest epsilon that separates the weights: ${epsilon} dex. ${topic.sentence} ${guarantee}`,
      );
    expect(await textOf(page, 'announcement')).toContain(await textOf(page, 'verdict'));
    expect(await page.getAttribute('#announcement', 'role')).toBe('status');
  });

  it('has one live region, which announces each settled change once', async () => {
    const page = await open('#std=abc');
    const live = page.locator('output, [aria-live], [role=status], [role=alert], [role=log]');
    expect(await live.evaluateAll((all) => all.map(({ id }) => id))).toEqual(['announcement']);
    await expect
      .poll(() => textOf(page, 'announcement'), { timeout: 20_000 })
      .toMatch(/^std in the address: expected .* Largest/);
    await page.evaluate(() => {
      const texts: string[] = [];
      Object.assign(window, { texts });
      const region = document.getElementById('announcement')!;
      new MutationObserver(() => texts.push(region.textContent)).observe(region, { childList: true });
    });
    await page.fill('#workers', '1');
    await expect
      .poll(() => textOf(page, 'announcement'), { timeout: 20_000 })
      .toBe('Workers, N: Expected a whole number from 2 to 10000.');
    await page.fill('#workers', '24');
    await expect
      .poll(() => textOf(page, 'announcement'), { timeout: 20_000 })
      .toMatch(/^Largest .* With 24 workers/);
    expect(await page.evaluate(() => (window as unknown as { texts: string[] }).texts.length)).toBe(2);
  });

  it('has dark colours if the system is dark', async () => {
    const page = await at();
    const ground = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    };
    expect(await ground('light')).toBe('rgb(243, 245, 247)');
    expect(await ground('dark')).toBe('rgb(14, 19, 24)');
  });
});
