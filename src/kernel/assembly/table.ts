/**
 * Both mappings as polynomial pieces in y = p(x - c), so that no exponential or logarithm is computed. One
 * table serves every p and c.
 *
 * A piece is 1/256 wide and centred on a multiple of 1/256. It holds four pairs (gradient, potential) of
 * coefficients, constant first, in the fraction of a piece, from -1/2 to 1/2: one cache line. The error of
 * the cubics is at most 5e-15 in log10 weights and 8e-14 of a weight. The table of log10 weights begins with
 * one piece that is the exact line log10 w = y / ln 10 + ... of both mappings, valid for all smaller y (the
 * fraction is then a large negative number). In the table of weights the first piece is a constant, e^-76:
 * negligible beside the weight of a best worker at y >= -38.
 */

import { CURVATURE_TABLE, LOG_TABLE, WEIGHTS } from './memory';

/** Pieces per unit of y. */
export const PIECES: f64 = 256;
export const Y_FROM: f64 = -76;
const Y_TO: f64 = 48;
/** Below this y both mappings are e^y to double precision. */
const EXPONENTIAL_Y: f64 = -38;

/** Position of a y in the table; the nearest whole number is the number of the piece. */
export function position(y: f64): f64 {
  return (y - Y_FROM) * PIECES;
}

export const LAST: f64 = (Y_TO - Y_FROM) * PIECES;
export const EXPONENTIAL_END: f64 = (EXPONENTIAL_Y - Y_FROM) * PIECES;
/** The bounds of schemes in y, see weights/scheme-bounds.ts. */
const CAP_Y: f64 = 6.75;
const SHIFT_Y: f64 = -8.25;
const CUT_Y: f64 = -17.25;

/**
 * Positions of the bounds, for every p and c: the cap, the position to which the shift raises the best
 * worker, and the cut below which weights are zero.
 */
export const CAP: f64 = (CAP_Y - Y_FROM) * PIECES;
export const SHIFT: f64 = (SHIFT_Y - Y_FROM) * PIECES;
export const CUT: f64 = (CUT_Y - Y_FROM) * PIECES;

/** Added to a small number, it rounds that to a whole number and leaves it in the low bits. */
export const ROUND: f64 = 6755399441055744; // 1.5 * 2^52

/** 4 pairs of 8-byte numbers: one cache line. */
export const ROW: usize = 64;
export const PAIR: usize = 16;

export const LN10: f64 = 2.302585092994045684;

/** log10 of phi' / p and of phi at y, from u = e^-|y| and ln(1 + u). */
function logsAt(y: f64, u: f64, log1pU: f64): v128 {
  const gradient = Math.min(y, 0) - log1pU;
  // ln(ln(1 + u)) with u = e^y: ln(1 + u) / u tends to 1.
  const potential = y >= 0 ? Math.log(y + log1pU) : y + (u > 1e-300 ? Math.log(log1pU / u) : 0);
  return f64x2.div(f64x2(gradient, potential), f64x2.splat(LN10));
}

/** phi' / p and phi. */
function weightsAt(y: f64, u: f64, log1pU: f64): v128 {
  return f64x2((y >= 0 ? 1 : u) / (1 + u), Math.max(y, 0) + log1pU);
}

/**
 * Chebyshev nodes of a piece, in fractions of it: +-A and +-B, A = cos(pi/8) / 2, B = cos(3 pi/8) / 2; and
 * A^2 - B^2.
 */
const A: f64 = 0.46193976625564337;
const B: f64 = 0.1913417161825449;
const A2_MINUS_B2: f64 = 0.17677669529663687;

export function buildTables(): void {
  const rows = <i32>((Y_TO - Y_FROM) * PIECES) + 1;
  for (let row = 0; row < rows; row++) {
    const y = Y_FROM + <f64>row / PIECES;
    const out = LOG_TABLE + <usize>row * ROW;
    storeCurvatureBound(y, CURVATURE_TABLE + <usize>row * PAIR);
    if (row == 0) {
      storeLine(out, y / LN10, 1 / PIECES / LN10);
      storeLine(out + WEIGHTS, Math.exp(y), 0);
      continue;
    }
    const y0 = y - A / PIECES;
    const y1 = y + A / PIECES;
    const y2 = y - B / PIECES;
    const y3 = y + B / PIECES;
    const u0 = Math.exp(-Math.abs(y0));
    const u1 = Math.exp(-Math.abs(y1));
    const u2 = Math.exp(-Math.abs(y2));
    const u3 = Math.exp(-Math.abs(y3));
    const l0 = Math.log1p(u0);
    const l1 = Math.log1p(u1);
    const l2 = Math.log1p(u2);
    const l3 = Math.log1p(u3);
    storeCubic(out, logsAt(y0, u0, l0), logsAt(y1, u1, l1), logsAt(y2, u2, l2), logsAt(y3, u3, l3));
    storeCubic(
      out + WEIGHTS,
      weightsAt(y0, u0, l0),
      weightsAt(y1, u1, l1),
      weightsAt(y2, u2, l2),
      weightsAt(y3, u3, l3),
    );
  }
}

/** y at which |second derivative in y| of ln phi', and of ln phi, is largest. */
export const PEAK_GRADIENT: f64 = 0;
export const PEAK_POTENTIAL: f64 = 0.4951;

/**
 * Stores an upper bound on |second derivative| of both log10 weights in a piece. It has a single peak, so it
 * is largest at the point of the piece nearest to the peak.
 */
function storeCurvatureBound(y: f64, out: usize): void {
  const halfPiece = 0.5 / PIECES;
  store<f64>(
    out,
    curvatureGradient(Math.max(y - halfPiece, Math.min(y + halfPiece, PEAK_GRADIENT))) /
      (PIECES * PIECES * LN10),
  );
  store<f64>(
    out,
    curvaturePotential(Math.max(y - halfPiece, Math.min(y + halfPiece, PEAK_POTENTIAL))) /
      (PIECES * PIECES * LN10),
    8,
  );
}

/** s (1 - s), s the logistic function. */
function curvatureGradient(y: f64): f64 {
  const u = Math.exp(-Math.abs(y));
  return u / ((1 + u) * (1 + u));
}

/**
 * d (d + s - 1) with d = s / softplus. Far below zero, where that loses its digits, it is u / 2. The factor 1
 * + 1e-6 covers the rounding of the position of the peak: the peak is flat.
 */
function curvaturePotential(y: f64): f64 {
  const u = Math.exp(-Math.abs(y));
  if (y < -15) return u / 2;
  const s = (y >= 0 ? 1 : u) / (1 + u);
  const d = s / (Math.max(y, 0) + Math.log1p(u));
  return d * (d + s - 1) * (1 + 1e-6);
}

function storeLine(out: usize, constant: f64, slope: f64): void {
  for (let lane: usize = 0; lane < 16; lane += 8) {
    store<f64>(out + lane, constant);
    store<f64>(out + lane + 16, slope);
  }
}

/**
 * Stores the cubics through their values at -A, A, -B and B. The even and the odd part are linear in the
 * square of the fraction.
 */
function storeCubic(out: usize, beforeA: v128, afterA: v128, beforeB: v128, afterB: v128): void {
  const two = f64x2.splat(2);
  const a = f64x2.splat(A);
  const difference = f64x2.splat(A2_MINUS_B2);
  const evenA = f64x2.div(f64x2.add(afterA, beforeA), two);
  const oddA = f64x2.div(f64x2.sub(afterA, beforeA), f64x2.splat(2 * A));
  const evenB = f64x2.div(f64x2.add(afterB, beforeB), two);
  const oddB = f64x2.div(f64x2.sub(afterB, beforeB), f64x2.splat(2 * B));
  const c2 = f64x2.div(f64x2.sub(evenA, evenB), difference);
  const c3 = f64x2.div(f64x2.sub(oddA, oddB), difference);
  v128.store(out, f64x2.sub(evenA, f64x2.mul(f64x2.mul(c2, a), a)));
  v128.store(out, f64x2.sub(oddA, f64x2.mul(f64x2.mul(c3, a), a)), 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}
