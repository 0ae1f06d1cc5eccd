/**
 * Moments of spreads at many epsilons from those at a few: each draw at as many nodes as its own spreads need, see polynomials.ts.
 *
 * Draws that need as many nodes are a level. Levels begin with the same nodes, so that moments of one are known, by its polynomials, at those
 * of the next: all end up in the highest, and are interpolated once. What needs too many nodes is computed at each epsilon.
 */

import { C_SHARE, splat, summarize } from './formula';
import { at, LEVEL_MOMENTS, LINEAR, NODE_EPSILONS, NODES, SPREAD } from './memory';
import { interpolate, isPredicted, MOMENTS, MOST_NODES, placeNodes } from './polynomials';
import { computeSmallOnes } from './small';
import { addDraws, takeSpreads, update } from './spread';

/** Nodes of the first level, and how many more each of the next has: epsilons are worked on in fours. */
const FIRST_NODES: i32 = 24;
const MORE_NODES: i32 = 4;
const LEVELS: i32 = (MOST_NODES - FIRST_NODES) / MORE_NODES + 1;

/** Share of the epsilons: where nodes would be more, computing all is faster. */
const LARGEST_SHARE: f64 = 0.75;
/** So many draws, and then again four times as many, show with which level to begin, and whether it is worth trying at all. */
const TRIAL: i32 = 4;

/** Bytes of a metric of a level, and of a level with its number of draws behind. */
const METRIC: usize = <usize>MOST_NODES * MOMENTS;
const LEVEL: usize = 2 * METRIC + 16;

/**
 * Adds draws to running moments, see `addDraws`. There must be no bounds, epsilons not scaled by draw, and FIRST_NODES of them or more.
 * @param sigma where spreads change most on the axis of epsilons, about, dex
 * @param room for twice as many moments, and twice as many epsilons
 * @returns how many draws were interpolated
 */
export function addByLevels(
  r: usize,
  draws: i32,
  n: i32,
  eps: usize,
  ne: i32,
  out: usize,
  before: i32,
  linear: bool,
  scratch: usize,
  sigma: f64,
  room: usize,
): i32 {
  splat(C_SHARE, 1 / <f64>n);
  placeNodes(eps, ne, sigma);
  for (let level = 0; level < LEVELS; level++) store<f64>(momentsOf(level), 0, 2 * METRIC);
  const added = room;
  const bytes = (<usize>ne * MOMENTS) << (<usize>linear);
  memory.fill(added, 0, bytes);
  const levels = min(LEVELS, (<i32>(LARGEST_SHARE * <f64>ne) - FIRST_NODES) / MORE_NODES + 1);
  let first = 0;
  let computed = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (draw == TRIAL || draw == 4 * TRIAL) first = firstLevel(draw, computed, ne, levels);
    if (first == levels) {
      addDraws(r, draws, n, eps, ne, out, before, linear, scratch);
      return 0;
    }
    const regrets = at(r, draw * n);
    summarize(regrets, n, scratch);
    const level = levelOf(regrets, n, first, levels, linear);
    if (level < levels) addToLevel(level, linear);
    else addDraws(regrets, 1, n, eps, ne, added, computed++, linear, scratch);
  }
  if (computed < draws) {
    addInterpolated(eps, ne, added, computed, linear, sigma);
    computeSmallOnes(r, draws, n, eps, ne, added, linear, scratch, sigma, room + bytes);
  }
  const share = <f64>draws / <f64>(before + draws);
  for (let row: usize = 0; row < bytes; row += MOMENTS) merge(out + row, added + row, <f64>before, share);
  return draws - computed;
}

/** The level that half of the draws so far have not got beyond; none if most are harder than computing each epsilon. */
function firstLevel(draws: i32, computed: i32, ne: i32, levels: i32): i32 {
  let evaluated = computed * (nodesOf(levels - 1) + ne);
  for (let level = 0; level < levels; level++) evaluated += <i32>drawsOf(level) * nodesOf(level);
  if (<f64>evaluated > LARGEST_SHARE * <f64>(draws * ne)) return levels;
  let level = 0;
  for (let sum = drawsOf(0); 2 * sum < <f64>(draws - computed); sum += drawsOf(level)) level++;
  return level;
}

/** The level of the draw that was summarized last, its spreads at the nodes being in SPREAD; as many as there are if it has none. */
function levelOf(r: usize, n: i32, first: i32, levels: i32, linear: bool): i32 {
  let from: usize = 0;
  for (let level = first; level < levels; level++) {
    const nodes = nodesOf(level);
    const bytes = (<usize>nodes) << 3;
    takeSpreads(r, n, NODE_EPSILONS, from, bytes, linear);
    if (isPredicted(SPREAD, nodes) && (!linear || isPredicted(SPREAD + LINEAR, nodes))) return level;
    from = bytes;
  }
  return levels;
}

function nodesOf(level: i32): i32 {
  return FIRST_NODES + MORE_NODES * level;
}

function momentsOf(level: i32): usize {
  return LEVEL_MOMENTS + <usize>level * LEVEL;
}

function drawsOf(level: i32): f64 {
  return load<f64>(momentsOf(level), 2 * METRIC);
}

function setDraws(level: i32, draws: f64): void {
  // Moments of levels without draws have never been set.
  if (drawsOf(level) == 0) memory.fill(momentsOf(level), 0, LEVEL);
  store<f64>(momentsOf(level), draws, 2 * METRIC);
}

function addToLevel(level: i32, linear: bool): void {
  const draws = drawsOf(level) + 1;
  const bytes = (<usize>nodesOf(level)) << 3;
  setDraws(level, draws);
  update(momentsOf(level), 0, bytes, 1 / draws);
  if (linear) update(momentsOf(level) + METRIC, LINEAR, bytes, 1 / draws);
}

/** Adds the draws of all levels to those that were computed. */
function addInterpolated(eps: usize, ne: i32, out: usize, computed: i32, linear: bool, sigma: f64): void {
  let top = LEVELS - 1;
  while (drawsOf(top) == 0) top--;
  for (let level = 0; level < top; level++) if (drawsOf(level) > 0) addToNext(level, linear);
  const draws = drawsOf(top);
  const share = draws / (draws + <f64>computed);
  for (let metric = 0; metric <= <i32>linear; metric++) {
    const moments = momentsOf(top) + <usize>metric * METRIC;
    for (let e = 0; e < ne; e++) {
      interpolate(moments, nodesOf(top), sigma / (sigma + load<f64>(at(eps, e))), SPREAD);
      merge(out, SPREAD, <f64>computed, share);
      out += MOMENTS;
    }
  }
}

function addToNext(level: i32, linear: bool): void {
  const before = drawsOf(level + 1);
  const draws = before + drawsOf(level);
  setDraws(level + 1, draws);
  for (let metric = 0; metric <= <i32>linear; metric++) {
    const moments = momentsOf(level) + <usize>metric * METRIC;
    for (let node = 0; node < nodesOf(level + 1); node++) {
      const own = moments + <usize>node * MOMENTS;
      if (node >= nodesOf(level)) interpolate(moments, nodesOf(level), load<f64>(at(NODES, node)), own);
      merge(own + LEVEL, own, before, drawsOf(level) / draws);
    }
  }
}

/** Adds moments of some draws, a share of all, to those of the draws before them (Chan, Golub and LeVeque 1979). */
function merge(moments: usize, added: usize, before: f64, share: f64): void {
  const mean = v128.load(moments);
  const deviation = f64x2.sub(v128.load(added), mean);
  const squares = f64x2.mul(f64x2.mul(deviation, deviation), f64x2.splat(before * share));
  v128.store(moments, f64x2.add(mean, f64x2.mul(deviation, f64x2.splat(share))));
  v128.store(moments, f64x2.add(v128.load(moments, 16), f64x2.add(v128.load(added, 16), squares)), 16);
}
