/** The formula of a call, and what is computed once of each draw. */

import { at, CONSTANTS, CURVATURE_TABLE, LOG_TABLE } from './memory';
import { medianOf, POPULATION_STD, scaleOf } from './scale';
import {
  CAP,
  EXPONENTIAL,
  LOW,
  PAIR,
  PEAK_GRADIENT,
  PEAK_POTENTIAL,
  PIECES,
  position,
  ROUND,
  ROW,
  TOP,
} from './table';

/** Change of position with the normalised regret, and position of a normalised regret of zero. */
export let slope: f64 = 0;
export let offset: f64 = 0;
/** p, the height of the gradient. */
export let height: f64 = 0;
export let withBounds: bool = false;
export let isRatio: bool = false;
let scaleKind: i32 = 0;
let byMedian: bool = false;

/**
 * Vectors that are the same in a whole loop. Loops take them from memory: what V8 could compute again, be it a constant, it computes again in
 * every turn. The rows of a table round to its pieces and count them from the beginning of memory.
 */
export const C_ZERO: usize = CONSTANTS;
export const C_ONE: usize = CONSTANTS + 16;
export const C_SLOPE: usize = CONSTANTS + 32;
export const C_OFFSET: usize = CONSTANTS + 48;
/** The lowest position of the best worker. */
export const C_FLOOR: usize = CONSTANTS + 64;
/** The highest position that is neither at the cap nor beyond the table, and the end of the table. */
export const C_CAP: usize = CONSTANTS + 80;
export const C_TOP: usize = CONSTANTS + 96;
export const C_LOG_ROWS: usize = CONSTANTS + 112;
export const C_CURVATURE_ROWS: usize = CONSTANTS + 128;
/** Where each mapping bends most. */
export const C_PEAKS: usize = CONSTANTS + 144;
/** The reciprocal of the number of workers. */
export const C_SHARE: usize = CONSTANTS + 160;

export function splat(at: usize, value: f64): void {
  v128.store(at, f64x2.splat(value));
}

/** p, c, kind of scale, and the options as bits: 1 bounds, 2 ratio, 4 epsilon scaled by the median. */
export function setFormula(p: f64, c: f64, kind: i32, options: i32): void {
  slope = p * PIECES;
  offset = position(-p * c);
  height = p;
  scaleKind = kind;
  withBounds = (options & 1) != 0;
  isRatio = (options & 2) != 0;
  byMedian = (options & 4) != 0;
  splat(C_ZERO, 0);
  splat(C_ONE, 1);
  splat(C_SLOPE, slope);
  splat(C_OFFSET, offset);
  splat(C_FLOOR, withBounds ? LOW : EXPONENTIAL);
  splat(C_CAP, withBounds ? CAP : TOP);
  splat(C_TOP, TOP);
  splat(C_LOG_ROWS, ROUND + <f64>(LOG_TABLE / ROW));
  v128.store(C_PEAKS, f64x2(position(PEAK_GRADIENT), position(PEAK_POTENTIAL)));
  splat(C_CURVATURE_ROWS, ROUND + <f64>(CURVATURE_TABLE / PAIR));
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
    const regret = v128.load64_splat(at(r, i));
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
