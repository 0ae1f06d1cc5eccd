import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { gridFigures } from '../../src/figures/grid/sheets.js';
import { thresholdFigures } from '../../src/figures/threshold/sheets.js';
import { withTooltips } from '../../src/figures/tooltips.js';
import { renderSvg } from '../../src/report/render.js';
import { tables } from './tables.js';
import { thresholdTables } from './threshold/tables.js';

const encoding = {
  x: { field: 'a', type: 'quantitative', title: 'std' },
  y: { field: 'b', type: 'quantitative' },
};
const expressionOf = (spec: object) =>
  (withTooltips(spec as TopLevelSpec) as { mark: { tooltip?: { expr: string } } }).mark.tooltip?.expr;

/** All tooltips of a drawing, evaluated by Vega. */
async function tooltipsOf(spec: TopLevelSpec): Promise<Record<string, unknown>[]> {
  const vega = await import('vega');
  const view = new vega.View(vega.parse((await renderSvg(spec)).vega), { renderer: 'none' });
  await view.runAsync();
  interface Item {
    tooltip?: Record<string, unknown>;
    items?: Item[];
  }
  const below = (item: Item): Item[] => [item, ...(item.items ?? []).flatMap(below)];
  const all = below((view.scenegraph() as unknown as { root: Item }).root);
  view.finalize();
  return all.flatMap(({ tooltip }) => (tooltip ? [tooltip] : []));
}

describe('a mark without a tooltip of its own', () => {
  it('shows its encoded values, under the titles of the channels or the names of the fields', () => {
    expect(expressionOf({ data: { values: [{ a: 1, b: 2 }] }, mark: 'point', encoding })).toBe(
      '{"std":datum["a"],"b":datum["b"]}',
    );
  });

  it('adds the interval and the `about` of its rows', () => {
    const values = [{ a: 1, b: 2, interval: [1, 3], about: { draws: 5 } }];
    expect(expressionOf({ data: { values }, mark: { type: 'bar' }, encoding })).toBe(
      'merge(datum.about,{"std":datum["a"],"b":datum["b"],"95 % interval":datum["interval"]})',
    );
  });

  it('takes titles from the other layers of its panel', () => {
    const frame = { mark: 'rect', encoding: { y: { datum: 1, title: 'epsilon' } } };
    const point = { data: { values: [{ a: 1, b: 2 }] }, mark: 'point', encoding };
    const { vconcat } = withTooltips({
      vconcat: [{ layer: [frame, point] }],
    } as unknown as TopLevelSpec) as never as {
      vconcat: { layer: { mark: { tooltip?: { expr: string } } }[] }[];
    };
    expect(vconcat[0]!.layer[0]!.mark.tooltip).toBeUndefined();
    expect(vconcat[0]!.layer[1]!.mark.tooltip!.expr).toBe('{"std":datum["a"],"epsilon":datum["b"]}');
  });

  it.each(['text', 'rule', 'area'])('gets no tooltip if it is a %s', (mark) => {
    expect(expressionOf({ data: { values: [{ a: 1, b: 2 }] }, mark, encoding })).toBeUndefined();
  });
});

it('a mark with a tooltip of its own keeps it', () => {
  const own = { data: { values: [{ a: 1 }] }, mark: { type: 'point', tooltip: null }, encoding };
  expect(withTooltips(own as unknown as TopLevelSpec)).toEqual(own);
});

describe('tooltips in figures of studies', () => {
  it('of cells show std, mean, draws and the value', async () => {
    const { study, cells, spread } = tables();
    const tooltips = await tooltipsOf(gridFigures(study, cells, spread)[0]!.spec);
    // Two mappings, three panels each.
    expect(tooltips).toHaveLength(3 * cells.length);
    for (const tooltip of tooltips) {
      expect(Object.keys(tooltip).slice(0, 2)).toEqual([
        'std of the regrets (dex)',
        'mean of the regrets (dex)',
      ]);
      expect(tooltip.draws).toBe(study.draws);
      expect(tooltip['epsilon (dex)'] ?? tooltip['largest std (no unit)']).toBeDefined();
    }
  });

  it('of simulated points show the interval and the draws', async () => {
    const { study, cells, curves } = thresholdTables({ schemes: ['chain-2026'] });
    for (const { name, spec } of thresholdFigures(study, cells, curves)) {
      const tooltips = (await tooltipsOf(spec)).filter((tooltip) => 'draws' in tooltip);
      expect(tooltips.length, name).toBeGreaterThan(0);
      for (const tooltip of tooltips)
        expect(tooltip, name).toMatchObject({
          '95 % interval': expect.any(Array) as unknown,
          draws: study.draws,
        });
    }
  });

  it('of cells of a plane show the values of their row of the table', async () => {
    const { study, cells, curves } = thresholdTables({ axis: 'mean' });
    const [figure] = thresholdFigures(study, cells, curves);
    const tooltips = await tooltipsOf(figure!.spec);
    const known = cells.filter(({ epsilon_q50 }) => !Number.isNaN(epsilon_q50));
    for (const { std, mean, epsilon_q50, epsilon_q50_low, epsilon_q50_high } of known) {
      const brief = (value: number) => Number(value.toPrecision(4));
      expect(tooltips).toContainEqual({
        'std of the regrets (dex)': brief(std),
        'mean of the regrets (dex)': brief(mean),
        draws: study.draws,
        'median of the largest epsilon (dex)': epsilon_q50,
        '95 % interval': [brief(epsilon_q50_low), brief(epsilon_q50_high)],
      });
    }
  });
});
