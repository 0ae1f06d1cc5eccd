import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_STATE, toHash, type State } from '../../src/explore/state.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL, some } from '../effort.js';
import { browserOfPage, settled } from './explore-page.js';

const { open } = browserOfPage();

/** States at each size; `PAGE_STATES` sets another number. */
const STATES = Number(process.env.PAGE_STATES ?? 2);

/** States whose marks crowd the charts or leave them. */
const EXTREMES: Partial<State>[] = [
  {},
  { std: 1e-9, epsilon: 1e-15 },
  { std: 1e9, factor: 1e6, workers: 24 },
  { meanStdRatio: -1000 },
  { meanStdRatio: 1000, confidence: 0.999 },
  { meanStdRatio: 5 },
  { pNorm: 100, factor: 1.01, workers: 2 },
  { scheme: 'chain-2024', cNorm: 5 },
];

/** A state of random values, most of them near the defaults. */
function randomState(seed: number): State {
  const normal = normalStream({ seed, cell: 0, block: 0 });
  const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));
  const power = (value: number, decades: number) =>
    Number((value * 10 ** (decades * normal())).toPrecision(3));
  const oneOf = <T>(choices: readonly T[]) => choices[Math.floor(Math.abs(normal()) * 97) % choices.length]!;
  return {
    ...DEFAULT_STATE,
    std: within(1e-9, power(0.05, 2), 1e9),
    meanStdRatio: within(-1000, Number((3 * normal()).toFixed(2)), 1000),
    workers: Math.round(within(2, power(12, 0.5), 300)),
    confidence: oneOf([0.5, 0.8, 0.95, 0.99, 0.999]),
    factor: within(1.01, power(3.16, 0.3), 1e6),
    scheme: oneOf(SCHEME_NAMES),
    mapping: oneOf(MAPPINGS),
    pNorm: within(0.01, power(3, 0.2), 100),
    epsilon: oneOf([null, within(1e-15, power(0.02, 1), 1e15)]),
    epoch: oneOf([0, 3]),
  };
}

/** Texts of the charts that cover a mark or another text, or that are cut off. */
function coveringTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const touch = (a: DOMRect, b: DOMRect) =>
      a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    for (const chart of document.querySelectorAll('figure svg')) {
      if (!chart.checkVisibility()) continue;
      const whole = chart.getBoundingClientRect();
      const texts = [...chart.querySelectorAll('text')].map((each) => ({
        name: `${chart.id}: "${each.textContent}"`,
        box: each.getBoundingClientRect(),
      }));
      // Marks are inside the plot area, except circles.
      const grid = [...chart.querySelectorAll('.axis, .grid')].map((each) => each.getBoundingClientRect());
      const area = new DOMRect(
        grid[0]!.left,
        Math.min(...grid.map(({ top }) => top)),
        grid[0]!.width,
        Math.max(...grid.map(({ bottom }) => bottom)) - Math.min(...grid.map(({ top }) => top)),
      );
      const marks = [
        area,
        ...[...chart.querySelectorAll('circle, .key line, .key rect, .rule, .works, .line')]
          .filter((each) => each.closest('clipPath, [clip-path]') === null)
          .map((each) => each.getBoundingClientRect()),
      ];
      for (const [i, { name, box }] of texts.entries()) {
        if (marks.some((mark) => touch(box, mark))) found.push(`${name} covers a mark`);
        for (const other of texts.slice(i + 1))
          if (touch(box, other.box)) found.push(`${name} covers ${other.name}`);
        if (
          box.left < whole.left - 0.5 ||
          box.right > whole.right + 0.5 ||
          box.top < whole.top - 0.5 ||
          box.bottom > whole.bottom + 0.5
        )
          found.push(`${name} is cut off`);
      }
    }
    return found;
  });
}

describe('texts of the charts', () => {
  it.each<[number, number]>([
    [390, 844],
    // Outside CI the narrow window only, because texts have least room there.
    ...(RUNS_ALL
      ? ([
          [820, 1180],
          [1440, 900],
        ] as [number, number][])
      : []),
  ])('cover no mark and no other text, at %i x %i pixels', { timeout: 300_000 }, async (width, height) => {
    const page = await open('', { viewport: { width, height } });
    const random = Array.from({ length: STATES }, (_, seed) => randomState(seed));
    const extremes = EXTREMES.map((change): State => ({ ...DEFAULT_STATE, ...change }));
    for (const state of some([...extremes, ...random], 3)) {
      const hash = toHash(state);
      await page.evaluate((text) => {
        location.hash = text;
      }, hash);
      await settled(page);
      expect(await coveringTexts(page), hash).toEqual([]);
    }
  });
});
