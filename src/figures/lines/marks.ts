/** Layers of a panel: lines, bands, and points with intervals. */

import type { FigurePart } from '../sheet.js';
import { ONE_ROW } from '../common-layers.js';
import { interval } from '../tooltips.js';
import type { Described } from '../tooltips.js';
import { clampedTo, isDrawable } from './axis.js';
import type { Frame } from './axis.js';

/**
 * Distinguishable to colour-blind readers: the colours of Okabe and Ito, two of them darkened to be legible
 * as text.
 */
export const COLORS = {
  blue: '#0072b2',
  orange: '#b85000',
  green: '#00765a',
  grey: '#555555',
  black: '#111111',
} as const;

/** Colours of lines that have an order. Their number is the limit of lines in a panel. */
export const ORDERED_COLORS = ['#440154', '#31688e', '#1f8a5b', '#8a7a00', '#b85000', '#cc5c9c'] as const;

/** Dash patterns, in pixels. */
export const DASHED = [7, 4];
export const DOTTED = [1.5, 3];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A value with its interval. An end that is not finite is open. */
export interface Estimate extends Point, Pick<Described, 'about'> {
  readonly low: number;
  readonly high: number;
}

export interface LineStyle {
  readonly color: string;
  /** Pixels; default 1.5. */
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
  /** Name of the line in its tooltip. */
  readonly name?: string;
}

const XY = {
  x: { field: 'x', type: 'quantitative', axis: null },
  y: { field: 'y', type: 'quantitative', axis: null },
} as const;

/** A line through the points that the axes can show, clipped to the panel. None for fewer than two. */
export function line(
  frame: Frame,
  points: readonly (Point & Partial<Pick<Estimate, 'low' | 'high'>>)[],
  { color, width = 1.5, dash, opacity, name }: LineStyle,
): FigurePart[] {
  const values = points.filter((point) => isDrawable(frame.y, point.y));
  if (values.length < 2) return [];
  return [
    {
      data: {
        values: values.map(({ x, y, low, high }) => ({
          x,
          y,
          ...(name !== undefined &&
            low !== undefined &&
            high !== undefined && { interval: interval(low, high) }),
          ...(name !== undefined && { about: { line: name } }),
        })),
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

/**
 * The area between two values at each x. A low end that is not finite is the bottom of the panel; a high end
 * that is not ends the area. Outlines keep bands distinguishable that overlap.
 */
export function band(
  frame: Frame,
  values: readonly { x: number; low: number; high: number }[],
  { color, opacity, isOutlined = false }: { color: string; opacity: number; isOutlined?: boolean },
): FigurePart[] {
  const areas = values
    .filter(({ high }) => isDrawable(frame.y, high))
    .map(({ x, low, high }) => ({
      x,
      y: clampedTo(frame.y, low, 'low'),
      y2: clampedTo(frame.y, high, 'high'),
    }));
  if (areas.length < 2) return [];
  const edges = (['y', 'y2'] as const).map((end) => areas.map((area) => ({ x: area.x, y: area[end] })));
  return [
    {
      data: { values: areas },
      mark: { type: 'area', fill: color, fillOpacity: opacity, aria: false },
      encoding: { ...XY, y2: { field: 'y2' } },
    },
    ...(isOutlined ? edges.flatMap((edge) => line(frame, edge, { color, width: 0.7, opacity: 0.7 })) : []),
  ];
}

/**
 * A point with its interval for every finite estimate. Open ends of an interval extend to the edge of the
 * panel.
 */
export function points(frame: Frame, estimates: readonly Estimate[], color: string, size = 22): FigurePart[] {
  const values = estimates
    .filter(({ y }) => isDrawable(frame.y, y))
    .map(({ x, y, low, high, about }) => ({
      x,
      y,
      low: clampedTo(frame.y, low, 'low'),
      high: clampedTo(frame.y, high, 'high'),
      interval: interval(low, high),
      ...(about && { about }),
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
      mark: pointMark(color, size),
      encoding: XY,
    },
  ] as FigurePart[];
}

/** A point, round in colours; printed in grey, each colour has another shape. */
export function pointMark(color: string, size = 22) {
  return {
    type: 'point',
    filled: false,
    fill: 'white',
    stroke: color,
    strokeWidth: 1.2,
    size,
    opacity: 1,
    aria: false,
  } as const;
}

/** Marks on a line, without intervals. */
export function marksOn(frame: Frame, at: readonly Point[], color: string, size = 22): FigurePart[] {
  const values = at.filter(({ y }) => isDrawable(frame.y, y));
  if (values.length === 0) return [];
  return [{ data: { values }, mark: pointMark(color, size), encoding: XY }];
}

/** A straight line across the panel, at an x or at a y. */
export function rule(at: { x: number } | { y: number }, { color, width = 1.5, dash }: LineStyle): FigurePart {
  const encoding =
    'x' in at
      ? { x: { datum: at.x, type: 'quantitative', axis: null } }
      : { y: { datum: at.y, type: 'quantitative', axis: null } };
  return {
    data: ONE_ROW,
    mark: {
      type: 'rule',
      stroke: color,
      strokeWidth: width,
      clip: true,
      aria: false,
      ...(dash && { strokeDash: [...dash] }),
    },
    encoding,
  } as FigurePart;
}
