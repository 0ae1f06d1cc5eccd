/** Values along one dimension of a study: a list, or a rule that makes one. */

export type Axis =
  | number[]
  | { linspace: [from: number, to: number, count: number] }
  | { logspace: [from: number, to: number, count: number] };

/** The values of an axis, shape (count). `linspace` ends exactly on its ends; `logspace` takes powers of ten of such a list. */
export function axisValues(axis: Axis): number[] {
  if (Array.isArray(axis)) return axis;
  if ('linspace' in axis) return linspace(...axis.linspace);
  return linspace(...axis.logspace).map(powerOfTen);
}

function linspace(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? to : from + ((to - from) * i) / (count - 1),
  );
}

/** Whole powers are read as decimal numbers, exactly; what is left goes through exp, for `**` gives other digits from one version of Node to the next. */
function powerOfTen(exponent: number): number {
  const whole = Math.round(exponent);
  return Number(`1e${whole}`) * Math.exp((exponent - whole) * Math.LN10);
}
