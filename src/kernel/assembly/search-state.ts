/** The state of a search for the largest epsilon. */

import { C_SLOPE } from './formula';

/** Tolerance, in pieces, within which positions are equal: a few units in the last place of a position. */
export const POSITION_TOLERANCE: f64 = 4e-11;

/** The search of one draw; pairs are (gradient, potential). Occupies 256 bytes, whole cache lines. */
@unmanaged
export class Search {
  /** Current u; mappings whose search is not finished; crossings of the others, NaN if there is none. */
  u!: v128;
  open!: v128;
  crossings!: v128;
  /**
   * At u: whether the best worker is at its lowest position; the regret that positions are relative to, and
   * its position; Var(l), Cov(l, l'), Var(l').
   */
  isAtFloor!: v128;
  reference!: v128;
  start!: v128;
  variance!: v128;
  covariance!: v128;
  slopes!: v128;
  /** From u: the step of Newton's method, and the distance to the next kink or the end. */
  newton!: v128;
  distance!: v128;
  /** Of the draw: its regrets, the results of `summarize`, and the population standard deviation. */
  regrets!: usize;
  largest!: f64;
  smallest!: f64;
  scale!: f64;
  epsilonFactor!: f64;
  sigma!: f64;
  /**
   * The u above which the bounds shift workers; the u at which the search ends; the state if it ends without
   * a crossing.
   */
  shift!: f64;
  end!: f64;
  stateIfNone!: i32;
}

/** Change of the position of the best worker with u. */
export function bestRate(search: Search): v128 {
  return f64x2.mul(f64x2.sub(f64x2.splat(search.largest), search.reference), v128.load(C_SLOPE));
}
