import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { browserOfPage, settled } from './explore-page.js';

const { open } = browserOfPage();

/** Times on a machine that does nothing else; a busy one is given twenty times as long. */
const LOAD = process.env.QUIET ? 1 : 20;

/** A number of another width moves its unit, which browsers count as a shift. 0.1 counts as good. */
const UNIT_MOVES = 0.001;

/** Records durations of frames, and shifts that no input explains, from the start of the page. */
function record(): void {
  const frames: number[] = [];
  const shifts: number[] = [];
  Object.assign(window, { frames, shifts });
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (task) =>
    request((time) => {
      const start = performance.now();
      task(time);
      frames.push(performance.now() - start);
    });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) shifts.push(entry.value);
  }).observe({ type: 'layout-shift', buffered: true });
}

interface Recorded {
  frames: number[];
  shifts: number[];
}

const quantile = (numbers: readonly number[], share: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)]!;

describe('budgets', () => {
  it('the page is one file below 700 kB, and on a site below 400 kB', () => {
    const bytes = (name: string) => statSync(new URL(`../../dist/explore/${name}`, import.meta.url)).size;
    expect(bytes('explore.html')).toBeLessThan(700_000);
    expect(bytes('site.html')).toBeLessThan(400_000);
  });

  it('the first answer comes in a second, nothing moves, and a drag draws a frame in 12 milliseconds', async () => {
    const page = await open('', {}, record);
    const first = await page.evaluate(() => performance.getEntriesByName('first-answer')[0]?.startTime);
    expect(first).toBeLessThan(1000 * LOAD);

    const chart = page.locator('#spread-chart');
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    await page.evaluate(() => (window as unknown as Recorded).frames.splice(0));
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.down();
    // Fewer moves outside CI, because their times are those of a busy machine.
    for (let i = 0; i < (RUNS_ALL ? 60 : 24); i++) await page.mouse.move(box.x + 100 + 4 * i, box.y + 100);
    await page.mouse.up();
    const frames = await page.evaluate(() => (window as unknown as Recorded).frames);
    expect(frames.length).toBeGreaterThan(10);
    // The rest of the 16.7 milliseconds of a frame is for the browser, which lays the page out and paints it.
    expect(quantile(frames, 0.5)).toBeLessThan(12 * LOAD);
    expect(quantile(frames, 0.9)).toBeLessThan(16 * LOAD);
    await page.fill('#std', '0.7');
    // The fewer workers, the faster they are simulated.
    await page.fill('#workers', RUNS_ALL ? '1000' : '100');
    await settled(page);
    const shifts = await page.evaluate(() => (window as unknown as Recorded).shifts);
    expect(shifts.filter((shift) => shift > UNIT_MOVES)).toEqual([]);
  });
});
