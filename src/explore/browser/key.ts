/** The key of a chart: a sample and the name of each mark, in rows above the plot area. */

import { svg } from './elements.js';

export interface KeyItem {
  readonly text: string;
  /** Class of the mark, which gives the sample the same look and the text the same colour. */
  readonly kind: string;
  readonly mark: 'line' | 'area' | 'dot' | 'rule';
}

/** Sizes in pixels. */
const ROW = 18;
const SAMPLE = 18;
const GAP = 5;
const BETWEEN = 14;
const EDGE = 4;

/** Lays out the items in rows that fit the width. @returns the key, and its lower end */
export function keyOf(items: readonly KeyItem[], width: number): { key: SVGGElement; bottom: number } {
  const key = svg('g', { class: 'key' });
  let x = EDGE;
  let row = 0;
  for (const item of items) {
    const size = SAMPLE + GAP + textWidth(item.text);
    if (x > EDGE && x + size > width - EDGE) {
      x = EDGE;
      row++;
    }
    const y = row * ROW + ROW / 2;
    key.append(
      sampleOf(item, x, y),
      svg('text', { class: 'label', x: x + SAMPLE + GAP, y: y + 4 }, item.text),
    );
    x += size + BETWEEN;
  }
  return { key, bottom: items.length === 0 ? 0 : (row + 1) * ROW };
}

function sampleOf({ kind, mark }: KeyItem, x: number, y: number): SVGElement {
  if (mark === 'area') return svg('rect', { class: kind, x, y: y - 6, width: SAMPLE, height: 12 });
  if (mark === 'dot') return svg('g', { class: 'dot' }, svg('circle', { cx: x + SAMPLE / 2, cy: y, r: 5 }));
  if (mark === 'rule') return svg('line', { class: kind, x1: x + 9, x2: x + 9, y1: y - 7, y2: y + 7 });
  return svg('line', { class: `line ${kind}`, x1: x, x2: x + SAMPLE, y1: y, y2: y });
}

const widths = new Map<string, number>();
/** Number of stored widths at which all are dropped. */
const MOST_WIDTHS = 2000;

let context: CanvasRenderingContext2D | null = null;

/** Width of a text in a chart, in pixels: that of its bold letters, which are at least as wide. */
export function textWidth(text: string): number {
  if (text === '') return 0;
  let width = widths.get(text);
  if (width === undefined) {
    if (!context) {
      context = document.createElement('canvas').getContext('2d')!;
      context.font = `600 12px ${getComputedStyle(document.documentElement).fontFamily}`;
    }
    width = Math.ceil(context.measureText(text).width);
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(text, width);
  }
  return width;
}
