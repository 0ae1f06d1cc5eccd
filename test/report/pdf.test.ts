import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, describe, expect, it } from 'vitest';
import { fontFiles } from '../../src/report/font.js';
import { drawingIn } from '../../src/report/render.js';
import { sizeOf } from '../../src/report/svg-size.js';
import { some } from '../effort.js';

const results = new URL('../../results/', import.meta.url);
const svgOf = (path: string) => readFileSync(new URL(path, results), 'utf8');
const collapse = svgOf('mapping/figures/collapse-factor-2.svg');
const heatMaps = svgOf('forum-coarse/figures/std-log10-weights-seed-1.svg');

async function pdfOf(svg: string, width: number | null = 180): Promise<Buffer> {
  return Buffer.from(await drawingIn('pdf', svg, width));
}
const heatMapsPdf = await pdfOf(heatMaps);

/** The decompressed streams of a PDF: drawings, fonts and maps of characters. */
function streamsOf(pdf: Buffer): Buffer[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Length (\d+)[^]*?stream\n/g)].map((match) => {
    const start = match.index + match[0].length;
    return inflateSync(pdf.subarray(start, start + Number(match[1])));
  });
}

describe('a figure as PDF', () => {
  it('has the width on paper, embedded fonts, and no picture of pixels', async () => {
    // Outside CI one of them. The other figure is drawn in its own width below.
    const drawn = some([heatMaps, collapse], 2);
    for (const svg of drawn) {
      const pdf = svg === heatMaps ? heatMapsPdf : await pdfOf(svg);
      const text = pdf.toString('latin1');
      const { width, height } = sizeOf(svg);
      const [, w, h] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!.map(Number);
      expect((w! / 72) * 25.4).toBeCloseTo(180, 2);
      expect(h! / w!).toBeCloseTo(height / width, 5);
      expect(text.startsWith('%PDF-1.')).toBe(true);
      expect(text.match(/\/FontFile2 /g)).toHaveLength(2);
      expect(text).not.toMatch(/\/Subtype \/Image|\/Type1/);
    }
    const [, own] = /\/MediaBox \[0 0 ([\d.]+)/.exec((await pdfOf(collapse, null)).toString('latin1'))!;
    expect(Number(own)).toBeCloseTo(0.75 * sizeOf(collapse).width, 3);
  });

  it('has the same bytes each time, without the date', async () => {
    expect(heatMapsPdf.equals(await pdfOf(heatMaps))).toBe(true);
    expect(heatMapsPdf.toString('latin1')).toContain('(D:19700101000000Z)');
    expect(heatMapsPdf.toString('latin1')).not.toMatch(/D:20\d\d/);
  });

  it('draws each line, cell and colour of the SVG', () => {
    const [drawing] = streamsOf(heatMapsPdf).map(String);
    const rectangles = heatMaps.match(/h-?[\d.]+v-?[\d.]+h-?[\d.]+Z/g)!.length;
    expect(drawing!.match(/^h$/gm)!.length).toBeGreaterThan(0.9 * rectangles);
    const [, r, g, b] = /fill="rgb\((\d+), (\d+), (\d+)\)"/.exec(heatMaps)!.map(Number);
    const colors = [...drawing!.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) scn$/gm)].map(([, ...parts]) =>
      parts.map((part) => Math.round(255 * Number(part))),
    );
    expect(colors).toContainEqual([r, g, b]);
  });

  it('refuses a drawing that it cannot show', async () => {
    const tilted = collapse.replace('transform="translate(', 'transform="skewX(30) translate(');
    await expect(pdfOf(tilted)).rejects.toThrow('the drawing cannot be a PDF: transform skewX');
  });
});

/** Programs of poppler-utils, which continuous integration installs. */
const hasPoppler = process.env['CI'] === 'true' || spawnSync('pdftotext', ['-v']).error === undefined;
const font = {
  fontFiles: Object.values(fontFiles()),
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
};
const folder = mkdtempSync(join(tmpdir(), 'figures-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.runIf(hasPoppler)('a figure as PDF, read by poppler', () => {
  const files = ['mapping/figures/residuals-factor-2.svg', 'topic/figures/effects.svg'];

  // Outside CI one of them.
  it.each(some(files, 2))('has the texts of %s in embedded fonts', async (path) => {
    const svg = svgOf(path);
    const file = join(folder, 'figure.pdf');
    writeFileSync(file, await pdfOf(svg, 85));
    const read = (program: string, ...options: string[]) =>
      execFileSync(program, [...options, file, ...(program === 'pdftotext' ? ['-'] : [])], {
        encoding: 'utf8',
      });
    expect(read('pdfinfo')).toMatch(/Pages: +1\n[^]*Page size: +240\.9\d* x /);
    const fonts = read('pdffonts').trim().split('\n').slice(2);
    expect(fonts).toHaveLength(2);
    for (const font of fonts)
      expect(font).toMatch(/^[A-Z]{6}\+DejaVuSans.*CID TrueType +Identity-H +yes yes yes/);
    const words = read('pdftotext').replace(/\s+/g, '');
    const texts = [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!);
    expect(texts.length).toBeGreaterThan(10);
    // Text that runs upwards is read in another order, but whole.
    for (const text of texts) expect(words).toContain(text.replace(/\s+/g, ''));
  });

  it('is drawn as the PNG', () => {
    const file = join(folder, 'figure.pdf');
    writeFileSync(file, heatMapsPdf);
    execFileSync('pdftoppm', ['-r', '60', '-gray', file, join(folder, 'page')]);
    const [page] = readdirSync(folder).filter((name) => name.endsWith('.pgm'));
    const [, w, h] = /^P5\s(\d+) (\d+)\s/.exec(readFileSync(join(folder, page!), 'latin1'))!.map(Number);
    const pixels = readFileSync(join(folder, page!)).subarray(-w! * h!);
    const image = new Resvg(heatMaps, { font, fitTo: { mode: 'width', value: w! } }).render();
    const reds = image.pixels.filter((_, i) => i % 4 === 0);
    const inked = (values: Uint8Array) => values.filter((value) => value < 240).length / values.length;
    expect(inked(pixels)).toBeGreaterThan(0.3);
    expect(Math.abs(inked(pixels) / inked(reds) - 1)).toBeLessThan(0.05);
  });
});
