/** Least squares: straight lines, and any model by Levenberg and Marquardt's method. */

import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';
import { studentEstimate, type Estimate } from './intervals.js';
import { checkChoice, checkNumber, checkNumbers, show } from '../text/check.js';

export interface FitOptions {
  /** Standard errors of y, shape (n), finite and > 0. Default: equal and unknown. */
  sigma?: ArrayLike<number> | undefined;
  /**
   * `absolute`: sigma are the standard errors of y, so the covariance follows from them and intervals are normal.
   * `scaled`: sigma only says how they compare, and the residuals how large they are; intervals are Student's t.
   * Default: `absolute` with sigma; without, `scaled` is the only choice.
   */
  covariance?: 'absolute' | 'scaled' | undefined;
  /** Of the intervals, in (0, 1). Default 0.95. */
  level?: number | undefined;
}

/** What every fit tells, for n observations and k parameters. */
interface Fit {
  /** Of the parameters, shape (k, k). */
  covariance: number[][];
  /** y minus the model, in the unit of y, shape (n). */
  residuals: Float64Array;
  /** Sum of squared residuals, each divided by its sigma if there is one: then it is chi-squared. */
  rss: number;
  /** n - k. */
  degreesOfFreedom: number;
  /** sqrt(rss / degreesOfFreedom), NaN without degrees of freedom. */
  residualStandardDeviation: number;
  /**
   * Akaike's criterion, corrected for few observations (Hurvich & Tsai 1989), to compare models of the same y and sigma: smaller is better.
   * `scaled`: n ln(rss / n) + 2 K + 2 K (K + 1) / (n - K - 1) with K = k + 1, since the variance is estimated too;
   * `absolute`: rss + 2 K + 2 K (K + 1) / (n - K - 1) with K = k. Infinity where n <= K + 1.
   */
  aicc: number;
}

export interface LinearFit extends Fit {
  intercept: Estimate;
  slope: Estimate;
  /** Share of the (weighted) variance of y that the line explains; NaN if y does not vary. */
  rSquared: number;
}

/**
 * The straight line y = intercept + slope x of least (weighted) squares. The covariance is in that order.
 * @param x finite, not all equal, shape (n), n >= 3; n >= 2 if the covariance is absolute
 * @param y finite, shape (n)
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function linearFit(x: ArrayLike<number>, y: ArrayLike<number>, options: FitOptions = {}): LinearFit {
  const abscissae = checkNumbers('x', x, 'a finite number', Number.isFinite);
  const data = checkData(abscissae.length, y, options, 2);
  if (isConstant(abscissae)) {
    throw new RangeError(
      `Expected \`x\` to hold at least two different numbers, got ${show(abscissae[0])} only`,
    );
  }
  const { n } = data;
  const weights = data.sigma.map((each) => 1 / (each * each));
  const mean = weightedMean(abscissae, weights);
  const meanY = weightedMean(data.y, weights);
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy, weight] = [abscissae[i]! - mean, data.y[i]! - meanY, weights[i]!];
    sxx += weight * dx * dx;
    sxy += weight * dx * dy;
    syy += weight * dy * dy;
  }
  const slope = sxy / sxx;
  const intercept = meanY - slope * mean;
  // From the means: the line may pass far from the origin.
  const residuals = abscissae.map((each, i) => data.y[i]! - meanY - slope * (each - mean));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const unscaled = [
    [1 / total + (mean * mean) / sxx, -mean / sxx],
    [-mean / sxx, 1 / sxx],
  ];
  const fit = summary(data, residuals, unscaled);
  const [a, b] = estimates(data, [intercept, slope], fit.covariance);
  return { ...fit, intercept: a!, slope: b!, rSquared: isConstant(data.y) ? NaN : 1 - fit.rss / syy };
}

export interface ModelFitProblem<X> extends FitOptions {
  /** What y depends on: numbers, pairs, anything; shape (n), n > k; n >= k if the covariance is absolute. */
  x: readonly X[];
  /** Finite, shape (n). */
  y: ArrayLike<number>;
  /** Where it is not finite, the parameters are taken as out of its domain. */
  model: (x: X, parameters: readonly number[]) => number;
  /** Parameters to start from, shape (k): finite, in the domain of the model. Central differences take 0 for a parameter about 1 in size. */
  initial: readonly number[];
  /** Derivatives of the model by its parameters, shape (k). Default: central differences. */
  jacobian?: ((x: X, parameters: readonly number[]) => ArrayLike<number>) | undefined;
  /** Steps tried at most, >= 1. Default 1000. */
  maxIterations?: number | undefined;
}

/** Why a fit stopped. */
const REASONS = {
  converged:
    'The residuals are orthogonal to every change of the parameters, but for 1e-7 of their length or their rounding.',
  singular:
    'The residuals are as small as they get, but the data do not determine all parameters: some change of them changes nothing.',
  stalled:
    'No step, however short, makes the residuals smaller, though they are not orthogonal: the derivatives are wrong, or do not exist.',
  'not-finite': 'The derivatives of the model are not finite.',
  'iteration-limit': 'The largest number of steps was tried.',
} as const;

export interface ModelFit extends Fit {
  status: keyof typeof REASONS;
  /** The status in a sentence. */
  reason: string;
  /** Unless the status is `converged` these are the best found, and they have no standard errors, intervals and covariance: NaN. */
  parameters: Estimate[];
  /** Steps tried, rejected ones included. */
  iterations: number;
}

/** Length of the residuals within the reach of the parameters that is taken as none, relative to all of them. */
const OFFSET = 1e-7;

/** Rounding of the residuals, relative to y and the model. */
const ROUNDING = 16 * Number.EPSILON;

/** Singular values of the scaled Jacobian below this are taken as 0, relative to the largest. Central differences are good to some 1e-10. */
const RANK = 1e-9;

const DAMPING_AT_FIRST = 1e-3;
const MOST_DAMPING = 1e30;

/**
 * The parameters of least (weighted) squares of any model, by damped Gauss-Newton steps (Levenberg 1944). Columns of the Jacobian are
 * scaled to length 1 (Marquardt 1963), so the units of the parameters do not matter. A step that does not lower the sum of squares, or leaves
 * the domain of the model, is rejected; the damping follows the gain of the last step (Nielsen 1999). It ends by the relative offset of
 * Bates & Watts 1981, which compares the distance to the minimum with the uncertainty of the parameters.
 *
 * The minimum is a local one. Covariance and intervals are those of the model linearised there.
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function fitModel<X>(problem: ModelFitProblem<X>): ModelFit {
  const initial = [...checkNumbers('initial', problem.initial, 'a finite number', Number.isFinite)];
  const limit = checkNumber(
    'maxIterations',
    problem.maxIterations ?? 1000,
    'a whole number >= 1',
    (v) => Number.isInteger(v) && v >= 1,
  );
  const data = checkData(problem.x.length, problem.y, problem, initial.length);
  const { status, iterations, parameters, residuals, unscaled } = search(
    weightedModel(problem, data, initial),
    initial,
    limit,
  );
  const inUnitsOfY = residuals.map((each, i) => each * data.sigma[i]!);
  const fit = summary(data, inUnitsOfY, unscaled);
  return {
    ...fit,
    status,
    reason: REASONS[status],
    parameters: estimates(data, parameters, fit.covariance),
    iterations,
  };
}

/** A problem with residuals of equal variance. */
interface WeightedModel {
  /** (y - model) / sigma, shape (n). */
  residuals: (parameters: readonly number[]) => Float64Array;
  /** Derivatives of the model / sigma, shape (n, k). */
  jacobian: (parameters: readonly number[]) => Matrix;
  /** Length of y / sigma. */
  size: number;
}

function weightedModel<X>(
  { x, model, jacobian }: ModelFitProblem<X>,
  { y, sigma }: Data,
  initial: readonly number[],
): WeightedModel {
  const derivatives =
    jacobian ??
    ((each: X, parameters: readonly number[]) => centralDifferences(model, each, parameters, initial));
  return {
    residuals: (parameters) => y.map((each, i) => (each - model(x[i]!, parameters)) / sigma[i]!),
    jacobian: (parameters) =>
      new Matrix(x.map((each, i) => Array.from(derivatives(each, parameters), (d) => d / sigma[i]!))),
    size: lengthOf(y.map((each, i) => each / sigma[i]!)),
  };
}

interface Found {
  status: ModelFit['status'];
  iterations: number;
  parameters: readonly number[];
  residuals: Float64Array;
  /** Inverse of J^T J at the parameters, NaN unless converged. */
  unscaled: number[][];
}

function search(model: WeightedModel, initial: readonly number[], limit: number): Found {
  let parameters = initial;
  let residuals = model.residuals(parameters);
  let length = lengthOf(residuals);
  if (!Number.isFinite(length)) {
    throw new RangeError(
      'Expected `initial` to be parameters for which the model is finite everywhere, got others',
    );
  }
  let damping = DAMPING_AT_FIRST;
  let growth = 2;
  let iterations = 0;
  const unknown = initial.map(() => initial.map(() => NaN));
  const stop = (status: Found['status'], unscaled = unknown): Found => ({
    status,
    iterations,
    parameters,
    residuals,
    unscaled,
  });
  for (;;) {
    const jacobian = model.jacobian(parameters);
    if (!jacobian.to1DArray().every(Number.isFinite)) return stop('not-finite');
    const tangent = new Tangent(jacobian, residuals);
    const rounding = ROUNDING * (length + model.size);
    if (tangent.offset <= OFFSET * length + rounding) {
      return tangent.isSingular ? stop('singular') : stop('converged', tangent.unscaledCovariance());
    }
    for (let isAccepted = false; !isAccepted;) {
      if (iterations === limit) return stop('iteration-limit');
      if (damping > MOST_DAMPING) return stop('stalled');
      iterations++;
      const { step, predicted } = tangent.step(damping);
      const next = parameters.map((each, j) => each + step[j]!);
      const nextResiduals = model.residuals(next);
      const nextLength = lengthOf(nextResiduals);
      const actual = (length - nextLength) * (length + nextLength);
      // So close to the minimum that no gain is seen, a step counts as gaining what it should unless a loss is seen.
      const visible = 2 * length * rounding;
      const ratio = tangent.offset ** 2 <= visible && actual >= -visible ? 1 : actual / predicted;
      isAccepted = ratio > 0;
      if (isAccepted) {
        [parameters, residuals, length] = [next, nextResiduals, nextLength];
        damping *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
        growth = 2;
      } else {
        damping *= growth;
        growth *= 2;
      }
    }
  }
}

/** The model linearised at its parameters: singular values of the Jacobian with columns of length 1, and what follows from them. */
class Tangent {
  readonly #scale: number[];
  readonly #singularValues: number[];
  /** Right singular vectors, shape (k, k). */
  readonly #directions: Matrix;
  /** Components of the residuals along the left singular vectors, shape (k). */
  readonly #components: number[];

  /**
   * @param jacobian shape (n, k), n >= k
   * @param residuals shape (n)
   */
  constructor(jacobian: Matrix, residuals: Float64Array) {
    // A column of zeros stays one.
    this.#scale = Array.from({ length: jacobian.columns }, (_, j) => lengthOf(jacobian.getColumn(j)) || 1);
    const decomposition = new SingularValueDecomposition(jacobian.clone().divRowVector(this.#scale));
    const least = RANK * decomposition.norm2;
    this.#singularValues = decomposition.diagonal.map((value) => (value > least ? value : 0));
    this.#directions = decomposition.rightSingularVectors;
    const components = Matrix.rowVector(residuals).mmul(decomposition.leftSingularVectors).getRow(0);
    this.#components = components.map((component, i) => (this.#singularValues[i] === 0 ? 0 : component));
  }

  get isSingular(): boolean {
    return this.#singularValues.includes(0);
  }

  /** Length of the part of the residuals that a change of the parameters could remove. */
  get offset(): number {
    return lengthOf(this.#components);
  }

  /** The damped step, shape (k), and by how much it would lower the sum of squares if the model were linear. */
  step(damping: number): { step: number[]; predicted: number } {
    let predicted = 0;
    const along = this.#singularValues.map((value, i) => {
      const left = damping / (value * value + damping);
      predicted += this.#components[i]! ** 2 * (1 - left) * (1 + left);
      return (value * this.#components[i]!) / (value * value + damping);
    });
    const scaled = this.#directions.mmul(Matrix.columnVector(along)).getColumn(0);
    return { step: scaled.map((each, j) => each / this.#scale[j]!), predicted };
  }

  /** Inverse of J^T J, shape (k, k). */
  unscaledCovariance(): number[][] {
    const half = this.#directions.clone().divRowVector(this.#singularValues).divColumnVector(this.#scale);
    return half.mmul(half.transpose()).to2DArray();
  }
}

/**
 * Derivatives of a model by its parameters. Steps are the third root of the rounding, relative to a parameter: where the errors of rounding
 * and of the difference are alike. A parameter near 0 is taken to be a hundredth of what it was initially; one that was 0, to be about 1.
 */
function centralDifferences<X>(
  model: ModelFitProblem<X>['model'],
  x: X,
  parameters: readonly number[],
  initial: readonly number[],
): number[] {
  return parameters.map((parameter, j) => {
    const size = Math.max(Math.abs(parameter), initial[j] === 0 ? 1 : Math.abs(initial[j]!) / 100);
    const step = Math.cbrt(Number.EPSILON) * size;
    const [above, below] = [parameter + step, parameter - step];
    return (model(x, parameters.with(j, above)) - model(x, parameters.with(j, below))) / (above - below);
  });
}

interface Data {
  /** Number of observations. */
  n: number;
  y: Float64Array;
  /** Ones where none were given. */
  sigma: Float64Array;
  isAbsolute: boolean;
  degreesOfFreedom: number;
  level: number;
}

function checkData(n: number, y: ArrayLike<number>, options: FitOptions, parameters: number): Data {
  const values = checkNumbers('y', y, 'a finite number', Number.isFinite);
  checkLength('y', values.length, n);
  const { sigma } = options;
  const errors = sigma
    ? checkNumbers('sigma', sigma, 'a finite number > 0', (v) => v > 0 && v < Infinity)
    : new Float64Array(n).fill(1);
  checkLength('sigma', errors.length, n);
  const covariance = checkChoice('covariance', options.covariance ?? (sigma ? 'absolute' : 'scaled'), [
    'absolute',
    'scaled',
  ]);
  const isAbsolute = covariance === 'absolute';
  if (isAbsolute && !sigma)
    throw new RangeError('Expected `sigma` to be given for an absolute `covariance`, got `undefined`');
  const least = isAbsolute ? parameters : parameters + 1;
  checkNumber('y.length', n, `at least ${least} for ${parameters} parameters`, (length) => length >= least);
  return {
    n,
    y: values,
    sigma: errors,
    isAbsolute,
    degreesOfFreedom: n - parameters,
    level: options.level ?? 0.95,
  };
}

function checkLength(name: string, length: number, n: number): void {
  checkNumber(`${name}.length`, length, `${n}, the length of x`, (value) => value === n);
}

/** @param unscaled inverse of J^T J, J the derivatives of the model / sigma */
function summary(
  { n, sigma, isAbsolute, degreesOfFreedom }: Data,
  residuals: Float64Array,
  unscaled: number[][],
): Fit {
  const rss = lengthOf(residuals.map((each, i) => each / sigma[i]!)) ** 2;
  const variance = degreesOfFreedom === 0 ? NaN : rss / degreesOfFreedom;
  const covariance = isAbsolute ? unscaled : unscaled.map((row) => row.map((each) => each * variance));
  const count = n - degreesOfFreedom + (isAbsolute ? 0 : 1);
  const misfit = isAbsolute ? rss : n * Math.log(rss / n);
  const aicc = n > count + 1 ? misfit + 2 * count + (2 * count * (count + 1)) / (n - count - 1) : Infinity;
  return {
    covariance,
    residuals,
    rss,
    degreesOfFreedom,
    residualStandardDeviation: Math.sqrt(variance),
    aicc,
  };
}

function estimates(
  { n, isAbsolute, degreesOfFreedom, level }: Data,
  values: readonly number[],
  covariance: number[][],
): Estimate[] {
  const freedom = isAbsolute ? Infinity : degreesOfFreedom;
  return values.map((value, j) => studentEstimate(value, Math.sqrt(covariance[j]![j]!), freedom, n, level));
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function lengthOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

/** The c of least |rows c - y|^2 and, of those, of least length; shape (columns of the rows). */
export function linearLeastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  return solve(new Matrix(rows.map((row) => [...row])), Matrix.columnVector([...y]), true).to1DArray();
}
