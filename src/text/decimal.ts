/** Numbers that people write in words of the command line. */

/** Decimal notation: the groups are the digits with sign and point, and the exponent. */
const DECIMAL = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?$/i;

/**
 * The number that a word stands for; undefined if it is not in decimal notation, or if it is not zero but
 * would become 0 or infinite.
 */
export function decimalOf(word: string): number | undefined {
  const text = word.trim();
  return DECIMAL.test(text) && !rangeProblem(text) ? Number(text) : undefined;
}

/** The share that a percentage stands for: `95%` is 0.95. */
export function percentageOf(word: string): number | undefined {
  const [, digits, exponent] = DECIMAL.exec(word.trim().replace(/\s*%$/, '')) ?? [];
  if (digits === undefined || !word.includes('%')) return undefined;
  return decimalOf(`${digits}e${Number(exponent ?? 0) - 2}`);
}

/**
 * The share that a word stands for, where 1 is none: 0.95, `95%` and 95 are the same, because a number above
 * 1 is read in per cent. 1 itself has two readings and stays 1.
 */
export function shareOf(word: string): number | undefined {
  const value = percentageOf(word) ?? decimalOf(word);
  return value !== undefined && value > 1 && !word.includes('%') ? percentageOf(`${word}%`) : value;
}

/** Both readings of a word that is 1 without a per cent sign, to be added to a message; else empty. */
export function bothReadings(word: string): string {
  return decimalOf(word) === 1 ? '; 1 may mean 1 %: write 1% or 0.01; or 100 %: write 99.9% or 0.999' : '';
}

function rangeProblem(text: string): string {
  if (!Number.isFinite(Number(text))) return 'too large for double precision';
  return Number(text) === 0 && /[1-9]/.test(text.split(/e/i)[0]!) ? 'too small for double precision' : '';
}

/** Whether a word was meant as a number, in decimal notation or in another one. */
export function isLikeNumber(word: string): boolean {
  const text = plain(word.trim());
  return (
    /^[+-]?(?:inf|infinity|nan)$/i.test(text) ||
    /^[+-]?0[xbo][\da-f_]*$/i.test(text) ||
    /^[+-]?[\d.,_'’\s]*\d[\d.,_'’\s]*(?:e[+-]?\d*)?\s*%?$/i.test(text)
  );
}

/**
 * For a word that {@link decimalOf} does not read: the reason, or the way to write it, to be added to a
 * message; empty if neither is known.
 * @param holds whether a number is acceptable
 */
export function decimalHint(word: string, holds: (value: number) => boolean = () => true): string {
  const text = word.trim();
  if (DECIMAL.test(text)) return `: ${rangeProblem(text)}`;
  const ways = waysToWrite(text).filter((way) => holds(Number(way.split(/,? with/)[0])));
  return ways.length > 0 ? `; write ${ways.join(', or ')}` : '';
}

function waysToWrite(text: string): string[] {
  const isDecimal = (candidate: string) => DECIMAL.test(candidate) && !rangeProblem(candidate);
  const digits = plain(text);
  if (digits !== text) return isDecimal(digits) ? [digits] : waysToWrite(digits);
  if (/^0[xbo]/i.test(text)) return Number.isFinite(Number(text)) ? [String(Number(text))] : [];
  const share = percentageOf(text);
  if (share !== undefined) return [String(share)];
  const ways: string[] = [];
  const withPoint = text.replace(',', '.');
  if (/^[+-]?\d*,\d/.test(text) && isDecimal(withPoint)) ways.push(`${withPoint}, with a decimal point`);
  // Points or blanks between groups of three digits, then a decimal comma.
  const grouped = /^[+-]?\d{1,3}(?:[.\s'’_]\d{3})+,\d+$/.test(text);
  const digitsAlone = grouped ? text.replace(/[.\s'’_]/g, '').replace(',', '.') : withoutGroups(text);
  if (digitsAlone !== undefined && isDecimal(digitsAlone)) ways.push(`${digitsAlone}, without separators`);
  return ways;
}

/** `1,000`, `1 000`, `1'000`, `1_000` and `1.000.000` without the separators of the groups. */
function withoutGroups(text: string): string | undefined {
  if (/^[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}$/.test(text)) return text.replaceAll('.', '');
  if (/^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(text)) return text.replaceAll(',', '');
  return /^[+-]?\d+(?:[\s'’_]\d+)+(?:\.\d*)?$/.test(text) ? text.replace(/[\s'’_]/g, '') : undefined;
}

/** Other forms of digits and hyphens as plain ones: `５` is 5. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\u2010-\u2015\u2212]/g, '-');
}
