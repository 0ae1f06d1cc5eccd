/** Values along one dimension of a study: a list, or a rule that generates one. */

export type Axis =
  | number[]
  | { linspace: [from: number, to: number, count: number] }
  | { logspace: [from: number, to: number, count: number] };

/**
 * The values of an axis, shape (count). `linspace` includes both ends exactly; `logspace` gives powers of ten
 * of a `linspace`.
 */
export function axisValues(axis: Axis): number[] {
  if (Array.isArray(axis)) return axis;
  if ('linspace' in axis) return linspace(...axis.linspace);
  return linspace(...axis.logspace).map(powerOfTen);
}

/** The values of an axis that a study may lack; none without it. */
export function optionalAxisValues(axis: Axis | undefined): number[] {
  return axis ? axisValues(axis) : [];
}

function linspace(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? to : from + ((to - from) * i) / (count - 1),
  );
}

/**
 * Ten to the power of `exponent`. Whole powers are exact, because they are parsed from decimal text. Other
 * powers use `Math.exp`, because `**` gives different digits in different versions of Node.
 */
function powerOfTen(exponent: number): number {
  const whole = Math.round(exponent);
  return Number(`1e${whole}`) * Math.exp((exponent - whole) * Math.LN10);
}
