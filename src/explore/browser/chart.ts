/** What the charts share: a drawing as wide as its place, axes, lines, labels that keep off each other. */

import type { Axis, Tick } from '../axis.js';
import { svg } from './elements.js';

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Text is 12 pixels high; a chart has the size of its element, so that stays so on a phone. */
const MARGIN = { left: 46, right: 14, top: 12, bottom: 42 };

export function frameOf(element: SVGSVGElement): Frame {
  const width = Math.max(240, element.clientWidth);
  const height = Math.max(160, element.clientHeight);
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

export function axes(frame: Frame, x: Axis, y: Axis, titles: { x: string; y: string }): SVGGElement {
  const group = svg('g', { class: 'axes' });
  for (const tick of y.ticks) {
    const at = y.at(tick.value);
    group.append(svg('line', { class: 'grid', x1: frame.left, x2: frame.right, y1: at, y2: at }));
    group.append(svg('text', { x: frame.left - 6, y: at + 4, 'text-anchor': 'end' }, ...tickText(tick)));
  }
  for (const tick of x.ticks) {
    const at = x.at(tick.value);
    group.append(svg('line', { class: 'tick', x1: at, x2: at, y1: frame.bottom, y2: frame.bottom + 4 }));
    group.append(svg('text', { x: at, y: frame.bottom + 17, 'text-anchor': 'middle' }, ...tickText(tick)));
  }
  group.append(
    svg('line', { class: 'axis', x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom }),
  );
  group.append(
    svg(
      'text',
      { class: 'title', x: (frame.left + frame.right) / 2, y: frame.height - 6, 'text-anchor': 'middle' },
      titles.x,
    ),
  );
  const middle = (frame.top + frame.bottom) / 2;
  group.append(
    svg(
      'text',
      { class: 'title', x: 12, y: middle, transform: `rotate(-90 12 ${middle})`, 'text-anchor': 'middle' },
      titles.y,
    ),
  );
  return group;
}

function tickText({ text, exponent }: Tick): (Node | string)[] {
  return exponent === undefined ? [text] : [text, svg('tspan', { class: 'exponent', dy: -5 }, exponent)];
}

export type Point = readonly [x: number, y: number];

/** A line through pixels. */
export function line(points: readonly Point[], kind: string): SVGPathElement {
  return svg('path', { class: `line ${kind}`, d: pathOf(points) });
}

export function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** Restricts what is in it to the frame. */
export function clipped(id: string, frame: Frame, ...children: Node[]): SVGGElement {
  const box = svg('rect', {
    x: frame.left,
    y: frame.top,
    width: frame.right - frame.left,
    height: frame.bottom - frame.top,
  });
  return svg('g', { 'clip-path': `url(#${id})` }, svg('clipPath', { id }, box), ...children);
}

export interface Label {
  x: number;
  y: number;
  text: string;
  kind: string;
}

/** Labels of lines, moved apart where they would touch; they stand before their x, on a ground of their own. */
export function labels(frame: Frame, wanted: readonly Label[], anchor: 'start' | 'end' = 'end'): SVGGElement {
  const group = svg('g', { class: 'labels' });
  const sorted = [...wanted].sort((a, b) => a.y - b.y);
  const gap = 15;
  const places: number[] = [];
  for (const { y } of sorted) places.push(Math.max(y, (places.at(-1) ?? -Infinity) + gap, frame.top + 10));
  for (let i = places.length - 1; i >= 0; i--)
    places[i] = Math.min(places[i]!, (places[i + 1] ?? frame.bottom + gap - 5) - gap);
  for (const [i, { x, text, kind }] of sorted.entries()) {
    group.append(svg('text', { class: `label ${kind}`, x, y: places[i]!, 'text-anchor': anchor }, text));
  }
  return group;
}

/** Where the user is. */
export function dot(x: number, y: number): SVGGElement {
  return svg(
    'g',
    { class: 'dot' },
    svg('circle', { cx: x, cy: y, r: 9, class: 'halo' }),
    svg('circle', { cx: x, cy: y, r: 5 }),
  );
}
