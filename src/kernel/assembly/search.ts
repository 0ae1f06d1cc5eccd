/** What the parts of a search for the largest epsilon share. */

import { C_SLOPE } from './formula';

/** Positions closer than this, in pieces, are the same: some units in the last place of a position. */
export const SAME: f64 = 4e-11;

/** The search of a draw: pairs are (gradient, potential). Has 256 bytes to itself, whole lines of the cache. */
@unmanaged
export class Search {
  /** Where it stands; mappings that are searched yet; crossings of the others, NaN if there is none. */
  u!: v128;
  open!: v128;
  crossings!: v128;
  /** At u: whether the best worker is at the floor; the regret that positions are relative to, and its position; Var(l), Cov(l, l'), Var(l'). */
  isAtFloor!: v128;
  reference!: v128;
  start!: v128;
  variance!: v128;
  covariance!: v128;
  slopes!: v128;
  /** From there: the step of Newton's method, and that to the next kink or the end. */
  newton!: v128;
  left!: v128;
  /** Of the draw: its regrets, what `summarize` found, and their population std. */
  regrets!: usize;
  largest!: f64;
  smallest!: f64;
  scale!: f64;
  epsilonFactor!: f64;
  sigma!: f64;
  /** The u from which on the bounds lift workers, that at which the search ends, and what it means to have found nothing by then. */
  shift!: f64;
  end!: f64;
  none!: i32;
}

/** How fast the best worker moves. */
export function rateOfBest(search: Search): v128 {
  return f64x2.mul(f64x2.sub(f64x2.splat(search.largest), search.reference), v128.load(C_SLOPE));
}
