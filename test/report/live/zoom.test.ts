import { createHash } from 'node:crypto';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spec } from 'vega';
import { gridFigures } from '../../../src/figures/grid/sheets.js';
import { thresholdFigures } from '../../../src/figures/threshold/sheets.js';
import { ticksWithin, zoomable } from '../../../src/report/live/zoom.js';
import { renderSvg } from '../../../src/report/render.js';
import { RUNS_ALL } from '../../effort.js';
import { tables } from '../../figures/tables.js';
import { thresholdTables } from '../../figures/threshold/tables.js';

const grid = tables();
const threshold = thresholdTables({ schemes: ['chain-2026'] });
const figures = [
  gridFigures(grid.study, grid.cells, grid.spread)[0]!,
  ...thresholdFigures(threshold.study, threshold.cells, threshold.curves).slice(0, 3),
];

async function viewOf(spec: Spec) {
  const vega = await import('vega');
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  await view.runAsync();
  return view;
}

/** Pixels and texts of a drawing. Its SVG may differ as long as it looks the same. */
async function looks(view: Awaited<ReturnType<typeof viewOf>>) {
  const svg = await view.toSVG();
  const pixels = new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
  return {
    pixels: createHash('sha256').update(pixels).digest('hex'),
    // Ticks that reappear are appended at the end, so the texts are sorted.
    texts: [...svg.matchAll(/>([^<]+)</g)].map(([, text]) => text!).sort(),
    hasHole: /NaN|undefined<|Infinity/.test(svg),
  };
}
/** Outside CI a heat map and lines are zoomed, because each is drawn five times. */
const some = figures.filter((_, i) => RUNS_ALL || i % 3 === 0);
describe.each(some.map(({ name, spec }) => [name, spec] as const))('%s', (_, figure) => {
  it('looks the same before zooming and after zooming back', async () => {
    const { vega: spec } = await renderSvg(figure);
    const { spec: changed, panels } = zoomable(spec);
    const view = await viewOf(changed);
    const plain = await looks(await viewOf(spec));
    expect(await looks(view)).toEqual(plain);

    expect(panels.size).toBeGreaterThan(0);
    const axes = [...panels.values()].flatMap(({ x, y }) => [x, y]);
    for (const { signal, scale, domain, type } of axes) {
      const at = view.scale(scale) as unknown as {
        (value: number): number;
        invert: (pixel: number) => number;
        domain: () => number[];
      };
      const [low, high] = domain.map(at) as [number, number];
      const part: [number, number] = [
        at.invert(low + 0.3 * (high - low)),
        at.invert(low + 0.7 * (high - low)),
      ];
      view.signal(signal, part).signal(`${signal}_ticks`, ticksWithin({ type }, part));
      await view.runAsync();
      expect((view.scale(scale) as unknown as { domain: () => number[] }).domain()).toEqual(part);
    }
    const zoomed = await looks(view);
    expect(zoomed.pixels).not.toBe(plain.pixels);
    expect(zoomed.hasHole).toBe(false);
    for (const { signal, domain } of axes) view.signal(signal, [...domain]);
    await view.runAsync();
    expect(await looks(view)).toEqual(plain);
    view.finalize();
  });
});

it('axes of equal domains share a signal', async () => {
  const { panels } = zoomable((await renderSvg(figures[0]!.spec)).vega);
  expect(panels.size).toBe(6);
  expect(new Set([...panels.values()].map(({ x }) => x.signal)).size).toBe(1);
});

it('a figure without two continuous axes does not change', () => {
  const spec: Spec = {
    marks: [{ type: 'group', name: 'a', marks: [] }],
    scales: [{ name: 's', type: 'band', domain: ['a', 'b'] }],
  };
  expect(zoomable(spec)).toEqual({ spec: { ...spec, signals: [] }, panels: new Map() });
});

describe('ticks of a part of a log axis', () => {
  it.each([
    [1e-5, 1e-1, [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]],
    [0.09, 3, [0.1, 0.2, 0.5, 1, 2]],
    [1e-10, 1e10, [1e-10, 1e-5, 1, 1e5, 1e10]],
    [0.5, 10, [0.5, 1, 2, 5, 10]],
    [1.1, 1.2, null],
  ])('from %d to %d are %j', (low, high, ticks) => {
    expect(ticksWithin({ type: 'log' }, [low, high])).toEqual(ticks);
  });

  it('lie within the part, and are at most ten', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 12, noNaN: true }),
        fc.double({ min: 0.01, max: 12, noNaN: true }),
        (from, span) => {
          const [low, high] = [from, from + span].map((exponent) => Math.exp(exponent * Math.LN10)) as [
            number,
            number,
          ];
          for (const tick of ticksWithin({ type: 'log' }, [low, high]) ?? []) {
            expect(tick).toBeGreaterThanOrEqual(low);
            expect(tick).toBeLessThanOrEqual(high);
          }
          expect(ticksWithin({ type: 'log' }, [low, high])?.length ?? 0).toBeLessThanOrEqual(10);
        },
      ),
    );
  });

  it('are chosen by Vega on other axes', () => {
    expect(ticksWithin({ type: 'linear' }, [0, 1])).toBeNull();
  });
});
