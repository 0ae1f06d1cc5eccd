/**
 * Derivatives for a certified search: the curvature of ln w as a function of y = p(x - c), and the linear
 * model of the spread of a vector of ln w along a position.
 */

import { slope } from './mapping.js';
import { populationStd } from './scale.js';
import type { MappingName } from './schemes.js';

/**
 * y at which |d2 ln w / dy2| is largest, no unit. For the potential it is the solution of a transcendental
 * equation.
 */
const CURVATURE_PEAK = { gradient: 0, potential: 0.4949849516607962 } as const;

/**
 * The largest |d2 ln w / dy2| between y1 and y2: logistic(y) logistic(-y) for the gradient, slope (slope -
 * logistic(-y)) for the potential.
 *
 * Both increase up to their peak and decrease after it (a test scans them, and also checks that |derivative|
 * never exceeds the curvature). So the largest value is at the point of the interval nearest to the peak. The
 * last digit of the position of the peak does not matter, because the curvature is flat there.
 */
export function largestCurvature(mapping: MappingName, y1: number, y2: number): number {
  return curvature(mapping, Math.min(Math.max(CURVATURE_PEAK[mapping], Math.min(y1, y2)), Math.max(y1, y2)));
}

function curvature(mapping: MappingName, y: number): number {
  if (mapping === 'gradient') return 1 / (2 + Math.exp(y) + Math.exp(-y));
  // The difference below loses its digits here; e^y / 2 is its limit, and an upper bound.
  if (y < -18) return Math.exp(y) / 2;
  const g = slope(mapping, y);
  return g * (g - 1 / (1 + Math.exp(y)));
}

/**
 * ln(softplus(y) / y) for y > 0 and its derivative, both without cancellation: the part of the potential that
 * remains beside y.
 */
export function softplusRest(y: number): { value: number; slope: number } {
  const excess = Math.log1p(Math.exp(-y));
  return { value: Math.log1p(excess / y), slope: -(y / (1 + Math.exp(y)) + excess) / (y * (y + excess)) };
}

/**
 * The spread of l = ln w at one position, and its first-order change. ||.|| is the population standard
 * deviation over the workers.
 */
export interface Point {
  /** ||l||. */
  readonly spread: number;
  /** ||l'||, l' the derivatives of ln w by position. */
  readonly slope: number;
  /**
   * cov(l, l') / ||l'||: the part of the spread along l'. It has the sign of the derivative of the spread.
   */
  readonly along: number;
}

/**
 * Builds the linear model from values and derivatives.
 * @param values l, shape (N)
 * @param slopes l', shape (N)
 */
export function pointOf(values: Float64Array, slopes: Float64Array): Point {
  const slope = populationStd(slopes);
  const [valueMean, slopeMean] = [mean(values), mean(slopes)];
  let along = 0;
  for (let i = 0; slope > 0 && i < values.length; i++)
    along += (values[i]! - valueMean) * ((slopes[i]! - slopeMean) / slope);
  return { spread: populationStd(values), slope, along: along / values.length };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** ||l + distance l'||: the spread at that distance, up to an error of distance^2 B / 2. */
export function linearSpread({ spread, slope, along }: Point, distance: number): number {
  return Math.hypot(along + distance * slope, across(spread, along));
}

/**
 * The distance > 0 at which {@link linearSpread} reaches a level above the spread; Infinity if ln w does not
 * change.
 */
export function linearCrossing({ spread, slope, along }: Point, level: number): number {
  const root = Math.hypot(along, across(level, spread));
  // root - along, without cancellation.
  return (along > 0 ? (level - spread) * ((level + spread) / (along + root)) : root - along) / slope;
}

/** The other leg of a right triangle. */
function across(hypotenuse: number, leg: number): number {
  return Math.sqrt(Math.max(0, hypotenuse - leg)) * Math.sqrt(Math.max(0, hypotenuse + leg));
}
