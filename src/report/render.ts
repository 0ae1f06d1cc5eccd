import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { withTooltips } from '../figures/tooltips.js';
import { fontFiles, readTextWidth } from './font.js';

export interface RenderedFigure {
  /** Text stays text. */
  readonly svg: string;
  /** Twice the size of the SVG. */
  readonly png: Uint8Array;
  /** The same drawing for a page that runs Vega, with tooltips. */
  readonly vega: Spec;
}

/** Draws a Vega-Lite spec; the same spec gives the same bytes. Throws what Vega would only warn about: a sheet with a warning is not as meant. */
export async function renderFigure(spec: TopLevelSpec): Promise<RenderedFigure> {
  const { svg, vega } = await renderSvg(spec);
  return { svg, png: await renderPng(svg), vega };
}

// The three libraries take half a second to load, so only who draws loads them.

async function renderSvg(spec: TopLevelSpec): Promise<Pick<RenderedFigure, 'svg' | 'vega'>> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  await measureWithOurFont(vega);
  const { logger, complaints } = collectingLogger();
  const compiled = vegaLite.compile(withTooltips(spec), { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  try {
    const svg = await view.toSVG();
    // Vega logs errors of its dataflow instead of throwing them, and draws what is left.
    if (complaints.length > 0)
      throw new Error(`the figure cannot be drawn as specified: ${complaints.join('; ')}`);
    return { svg: joinPaths(renumberIds(svg)), vega: compiled };
  } finally {
    view.finalize();
  }
}

async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { regular, bold } = fontFiles();
  // Without a font file resvg leaves all text out, silently.
  const font = { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}
let measured = false;

/**
 * Without a canvas Vega takes every character for 0.8 em wide and spaces the panels accordingly. Its text metrics are meant to be replaced:
 * with the widths of the very font the layout is exact, and the same on every machine.
 */
async function measureWithOurFont(vega: object): Promise<void> {
  if (measured) return;
  const { textMetrics } = vega as {
    textMetrics: { width: (item: TextItem, text: string | number | null | undefined) => number };
  };
  const { regular, bold } = fontFiles();
  const [regularWidth, boldWidth] = await Promise.all([readTextWidth(regular), readTextWidth(bold)]);
  textMetrics.width = (item, text) => {
    const isBold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
    return (isBold ? boldWidth : regularWidth)(String(text ?? '')) * (item.fontSize ?? 11);
  };
  measured = true;
}

/** A logger that keeps warnings and errors instead of printing them. */
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

/** Vega numbers gradients and clips from the start of the process; a figure must not depend on those drawn before it. */
function renumberIds(svg: string): string {
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!);
  return svg.replace(
    /( id="|url\(#)([^")]*)/g,
    (_, before: string, id: string) => `${before}def-${ids.indexOf(id)}`,
  );
}

/** Joins neighbouring paths that differ in nothing but their outline: all cells of one colour become one path. */
function joinPaths(svg: string): string {
  let [before, outline, after] = ['', '', ''];
  const joined: string[] = [];
  const flush = () => {
    if (outline !== '') joined.push(before, outline, after);
    outline = '';
  };
  // Every piece is one path, or whatever lies between two.
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
