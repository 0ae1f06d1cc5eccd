/** Axes of the page's charts: values to pixels, and where ticks go. */

import { short } from '../text/numbers.js';

export interface Tick {
  readonly value: number;
  readonly text: string;
  /** Raised after the text: 10 to the power of this. */
  readonly exponent?: string;
}

export interface Axis {
  /** Pixel of a value. */
  at(value: number): number;
  /** Value of a pixel. */
  value(pixel: number): number;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
}

/** @param from value at the first pixel, > 0 */
export function logAxis(
  from: number,
  to: number,
  [first, last]: readonly [number, number],
  mostTicks = 7,
): Axis {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  const step = Math.max(1, Math.ceil((high - low) / mostTicks));
  const exponents: number[] = [];
  for (let exponent = Math.ceil(low - 1e-9); exponent <= high + 1e-9; exponent++)
    if (exponent % step === 0) exponents.push(exponent);
  return {
    at: (value) => first + ((Math.log10(value) - low) / (high - low)) * (last - first),
    value: (pixel) => power(low + ((pixel - first) / (last - first)) * (high - low)),
    ...{ from, to },
    ticks: exponents.map(powerOfTen),
  };
}

export function linearAxis(
  from: number,
  to: number,
  [first, last]: readonly [number, number],
  mostTicks = 6,
): Axis {
  const step = niceStep((to - from) / mostTicks);
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i <= to / step + 1e-9; i++) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, text: minus(short(value)) });
  }
  return {
    at: (value) => first + ((value - from) / (to - from)) * (last - first),
    value: (pixel) => from + ((pixel - first) / (last - first)) * (to - from),
    ...{ from, to, ticks },
  };
}

/** Plain from 0.01 to 100, with an exponent beyond. */
function powerOfTen(exponent: number): Tick {
  const value = Number(`1e${exponent}`);
  return Math.abs(exponent) <= 2
    ? { value, text: String(value) }
    : { value, text: '10', exponent: minus(String(exponent)) };
}

function minus(text: string): string {
  return text.replace('-', '−');
}

/** 1, 2 or 5 times a power of ten, at least the given step. */
function niceStep(least: number): number {
  const ten = Number(`1e${Math.floor(Math.log10(least))}`);
  return [1, 2, 5, 10].map((digit) => digit * ten).find((step) => step >= least * (1 - 1e-9))!;
}

/** 10^x for any x. */
export function power(exponent: number): number {
  return Math.exp(exponent * Math.LN10);
}
