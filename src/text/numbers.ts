/** Numbers as the page shows them. */

/** At most so many significant digits, never as 1e-3 between 0.001 and 99999. */
export function short(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'infinity');
  return String(rounded(value, digits)).replace('e+', 'e');
}

export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A value with as many digits as its interval supports: up to the first digit of a quarter of its width. */
export function supported(
  value: number,
  low: number,
  high: number,
): { value: string; low: string; high: string } {
  const width = (high - low) / 4;
  const largest = Math.max(Math.abs(low), Math.abs(value));
  const digits =
    width > 0 && Number.isFinite(width)
      ? Math.floor(Math.log10(largest)) - Math.floor(Math.log10(width)) + 1
      : 3;
  const kept = Math.min(4, Math.max(2, digits));
  return { value: short(value, kept), low: short(low, kept), high: short(high, kept) };
}

/** An interval of shares. */
export function percents(low: number, high: number): string {
  return `${percent(low).replace(' %', '')} to ${percent(high)}`;
}

/** A share in whole percent, or closer where it is not far from none or all. */
export function percent(share: number): string {
  const toEdge = Math.min(share, 1 - share);
  const places = toEdge === 0 || toEdge >= 0.02 ? 0 : toEdge >= 0.001 ? 1 : 2;
  return `${Number((100 * share).toFixed(places))} %`;
}

/** The text for HTML, between tags and in quotes. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => names[letter]!);
}
