/** The quotient of two estimates. */

interface Bounded {
  value: number;
  low: number;
  high: number;
}

/**
 * The quotient of two positive estimates with its interval, from the intervals of both: the distances of
 * their ends are added in quadrature, of logarithms (the method of Zou & Donner 2008, Statistics in Medicine
 * 27, 1693, for differences). Its level is that of both intervals if the estimates are independent. It is too
 * wide if they rise and fall together, as those from the same draws do.
 */
export function quotientOf(a: Bounded, b: Bounded): Bounded {
  const value = a.value / b.value;
  // An end below 0 has no logarithm: the end of the quotient is open.
  const below = together(a.value / Math.max(0, a.low), b.high / b.value);
  const above = together(a.high / a.value, b.value / Math.max(0, b.low));
  return { value, low: value * Math.exp(-below), high: value * Math.exp(above) };
}

/**
 * Length of the hypotenuse of two logarithms. No `Math.hypot`, because figures need the same bytes
 * everywhere.
 */
function together(a: number, b: number): number {
  const [first, second] = [Math.log(a), Math.log(b)];
  return Math.sqrt(first * first + second * second);
}
