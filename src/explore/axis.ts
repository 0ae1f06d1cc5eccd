/** Axes of the page's charts: D3 scales from values to pixels, with labelled ticks. */

import { ticks } from 'd3-array';
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';
import { short } from '../text/numbers.js';

export interface Tick {
  readonly value: number;
  readonly text: string;
  /** Exponent of a power of ten, drawn raised after `text`. */
  readonly exponent?: string;
}

export interface Axis {
  /** Maps a value to a pixel; `scale.invert` maps a pixel to a value. */
  readonly scale: ScaleContinuousNumeric<number, number>;
  readonly ticks: readonly Tick[];
}

type Interval = readonly [from: number, to: number];

/** Wanted numbers of ticks. D3 chooses round steps, which give 0.6 to 1.6 times as many. */
const LOG_TICKS = 5;
const LINEAR_TICKS = 4;

/** @param domain values at the first and the last pixel, > 0 */
export function logAxis(domain: Interval, pixels: Interval): Axis {
  return { scale: scaleLog(domain, pixels), ticks: powersOfTen(domain).map(powerTick) };
}

/** @param domain values at the first and the last pixel */
export function linearAxis(domain: Interval, pixels: Interval): Axis {
  const scale = scaleLinear(domain, pixels);
  return {
    scale,
    ticks: scale.ticks(LINEAR_TICKS).map((value) => ({ value, text: withMinusSign(short(value)) })),
  };
}

/** Evenly spaced whole powers of ten from `from` to `to`, increasing: about five where there are as many. */
export function powersOfTen([from, to]: Interval): number[] {
  // The margin keeps an end that is a power of ten but whose logarithm is rounded outwards.
  return ticks(Math.log10(from) - 1e-9, Math.log10(to) + 1e-9, LOG_TICKS)
    .filter(Number.isInteger)
    .map((exponent) => Number(`1e${exponent}`))
    .filter((value) => value >= from && value <= to);
}

/** Writes powers from 0.01 to 100 as decimals and all others with an exponent. */
function powerTick(value: number): Tick {
  const exponent = Math.round(Math.log10(value));
  return Math.abs(exponent) <= 2
    ? { value, text: String(value) }
    : { value, text: '10', exponent: withMinusSign(String(exponent)) };
}

function withMinusSign(text: string): string {
  return text.replace('-', '−');
}

/**
 * 10^exponent for any exponent. `**` is avoided because its last digit depends on the version of the engine.
 */
export function power(exponent: number): number {
  return Math.exp(exponent * Math.LN10);
}
