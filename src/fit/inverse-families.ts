/** Families of curves whose inverse, the ratio as a function of g, is an elementary function. */

import { curveNumber, type CurveFamily, type CurveLimits } from './curve-family.js';

/** Number of steps, from the steep limit to the end, in which the first crossing of a ratio is searched. */
const SEARCH_STEPS = 100;

/**
 * Families of the inverse function: the largest ratio at which q = g / kappa still separates the weights.
 *
 *     ratio = R + ln((1 - q) / (1 - q_R)) / rate + c1 d + c2 d^2 + ...,   d = q - q_R, q_R = g_R / kappa.
 *
 * The logarithm gives the steep limit. If g_R > 0, g is a square root at the end, so the ratio has a maximum
 * there: the linear term d / (rate (1 - q_R)) cancels that of the logarithm, and the powers begin at 2. g is
 * the largest solution.
 */
export function inverseFamily(name: string, degree: number): CurveFamily {
  const powers = Array.from({ length: degree }, (_, i) => i);

  /**
   * Powers of d from `first` on, one for each parameter. Products, because Math.pow differs between versions
   * of Node.
   */
  const powersOf = (d: number, first: 1 | 2): number[] => {
    let power = first === 1 ? 1 : d;
    return powers.map(() => (power *= d));
  };

  /** ratio - R as a function of u = 1 - q. */
  const ratioFromEnd = (
    u: number,
    parameters: readonly number[],
    { rate, epsilon, steep }: CurveLimits,
  ): number => {
    const end = 1 - epsilon / steep;
    const d = end - u;
    let sum = 0;
    for (let i = degree - 1; i >= 0; i--) sum = sum * d + parameters[i]!;
    const linear = epsilon > 0 ? 1 / (rate * end) : 0;
    return Math.log(u / end) / rate + linear * d + (epsilon > 0 ? d * d * sum : d * sum);
  };

  /** Derivative of the ratio with respect to q. */
  const slopeAt = (
    u: number,
    parameters: readonly number[],
    { rate, epsilon, steep }: CurveLimits,
  ): number => {
    const end = 1 - epsilon / steep;
    const d = end - u;
    let [sum, slope] = [0, 0];
    for (let i = degree - 1; i >= 0; i--) {
      slope = slope * d + sum;
      sum = sum * d + parameters[i]!;
    }
    const linear = epsilon > 0 ? 1 / (rate * end) : 0;
    return linear - 1 / (rate * u) + (epsilon > 0 ? d * (2 * sum + d * slope) : sum + d * slope);
  };

  /** 1 - q: the smallest u at which the curve reaches the ratio. */
  const solution = (ratio: number, parameters: readonly number[], limits: CurveLimits): number => {
    const end = 1 - limits.epsilon / limits.steep;
    const target = ratio - limits.ratio;
    if (!(target <= 0) || !parameters.every(Number.isFinite)) return NaN;
    if (target === 0) return end;
    const reaches = (u: number): boolean => ratioFromEnd(u, parameters, limits) >= target;
    // The powers add at most the sum of the absolute coefficients, so no smaller u reaches the ratio.
    const largestTerm = parameters.reduce((sum, c) => sum + Math.abs(c), 0) + 1 / limits.rate;
    let from = end * Math.exp(limits.rate * (target - largestTerm));
    let to = end;
    for (let i = 1; i < SEARCH_STEPS; i++) {
      const u = (end * i) / SEARCH_STEPS;
      if (u > from && reaches(u)) {
        to = u;
        break;
      }
      from = Math.max(from, u);
    }
    for (;;) {
      const middle = to > 2 * from ? Math.sqrt(from * to) : from + (to - from) / 2;
      if (middle <= from || middle >= to) return middle;
      if (reaches(middle)) to = middle;
      else from = middle;
    }
  };

  return {
    name,
    formula:
      `ratio = R + ln((1 - q) / (1 - q_R)) / rate + ${powers.map((i) => `c${i + 1} d^${i + 1}`).join(' + ')}, ` +
      'q = g / kappa, q_R = g_R / kappa, d = q - q_R; if g_R > 0 the exponents are one higher and d / (rate (1 - q_R)) is added',
    parameterNames: powers.map((i) => `c${i + 1}`),
    initial(points, limits, leastSquares) {
      // Linear least squares in the ratio, weighted so that relative errors of g are minimised: near the
      // limits these are rate (1 - q) / q times the errors of the ratio.
      const inside = points.filter(({ epsilon }) => epsilon > limits.epsilon && epsilon < limits.steep);
      if (inside.length < degree) return powers.map(() => 0);
      const zeros = powers.map(() => 0);
      const firstPower = limits.epsilon > 0 ? 2 : 1;
      const weighted = inside.map(({ ratio, epsilon }) => {
        const u = 1 - epsilon / limits.steep;
        const d = (epsilon - limits.epsilon) / limits.steep;
        const weight = u / (1 - u);
        return {
          row: powersOf(d, firstPower).map((power) => weight * power),
          y: weight * (ratio - limits.ratio - ratioFromEnd(u, zeros, limits)),
        };
      });
      return leastSquares(
        weighted.map(({ row }) => row),
        weighted.map(({ y }) => y),
      );
    },
    value: (ratio, parameters, limits) => limits.steep * (1 - solution(ratio, parameters, limits)),
    jacobian(ratio, parameters, limits) {
      const u = solution(ratio, parameters, limits);
      const slope = slopeAt(u, parameters, limits);
      const d = 1 - limits.epsilon / limits.steep - u;
      const firstPower = limits.epsilon > 0 ? 2 : 1;
      return powersOf(d, firstPower).map((power) => (d === 0 ? 0 : (-limits.steep * power) / slope));
    },
    text(parameters, { steep, rate, ratio, epsilon }) {
      const firstPower = epsilon > 0 ? 2 : 1;
      const end = epsilon / steep;
      const d = epsilon > 0 ? 'd' : 'q';
      const power = (i: number): string => (i + firstPower === 1 ? d : `${d}^${i + firstPower}`);
      const terms = parameters
        .map((c, i) => ` ${c < 0 ? '-' : '+'} ${curveNumber(Math.abs(c))} * ${power(i)}`)
        .join('');
      const log =
        epsilon > 0
          ? `ln((1 - q) / ${curveNumber(1 - end)}) / ${curveNumber(rate)} + ${curveNumber(1 / (rate * (1 - end)))} * d`
          : `ln(1 - q) / ${curveNumber(rate)}`;
      const where = epsilon > 0 ? `d = q - ${curveNumber(end)}, ` : '';
      return (
        `mean / std = ${curveNumber(ratio)} + ${log}${terms}, ${where}q = epsilon / (${curveNumber(steep)} * std): ` +
        `try q between ${curveNumber(end)} and 1 until the mean is right, a larger q for a smaller mean`
      );
    },
  };
}
