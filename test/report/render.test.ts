import { Resvg } from '@resvg/resvg-js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { gridFigures } from '../../src/figures/grid/sheets.js';
import type { Figure } from '../../src/figures/sheet.js';
import { fontFiles } from '../../src/report/font.js';
import { renderFigure, renderSvg } from '../../src/report/render.js';
import type { RenderedFigure } from '../../src/report/render.js';
import { RUNS_ALL } from '../effort.js';
import { tables } from '../figures/tables.js';
import type { Tables } from '../figures/tables.js';

const figuresOf = ({ study, cells, spread }: Tables) => gridFigures(study, cells, spread);

/** A sheet with every special case: each reason for a blank, values below the scale, a panel of blanks. */
function special(): Tables {
  const given = tables({ draws: 1000, epsilonScaling: 'median' });
  Object.assign(given.cells[3]!, { max_std_weights: 0, max_std_log10_weights: 0 });
  for (const cell of given.cells.slice(9))
    Object.assign(cell, { max_std_log10_weights: NaN, max_epsilon_std_log10_weights: NaN });
  return given;
}

/** Means and stds of the large grid. Outside CI it has fewer, because drawing takes long. */
const [MEANS, STDS] = RUNS_ALL ? [81, 97] : [41, 49];
const large = tables(
  {},
  Array.from({ length: MEANS }, (_, i) => i / 2 - 20),
  Array.from({ length: STDS }, (_, i) => 10 ** (i / 8 - 6)),
);
const sheets: [string, Figure][] = [
  ['S_lin, three by three', figuresOf(tables())[0]!],
  ['S, three by three', figuresOf(tables())[1]!],
  ['S_lin, special cells', figuresOf(special())[0]!],
  ['S, special cells', figuresOf(special())[1]!],
  ['uneven axes', figuresOf(tables({}, [-20.25, -3, -1, 0], [0.01, 0.03, 0.04, 2]))[1]!],
  ['a single value an axis', figuresOf(tables({ mappings: ['potential'] }, [-0.125], [0.3]))[1]!],
  ['large grid', figuresOf(large)[1]!],
];

function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

describe.each(sheets)('%s', (name, { spec }) => {
  // Outside CI two sheets of different size become pixels, because drawing them takes long.
  const hasPng = RUNS_ALL || ['S, three by three', 'uneven axes'].includes(name);
  let drawn: RenderedFigure;
  beforeAll(async () => {
    drawn = hasPng ? await renderFigure(spec) : { ...(await renderSvg(spec)), png: new Uint8Array() };
  });

  it('has a number wherever its drawing needs one', () => {
    // The legend contains the word "undefined" after a space, which is correct.
    expect(/.{30}(NaN|null|Infinity|[^ ]undefined)/.exec(drawn.svg)).toBeNull();
  });

  it('keeps text as text, in one font', () => {
    expect(drawn.svg).toContain('>mean of the regrets (dex)<');
    const fonts = [...drawn.svg.matchAll(/font-family="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(fonts)).toEqual(new Set(['DejaVu Sans, Verdana, sans-serif']));
  });

  it('shows all marks and texts inside its frame', () => {
    // The extent of the drawing without its background. Text is measured in its font.
    const content = new Resvg(drawn.svg.replace(/<rect [^>]*fill="white"\/>/, ''), {
      font: {
        fontFiles: Object.values(fontFiles()),
        loadSystemFonts: false,
        defaultFontFamily: 'DejaVu Sans',
      },
    }).getBBox()!;
    const { width, height } = sizeOf(drawn.svg);
    expect(content.x).toBeGreaterThan(0);
    expect(content.y).toBeGreaterThan(0);
    expect(content.x + content.width).toBeLessThan(width);
    expect(content.y + content.height).toBeLessThan(height);
    expect(content.width).toBeGreaterThan(0.9 * width);
  });

  it('has no text below 9 pt at a width of 180 mm', () => {
    const pointsPerPixel = ((180 / 25.4) * 72) / sizeOf(drawn.svg).width;
    const sizes = [...drawn.svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
    expect(Math.min(...sizes) * pointsPerPixel).toBeGreaterThanOrEqual(9);
  });

  it('places panels on whole pixels, so that there are no gaps between cells', () => {
    const { width, height } = sizeOf(drawn.svg);
    const groups = [
      ...drawn.svg.matchAll(
        /<g transform="translate\(([^,]+),([^)]+)\)"><path class="background"[^>]*d="M0,0h[1-9]/g,
      ),
    ];
    expect(groups.length).toBeGreaterThanOrEqual(3);
    const root = /<g fill="none"[^>]*transform="translate\(([^,]+),([^)]+)\)"/.exec(drawn.svg)!;
    const places = [...groups, root].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect([width, height, ...places].filter((place) => !Number.isInteger(place))).toEqual([]);
  });

  if (hasPng) {
    it('has a PNG of twice the size', () => {
      const { width, height } = sizeOf(drawn.svg);
      const header = new DataView(drawn.png.buffer, drawn.png.byteOffset);
      expect([header.getUint32(16), header.getUint32(20)]).toEqual([2 * width, 2 * height]);
    });
  }

  // Outside CI one sheet is drawn, because drawing takes long.
  if (RUNS_ALL || name === 'S, three by three') {
    it('has the same bytes when it is drawn again', async () => {
      const again = await renderFigure(structuredClone(spec));
      expect(again.svg === drawn.svg).toBe(true);
      expect(Buffer.compare(again.png, drawn.png)).toBe(0);
    });
  }

  if (name === 'large grid') {
    it('stays below a megabyte for 7,857 cells', () => {
      expect(drawn.svg.length).toBeLessThan((1e6 * MEANS * STDS) / (81 * 97));
    });
  }
});

describe('renderFigure', () => {
  it('draws a value of zero on a log scale in the lowest colour', async () => {
    const given = tables({ mappings: ['gradient'] });
    const count = async () =>
      [
        ...(await renderFigure(figuresOf(given)[0]!.spec)).svg.matchAll(
          /<path d="[^"]*" fill="rgb\(68, 1, 84\)"/g,
        ),
      ].length;
    const before = await count();
    Object.assign(given.cells[3]!, { max_std_weights: 0 });
    expect(await count()).toBe(before + 1);
  });

  it('draws a clipped line that lies far off the page', async () => {
    const x = { type: 'quantitative', scale: { type: 'log', domain: [1, 2] } };
    const spec = {
      data: { values: [{ x: 1e-150 }, { x: 1.5 }] },
      mark: { type: 'rule', clip: true },
      encoding: { x: { ...x, field: 'x' } },
    };
    const { svg, png } = await renderFigure(spec as unknown as TopLevelSpec);
    expect(svg).toMatch(/translate\(-\d{5}/);
    expect(png.length).toBeGreaterThan(100);
  });

  it('throws where Vega only warns, and prints nothing', async () => {
    const spec = {
      data: { values: [{ a: 1 }] },
      mark: 'bar',
      encoding: { x: { field: 'a', type: 'quantitative' }, shape: { field: 'a' } },
    };
    await expect(renderFigure(spec as unknown as TopLevelSpec)).rejects.toThrow(
      /cannot be drawn as specified: .*shape/,
    );
  });
});
