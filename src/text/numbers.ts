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

/**
 * Texts of numbers that belong together, such as the ends of an interval: all with as many decimals as the
 * one that needs most for `digits` significant digits. 0.025 and 0.0259 are `0.0250` and `0.0259`. If one
 * needs an exponent, all have one, and their decimals are those of the factor before it.
 */
function alike(values: readonly number[], digits: number): string[] {
  const texts = values.map((value) => short(value, digits));
  const hasExponent = texts.some((text) => text.includes('e'));
  const factors = hasExponent ? values.map((value) => rounded(value, digits).toExponential()) : texts;
  const decimals = Math.max(...factors.map((text) => decimalsOf(text.split('e')[0]!)));
  return values.map((value, i) => {
    if (!Number.isFinite(value) || value === 0 || (decimals === 0 && !hasExponent)) return texts[i]!;
    return hasExponent ? value.toExponential(decimals).replace('e+', 'e') : value.toFixed(decimals);
  });
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

/** An interval, both ends with the same number of decimals: `0.0250 to 0.0259`. */
export function range(low: number, high: number, digits = 3): string {
  return alike([low, high], digits).join(' to ');
}

/** Texts of an estimate and of the ends of its interval. */
export interface Supported {
  value: string;
  low: string;
  high: string;
}

/**
 * A value with as many digits as its interval supports: down to the leading digit of a quarter of its width;
 * 2 to 4 digits. The ends have the same number of decimals.
 */
export function supported(value: number, low: number, high: number): Supported {
  const width = (high - low) / 4;
  const largest = Math.max(Math.abs(low), Math.abs(value));
  const isKnown = width > 0 && Number.isFinite(width);
  const digits = isKnown ? Math.floor(Math.log10(largest)) - Math.floor(Math.log10(width)) + 1 : 3;
  const kept = Math.min(4, Math.max(2, digits));
  const [lowText, highText] = alike([low, high], kept);
  return { value: short(value, kept), low: lowText!, high: highText! };
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

/** An interval of shares, both ends with the same number of decimals: `94.0 to 95.3 %`. */
export function percentRange(low: number, high: number, digits = 3): string {
  const shares = [low, high];
  const texts = shares.map((share) => percent(share, digits).replace(' %', ''));
  const decimals = Math.max(...texts.map(decimalsOf));
  const isPlain = texts.every((text) => !text.includes('e'));
  return `${(isPlain ? shares.map((share) => (100 * share).toFixed(decimals)) : texts).join(' to ')} %`;
}
