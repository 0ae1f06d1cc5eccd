import { describe, expect, it } from 'vitest';
import { BLANK_STYLES } from '../../../src/figures/heat-map/hatching.js';
import { thresholdFigures } from '../../../src/figures/threshold/sheets.js';
import {
  figuresOf,
  named,
  panelsOf,
  subtitleOf,
  textsOf,
  titleOf,
  valuesOf,
  type Panel,
} from './figure-parts.js';
import { thresholdTables, type ThresholdTables } from './tables.js';

/** Every number in a spec, with the path to it. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}.${key}`));
}

const everyStudy: [string, ThresholdTables][] = [
  ['a ratio study', thresholdTables()],
  ['three factors', thresholdTables({ factor: [2, 3, Math.sqrt(10)] })],
  [
    'many factors, one mapping',
    thresholdTables({
      factor: [1.5, 2, 2.5, 3, 3.5, 4, 5, 6],
      mappings: ['potential'],
      schemes: ['whitepaper'],
    }),
  ],
  ['several workers and seeds', thresholdTables({ workers: [3, 10, 100], seeds: [1, 2, 3] })],
  ['one mean', thresholdTables({ mean: [0] })],
  ['one std', thresholdTables({ std: [0.1] })],
  ['one cell', thresholdTables({ mean: [0], std: [0.1], mappings: ['gradient'], schemes: ['whitepaper'] })],
  ['no cell with an epsilon', thresholdTables({ mean: [4, 5] })],
  ['epsilon scaled by the median', thresholdTables({ epsilonScaling: 'median' })],
  ['no curves', { ...thresholdTables(), curves: [] }],
  ['a plane', thresholdTables({ axis: 'mean', mean: [-2, 0, 2] })],
  ['a plane of one cell', thresholdTables({ axis: 'mean', mean: [0], std: [1] })],
  [
    'planes of four schemes',
    thresholdTables({
      axis: 'mean',
      schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
      factor: [2, 4],
    }),
  ],
];

describe.each(everyStudy)('the figures of %s', (_, given) => {
  const figures = figuresOf(given);

  it('have different names', () => {
    expect(figures.length).toBeGreaterThan(0);
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
    for (const { name } of figures) expect(name).toMatch(/^[a-z0-9.-]+$/);
  });

  it('are at most six of a kind', () => {
    const kinds = figures.map(({ name }) => name.split('-')[0]!);
    for (const kind of kinds) expect(kinds.filter((other) => other === kind).length).toBeLessThanOrEqual(6);
  });

  it('contain only finite numbers', () => {
    for (const { name, spec } of figures)
      expect(numbersIn(spec, name).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  });

  it('have captions of two sentences', () => {
    for (const { caption } of figures)
      expect(caption).toMatch(/^[A-Z](?:(?!\. )[^])*\. [A-Z](?:(?!\. )[^])*\.$/);
  });

  it('do not depend on the order of the tables, and do not change them', () => {
    const copy = structuredClone(given);
    const { study, cells, curves } = given;
    expect(thresholdFigures(study, cells.toReversed(), curves.toReversed())).toEqual(figures);
    expect(given).toEqual(copy);
  });

  it('reject a table with a missing or a duplicate row', () => {
    const { study, cells, curves } = given;
    expect(() => thresholdFigures(study, [...cells, cells[0]!], curves)).toThrow(
      /^cells of .*: expected every mean with every std once/,
    );
    expect(() => thresholdFigures(study, cells.slice(1), curves)).toThrow(RangeError);
    expect(() => thresholdFigures(study, [], curves)).toThrow('got 0 rows for 0 cells');
  });
});

describe('sheets', () => {
  const namesOf = (changes: object) => figuresOf(thresholdTables(changes)).map(({ name }) => name);

  it('are named by kind and by each part of the key of which the study has several', () => {
    expect(namesOf({})).toEqual([
      'mapping-forum-2024',
      'mapping-chain-2026',
      'collapse',
      'separable',
      'residuals',
    ]);
    expect(namesOf({ schemes: ['whitepaper'], factor: [2, 4], std: [1] })).toEqual([
      'collapse-factor-2',
      'collapse-factor-4',
      'separable',
      'residuals-factor-2',
      'residuals-factor-4',
    ]);
    expect(namesOf({ axis: 'mean', seeds: [1, 2], workers: [5, 10] })).toEqual([
      'plane-n5-seed-1',
      'plane-n5-seed-2',
      'plane-n10-seed-1',
      'plane-n10-seed-2',
    ]);
    expect(namesOf({ workers: [3, 10] })).toContain('workers-ratio--5');
  });

  it('have different names for factors that agree in three digits', () => {
    expect(namesOf({ factor: [3.16, 3.161] })).toContain('collapse-factor-3.161');
  });

  it('show the usual factor, the first seed and ten workers if there would be too many sheets', () => {
    const collapse = (changes: object) => namesOf(changes).filter((name) => name.startsWith('collapse'));
    expect(collapse({ factor: [2, 3, Math.sqrt(10), 4, 5, 6, 7] })).toEqual(['collapse-factor-3.16']);
    expect(collapse({ factor: [2, 3, 4, 5, 6, 7, 8] })).toEqual(['collapse-factor-8']);
    expect(collapse({ seeds: [1, 2, 3, 4, 5, 6, 7] })).toEqual(['collapse-seed-1']);
    expect(collapse({ workers: [3, 4, 5, 6, 7, 8, 10, 12] })).toEqual(['collapse-n10']);
    expect(collapse({ workers: [3, 4, 5, 6, 7, 8, 9] })).toEqual(['collapse-n9']);
  });

  it('without curves have no closed form, fit or limit', () => {
    const figures = figuresOf({ ...thresholdTables(), curves: [] });
    expect(figures.map(({ name }) => name)).toEqual([
      'mapping-forum-2024',
      'mapping-chain-2026',
      'collapse',
      'separable',
    ]);
    const text = JSON.stringify(figures.map(({ spec }) => spec));
    expect(text).not.toMatch(/closed form|"fit"|N = ∞/);
  });

  it('state proportionality to the std only if epsilon is not scaled by the median', () => {
    const titles = (changes: object) => figuresOf(thresholdTables(changes)).map(titleOf).join();
    expect(titles({})).toMatch(/is proportional to the std.*depends only on mean\/std/);
    expect(titles({ epsilonScaling: 'median' })).not.toMatch(/proportional|depends only/);
  });
});

describe('the number of workers', () => {
  const given = thresholdTables({ workers: [3, 10, 30, 100] });

  it('has three quantiles for every cell of a ratio', () => {
    const panels = panelsOf(named(figuresOf(given), 'workers-ratio-0'));
    for (const panel of panels) {
      expect(valuesOf(panel, 'point')).toHaveLength(3 * 4 * 3);
      expect(valuesOf(panel, 'point').every(({ y }) => y! >= 0)).toBe(true);
    }
    expect(textsOf(panels[1]!)).toEqual(expect.arrayContaining(['5 %', 'median', '95 %', 'N = ∞']));
  });

  it('has a line for infinitely many workers, interpolated if the curve lacks the ratio', () => {
    const [panel] = panelsOf(named(figuresOf(given), 'workers-ratio-0'));
    const rules = (drawn: Panel) =>
      drawn.layer.map(
        (layer) => (layer as unknown as { encoding?: { y?: { datum?: number } } }).encoding?.y?.datum,
      );
    const exact = given.curves[0]!.quadrature.find(({ ratio }) => ratio === 0)!.value;
    expect(rules(panel!)).toContain(exact);
    const curves = given.curves.map((curve) => ({
      ...curve,
      quadrature: [0.5, -2, 1].map((ratio) => ({ ratio, value: 1 + ratio / 10 })),
    }));
    const [between] = panelsOf(named(figuresOf({ ...given, curves }), 'workers-ratio-0'));
    expect(rules(between!)).toContain(1);
    const [beyond] = panelsOf(named(figuresOf({ ...given, curves }), 'workers-ratio--5'));
    expect(textsOf(beyond!)).not.toContain('N = ∞');
  });

  it('counts the cells that lack a quantile', () => {
    const figure = named(figuresOf(given), 'workers-ratio-1');
    expect(subtitleOf(figure)).toContain('48 of 48 cells lack a point');
  });

  it('has a title that compares the variation between draws only if it decreases', () => {
    const title = () => titleOf(named(figuresOf(given), 'workers-ratio-0'));
    expect(title()).toBe('With 100 workers the largest epsilon varies less from draw to draw than with 3');
    const cell = given.cells.find(({ workers, mean }) => workers === 100 && mean === 0)!;
    cell.epsilon_q05 = NaN;
    expect(title()).toBe('The largest epsilon against the number of workers');
  });
});

describe('the plane', () => {
  const given = thresholdTables({ axis: 'mean', mean: [-2, -1, 0, 1, 2], seeds: [1, 2] });
  const figures = figuresOf(given);

  it('covers each panel with every cell once; cells without a median are blank', () => {
    for (const [i, panel] of figures.flatMap(panelsOf).entries()) {
      const colored = panel.layer.find(
        (layer) => layer.mark.type === 'rect' && layer.data.values[0]?.value !== undefined,
      )!.data.values;
      const blank = panel.layer.find((layer) => layer.mark.fill === BLANK_STYLES['no-median'].fill)!.data
        .values;
      expect(colored.filter(({ value }) => typeof value === 'number')).toHaveLength(colored.length);
      expect([colored.length, blank.length], `panel ${i}`).toEqual([12, 3]);
      const area = (boxes: Record<string, number>[]) =>
        boxes.reduce((sum, { x, x2, y, y2 }) => sum + (x2! - x!) * (y2! - y!), 0);
      expect(area([...colored, ...blank])).toBe(panel.width * panel.height);
    }
  });

  it('gives the reason for blank cells, and states where they are', () => {
    expect(JSON.stringify(figures[0]!.spec)).toContain('at most half of the draws have an epsilon');
    expect(titleOf(figures[0]!)).toBe(
      'The largest epsilon does not depend on a negative mean; with a mean above 1 std, most draws have no epsilon',
    );
    const filled = figuresOf(thresholdTables({ axis: 'mean', mean: [-2, 0] }));
    expect(JSON.stringify(filled[0]!.spec)).not.toContain('at most half');
  });

  it('has the same colours in all panels of all sheets, and one legend for each sheet', () => {
    const domains = figures.flatMap(panelsOf).map((panel) => {
      const layer = panel.layer.find((each) => 'fill' in (each as unknown as { encoding: object }).encoding)!;
      return (layer as unknown as { encoding: { fill: { scale: { domain: number[] }; legend: unknown } } })
        .encoding.fill;
    });
    expect(domains).toHaveLength(2 * 4);
    expect(new Set(domains.map(({ scale }) => String(scale.domain))).size).toBe(1);
    expect(domains.filter(({ legend }) => legend !== null)).toHaveLength(2);
  });
});
