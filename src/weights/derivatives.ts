/**
 * What a certified search needs beside the weights themselves: curvature of ln w as a function of y = p(x - c), and how
 * the spread of a vector of ln w goes on from one position to the next.
 */

import { slope } from './mapping.js';
import { populationStd } from './scale.js';
import type { MappingName } from './schemes.js';

/** Where |d2 ln w / dy2| is largest; that of the potential solves a transcendental equation. */
const CURVATURE_PEAK = { gradient: 0, potential: 0.4949849516607962 } as const;

/**
 * The largest |d2 ln w / dy2| between y1 and y2: logistic(y) logistic(-y) for the gradient, slope (slope - logistic(-y)) for the potential.
 *
 * Both rise up to their peak and fall after it (a test scans them, and that |its derivative| never exceeds it), so the largest value is at
 * the point of the interval nearest to the peak. The last digit of the peak's position does not matter: the curvature is flat there, and
 * changes in its 32nd digit.
 */
export function largestCurvature(mapping: MappingName, y1: number, y2: number): number {
  return curvature(mapping, Math.min(Math.max(CURVATURE_PEAK[mapping], Math.min(y1, y2)), Math.max(y1, y2)));
}

function curvature(mapping: MappingName, y: number): number {
  if (mapping === 'gradient') return 1 / (2 + Math.exp(y) + Math.exp(-y));
  // The difference below would lose its digits; e^y / 2 is its limit, from above.
  if (y < -18) return Math.exp(y) / 2;
  const g = slope(mapping, y);
  return g * (g - 1 / (1 + Math.exp(y)));
}

/**
 * ln(softplus(y) / y) for y > 0 and its derivative, without the cancellation of either: what is left of the potential when it is nearly y.
 */
export function softplusRest(y: number): { value: number; slope: number } {
  const excess = Math.log1p(Math.exp(-y));
  return { value: Math.log1p(excess / y), slope: -(y / (1 + Math.exp(y)) + excess) / (y * (y + excess)) };
}

/**
 * The spread of l = ln w at one position, and how it goes on to first order. ||.|| is the population standard deviation over the workers.
 */
export interface Point {
  /** ||l||. */
  readonly spread: number;
  /** ||l'||, l' the derivatives of ln w by position. */
  readonly slope: number;
  /** cov(l, l') / ||l'||: the part of the spread along l'. Its sign is that of the spread's own derivative. */
  readonly along: number;
}

/**
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

/** ||l + distance l'||: what the spread at that distance is, within distance^2 B / 2. */
export function linearSpread({ spread, slope, along }: Point, distance: number): number {
  return Math.hypot(along + distance * slope, across(spread, along));
}

/** The distance > 0 at which {@link linearSpread} is a level above the spread; Infinity if ln w stays as it is. */
export function linearCrossing({ spread, slope, along }: Point, level: number): number {
  const root = Math.hypot(along, across(level, spread));
  // root - along, without cancellation.
  return (along > 0 ? (level - spread) * ((level + spread) / (along + root)) : root - along) / slope;
}

/** The other leg of a right triangle. */
function across(hypotenuse: number, leg: number): number {
  return Math.sqrt(Math.max(0, hypotenuse - leg)) * Math.sqrt(Math.max(0, hypotenuse + leg));
}
