import { describe, expect, it } from 'vitest';
import { BLANK_STYLES } from '../../../src/figures/heat-map/hatching.js';
import type { Figure } from '../../../src/figures/sheet.js';
import { thresholdFigures } from '../../../src/figures/threshold/sheets.js';
import { panelsOf as allPanels } from '../panels.js';
import { thresholdTables, type ThresholdTables } from './tables.js';

const figuresOf = ({ study, cells, curves }: ThresholdTables) => thresholdFigures(study, cells, curves);
const named = (figures: Figure[], name: string) => figures.find((figure) => figure.name === name)!;

interface Layer {
  data: { values: Record<string, number>[] };
  mark: { type: string; fill?: string; stroke?: string; text?: unknown };
}
interface Panel {
  width: number;
  height: number;
  layer: Layer[];
}

const panelsOf = (figure: Figure) => allPanels<Panel>(figure);

function valuesOf(panel: Panel, mark: string): Record<string, number>[] {
  return panel.layer.filter((layer) => layer.mark.type === mark).flatMap((layer) => layer.data.values);
}

function textsOf(panel: Panel): string[] {
  return panel.layer.filter((layer) => layer.mark.type === 'text').map((layer) => String(layer.mark.text));
}

function titleOf(figure: Figure): string {
  return (figure.spec.title as { text: string[] }).text.join(' ');
}

function subtitleOf(figure: Figure): string {
  return (figure.spec.title as { subtitle: string[] }).subtitle.join(' ');
}

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

describe('the mapping', () => {
  it('shows the cells of three ratios twice: the lowest, the nearest to zero, the largest with mostly separable draws', () => {
    const given = thresholdTables();
    const figure = named(figuresOf(given), 'mapping-chain-2026');
    const [above, , below] = panelsOf(figure);
    for (const panel of [above!, below!]) expect(valuesOf(panel, 'point')).toHaveLength(3 * 3);
    for (const panel of panelsOf(figure).filter((_, i) => i % 2 === 1)) {
      expect(new Set(textsOf(panel))).toEqual(
        new Set([
          ...(panel.height > 200 ? ['potential'] : []),
          'upper bound',
          'closed form',
          'mean −5 std',
          'mean 0',
          'mean 1 std',
        ]),
      );
    }
    const first = given.cells.find((cell) => cell.scheme === 'chain-2026')!;
    expect(valuesOf(above!, 'point')[0]).toMatchObject({
      x: first.std,
      y: first.epsilon_q50,
      low: first.epsilon_q50_low,
      high: first.epsilon_q50_high,
    });
    expect(valuesOf(below!, 'point')[0]!.y).toBe(first.epsilon_q50 / first.std);
  });

  it('is not drawn for a single std', () => {
    expect(figuresOf(thresholdTables({ std: [1] })).filter(({ name }) => name.startsWith('mapping'))).toEqual(
      [],
    );
  });

  it('has bands without a lower edge where 5 % or more of the draws have no epsilon', () => {
    const panel = panelsOf(named(figuresOf(thresholdTables()), 'mapping-chain-2026'))[2]!;
    const lowest = Math.min(...valuesOf(panel, 'area').map(({ y }) => y!));
    expect(lowest).toBeLessThan(0);
  });
});

describe('the collapse', () => {
  const given = thresholdTables();
  const figure = named(figuresOf(given), 'collapse');

  it('shows every cell with a median once, and counts the others', () => {
    const filled = given.cells.filter(({ epsilon_q50 }) => !Number.isNaN(epsilon_q50));
    const drawn = panelsOf(figure).map((panel) => valuesOf(panel, 'point').length);
    expect(drawn).toEqual([12, 12, 12, 12]);
    expect(filled).toHaveLength(48);
    expect(subtitleOf(figure)).toContain(
      `${given.cells.length - 48} of ${given.cells.length} cells have no point: at most half of their draws have an epsilon`,
    );
  });

  it('has a band wherever the 95 % quantile exists, from zero where the 5 % quantile does not', () => {
    for (const panel of panelsOf(figure)) {
      const band = valuesOf(panel, 'area');
      expect(band.map(({ x }) => x)).toEqual(Array(3).fill([-5, -1, 0, 1, 3]).flat());
      for (const { x, y, y2 } of band) {
        expect(y2!).toBeGreaterThan(y!);
        expect(y === 0).toBe(x! > 0);
      }
    }
  });
});

describe('separable draws', () => {
  it('are shown for every cell, in per cent', () => {
    const given = thresholdTables({ factor: [2, 4] });
    const panels = panelsOf(named(figuresOf(given), 'separable'));
    expect(panels.flatMap((panel) => valuesOf(panel, 'point'))).toHaveLength(given.cells.length);
    expect(valuesOf(panels[0]!, 'point').map(({ y }) => y)).toContain(100 * given.cells[0]!.attainable);
    for (const panel of panels)
      expect(textsOf(panel)).toEqual(expect.arrayContaining(['factor 2', 'factor 4']));
  });

  it('have a title that is true for all schemes', () => {
    const given = thresholdTables();
    const titled = () => titleOf(named(figuresOf(given), 'separable'));
    expect(titled()).toBe(
      'At least 95 % of draws are separable at factor 3.16 up to mean/std 0 with the gradient, up to mean/std 1 with the potential',
    );
    for (const cell of given.cells)
      if (cell.scheme === 'chain-2026' && cell.mean === 0) cell.attainable_low = 0.949;
    expect(titled()).toContain('up to mean/std −1 with both mappings');
    for (const cell of given.cells) cell.attainable_low = cell.mapping === 'gradient' ? 1 : 0.5;
    expect(titled()).toContain('at every mean/std with the gradient, at no mean/std with the potential');
  });

  it('have at most six lines, including those of the outermost factors', () => {
    const factor = [1.5, 2, 2.5, 3, 3.5, 4, 5, 6];
    const [panel] = panelsOf(
      figuresOf(thresholdTables({ factor })).find(({ name }) => name === 'separable')!,
    );
    const texts = new Set(textsOf(panel!).filter((text) => text.startsWith('factor')));
    expect(texts.size).toBe(6);
    expect([...texts]).toEqual(expect.arrayContaining(['factor 1.5', 'factor 6']));
  });
});

describe('residuals', () => {
  it('are all shown, in per cent, within the limit in the title', () => {
    const given = thresholdTables();
    const figure = named(figuresOf(given), 'residuals');
    const residuals = given.curves.flatMap((curve) => curve.residuals.map(({ residual }) => 100 * residual));
    const drawn = panelsOf(figure).flatMap((panel) => valuesOf(panel, 'point').map(({ y }) => y!));
    expect(drawn.toSorted((a, b) => a - b)).toEqual(residuals.toSorted((a, b) => a - b));
    const within = Number(/at most ([\d.]+) %/.exec(titleOf(figure))![1]);
    expect(Math.max(...residuals.map(Math.abs))).toBeLessThanOrEqual(within);
    expect(within).toBe(4.8);
  });

  it('have the formula above each panel', () => {
    const [panel] = panelsOf(named(figuresOf(thresholdTables()), 'residuals'));
    expect(textsOf(panel!)[0]).toBe('gradient,epsilon = std 1.6 (1 - e^(mean/std -,1.68))');
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

  it('gives the reason for blank cells, and counts the others', () => {
    expect(JSON.stringify(figures[0]!.spec)).toContain('at most half of the draws have an epsilon');
    expect(titleOf(figures[0]!)).toBe('Most draws have an epsilon in 12 of 15 cells with both mappings');
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
