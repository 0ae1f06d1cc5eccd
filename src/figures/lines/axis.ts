/** Axes of panels of lines: from values to pixels. */

import { plainLabel } from '../labels.js';
import { linearTicks } from '../ticks.js';

export interface PanelAxis {
  readonly type: 'linear' | 'log' | 'symlog';
  readonly domain: readonly [low: number, high: number];
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

/**
 * Functions from values to positions on an axis of each type, and back. The scales of `d3-scale` do not
 * serve: they take natural logarithms, which gives other last digits, and do not expose the position without
 * a range, which padding needs.
 */
const TRANSFORMS = {
  linear: {
    forward: (value: number) => value,
    back: (position: number) => position,
  },
  log: {
    forward: Math.log10,
    back: (position: number) => Math.exp(position * Math.LN10),
  },
  symlog: {
    forward: (value: number) => Math.sign(value) * Math.log1p(Math.abs(value)),
    back: (position: number) => Math.sign(position) * Math.expm1(Math.abs(position)),
  },
};

/** Pixels of a value from the low end of an axis of this length. */
export function positionOn(
  { type, domain }: Pick<PanelAxis, 'type' | 'domain'>,
  length: number,
  value: number,
): number {
  const { forward } = TRANSFORMS[type];
  const low = forward(domain[0]);
  return ((forward(value) - low) / (forward(domain[1]) - low)) * length;
}

/** Pixels of a value from the top of a panel. */
export function heightOf({ y, height }: Frame, value: number): number {
  return height - positionOn(y, height, value);
}

/**
 * A domain with 4 % of its length to spare beyond the outermost values; half a unit of the scale around a
 * single value.
 */
export function paddedDomain(values: readonly number[], type: PanelAxis['type']): [number, number] {
  const { forward, back } = TRANSFORMS[type];
  const positions = values.map(forward);
  const low = Math.min(...positions);
  const high = Math.max(...positions);
  const padding = 0.04 * (high - low) || 0.5;
  return [back(low - padding), back(high + padding)];
}

/** A linear axis from a little below zero, so that values of zero can be seen. */
export function axisFromZero(highest: number, title: string): PanelAxis {
  const top = Number.isFinite(highest) && highest > 0 ? highest : 1;
  const domain = [-0.02 * top, 1.06 * top] as const;
  return { type: 'linear', domain, ticks: linearTicks(domain, 6), label: plainLabel, title };
}

/** Whether an axis has a place for a value. */
export function isDrawable({ type }: PanelAxis, value: number): boolean {
  return Number.isFinite(value) && (type !== 'log' || value > 0);
}

/** The value, moved into the domain; one end of the domain if the value is not finite. */
export function clampedTo({ domain }: PanelAxis, value: number, end: 'low' | 'high'): number {
  const [low, high] = domain;
  if (!Number.isFinite(value)) return end === 'low' ? low : high;
  return Math.min(Math.max(value, low), high);
}
