/** The formula of a call, and the statistics of one draw. */

import { addressOf, CONSTANTS, CURVATURE_TABLE, LOG_TABLE } from './memory';
import { medianOf, POPULATION_STD, scaleOf } from './scale';
import {
  CAP,
  EXPONENTIAL_END,
  SHIFT,
  PAIR,
  PEAK_GRADIENT,
  PEAK_POTENTIAL,
  PIECES,
  position,
  ROUND,
  ROW,
  LAST,
} from './table';

/** Change of position per unit of normalised regret, and the position of a normalised regret of zero. */
export let slope: f64 = 0;
export let offset: f64 = 0;
/** p, the upper limit of the gradient. */
export let height: f64 = 0;
export let withBounds: bool = false;
export let isRatio: bool = false;
let scaleKind: i32 = 0;
let scalesByMedian: bool = false;

/**
 * Addresses of vectors that are constant within a loop. Loops load them from memory because V8 would
 * otherwise compute them again in every iteration, even constants. Adding a `..._ROUND` vector rounds a
 * position to the number of its row, counted from address 0.
 */
export const C_ZERO: usize = CONSTANTS;
export const C_ONE: usize = CONSTANTS + 16;
export const C_SLOPE: usize = CONSTANTS + 32;
export const C_OFFSET: usize = CONSTANTS + 48;
/** The lowest position that the best worker can have. */
export const C_LOWEST_BEST: usize = CONSTANTS + 64;
/**
 * The highest position that is neither at the cap nor above the table, and the last position of the table.
 */
export const C_HIGHEST: usize = CONSTANTS + 80;
export const C_LAST: usize = CONSTANTS + 96;
export const C_LOG_ROUND: usize = CONSTANTS + 112;
export const C_CURVATURE_ROUND: usize = CONSTANTS + 128;
/** Position of the largest curvature of each mapping. */
export const C_PEAKS: usize = CONSTANTS + 144;
/** 1 / number of workers. */
export const C_INVERSE_COUNT: usize = CONSTANTS + 160;

export function splat(at: usize, value: f64): void {
  v128.store(at, f64x2.splat(value));
}

/**
 * Sets p, c, the kind of scale (see scale.ts), and the options as bits: 1 bounds, 2 ratio, 4 epsilon scaled
 * by the median.
 */
export function setFormula(p: f64, c: f64, kind: i32, options: i32): void {
  slope = p * PIECES;
  offset = position(-p * c);
  height = p;
  scaleKind = kind;
  withBounds = (options & 1) != 0;
  isRatio = (options & 2) != 0;
  scalesByMedian = (options & 4) != 0;
  splat(C_ZERO, 0);
  splat(C_ONE, 1);
  splat(C_SLOPE, slope);
  splat(C_OFFSET, offset);
  splat(C_LOWEST_BEST, withBounds ? SHIFT : EXPONENTIAL_END);
  splat(C_HIGHEST, withBounds ? CAP : LAST);
  splat(C_LAST, LAST);
  splat(C_LOG_ROUND, ROUND + <f64>(LOG_TABLE / ROW));
  v128.store(C_PEAKS, f64x2(position(PEAK_GRADIENT), position(PEAK_POTENTIAL)));
  splat(C_CURVATURE_ROUND, ROUND + <f64>(CURVATURE_TABLE / PAIR));
}

/** Regrets of the best and the worst worker, s(r), and the factor of epsilon. */
export let largest: f64 = 0;
export let smallest: f64 = 0;
export let scale: f64 = 0;
export let epsilonFactor: f64 = 0;

/**
 * Computes these four numbers for the draw at `r`.
 * @param scratch space for n + 1 numbers
 */
export function summarize(r: usize, n: i32, scratch: usize): void {
  let high = v128.load64_splat(r);
  let low = high;
  for (let i = 1; i < n; i++) {
    const regret = v128.load64_splat(addressOf(r, i));
    high = f64x2.pmax(high, regret);
    low = f64x2.pmin(low, regret);
  }
  largest = f64x2.extract_lane(high, 0);
  smallest = f64x2.extract_lane(low, 0);
  scale = scaleOf(r, n, scaleKind, scratch);
  epsilonFactor = scalesByMedian ? Math.abs(medianOf(r, n, scratch)) : 1;
}

/** The population standard deviation of the draw that was summarized last. */
export function populationStd(r: usize, n: i32, scratch: usize): f64 {
  return scaleKind == POPULATION_STD ? scale : scaleOf(r, n, POPULATION_STD, scratch);
}
