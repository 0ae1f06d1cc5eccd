/** Decimals of the chain: texts of up to 35 digits, perhaps with an exponent. */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/;

/** A decimal number without loss of digits: digits * 10^exponent. */
interface Exact {
  digits: bigint;
  exponent: number;
}

/** Whether a text is a decimal number of the chain that is finite in double precision. */
export function isDecimal(text: string): boolean {
  return exactOf(text) !== null && Number.isFinite(Number(text));
}

function exactOf(text: string): Exact | null {
  const found = DECIMAL.exec(text);
  if (!found) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  if (whole + fraction === '') return null;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/**
 * The difference of two decimals, rounded once. The scale is the difference of a stored number of 34 digits
 * and epsilon: in double precision, a large epsilon would leave few of its digits.
 */
export function difference(a: string, b: string): number {
  const [first, second] = [exactOf(a)!, exactOf(b)!];
  const exponent = Math.min(first.exponent, second.exponent);
  const digits = ({ digits: all, exponent: own }: Exact) => all * 10n ** BigInt(own - exponent);
  return Number(`${digits(first) - digits(second)}e${exponent}`);
}
