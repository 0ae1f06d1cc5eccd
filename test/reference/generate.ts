/**
 * Reference results at 60 digits, from the definitions alone, without any code of `src/`.
 * `npm run reference` computes all cases of both files again and writes them.
 */

import { Decimal } from 'decimal.js';

/** Digits of every operation; the results are rounded to doubles at the very end. */
const Digits = Decimal.clone({ precision: 60, toExpNeg: -9e15, toExpPos: 9e15, minE: -9e15, maxE: 9e15 });

/** Digits of the search for the first crossing; the crossing itself is computed with all digits. */
const Few = Decimal.clone({ precision: 25, minE: -9e15, maxE: 9e15 });

type Arithmetic = typeof Digits;

type Scheme = 'forum-2024' | 'whitepaper' | 'chain-2024' | 'chain-2026';
type Mapping = 'potential' | 'gradient';

export interface WeightsInput {
  scheme: Scheme;
  mapping: Mapping;
  epsilonScaling: 'none' | 'median';
  /** Slope of the mapping. */
  p: number;
  /** Offset of the mapping. */
  c: number;
  /** In dex. */
  epsilon: number;
  /** In dex, one for each worker. */
  regrets: number[];
}

/** Only `error` is set if the denominator of the regrets is zero. */
export type WeightsOutput =
  | { error: 'zero-denominator' }
  | {
      /** After the cap and the shift of the bounds. */
      normalizedRegrets: number[];
      /** `null` for a weight of zero. */
      log10Weights: (number | null)[];
      weights: number[];
      /** `null` if any weight is zero. */
      stdLog10Weights: number | null;
      stdWeights: number;
    };

export interface MaxEpsilonInput {
  scheme: Scheme;
  mapping: Mapping;
  p: number;
  c: number;
  /** T, for the standard deviation of the log10 weights. */
  threshold: number;
  regrets: number[];
}

/** `maxEpsilon` in dex; `null` if no epsilon reaches the threshold. */
export interface MaxEpsilonOutput {
  maxEpsilon: number | null;
}

const hasBounds = (scheme: Scheme) => scheme === 'forum-2024' || scheme === 'chain-2024';

/** The exact value of a double: 100 digits are more than the precision used here. */
const exact = (value: number, D: Arithmetic) => new D(value.toPrecision(100));

const sum = (values: readonly Decimal[], D: Arithmetic) =>
  values.reduce((total, value) => total.plus(value), new D(0));

/**
 * Standard deviation, from deviations from the first value: equal values have exactly 0.
 * @param missing 0 for the population, 1 for the sample
 */
function std(values: readonly Decimal[], missing: 0 | 1, D: Arithmetic): Decimal {
  if (values.length <= missing) return new D(0);
  const deviations = values.map((value) => value.minus(values[0]!));
  const mean = sum(deviations, D).div(values.length);
  const squares = deviations.map((deviation) => deviation.minus(mean).pow(2));
  return sum(squares, D)
    .div(values.length - missing)
    .sqrt();
}

/** The median: the middle value, or the mean of the middle two. */
function median(values: readonly Decimal[]): Decimal {
  const sorted = values.toSorted((a, b) => a.cmp(b));
  const last = sorted.length - 1;
  return sorted[Math.floor(last / 2)]!.plus(sorted[Math.ceil(last / 2)]!).div(2);
}

/** The spread of the regrets that normalises them. */
function scaleOf(regrets: readonly Decimal[], scheme: Scheme, D: Arithmetic): Decimal {
  if (scheme === 'chain-2024') return std(regrets, 1, D);
  if (scheme !== 'chain-2026') return std(regrets, 0, D);
  const middle = median(regrets);
  return median(regrets.map((regret) => regret.minus(middle).abs())).times('1.4826');
}

/** Cap, then shift: both keep the order of the workers. Weights below the cut are zero (see `lnWeight`). */
function bounded(
  x: readonly Decimal[],
  { scheme, p, c }: Pick<WeightsInput, 'scheme' | 'p' | 'c'>,
  D: Arithmetic,
): Decimal[] {
  if (!hasBounds(scheme)) return [...x];
  const [slope, offset] = [exact(p, D), exact(c, D)];
  const cap = offset.plus(new D('6.75').div(slope));
  const floor = offset.minus(new D('8.25').div(slope));
  const shift = D.max(0, floor.minus(D.max(...x)));
  return x.map((each) => D.min(each, cap).plus(shift));
}

/** ln(1 + e^y). */
const softplus = (y: Decimal, D: Arithmetic) => D.max(y, 0).plus(onePlus(y.abs().neg().exp(), D));

/** ln(1 + e), without losing the digits of a small e: ln(1 + e) = e - e^2 / 2 + ... */
function onePlus(e: Decimal, D: Arithmetic): Decimal {
  if (e.gt(1e-12)) return e.plus(1).ln();
  let total = new D(0);
  let power = e;
  for (let n = 1; n <= D.precision / 12 + 1; n++) {
    total = total.plus(power.div(n % 2 === 1 ? n : -n));
    power = power.times(e);
  }
  return total;
}

/** ln of a weight; `null` if a bound makes the weight zero. */
function lnWeight(
  x: Decimal,
  { scheme, mapping, p, c }: Pick<WeightsInput, 'scheme' | 'mapping' | 'p' | 'c'>,
  D: Arithmetic,
): Decimal | null {
  const [slope, offset] = [exact(p, D), exact(c, D)];
  if (hasBounds(scheme) && x.lt(offset.minus(new D('17.25').div(slope)))) return null;
  const y = slope.times(x.minus(offset));
  return mapping === 'gradient' ? slope.ln().minus(softplus(y.neg(), D)) : softplus(y, D).ln();
}

const double = (value: Decimal) => Number(value.toString());

export function weightsOf(input: WeightsInput): WeightsOutput {
  const D = Digits;
  const regrets = input.regrets.map((regret) => exact(regret, D));
  const factor = input.epsilonScaling === 'median' ? median(regrets).abs() : new D(1);
  const denominator = scaleOf(regrets, input.scheme, D).plus(exact(input.epsilon, D).times(factor));
  if (denominator.isZero()) return { error: 'zero-denominator' };
  const x = bounded(
    regrets.map((regret) => regret.div(denominator)),
    input,
    D,
  );
  let logs = x.map((each) => lnWeight(each, input, D));
  if (input.scheme === 'chain-2026') {
    const best = D.max(...logs.map((each) => each!));
    logs = logs.map((each) => each!.minus(best));
  }
  const log10 = logs.map((each) => each && each.div(D.ln(10)));
  const weights = logs.map((each) => (each ? each.exp() : new D(0)));
  return {
    normalizedRegrets: x.map(double),
    log10Weights: log10.map((each) => each && double(each)),
    weights: weights.map(double),
    stdLog10Weights: log10.includes(null) ? null : double(std(log10 as Decimal[], 0, D)),
    stdWeights: double(std(weights, 0, D)),
  };
}

/**
 * The largest epsilon is at the smallest u = 1 / (scale + epsilon) at which the spread S reaches the
 * threshold T. Because |dS/du| <= L = p std / ln 10, a step of (T - S) / L never passes it. Steps are at
 * least a millionth of u: the cases have no pair of crossings closer than that.
 */
export function maxEpsilonOf(input: MaxEpsilonInput): MaxEpsilonOutput {
  const spread = (u: Decimal, D: Arithmetic): Decimal | null => {
    const x = input.regrets.map((regret) => exact(regret, D).times(u));
    const logs = bounded(x, input, D).map((each) => lnWeight(each, input, D));
    return logs.includes(null) ? null : std(logs as Decimal[], 0, D).div(D.ln(10));
  };
  const bracket = firstCrossing(input, (u) => spread(u, Few));
  if (!bracket) return { maxEpsilon: null };
  const threshold = exact(input.threshold, Digits);
  const u = root((each) => spread(new Digits(each), Digits)!.minus(threshold), bracket);
  const scale = scaleOf(
    input.regrets.map((regret) => exact(regret, Digits)),
    input.scheme,
    Digits,
  );
  return { maxEpsilon: double(new Digits(1).div(u).minus(scale)) };
}

/**
 * Two values of u between which S first reaches the threshold; `null` if S is below it or undefined first.
 */
function firstCrossing(
  { scheme, p, threshold, regrets }: MaxEpsilonInput,
  spread: (u: Decimal) => Decimal | null,
): [Decimal, Decimal] | null {
  const own = regrets.map((regret) => exact(regret, Few));
  const scale = scaleOf(own, scheme, Few);
  const last = scale.isZero() ? new Few(Infinity) : new Few(1).div(scale);
  const slope = std(own, 0, Few).times(p).div(Few.ln(10));
  let below = new Few(threshold).div(slope);
  for (let s = spread(below); s;) {
    const step = Few.max(new Few(threshold).minus(s).div(slope), below.times(1e-6));
    const above = Few.min(below.plus(step), last);
    if (above.lte(below)) return null;
    s = spread(above);
    if (s?.gte(threshold)) return [below, above];
    below = above;
  }
  return null;
}

/** Root of an increasing function in an interval, by the Illinois method, with a relative error of 1e-45. */
function root(f: (u: Decimal) => Decimal, [low, high]: readonly [Decimal, Decimal]): Decimal {
  const D = Digits;
  let [a, b] = [new D(low), new D(high)];
  let [fa, fb] = [f(a), f(b)];
  const tolerance = b.times('1e-45');
  while (b.minus(a).abs().gt(tolerance) && !fb.isZero()) {
    const next = b.minus(fb.times(b.minus(a)).div(fb.minus(fa)));
    const value = f(next);
    if (value.isNegative() === fb.isNegative()) fa = fa.div(2);
    else [a, fa] = [b, fb];
    [b, fb] = [next, value];
  }
  return b;
}
