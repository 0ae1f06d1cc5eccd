/** The formula of a call, and what is computed once of each draw. */

import { medianOf, POPULATION_STD, scaleOf } from './scale';
import { PIECES, position } from './table';

/** Change of position with the normalised regret, and position of a normalised regret of zero. */
export let slope: f64 = 0;
export let offset: f64 = 0;
/** p, the height of the gradient. */
export let height: f64 = 0;
export let withBounds: bool = false;
export let isRatio: bool = false;
let scaleKind: i32 = 0;
let byMedian: bool = false;

/** p, c, kind of scale, and the options as bits: 1 bounds, 2 ratio, 4 epsilon scaled by the median. */
export function setFormula(p: f64, c: f64, kind: i32, options: i32): void {
  slope = p * PIECES;
  offset = position(-p * c);
  height = p;
  scaleKind = kind;
  withBounds = (options & 1) != 0;
  isRatio = (options & 2) != 0;
  byMedian = (options & 4) != 0;
}

/** Regrets of the best and of the worst worker, s(r), and what epsilon is multiplied with. */
export let largest: f64 = 0;
export let smallest: f64 = 0;
export let scale: f64 = 0;
export let epsilonFactor: f64 = 0;

/** @param scratch room for n + 1 numbers */
export function summarize(r: usize, n: i32, scratch: usize): void {
  let high = v128.load64_splat(r);
  let low = high;
  for (let i = 1; i < n; i++) {
    const regret = v128.load64_splat(r + ((<usize>i) << 3));
    high = f64x2.pmax(high, regret);
    low = f64x2.pmin(low, regret);
  }
  largest = f64x2.extract_lane(high, 0);
  smallest = f64x2.extract_lane(low, 0);
  scale = scaleOf(r, n, scaleKind, scratch);
  epsilonFactor = byMedian ? Math.abs(medianOf(r, n, scratch)) : 1;
}

/** The population std of the draw that was summarized last. */
export function populationStd(r: usize, n: i32, scratch: usize): f64 {
  return scaleKind == POPULATION_STD ? scale : scaleOf(r, n, POPULATION_STD, scratch);
}
