/**
 * Numbers as labels of axes and marks. Running text uses `short` of `text/numbers.ts`, which writes a hyphen
 * as minus sign.
 */

import { short } from '../text/numbers.js';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as a power of ten: 1e-6 is `10⁻⁶`, 0.02 is `2×10⁻²`; two significant digits. */
export function powerLabel(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e') as [string, string];
  const power = `10${exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS.charAt(Number(digit)))}`;
  return Number(mantissa) === 1 ? power : `${Number(mantissa)}×${power}`;
}

/** A number in decimals with a minus sign instead of a hyphen, for linear axes. */
export function plainLabel(value: number, digits = 6): string {
  return short(value, digits).replace('-', '−');
}

/** A text with a minus sign before its numbers instead of a hyphen: `c −0.5`. */
export function withMinusSigns(text: string): string {
  return text.replace(/(?<![\p{L}\d])-(?=[\d.])/gu, '−');
}

/** A mean as a multiple of the std. */
export function meanLabel(ratio: number): string {
  return ratio === 0 ? 'mean 0' : `mean ${plainLabel(ratio)} std`;
}

/**
 * A Vega expression for the labels of these ticks. Looking up by value is exact: an axis returns the ticks
 * that it was given.
 */
export function labelExpression(ticks: readonly number[], label: (tick: number) => string): string {
  return `${JSON.stringify(Object.fromEntries(ticks.map((tick) => [String(tick), label(tick)])))}[toString(datum.value)]`;
}
