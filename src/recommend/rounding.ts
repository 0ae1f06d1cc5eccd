/** Two significant digits on the safe side, so that a value that a user copies keeps its guarantee. */

/** Rounds an epsilon, which is safe below. */
export function roundDown(value: number): number {
  return roundTo(value, Math.floor);
}

/** Rounds a standard deviation of regrets, or a p or c, which is safe above. A number up to 0 stays. */
export function roundUp(value: number): number {
  return value > 0 ? roundTo(value, Math.ceil) : value;
}

function roundTo(value: number, round: (value: number) => number): number {
  const exponent = Math.floor(Math.log10(value)) - 1;
  // The quotient of a value of two digits may differ from a whole number in its last digits.
  const tens = round(Number((value / Number(`1e${exponent}`)).toPrecision(12)));
  return Number(`${tens}e${exponent}`);
}
