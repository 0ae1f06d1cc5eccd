import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { figureData } from '../../src/figures/figure-data.js';
import { gridFigures } from '../../src/figures/grid/sheets.js';
import { specText, WIDE, type Figure, type Layout } from '../../src/figures/sheet.js';
import { themed } from '../../src/figures/themes.js';
import { thresholdFigures } from '../../src/figures/threshold/sheets.js';
import { completeForm, isNarrow } from '../../src/report/figure-form.js';
import { drawingIn, renderSvg } from '../../src/report/render.js';
import { sizeOf } from '../../src/report/svg-size.js';
import { RUNS_ALL } from '../effort.js';
import {
  blankSheets,
  groupSheets,
  relativeSheets,
  schemeSheets,
  sensitivitySheets,
  slopeSheets,
  sweepSheets,
  topicSheets,
  variantSheets,
} from './kinds.js';
import { tables } from './tables.js';
import { thresholdTables } from './threshold/tables.js';

const NARROW: Layout = { isNarrow: true };

/** Figures of each kind of study, in a layout. */
async function figuresIn(layout: Layout): Promise<Figure[]> {
  const grid = tables();
  const { study, cells, curves } = thresholdTables();
  const workers = thresholdTables({ workers: [3, 10], std: [1] });
  const plane = thresholdTables({ axis: 'mean', schemes: ['forum-2024', 'whitepaper', 'chain-2024'] });
  return [
    ...gridFigures(grid.study, grid.cells, grid.spread, layout),
    ...thresholdFigures(study, cells, curves, layout),
    ...thresholdFigures(workers.study, workers.cells, workers.curves, layout),
    ...thresholdFigures(plane.study, plane.cells, plane.curves, layout),
    ...(await sweepSheets({}, layout)),
    ...(await relativeSheets({}, layout)),
    ...(await blankSheets({}, layout)),
    ...(await schemeSheets({}, layout)),
    ...(await variantSheets({}, layout)),
    ...(await groupSheets({}, layout)),
    ...(await slopeSheets(layout)),
    ...(await sensitivitySheets(layout)),
    ...(await topicSheets({}, layout)),
  ];
}

let wide: Figure[] = [];
let narrow: Figure[] = [];
beforeAll(async () => {
  wide = await figuresIn(WIDE);
  narrow = await figuresIn(NARROW);
}, 240_000);

/** Outside CI one figure of six is drawn, because drawing takes long. Each layout draws other figures. */
const some = (figures: Figure[], from: number) => figures.filter((_, i) => RUNS_ALL || i % 6 === from);

/** Points of a text on paper, from its size in pixels. */
const pointsOf = (pixels: number, width: number, millimetres: number) =>
  ((pixels * millimetres) / width) * (72 / 25.4);

describe('figures for papers', () => {
  it.each([
    ['85 mm', 85, () => some(narrow, 0)],
    ['180 mm', 180, () => some(wide, 3)],
  ])(
    'have text of 6 points or more at %s, and fit on a page of A4',
    async (_, millimetres, figures) => {
      for (const { name, spec } of figures()) {
        const { svg } = await renderSvg(spec);
        const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
        const least = pointsOf(Math.min(...sizes), sizeOf(svg).width, millimetres);
        expect(least, name).toBeGreaterThanOrEqual(6);
        const { width, height } = sizeOf(svg);
        expect((millimetres * height) / width, name).toBeLessThan(250);
      }
    },
    240_000,
  );

  it('do not break a line of their titles before a number or a unit', () => {
    const lines = [...wide, ...narrow].flatMap(({ spec }) => {
      const { text, subtitle } = spec.title as { text: string[]; subtitle: string[] };
      return [text, subtitle].flatMap((each) => each.slice(1).map((line, i) => ({ before: each[i]!, line })));
    });
    expect(lines.length).toBeGreaterThan(20);
    const isBroken = ({ before, line }: { before: string; line: string }) =>
      !/[,.;:]$/.test(before) && /^[−-]?\d|^[%=]/.test(line);
    expect(lines.filter(isBroken).map(({ line }) => line)).toEqual([]);
  });

  it('have no seams between the cells of heat maps', async () => {
    const [map] = wide.filter(({ name }) => name === 'plane');
    const { svg } = await renderSvg(map!.spec);
    const cells = String(await drawingIn('svg', svg, 180)).match(/<path d="[^"]*" fill="rgb[^>]*>/g)!;
    expect(cells.length).toBeGreaterThan(5);
    for (const cell of cells) {
      const [, fill, stroke] = /fill="(rgb[^"]*)" stroke="(rgb[^"]*)"/.exec(cell) ?? [];
      expect(stroke, cell).toBe(fill);
    }
    expect(await drawingIn('svg', svg, null)).toBe(svg);
  });

  it('have the same names and captions in both layouts', () => {
    const textsOf = (figures: Figure[]) => figures.map(({ name, caption }) => [name, caption]);
    expect(textsOf(narrow)).toEqual(textsOf(wide));
  });

  it('state their width in the SVG, and have 300 pixels per inch as PNG', async () => {
    const { svg } = await renderSvg(wide[0]!.spec);
    const { width, height } = sizeOf(svg);
    const drawn = String(await drawingIn('svg', svg, 180));
    expect(drawn).toContain(`width="180mm" height="${Number(((180 * height) / width).toFixed(3))}mm"`);
    expect(drawn).toContain(`viewBox="0 0 ${width} ${height}"`);
    const png = Buffer.from(await drawingIn('png', svg, 85));
    expect(png.readUInt32BE(16)).toBe(Math.round((85 / 25.4) * 300));
  });

  it('are greys in the theme for printers, apart in dashes and marks', () => {
    for (const { spec } of narrow) {
      const text = JSON.stringify(themed(spec, 'print'));
      for (const [color, r, g, b] of text.matchAll(/"#(\w\w)(\w\w)(\w\w)"/g))
        expect([g, b], color).toEqual([r, r]);
      expect(text).not.toContain('viridis');
    }
    const [lines] = narrow.filter(({ name }) => name.startsWith('variants-distribution'));
    const text = JSON.stringify(themed(lines!.spec, 'print'));
    expect(text).toContain('"strokeDash"');
    expect(new Set([...text.matchAll(/"shape":"([\w-]+)"/g)].map((match) => match[1])).size).toBeGreaterThan(
      2,
    );
  });

  it('tell forecasters from inferers by dashes and marks in the theme for printers', () => {
    const weights = narrow.find(({ name }) => name === 'weights')!;
    const marks = [...JSON.stringify(themed(weights.spec, 'print')).matchAll(/"mark":(\{[^{}]*\})/g)].map(
      (match) => JSON.parse(match[1]!) as { type: string; shape?: string; strokeDash?: number[] },
    );
    const lines = marks
      .filter(({ type }) => type === 'line')
      .map(({ strokeDash }) => strokeDash?.join() ?? 'solid');
    expect(new Set(lines)).toEqual(new Set(['solid', '9,3']));
    expect(marks.filter(({ type }) => type === 'point').map(({ shape }) => shape)).toContain('square');
  });

  it('have bars of two greys in the theme for printers', () => {
    const [bars] = narrow.filter(({ name }) => name.startsWith('indices'));
    const [, ...fills] = /"range":\["(#\w+)","(#\w+)"\]/.exec(JSON.stringify(themed(bars!.spec, 'print')))!;
    expect(Math.abs(luminance(fills[0]!) - luminance(fills[1]!))).toBeGreaterThan(0.3);
  });

  it('have texts with enough contrast in the dark theme', () => {
    const text = JSON.stringify(wide.map(({ spec }) => themed(spec, 'dark')));
    const background = luminance('#12161c');
    for (const [, color] of text.matchAll(/"(?:color|labelColor|titleColor|subtitleColor)":"(#\w{6})"/g))
      expect((luminance(color!) + 0.05) / (background + 0.05), color).toBeGreaterThan(4.5);
    expect(text).not.toMatch(/"(?:stroke|fill|background|color)":"white"/);
  });

  it('do not change in the light theme', () => {
    const { spec } = wide[0]!;
    expect(themed(spec, 'light')).toBe(spec);
  });
});

describe('specifications of figures', () => {
  it('are valid, and hold their data', () => {
    const file = new URL('../../node_modules/vega-lite/build/vega-lite-schema.json', import.meta.url);
    const ajv = new Ajv({
      strict: false,
      allowUnionTypes: true,
      validateFormats: false,
      // The schema of Vega-Lite is valid, and to check it takes as long as to compile it.
      validateSchema: false,
      // To compile the schema takes longer than to use it.
      inlineRefs: false,
      code: { optimize: false },
    });
    const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
    for (const { name, spec } of [...some(wide, 1), ...some(narrow, 4)]) {
      const text = specText(spec);
      validate(JSON.parse(text));
      expect({ name, errors: validate.errors?.slice(0, 3) ?? null }).toEqual({ name, errors: null });
      expect(text).not.toMatch(/"url":/);
    }
  }, 120_000);
});

describe('numbers of a figure', () => {
  it('are those of its table, with panel and interval', () => {
    const { study, cells, curves } = thresholdTables();
    const [figure] = thresholdFigures(study, cells, curves).filter(({ name }) => name === 'collapse');
    const { columns, rows } = figureData(figure!.spec);
    expect(columns.slice(0, 1)).toEqual(['panel']);
    expect(columns).toEqual(
      expect.arrayContaining([
        'mean / std of the regrets',
        'largest epsilon / std',
        '95 % interval low',
        '95 % interval high',
      ]),
    );
    const drawn = cells.filter(({ epsilon_q50 }) => !Number.isNaN(epsilon_q50));
    expect(rows.every((row) => Object.keys(row).length > 1)).toBe(true);
    const points = rows.filter((row) => row['draws'] !== undefined);
    expect(points).toHaveLength(drawn.length);
    expect(points.map((row) => row['largest epsilon / std'])).toEqual(
      expect.arrayContaining(drawn.map((cell) => cell.epsilon_q50 / cell.std)),
    );
    expect(new Set(rows.map((row) => row['panel']))).toEqual(
      new Set(study.schemes.flatMap((scheme) => study.mappings.map((mapping) => `${scheme}, ${mapping}`))),
    );
    expect(rows.some((row) => row['line'] === 'fit')).toBe(true);
  });

  it('exist for every figure, and are the same in both layouts', () => {
    for (const [i, { name, spec }] of wide.entries()) {
      const { rows } = figureData(spec);
      expect(rows.length, name).toBeGreaterThan(0);
      expect(figureData(narrow[i]!.spec).rows.length, name).toBe(rows.length);
    }
  });
});

describe('the form of figures', () => {
  it('is completed, and refused with the rule', () => {
    expect(completeForm({ width: 85, spec: true, formats: ['png', 'svg', 'svg'] })).toEqual({
      formats: ['svg', 'png'],
      width: 85,
      theme: 'light',
      spec: true,
      data: true,
    });
    expect([85, 129, 130, 180].map((width) => isNarrow(completeForm({ width })))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isNarrow(completeForm(undefined))).toBe(false);
    expect(() => completeForm({ width: 5 })).toThrow('Expected `width` to be a number from 60 to 500 (mm)');
    expect(() => completeForm({ theme: 'sepia' as never })).toThrow(
      '`theme` to be one of light, dark, print',
    );
    expect(() => completeForm({ formats: ['gif' as never] })).toThrow('`formats` to be one of svg, png');
    expect(() => completeForm({ formats: [] })).toThrow('Expected `formats` to be a list');
  });
});

/** Relative luminance of a colour (WCAG 2). */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
