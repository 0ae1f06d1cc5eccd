/** Parts that all charts share: the plot area, axes, lines and marks. */

import type { Axis, Tick } from '../axis.js';
import { svg } from './elements.js';
import { keyOf, textWidth, type KeyItem } from './key.js';

/** The drawing and the plot area inside it, in pixels of the screen. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The key, drawn above the plot area. */
  readonly key: SVGGElement;
}

/**
 * Margins of the plot area, in pixels: room for tick texts, axis titles, and marks that reach over its edge.
 */
const MARGIN = { right: 18, bottom: 54 };
/** Distance of tick texts from the plot area: a dot or the knob of the handle reaches over its edge. */
const REACH = 12;
/** Width of the rotated title of the vertical axis. */
const TITLE_WIDTH = 20;
/** Least distance between tick texts. */
const TICK_GAP = 6;

/** Width below which a chart shrinks instead of getting narrower, in pixels. */
const LEAST_WIDTH = 240;
const LEAST_HEIGHT = 160;

/**
 * Gives the drawing the size of its element, so that text has the same height on every screen. Names of marks
 * stand in a key above the plot area, and tick texts beside it, so no text can cover a mark.
 * @param items of the key
 * @param yTicks whose texts decide the left margin
 */
export function frameOf(element: SVGSVGElement, items: readonly KeyItem[], yTicks: readonly Tick[]): Frame {
  const width = drawnWidth(element);
  const height = Math.max(LEAST_HEIGHT, sizeOf(element).height);
  element.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const { key, bottom } = keyOf(items, width);
  return {
    width,
    height,
    left: TITLE_WIDTH + Math.max(0, ...yTicks.map(tickWidth)) + REACH,
    right: width - MARGIN.right,
    top: bottom + 15,
    bottom: height - MARGIN.bottom,
    key,
  };
}

/** Width of a drawing in its own pixels. */
export function drawnWidth(element: SVGSVGElement): number {
  return Math.max(LEAST_WIDTH, sizeOf(element).width);
}

/**
 * Sizes of the charts. To read a size after a change of the page makes the browser lay the page out at once.
 */
const sizes = new Map<SVGSVGElement, { width: number; height: number }>();
/** Made at the first use, because workers, which run the same script, have no such class. */
let observer: ResizeObserver | null = null;

function sizeOf(element: SVGSVGElement): { width: number; height: number } {
  let size = sizes.get(element);
  if (!size) {
    size = { width: element.clientWidth, height: element.clientHeight };
    sizes.set(element, size);
    observer ??= new ResizeObserver((entries) => {
      for (const { target } of entries) sizes.delete(target as SVGSVGElement);
    });
    observer.observe(element);
  }
  return size;
}

/** The inputs and the result of the last drawing of a chart. */
const lastDrawings = new Map<SVGSVGElement, { inputs: string; result: unknown }>();

/**
 * Draws a chart unless its inputs and its size are those of its last drawing: a drag changes one chart of
 * five.
 * @param inputs everything that the drawing shows
 */
export function drawIfChanged<T>(element: SVGSVGElement, inputs: readonly unknown[], draw: () => T): T {
  const key = JSON.stringify([sizeOf(element), ...inputs]);
  const last = lastDrawings.get(element);
  if (last?.inputs === key) return last.result as T;
  const result = draw();
  lastDrawings.set(element, { inputs: key, result });
  return result;
}

/** Draws both axes, with horizontal grid lines, and the key. */
export function axes(frame: Frame, x: Axis, y: Axis, titles: { x: string; y: string }): SVGGElement {
  const { left, right, top, bottom, height, width, key } = frame;
  const middle = (top + bottom) / 2;
  return svg(
    'g',
    { class: 'axes' },
    key,
    ...y.ticks.flatMap((tick) => {
      const at = y.scale(tick.value);
      return [
        svg('line', { class: 'grid', x1: left, x2: right, y1: at, y2: at }),
        svg('text', { x: left - REACH, y: at + 4, 'text-anchor': 'end' }, ...tickText(tick)),
      ];
    }),
    ...apart(x, width).flatMap((tick) => {
      const at = x.scale(tick.value);
      return [
        svg('line', { class: 'tick', x1: at, x2: at, y1: bottom, y2: bottom + 4 }),
        svg('text', { x: at, y: bottom + REACH + 15, 'text-anchor': 'middle' }, ...tickText(tick)),
      ];
    }),
    svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    svg('text', { class: 'title', x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, titles.x),
    svg(
      'text',
      { class: 'title', x: 14, y: middle, transform: `rotate(-90 14 ${middle})`, 'text-anchor': 'middle' },
      titles.y,
    ),
  );
}

/** Ticks whose texts neither touch each other nor leave the drawing. */
function apart({ scale, ticks }: Axis, width: number): Tick[] {
  const kept: Tick[] = [];
  let end = 0;
  for (const tick of ticks) {
    const at = scale(tick.value);
    const half = tickWidth(tick) / 2;
    if (at - half < end || at + half > width) continue;
    kept.push(tick);
    end = at + half + TICK_GAP;
  }
  return kept;
}

function tickWidth({ text, exponent = '' }: Tick): number {
  return textWidth(text) + textWidth(exponent);
}

function tickText({ text, exponent }: Tick): (Node | string)[] {
  return exponent === undefined ? [text] : [text, svg('tspan', { class: 'exponent', dy: -5 }, exponent)];
}

/** In pixels. */
export type Point = readonly [x: number, y: number];

/** @param kind class that gives the line its colour */
export function polyline(points: readonly Point[], kind: string): SVGPathElement {
  return svg('path', { class: `line ${kind}`, d: pathThrough(points) });
}

/** Path data of straight lines through the points. d3-shape would do this, but adds 20 kB to the page. */
export function pathThrough(points: readonly Point[]): string {
  return points.length === 0 ? '' : `M${points.map(([x, y]) => `${pixel(x)} ${pixel(y)}`).join('L')}`;
}

/** Text of a coordinate. Tenths of a pixel are precise enough. */
export function pixel(coordinate: number): string {
  return coordinate.toFixed(1);
}

export function horizontalLine({ left, right }: Frame, y: number, kind: string): SVGLineElement {
  return svg('line', { class: `line ${kind}`, x1: left, x2: right, y1: y, y2: y });
}

/** Hides parts of marks outside the plot area. */
export function clipped(element: SVGSVGElement, frame: Frame, ...children: Node[]): SVGGElement {
  const { left, right, top, bottom } = frame;
  const id = `clip-${element.id}`;
  const area = svg('rect', { x: left, y: top, width: right - left, height: bottom - top });
  return svg('g', { 'clip-path': `url(#${id})` }, svg('clipPath', { id }, area), ...children);
}

/** Marks the user's topic. */
export function topicDot(x: number, y: number): SVGGElement {
  return svg(
    'g',
    { class: 'dot' },
    svg('circle', { cx: x, cy: y, r: 9, class: 'halo' }),
    svg('circle', { cx: x, cy: y, r: 5 }),
  );
}
