/** Numbers as text for people. Every room uses these; files and JSON hold full precision instead. */

/** The value rounded to a number of significant digits. */
export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** At most `digits` significant digits, without trailing zeros: `0.05`, `1e-9`, `1e21`, `infinity`, `NaN`. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'infinity');
  return String(rounded(value, digits)).replace('e+', 'e');
}

/** Texts of an estimate and of the ends of its interval. */
export interface Supported {
  value: string;
  low: string;
  high: string;
}

/**
 * A value with as many digits as its interval supports: down to the leading digit of a quarter of its width;
 * 2 to 4 digits.
 */
export function supported(value: number, low: number, high: number): Supported {
  const width = (high - low) / 4;
  const largest = Math.max(Math.abs(low), Math.abs(value));
  const isKnown = width > 0 && Number.isFinite(width);
  const digits = isKnown ? Math.floor(Math.log10(largest)) - Math.floor(Math.log10(width)) + 1 : 3;
  const kept = Math.min(4, Math.max(2, digits));
  return { value: short(value, kept), low: short(low, kept), high: short(high, kept) };
}

/**
 * A whole number with commas: `1,000`. `Intl` does the same, but loading it takes a tenth of the time of a
 * whole answer.
 */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A whole number and its noun: `1 seed`, `2 seeds`. */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * A share as per cent: `95 %`. More digits are kept where rounding would give all (100 %) for a share below
 * 1.
 */
export function percent(share: number, digits = 3): string {
  const value = rounded(100 * share, digits);
  return value >= 100 && share < 1 && digits < 15 ? percent(share, digits + 1) : `${short(value, 15)} %`;
}

/** An interval of shares: `94 to 95.3 %`. */
export function percentRange(low: number, high: number, digits = 3): string {
  return `${percent(low, digits).replace(' %', '')} to ${percent(high, digits)}`;
}
