/** Parts that all charts share: the plot area, axes, lines, and labels that do not overlap. */

import type { Axis, Tick } from '../axis.js';
import { svg } from './elements.js';

/** The drawing and the plot area inside it, in pixels of the screen. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Room for tick texts and axis titles, in pixels. */
const MARGIN = { left: 46, right: 14, top: 12, bottom: 42 };

/** Width below which a chart shrinks instead of getting narrower, in pixels. */
const LEAST_WIDTH = 240;
const LEAST_HEIGHT = 160;

/** Gives the drawing the size of its element, so that text has the same height on every screen. */
export function frameOf(element: SVGSVGElement): Frame {
  const width = drawnWidth(element);
  const height = Math.max(LEAST_HEIGHT, element.clientHeight);
  element.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return {
    width,
    height,
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
}

/** Width of a drawing in its own pixels. */
export function drawnWidth(element: SVGSVGElement): number {
  return Math.max(LEAST_WIDTH, element.clientWidth);
}

/** Draws both axes, with horizontal grid lines. */
export function axes(frame: Frame, x: Axis, y: Axis, titles: { x: string; y: string }): SVGGElement {
  const { left, right, top, bottom, height } = frame;
  const middle = (top + bottom) / 2;
  return svg(
    'g',
    { class: 'axes' },
    ...y.ticks.flatMap((tick) => {
      const at = y.scale(tick.value);
      return [
        svg('line', { class: 'grid', x1: left, x2: right, y1: at, y2: at }),
        svg('text', { x: left - 6, y: at + 4, 'text-anchor': 'end' }, ...tickText(tick)),
      ];
    }),
    ...x.ticks.flatMap((tick) => {
      const at = x.scale(tick.value);
      return [
        svg('line', { class: 'tick', x1: at, x2: at, y1: bottom, y2: bottom + 4 }),
        svg('text', { x: at, y: bottom + 17, 'text-anchor': 'middle' }, ...tickText(tick)),
      ];
    }),
    svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    svg('text', { class: 'title', x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, titles.x),
    svg(
      'text',
      { class: 'title', x: 12, y: middle, transform: `rotate(-90 12 ${middle})`, 'text-anchor': 'middle' },
      titles.y,
    ),
  );
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

/** Hides what lies outside the plot area. */
export function clipped(id: string, { left, right, top, bottom }: Frame, ...children: Node[]): SVGGElement {
  const area = svg('rect', { x: left, y: top, width: right - left, height: bottom - top });
  return svg('g', { 'clip-path': `url(#${id})` }, svg('clipPath', { id }, area), ...children);
}

export interface LineLabel {
  /** Wanted position, in pixels. */
  x: number;
  y: number;
  text: string;
  /** Class of the line, which gives the label the same colour. */
  kind: string;
}

/** Least distance between the base lines of two labels, in pixels. */
const LABEL_DISTANCE = 15;

/** Labels of lines, moved up or down where they would overlap or leave the plot area. */
export function lineLabels(
  { top, bottom }: Frame,
  labels: readonly LineLabel[],
  anchor: 'start' | 'end' = 'end',
): SVGGElement {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  const heights: number[] = [];
  for (const { y } of sorted)
    heights.push(Math.max(y, (heights.at(-1) ?? -Infinity) + LABEL_DISTANCE, top + 10));
  let lowest = bottom - 5;
  for (let i = heights.length - 1; i >= 0; i--) {
    heights[i] = Math.min(heights[i]!, lowest);
    lowest = heights[i]! - LABEL_DISTANCE;
  }
  return svg(
    'g',
    { class: 'labels' },
    ...sorted.map(({ x, text, kind }, i) =>
      svg('text', { class: `label ${kind}`, x, y: heights[i]!, 'text-anchor': anchor }, text),
    ),
  );
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
