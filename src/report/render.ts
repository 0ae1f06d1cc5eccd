import { renderAsync } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { withTooltips } from '../figures/tooltips.js';
import type { Format } from './figure-form.js';
import { imageFontFiles } from './font.js';
import { renderPdf } from './pdf.js';
import { sizeOf } from './svg-size.js';
import { textWidth } from './text-width.js';

useWidthsOfFont();

/**
 * Most pixels in a row or column of a figure: resvg ends the process at an image that it cannot hold. Our
 * choice.
 */
const MOST_PIXELS = 30_000;

export interface RenderedFigure {
  /** Keeps text as text, not as paths. */
  readonly svg: string;
  /** Twice as wide and high as the SVG. */
  readonly png: Uint8Array;
  /** The same figure for a page that runs Vega, with tooltips. */
  readonly vega: vega.Spec;
}

/**
 * Draws a Vega-Lite specification. The same specification gives the same bytes.
 * @throws {Error} where Vega only warns, because a figure with a warning is not drawn as specified
 */
export async function renderFigure(spec: TopLevelSpec): Promise<RenderedFigure> {
  const drawn = await renderSvg(spec);
  return { ...drawn, png: await renderPng(drawn.svg, null) };
}

/** Draws without PNG, which takes half of the time. @throws {Error} as `renderFigure` */
export async function renderSvg(spec: TopLevelSpec): Promise<Pick<RenderedFigure, 'svg' | 'vega'>> {
  const { logger, complaints } = collectingLogger();
  const compiled = compile(withTooltips(spec), { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  try {
    const svg = await view.toSVG();
    // Vega logs errors of its dataflow instead of throwing them, and draws an incomplete figure.
    if (complaints.length > 0)
      throw new Error(`the figure cannot be drawn as specified: ${complaints.join('; ')}`);
    const { width, height } = sizeOf(svg);
    if (!(width <= MOST_PIXELS && height <= MOST_PIXELS))
      throw new Error(`the figure cannot be drawn: it would be ${width} x ${height} pixels`);
    return { svg: joinPaths(renumberIds(svg)), vega: compiled };
  } finally {
    view.finalize();
  }
}

/**
 * A drawing as the content of a file.
 * @param width on paper, millimetres; null: its own size, and twice as many pixels
 */
export async function drawingIn(
  format: Format,
  svg: string,
  width: number | null,
): Promise<string | Uint8Array> {
  if (format === 'pdf') return renderPdf(withoutSeams(svg), width);
  if (width === null) return format === 'svg' ? svg : renderPng(svg, null);
  const seamless = withoutSeams(svg);
  return format === 'svg' ? withWidth(seamless, width) : renderPng(seamless, width);
}

/** Pixels per millimetre of a PNG for paper: 300 per inch. */
const PIXELS_PER_MM = 300 / 25.4;

function withWidth(svg: string, millimetres: number): string {
  const { width, height } = sizeOf(svg);
  const own = `width="${width}" height="${height}"`;
  const scaled = Number(((millimetres * height) / width).toFixed(3));
  return svg.replace(own, `width="${millimetres}mm" height="${scaled}mm"`);
}

/** Width of the outlines that close seams, pixels. */
const SEAM = 0.6;

/**
 * Gives the cells of heat maps outlines of their own colour. At other than whole multiples of its pixels a
 * drawing would show the background between cells that touch, as thin lines.
 */
function withoutSeams(svg: string): string {
  return svg.replace(
    /<path d="(?:M[-\d.,]+h[-\d.]+v[-\d.]+h[-\d.]+Z)+" fill="(rgb\([^)]*\))"\/>/g,
    (path, color: string) => path.replace('/>', ` stroke="${color}" stroke-width="${SEAM}"/>`),
  );
}

async function renderPng(svg: string, width: number | null): Promise<Uint8Array> {
  const visible = withoutHidden(svg);
  // Without a font file, resvg leaves out all text without an error.
  const { regular, bold } = imageFontFiles(visible);
  const font = { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  const fitTo =
    width === null
      ? ({ mode: 'zoom', value: 2 } as const)
      : ({ mode: 'width', value: Math.round(width * PIXELS_PER_MM) } as const);
  // On a thread of libuv, so that the next figure can be drawn meanwhile.
  return (await renderAsync(visible, { font, fitTo })).asPng();
}

/**
 * Removes lines and symbols that lie off the page. They are invisible, and resvg ends the process at a
 * clipped one that is twice a page away.
 */
function withoutHidden(svg: string): string {
  const { width, height } = sizeOf(svg);
  const isOff = (from: number, to: number, size: number) => to < -size || from > size;
  return svg.replace(/<(?:line|path) [^>]*\/>/g, (mark) => {
    const [x = 0, y = 0] = numbersIn(/transform="translate\(([^)]*)\)/.exec(mark));
    // Points of a straight line. Other shapes with a translation are small, others without one are not
    // clipped.
    const ends = numbersIn(/ d="([-+\d.,eMLZ]*)"/.exec(mark));
    const [x2 = 0] = numbersIn(/ x2="([^"]*)"/.exec(mark));
    const [y2 = 0] = numbersIn(/ y2="([^"]*)"/.exec(mark));
    const xs = ends.length > 0 ? ends.filter((_, i) => i % 2 === 0) : [0, x2];
    const ys = ends.length > 0 ? ends.filter((_, i) => i % 2 === 1) : [0, y2];
    const isHidden = isOff(x + least(xs), x + most(xs), width) || isOff(y + least(ys), y + most(ys), height);
    return isHidden ? '' : mark;
  });
}

function numbersIn(match: RegExpExecArray | null): number[] {
  return (match?.[1]?.match(/-?[\d.]+(?:e[+-]?\d+)?/g) ?? []).map(Number);
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/**
 * Replaces Vega's text metrics by the widths of our font, so that the layout is exact and the same on every
 * machine. Without a canvas, Vega assumes that every character is 0.8 em wide.
 */
function useWidthsOfFont(): void {
  const [regular, bold] = [textWidth('regular'), textWidth('bold')];
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: string | number | null | undefined) => number };
  };
  textMetrics.width = (item, text) => {
    const isBold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
    return (isBold ? bold : regular)(String(text ?? '')) * (item.fontSize ?? 11);
  };
}

/** Returns a logger that collects warnings and errors instead of printing them. */
function collectingLogger() {
  const complaints: string[] = [];
  const collect = (...messages: readonly unknown[]) => {
    complaints.push(messages.map(String).join(' '));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: ignore as never, warn: collect, error: collect, info: ignore, debug: ignore };
  return { logger, complaints };
}

/**
 * Numbers ids from the start of the figure. Vega counts them from the start of the process, so they would
 * depend on earlier figures.
 */
function renumberIds(svg: string): string {
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  return svg.replace(
    /( id="|url\(#)([^")]*)/g,
    (_, before: string, id: string) => `${before}def-${ids.indexOf(id)}`,
  );
}

/** Joins neighbouring paths that differ only in their outline: all cells of one colour become one path. */
function joinPaths(svg: string): string {
  let [before, outline, after] = ['', '', ''];
  const joined: string[] = [];
  const flush = () => {
    if (outline !== '') joined.push(before, outline, after);
    outline = '';
  };
  // Each piece is one path, or the text between two paths.
  for (const piece of svg.split(/(<path [^>]*\/>)/)) {
    const path = /^(<path (?:[^>]* )?d=")([^"]*)("[^>]*\/>)$/.exec(piece);
    if (path === null) {
      if (piece !== '') {
        flush();
        joined.push(piece);
      }
      continue;
    }
    if (path[1] !== before || path[3] !== after) flush();
    [before, after] = [path[1]!, path[3]!];
    outline += path[2]!;
  }
  flush();
  return joined.join('');
}
