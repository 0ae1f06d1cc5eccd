/** A panel of lines, bands and points with intervals on two axes, and panels side by side. */

import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { labelExpression, linearTicks } from '../heat-map/cell-axis.js';
import { plainLabel } from '../sheet.js';
import type { FigurePart } from '../sheet.js';
import { heading, rowName } from '../heat-map/heat-map.js';
import { interval } from '../tooltips.js';
import type { Described } from '../tooltips.js';

/** Told apart by the colour-blind (Okabe and Ito, two of them darkened to be legible as text). */
export const COLORS = {
  blue: '#0072b2',
  orange: '#b85000',
  green: '#00765a',
  grey: '#555555',
  black: '#111111',
} as const;

/** Lines of the sheets are at most this many. */
export const ORDERED_COLORS = ['#440154', '#31688e', '#1f8a5b', '#8a7a00', '#b85000', '#cc5c9c'] as const;

export interface PanelAxis {
  readonly type: 'linear' | 'log' | 'symlog';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly label: (tick: number) => string;
  /** Quantity and unit. */
  readonly title: string;
}

/** The drawing area of a panel, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly x: PanelAxis;
  readonly y: PanelAxis;
}

export interface Panel {
  readonly frame: Frame;
  readonly layers: readonly FigurePart[];
  /** Lines over the panel. */
  readonly heading?: readonly string[];
  /** Name of the row; on the left panel only. */
  readonly rowName?: string;
  /** Whether the labels of the axes stand here. */
  readonly left: boolean;
  readonly bottom: boolean;
}

/** Pixels, as of all sheets whose panels do not grow with their number of cells. */
export const px = (size: number): number => size;

const Y_LABELS = 46;

/** Panels row by row in `columns` columns. */
export function panelRows(
  panels: readonly Panel[],
  columns: number,
  gap: { row: number; column: number },
): FigurePart {
  return {
    columns,
    bounds: 'flush',
    spacing: gap,
    concat: panels.map(drawn),
  };
}

/**
 * A panel for each scheme (row) and mapping (column), all on the same axes.
 * @param linesOf what stands over a panel beside the name of its mapping
 * @param endLabels whether there must be room for labels to the right of the last column
 */
export function schemePanels<Each extends { readonly scheme: SchemeName; readonly mapping: MappingName }>(
  panels: readonly Each[],
  x: Omit<PanelAxis, 'ticks'> & { ticks: (width: number) => number[] },
  y: PanelAxis,
  layersOf: (frame: Frame, panel: Each, isLast: boolean) => FigurePart[],
  {
    linesOf = () => [],
    endLabels: named = false,
  }: { linesOf?: (panel: Each) => string[]; endLabels?: boolean } = {},
): FigurePart {
  const columns = new Set(panels.map(({ mapping }) => mapping)).size;
  const width = (columns === 1 ? 600 : 330) - (named ? 40 : 0);
  const frame: Frame = { width, height: 210, x: { ...x, ticks: x.ticks(width) }, y };
  const mostLines = Math.max(...panels.map((panel) => linesOf(panel).length));
  const drawings = panels.map((panel, i): Panel => {
    const lines = [...(i < columns ? [panel.mapping] : []), ...linesOf(panel)];
    return {
      frame,
      layers: layersOf(frame, panel, i % columns === columns - 1),
      ...(lines.length > 0 && { heading: lines }),
      ...(i % columns === 0 && { rowName: panel.scheme }),
      left: i % columns === 0,
      bottom: i >= panels.length - columns,
    };
  });
  return panelRows(drawings, columns, { row: 24 + mostLines * LINE_HEIGHT, column: 36 });
}

function drawn({ frame, layers, heading: lines, rowName: name, left, bottom }: Panel): FigurePart {
  const { width, height, x, y } = frame;
  const axis = (of: PanelAxis, labels: boolean) => ({
    values: [...of.ticks],
    labelExpr: labelExpression(of.ticks, of.label),
    title: labels ? of.title : null,
    labels,
    grid: true,
    gridColor: '#e8e8e8',
    gridWidth: 1,
  });
  return {
    width,
    height,
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rect', filled: false, stroke: '#555555', strokeWidth: 1 },
        encoding: {
          x: {
            datum: x.domain[0],
            type: 'quantitative',
            title: x.title,
            scale: scaleOf(x),
            axis: axis(x, bottom),
          },
          x2: { datum: x.domain[1] },
          y: {
            datum: y.domain[0],
            type: 'quantitative',
            title: y.title,
            scale: scaleOf(y),
            axis: { ...axis(y, left), minExtent: Y_LABELS, maxExtent: Y_LABELS },
          },
          y2: { datum: y.domain[1] },
        },
      },
      ...layers,
      ...(lines ? [heading(lines, px)] : []),
      ...(name === undefined ? [] : [rowName(name, height, Y_LABELS + 30, px)]),
    ],
    resolve: { axis: { x: 'independent', y: 'independent' } },
  } as FigurePart;
}

function scaleOf({ type, domain }: PanelAxis) {
  return { type, domain: [...domain], nice: false, ...(type === 'log' ? {} : { zero: false }) };
}

const POSITIONS = {
  linear: (value: number) => value,
  log: Math.log10,
  symlog: (value: number) => Math.sign(value) * Math.log1p(Math.abs(value)),
};

/** Where a value lies on an axis of this length, in pixels from its low end. */
export function placeOn({ type, domain }: PanelAxis, length: number, value: number): number {
  const [low, high] = domain.map(POSITIONS[type]) as [number, number];
  return ((POSITIONS[type](value) - low) / (high - low)) * length;
}

/** A domain that leaves the outermost values a little room; the same amount around a single value. */
export function roomFor(values: readonly number[], type: PanelAxis['type']): [number, number] {
  const positions = values.map(POSITIONS[type]);
  const [low, high] = [Math.min(...positions), Math.max(...positions)];
  const room = 0.04 * (high - low) || 0.5;
  const back = {
    linear: (position: number) => position,
    log: (position: number) => Math.exp(position * Math.LN10),
    symlog: (position: number) => Math.sign(position) * Math.expm1(Math.abs(position)),
  }[type];
  return [back(low - room), back(high + room)];
}

/** Pixels, on the safe side. */
function labelWidth(tick: number): number {
  return 9.6 * plainLabel(tick).length;
}

/** Multiples of 0, 1, 2, 3 and 5 on both sides of zero, the roundest first, as far as their labels do not touch. */
export function symlogTicks(domain: readonly [number, number], length: number): number[] {
  const axis: PanelAxis = { type: 'symlog', domain, ticks: [], label: String, title: '' };
  const powers = [1, 10, 100, 1000, 1e4, 1e5, 1e6];
  const sizes = [...powers, ...[2, 5, 3, 0.5].flatMap((digit) => powers.map((power) => digit * power))];
  const ticks: number[] = [];
  for (const tick of [0, ...sizes.flatMap((size) => [size, -size])]) {
    const place = placeOn(axis, length, tick);
    if (place < 0 || place > length) continue;
    const isFree = (other: number) =>
      Math.abs(placeOn(axis, length, other) - place) >= (labelWidth(tick) + labelWidth(other)) / 2 + 7;
    if (ticks.every(isFree)) ticks.push(tick);
  }
  return ticks.sort((a, b) => a - b);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A value with its interval; an end that is not a number is open. */
export interface Estimate extends Point, Pick<Described, 'about'> {
  readonly low: number;
  readonly high: number;
}

export interface LineStyle {
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
  /** What the line is, to who points at it. */
  readonly name?: string;
}

export const DASHED = [7, 4];
export const DOTTED = [1.5, 3];

/** Lines through the points that lie on the axes; what leaves the panel is cut. */
export function line(
  frame: Frame,
  points: readonly Point[],
  { color, width = 1.5, dash, opacity, name }: LineStyle,
): FigurePart[] {
  const values = points.filter((point) => isOn(frame.y, point.y));
  if (values.length < 2) return [];
  return [
    {
      data: {
        values: values.map(({ x, y }) => ({ x, y, ...(name !== undefined && { about: { line: name } }) })),
      },
      mark: {
        type: 'line',
        stroke: color,
        strokeWidth: width,
        clip: true,
        aria: false,
        ...(dash && { strokeDash: [...dash] }),
        opacity,
      },
      encoding: XY,
    } as FigurePart,
  ];
}

/** The area between two values at each x. A lower one that is not a number is below everything; an upper one ends the area. */
export function band(
  frame: Frame,
  values: readonly { x: number; low: number; high: number }[],
  style: LineStyle,
): FigurePart[] {
  const areas = values
    .filter(({ high }) => isOn(frame.y, high))
    .map(({ x, low, high }) => ({ x, y: within(frame.y, low, 0), y2: within(frame.y, high, 1) }));
  if (areas.length < 2) return [];
  return [
    {
      data: { values: areas },
      mark: { type: 'area', fill: style.color, fillOpacity: style.opacity ?? 0.18, aria: false },
      encoding: { ...XY, y2: { field: 'y2' } },
    },
  ];
}

/** Points with intervals, one for every estimate that is a number; open ends of an interval run to the edge of the panel. */
export function points(frame: Frame, estimates: readonly Estimate[], color: string, size = 22): FigurePart[] {
  const values = estimates
    .filter(({ y }) => isOn(frame.y, y))
    .map(({ x, y, low, high, about }) => ({
      ...{ x, y, low: within(frame.y, low, 0), high: within(frame.y, high, 1) },
      ...{ interval: interval(low, high), ...(about && { about }) },
    }));
  if (values.length === 0) return [];
  const data = { values };
  return [
    {
      data,
      mark: { type: 'rule', stroke: color, strokeWidth: 1, aria: false },
      encoding: { x: XY.x, y: { field: 'low', type: 'quantitative', axis: null }, y2: { field: 'high' } },
    },
    {
      data,
      mark: {
        type: 'point',
        filled: false,
        fill: 'white',
        stroke: color,
        strokeWidth: 1.2,
        size,
        opacity: 1,
        aria: false,
      },
      encoding: XY,
    },
  ] as FigurePart[];
}

/** A straight line from edge to edge. */
export function rule(at: { x: number } | { y: number }, { color, width = 1.5, dash }: LineStyle): FigurePart {
  const channel =
    'x' in at
      ? { x: { datum: at.x, type: 'quantitative', axis: null } }
      : { y: { datum: at.y, type: 'quantitative', axis: null } };
  return {
    data: { values: [{}] },
    mark: {
      type: 'rule',
      stroke: color,
      strokeWidth: width,
      clip: true,
      aria: false,
      ...(dash && { strokeDash: [...dash] }),
    },
    encoding: channel,
  } as FigurePart;
}

export interface Label {
  readonly text: string;
  readonly color: string;
  /** Pixels from the left and from the top of the panel. */
  readonly x: number;
  readonly y: number;
  readonly align?: 'left' | 'right';
}

export const LINE_HEIGHT = 18;

/** Texts on white outlines, so that they can be read on any line. */
export function labels(texts: readonly Label[]): FigurePart[] {
  return texts.flatMap(({ text, color, x, y, align = 'left' }) =>
    [{ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }, {}].map(
      (outline) =>
        ({
          data: { values: [{}] },
          mark: { type: 'text', text, align, baseline: 'middle', fontSize: 15, color, ...outline },
          encoding: { x: { value: x }, y: { value: y } },
        }) as FigurePart,
    ),
  );
}

/** A thin line from a label to what it names, in pixels. */
export function leader(from: Point, to: Point, color: string): FigurePart {
  return {
    data: { values: [{ x: from.x, y: from.y, x2: to.x, y2: to.y }] },
    mark: { type: 'rule', stroke: color, strokeWidth: 1, aria: false },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: null, axis: null },
      x2: { field: 'x2' },
      y: { field: 'y', type: 'quantitative', scale: null, axis: null },
      y2: { field: 'y2' },
    },
  };
}

/** Labels of line ends in a column to the right of the panel, apart from each other, each tied to its end. */
export function endLabels(
  frame: Frame,
  ends: readonly { text: string; color: string; at: Point }[],
): FigurePart[] {
  const places = ends
    .filter(({ at }) => isOn(frame.y, at.y))
    .map((end) => ({
      ...end,
      from: {
        x: Math.min(frame.width, placeOn(frame.x, frame.width, end.at.x)) + 2,
        y: heightOf(frame, end.at.y),
      },
    }))
    .sort((a, b) => a.from.y - b.from.y);
  const heights = apart(
    places.map(({ from }) => from.y),
    LINE_HEIGHT,
    [0, frame.height],
  );
  const x = frame.width + 22;
  return places.flatMap(({ text, color, from }, i) => [
    leader(from, { x: x - 4, y: heights[i]! }, color),
    ...labels([{ text, color, x, y: heights[i]! }]),
  ]);
}

/** Ascending values moved as little as can be (least squares) to be `gap` apart, then into the limits as far as they fit. */
export function apart(
  values: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  // With the gaps taken out the values must not fall: neighbours that do are given their mean.
  const blocks: { mean: number; count: number }[] = [];
  for (const [i, value] of values.entries()) {
    let block = { mean: value - i * gap, count: 1 };
    while (blocks.length > 0 && blocks.at(-1)!.mean > block.mean) {
      const { mean, count } = blocks.pop()!;
      block = {
        mean: (mean * count + block.mean * block.count) / (count + block.count),
        count: count + block.count,
      };
    }
    blocks.push(block);
  }
  const room = high - (values.length - 1) * gap;
  return blocks
    .flatMap(({ mean, count }) => Array<number>(count).fill(mean))
    .map((start, i) => Math.max(low, Math.min(start, room)) + i * gap);
}

/** Pixels from the top. */
export function heightOf({ y, height }: Frame, value: number): number {
  return height - placeOn(y, height, value);
}

const XY = {
  x: { field: 'x', type: 'quantitative', axis: null },
  y: { field: 'y', type: 'quantitative', axis: null },
} as const;

function isOn({ type }: PanelAxis, value: number): boolean {
  return Number.isFinite(value) && (type !== 'log' || value > 0);
}

/** The value, or, if it is not a number or beyond it, the end of the axis. */
function within({ domain }: PanelAxis, value: number, end: 0 | 1): number {
  const known = Number.isFinite(value) ? value : domain[end];
  return Math.min(Math.max(known, domain[0]), domain[1]);
}

/** From a little below zero, so that what is zero can be seen. */
export function axisFromZero(highest: number, title: string): PanelAxis {
  const top = Number.isFinite(highest) && highest > 0 ? highest : 1;
  const domain = [-0.02 * top, 1.06 * top] as const;
  return { type: 'linear', domain, ticks: linearTicks(domain, 6), label: plainLabel, title };
}

/** The first of the numbers that is one; 0 otherwise. */
export function finite(...values: readonly number[]): number {
  return values.find(Number.isFinite) ?? 0;
}
