/** Nonlinear least squares, by the method of Levenberg and Marquardt. */

import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { checkNumber, checkNumbers } from '../text/check.js';
import type { Estimate } from './intervals.js';
import { checkObservations, estimatesOf, norm, summarize } from './least-squares.js';
import type { FitOptions, FitSummary, Observations } from './least-squares.js';

export interface ModelFitProblem<X> extends FitOptions {
  /** Arguments of the model, of any type; shape (n), n > k; n >= k if the covariance is absolute. */
  x: readonly X[];
  /** Finite, shape (n). */
  y: ArrayLike<number>;
  /** Parameters for which a value is not finite are taken as outside the domain of the model. */
  model: (x: X, parameters: readonly number[]) => number;
  /**
   * Initial parameters, shape (k): finite, in the domain of the model. Central differences assume a magnitude
   * of about 1 for a parameter that starts at 0.
   */
  initial: readonly number[];
  /** Derivatives of the model with respect to its parameters, shape (k). Default: central differences. */
  jacobian?: ((x: X, parameters: readonly number[]) => ArrayLike<number>) | undefined;
  /** Largest number of steps to try, >= 1. Default 1000. */
  maxIterations?: number | undefined;
}

/** Reasons why a fit stopped. */
const REASONS = {
  converged: 'The residuals are orthogonal to all changes of the parameters, within 1e-7 or rounding.',
  singular: 'The data do not determine all parameters: some change of them has no effect on the residuals.',
  stalled: 'No step, however short, reduces the residuals: the derivatives are wrong or do not exist.',
  'not-finite': 'The derivatives of the model are not finite.',
  'iteration-limit': 'The largest number of steps was tried.',
} as const;

export interface ModelFit extends FitSummary {
  status: keyof typeof REASONS;
  /** The status in a sentence. */
  reason: string;
  /**
   * The best parameters found. Standard errors, intervals and covariance are NaN unless the status is
   * `converged`.
   */
  parameters: Estimate[];
  /** Number of steps tried, including rejected ones. */
  iterations: number;
}

/**
 * Relative offset at which a fit has converged: norm of the removable part of the residuals over their norm.
 */
const CONVERGED_OFFSET = 1e-7;

/** Rounding error of the residuals, relative to the norms of the residuals and of y. */
const ROUNDING = 16 * Number.EPSILON;

/**
 * Singular values of the scaled Jacobian below this multiple of the largest are taken as 0. Central
 * differences have relative errors of about 1e-10.
 */
const SMALLEST_SINGULAR = 1e-9;

/**
 * Initial damping, relative to the squared singular values of the scaled Jacobian. Smaller values start
 * closer to Gauss-Newton steps.
 */
const INITIAL_DAMPING = 1e-3;
/** Damping at which steps are shorter than the rounding of any parameter: the fit stops as `stalled`. */
const LARGEST_DAMPING = 1e30;

/**
 * The parameters of least squares of any model, weighted by 1 / sigma^2, by damped Gauss-Newton steps
 * (Levenberg 1944). Columns of the Jacobian are scaled to norm 1 (Marquardt 1963), so the units of the
 * parameters do not matter. A step is rejected if it does not reduce the sum of squares, or if it leaves the
 * domain of the model. The damping is updated from the gain of the last step (Nielsen 1999). The fit stops by
 * the relative offset of Bates & Watts 1981, which compares the distance to the minimum with the uncertainty
 * of the parameters.
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
  const data = checkObservations(problem.x.length, problem.y, problem, initial.length);
  const { status, iterations, parameters, residuals, unscaled } = minimize(
    weightedModel(problem, data, initial),
    initial,
    limit,
  );
  const inUnitsOfY = residuals.map((each, i) => each * data.sigma[i]!);
  const fit = summarize(data, inUnitsOfY, unscaled);
  return {
    ...fit,
    status,
    reason: REASONS[status],
    parameters: estimatesOf(data, parameters, fit.covariance),
    iterations,
  };
}

/** A model whose residuals have equal variance. */
interface WeightedModel {
  /** (y - model) / sigma, shape (n). */
  residuals: (parameters: readonly number[]) => Float64Array;
  /** Derivatives of the model / sigma, shape (n, k). */
  jacobian: (parameters: readonly number[]) => Matrix;
  /** Norm of y / sigma. */
  dataNorm: number;
}

function weightedModel<X>(
  { x, model, jacobian }: ModelFitProblem<X>,
  { y, sigma }: Observations,
  initial: readonly number[],
): WeightedModel {
  const derivatives =
    jacobian ??
    ((each: X, parameters: readonly number[]) => centralDifferences(model, each, parameters, initial));
  return {
    residuals: (parameters) => y.map((each, i) => (each - model(x[i]!, parameters)) / sigma[i]!),
    jacobian: (parameters) =>
      new Matrix(x.map((each, i) => Array.from(derivatives(each, parameters), (d) => d / sigma[i]!))),
    dataNorm: norm(y.map((each, i) => each / sigma[i]!)),
  };
}

interface Minimum {
  status: ModelFit['status'];
  iterations: number;
  parameters: readonly number[];
  residuals: Float64Array;
  /** Inverse of J^T J at the parameters; NaN unless converged. */
  unscaled: number[][];
}

/** Best parameters found from initial ones, in at most `limit` steps. */
function minimize(model: WeightedModel, initial: readonly number[], limit: number): Minimum {
  let parameters = initial;
  let residuals = model.residuals(parameters);
  let residualNorm = norm(residuals);
  if (!Number.isFinite(residualNorm)) {
    throw new RangeError(
      'Expected `initial` to be parameters with finite model values, got a value that is not finite',
    );
  }
  let damping = INITIAL_DAMPING;
  let dampingGrowth = 2;
  let iterations = 0;
  const undefinedCovariance = initial.map(() => initial.map(() => NaN));
  const stop = (status: Minimum['status'], unscaled = undefinedCovariance): Minimum => ({
    status,
    iterations,
    parameters,
    residuals,
    unscaled,
  });
  for (;;) {
    const jacobian = model.jacobian(parameters);
    if (!jacobian.to1DArray().every(Number.isFinite)) return stop('not-finite');
    const linearized = new LinearizedModel(jacobian, residuals);
    const rounding = ROUNDING * (residualNorm + model.dataNorm);
    if (linearized.offset <= CONVERGED_OFFSET * residualNorm + rounding) {
      return linearized.isSingular ? stop('singular') : stop('converged', linearized.unscaledCovariance());
    }
    for (let isAccepted = false; !isAccepted;) {
      if (iterations === limit) return stop('iteration-limit');
      if (damping > LARGEST_DAMPING) return stop('stalled');
      iterations++;
      const { step, predicted } = linearized.step(damping);
      const next = parameters.map((each, j) => each + step[j]!);
      const nextResiduals = model.residuals(next);
      const nextNorm = norm(nextResiduals);
      const reduction = (residualNorm - nextNorm) * (residualNorm + nextNorm);
      // Near the minimum the predicted reduction is below the rounding error of the sum of squares. A step
      // then counts as reducing it as predicted, unless it increases it by more than that error.
      const uncertainty = 2 * residualNorm * rounding;
      const isBelowRounding = linearized.offset ** 2 <= uncertainty && reduction >= -uncertainty;
      const gain = isBelowRounding ? 1 : reduction / predicted;
      isAccepted = gain > 0;
      if (isAccepted) {
        [parameters, residuals, residualNorm] = [next, nextResiduals, nextNorm];
        const excess = 2 * gain - 1;
        damping *= Math.max(1 / 3, 1 - excess * excess * excess);
        dampingGrowth = 2;
      } else {
        damping *= dampingGrowth;
        dampingGrowth *= 2;
      }
    }
  }
}

/**
 * The model linearised at its parameters, by a singular value decomposition of the Jacobian with columns of
 * norm 1.
 */
class LinearizedModel {
  /** Norms of the columns of the Jacobian, shape (k). */
  readonly #scale: number[];
  /** Shape (k). */
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
    // A column of zeros is divided by 1.
    this.#scale = Array.from({ length: jacobian.columns }, (_, j) => norm(jacobian.getColumn(j)) || 1);
    const decomposition = new SingularValueDecomposition(jacobian.clone().divRowVector(this.#scale));
    const least = SMALLEST_SINGULAR * decomposition.norm2;
    this.#singularValues = decomposition.diagonal.map((value) => (value > least ? value : 0));
    this.#directions = decomposition.rightSingularVectors;
    const components = Matrix.rowVector(residuals).mmul(decomposition.leftSingularVectors).getRow(0);
    this.#components = components.map((component, i) => (this.#singularValues[i] === 0 ? 0 : component));
  }

  get isSingular(): boolean {
    return this.#singularValues.includes(0);
  }

  /** Norm of the part of the residuals that a change of the parameters could remove. */
  get offset(): number {
    return norm(this.#components);
  }

  /**
   * The damped step, shape (k), and the reduction of the sum of squares that it would give if the model were
   * linear.
   */
  step(damping: number): { step: number[]; predicted: number } {
    let predicted = 0;
    const along = this.#singularValues.map((value, i) => {
      const remaining = damping / (value * value + damping);
      predicted += this.#components[i]! ** 2 * (1 - remaining) * (1 + remaining);
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
 * Derivatives of a model with respect to its parameters, shape (k). Steps are the cube root of the rounding
 * unit, relative to a parameter: rounding and truncation errors are then about equal. The magnitude of a
 * parameter is taken as at least a hundredth of its initial value, or as at least 1 if that is 0.
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
