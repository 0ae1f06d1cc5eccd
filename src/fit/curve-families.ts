/**
 * Formulas for g, the largest epsilon in standard deviations of the regrets, as a function of their ratio = mean / standard deviation.
 *
 * Three limits of g are known beforehand and hold in every family, whatever its parameters:
 *
 * - Steep: for a ratio far below zero g tends to kappa = p / (T ln 10) - s, and 1 - g / kappa to A exp(rate * ratio). For there ln w = y - m e^y
 *   but for terms in e^2y (m = 1 for the gradient, 1/2 for the potential), and for y normal with standard deviation a, Stein's
 *   cov(y, e^y) = a^2 E e^y gives S ln 10 = a (1 - m E e^y). With S = T this is rate = T ln 10 = ln factor and
 *   A = m (1 + s / kappa) exp(rate^2 / 2 - p c).
 * - The end: g exists up to the ratio limit and is `epsilon` there, 0 or more; beyond, a family gives NaN.
 * - Where that epsilon is not 0, g leaves it as a square root: the spread touches its threshold.
 *
 * For N workers, quantiles of g have limits of their own. A quantile that has kappa_q for kappa has p / (a sigma_n) = p / (T ln 10) for a
 * standard deviation sigma_n = kappa_q / kappa, hence the rate ln factor * kappa / kappa_q.
 */

/** What is known of g beforehand. Epsilons are in standard deviations of the regrets. */
export interface Limits {
  /** kappa: g at ratio -Infinity, > 0. */
  readonly steep: number;
  /** How fast g gets there: 1 - g / kappa is proportional to exp(rate * ratio). */
  readonly rate: number;
  /** The largest ratio for which there is an epsilon. */
  readonly ratio: number;
  /** g there, >= 0. */
  readonly epsilon: number;
}

export interface Point {
  readonly ratio: number;
  readonly epsilon: number;
}

/** The c of least |rows c - y|^2, shape (columns of the rows). Handed in, for who only evaluates a curve does without linear algebra. */
type LeastSquares = (rows: readonly (readonly number[])[], y: readonly number[]) => number[];

export interface Family {
  readonly name: string;
  /** With kappa, rate, R and g_R for the limits, x = R - ratio for the distance to the end. */
  readonly formula: string;
  readonly parameterNames: readonly string[];
  /** Where a fit may begin. */
  initial(points: readonly Point[], limits: Limits, leastSquares: LeastSquares): number[];
  /** g; NaN beyond the ratio limit, and where the parameters make no sense. */
  value(ratio: number, parameters: readonly number[], limits: Limits): number;
  /** Derivatives of g by the parameters; families without have it computed from differences. */
  readonly jacobian?: (ratio: number, parameters: readonly number[], limits: Limits) => number[];
  /** The formula in numbers, for a person with a pocket calculator. */
  text(parameters: readonly number[], limits: Limits): string;
}

/**
 * A family of the form g = g_R + (kappa - g_R) (1 - e^-v(x)), where v(0) = 0 and v grows with x.
 * @param candidates parameters of which {@link Family.initial} takes the best
 */
function direct(
  name: string,
  exponent: { text: string; withNumbers: (parameters: string[], w: string) => string },
  parameterNames: readonly string[],
  candidates: readonly (readonly number[])[],
  v: (x: number, parameters: readonly number[], limits: Limits) => number,
): Family {
  const value: Family['value'] = (ratio, parameters, limits) => {
    const x = limits.ratio - ratio;
    const { epsilon, steep } = limits;
    if (x === Infinity) return steep;
    return x >= 0 ? epsilon - (steep - epsilon) * Math.expm1(-v(x, parameters, limits)) : NaN;
  };
  return {
    name,
    formula: `g = g_R + (kappa - g_R) (1 - exp(-v)), v = ${exponent.text}`,
    parameterNames,
    initial(points, limits) {
      const squares = (parameters: readonly number[]): number =>
        points.reduce(
          (sum, { ratio, epsilon }) => sum + (value(ratio, parameters, limits) / epsilon - 1) ** 2,
          0,
        );
      const sums = candidates.map((parameters) => squares(parameters));
      const least = sums.reduce((best, sum, i) => (sum < sums[best]! ? i : best), 0);
      return [...candidates[least]!];
    },
    value,
    text(parameters, { steep, ratio, epsilon }) {
      const from = epsilon === 0 ? '' : `${show(epsilon)} + `;
      const w = epsilon === 0 ? 'w = x' : 'w = sqrt(x)';
      return (
        `epsilon / std = ${from}${show(steep - epsilon)} * (1 - exp(-v)), v = ${exponent.withNumbers(parameters.map(show), w)}, ` +
        `x = ${show(ratio)} - mean / std >= 0`
      );
    },
  };
}

/** One parameter: the plainest curve between the two limits. */
const exponential = direct(
  'exponential',
  { text: 'x / b', withNumbers: ([b]) => `x / ${b}` },
  ['b'],
  [0.25, 0.5, 1, 2, 4].map((b) => [b]),
  (x, [b]) => x / b!,
);

/** Three parameters: v is steep near the end and straight far from it; with c = 0 it leaves the end as a square root. */
const hyperbola = direct(
  'hyperbola',
  {
    text: 'sqrt(a x^2 + b x + c) - sqrt(c)',
    withNumbers: ([a, b, c]) => `sqrt(${a} * x^2 + ${b} * x + ${c}) - sqrt(${c})`,
  },
  ['a', 'b', 'c'],
  [
    [1, 1, 0.25],
    [1, 2, 0.01],
    [0.25, 1, 1],
    [0.5, 1, 1e-4],
    [1, 0.1, 0.01],
  ],
  (x, [a, b, c]) => Math.sqrt(a! * x * x + b! * x + c!) - Math.sqrt(c!),
);

/** Five parameters: a straight line and a bend near the end, which may be steepest a little before it. */
const rational = direct(
  'rational',
  {
    text: 'x / b + (a1 w + a2 w^2) / (1 + d1 w + d2 w^2), w = x if g_R = 0, else sqrt(x)',
    withNumbers: ([b, a1, a2, d1, d2], w) =>
      `x / ${b} + (${a1} * w + ${a2} * w^2) / (1 + ${d1} * w + ${d2} * w^2), ${w}`,
  },
  ['b', 'a1', 'a2', 'd1', 'd2'],
  [
    [1, 0.1, 1, 1, 5],
    [1, 0.5, 1, 1, 1],
    [1, 0.8, 2, 4, 8],
    [1.3, 1, 36, 1, 80],
    [1.3, 1, 5, -5, 100],
    [2, 1, 0.5, 1, 1],
  ],
  (x, [b, a1, a2, d1, d2], { epsilon }) => {
    const w = epsilon > 0 ? Math.sqrt(x) : x;
    return x / b! + (w * (a1! + a2! * w)) / (1 + w * (d1! + d2! * w));
  },
);

/**
 * The other way round: the largest ratio at which q = g / kappa still separates, an elementary function where g is none.
 *
 *   ratio = R + ln((1 - q) / (1 - q_R)) / rate + c1 d + c2 d^2 + ...,   d = q - q_R, q_R = g_R / kappa.
 *
 * The logarithm is the steep limit. Where g leaves g_R > 0 as a square root, the ratio has a top there: the linear term cancels the
 * logarithm's, d / (rate (1 - q_R)), and the powers begin at 2. g itself is the largest solution.
 */
function inverse(name: string, degree: number): Family {
  const powers = Array.from({ length: degree }, (_, i) => i);

  /** ratio - R, from u = 1 - q. */
  const below = (u: number, parameters: readonly number[], { rate, epsilon, steep }: Limits): number => {
    const end = 1 - epsilon / steep;
    const d = end - u;
    let sum = 0;
    for (let i = degree - 1; i >= 0; i--) sum = sum * d + parameters[i]!;
    const linear = epsilon > 0 ? 1 / (rate * end) : 0;
    return Math.log(u / end) / rate + linear * d + (epsilon > 0 ? d * d * sum : d * sum);
  };

  /** Derivative of the ratio by q. */
  const slopeAt = (u: number, parameters: readonly number[], { rate, epsilon, steep }: Limits): number => {
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
  const solution = (ratio: number, parameters: readonly number[], limits: Limits): number => {
    const end = 1 - limits.epsilon / limits.steep;
    const target = ratio - limits.ratio;
    if (!(target <= 0) || !parameters.every(Number.isFinite)) return NaN;
    if (target === 0) return end;
    const reaches = (u: number): boolean => below(u, parameters, limits) >= target;
    // The powers add at most the sum of their coefficients, so the curve reaches the ratio nowhere below this.
    const most = parameters.reduce((sum, c) => sum + Math.abs(c), 0) + 1 / limits.rate;
    let from = end * Math.exp(limits.rate * (target - most));
    let to = end;
    for (let i = 1; i < STEPS; i++) {
      const u = (end * i) / STEPS;
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
      // Linear least squares in the ratio. Errors of g are to be small relative to g: near the limits, rate (1 - q) / q times those of the ratio.
      const inside = points.filter(({ epsilon }) => epsilon > limits.epsilon && epsilon < limits.steep);
      if (inside.length < degree) return powers.map(() => 0);
      const nothing = powers.map(() => 0);
      const first = limits.epsilon > 0 ? 2 : 1;
      const weighted = inside.map(({ ratio, epsilon }) => {
        const u = 1 - epsilon / limits.steep;
        const d = (epsilon - limits.epsilon) / limits.steep;
        const weight = u / (1 - u);
        return {
          row: powers.map((i) => weight * Math.pow(d, i + first)),
          y: weight * (ratio - limits.ratio - below(u, nothing, limits)),
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
      const first = limits.epsilon > 0 ? 2 : 1;
      return powers.map((i) => (d === 0 ? 0 : (-limits.steep * Math.pow(d, i + first)) / slope));
    },
    text(parameters, { steep, rate, ratio, epsilon }) {
      const first = epsilon > 0 ? 2 : 1;
      const end = epsilon / steep;
      const d = epsilon > 0 ? 'd' : 'q';
      const power = (i: number): string => (i + first === 1 ? d : `${d}^${i + first}`);
      const terms = parameters
        .map((c, i) => ` ${c < 0 ? '-' : '+'} ${show(Math.abs(c))} * ${power(i)}`)
        .join('');
      const log =
        epsilon > 0
          ? `ln((1 - q) / ${show(1 - end)}) / ${show(rate)} + ${show(1 / (rate * (1 - end)))} * d`
          : `ln(1 - q) / ${show(rate)}`;
      const where = epsilon > 0 ? `d = q - ${show(end)}, ` : '';
      return (
        `mean / std = ${show(ratio)} + ${log}${terms}, ${where}q = epsilon / (${show(steep)} * std): ` +
        `try q between ${show(end)} and 1 until the mean is right, a larger q for a smaller mean`
      );
    },
  };
}

/** Parts of the way from the steep limit to the end in which a curve is searched. */
const STEPS = 100;

/** Six digits: near the end of a curve its coefficients cancel. */
function show(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** From the fewest parameters to the most. */
export const FAMILIES: readonly Family[] = [
  exponential,
  hyperbola,
  inverse('inverse-cubic', 3),
  rational,
  inverse('inverse-quintic', 5),
];
