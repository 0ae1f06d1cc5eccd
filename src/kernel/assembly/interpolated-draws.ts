/**
 * Moments of spreads at many epsilons, from spreads at a few nodes per draw: see polynomials.ts.
 *
 * Each draw gets as many nodes as its own spreads need. Draws with the same number of nodes form a group. All
 * groups start with the same nodes, so the moments of a group are known, by its polynomials, at the nodes of
 * the next group. All moments are therefore moved to the largest group and interpolated once. Draws that need
 * too many nodes are computed at each epsilon.
 */

import { addToMoments } from './deviations';
import { C_INVERSE_COUNT, splat, summarize } from './formula';
import { addressOf, GROUP_MOMENTS, LINEAR, NODE_EPSILONS, NODES, SPREAD } from './memory';
import { interpolate, isPredicted, MOMENTS, MAX_NODES, setNodes } from './polynomials';
import { recomputeSmallMoments } from './small-moments';
import { addDraws, computeSpreads } from './spread';

/**
 * Nodes of the first group, and the additional nodes of each following group: epsilons are processed four at
 * a time.
 */
const FIRST_NODES: i32 = 24;
const NODE_STEP: i32 = 4;
const GROUPS: i32 = (MAX_NODES - FIRST_NODES) / NODE_STEP + 1;

/** Share of the epsilons. With more nodes than this, computing every epsilon is faster. */
const MAX_NODE_SHARE: f64 = 0.75;
/**
 * Pilot sizes: the first N draws, then 4 N, choose the starting group. They also decide whether interpolation
 * pays at all.
 */
const PILOT_DRAWS: i32 = 4;

/** Bytes of one metric of a group, and of a group: two metrics, then the number of draws. */
const METRIC_BYTES: usize = <usize>MAX_NODES * MOMENTS;
const GROUP_BYTES: usize = 2 * METRIC_BYTES + 16;

/**
 * Adds draws to running moments, as `addDraws` does. The formula must have no bounds, epsilons must not be
 * scaled by draw, and there must be at least FIRST_NODES epsilons.
 * @param sigma epsilon at which spreads change most, approximate, dex
 * @param workspace space for twice as many moments, and twice as many epsilons
 * @returns the number of draws that were interpolated
 */
export function addInterpolatedDraws(
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
  workspace: usize,
): i32 {
  splat(C_INVERSE_COUNT, 1 / <f64>n);
  setNodes(eps, ne, sigma);
  for (let group = 0; group < GROUPS; group++) store<f64>(momentsOf(group), 0, 2 * METRIC_BYTES);
  const added = workspace;
  const bytes = (<usize>ne * MOMENTS) << (<usize>linear);
  memory.fill(added, 0, bytes);
  const groups = min(GROUPS, (<i32>(MAX_NODE_SHARE * <f64>ne) - FIRST_NODES) / NODE_STEP + 1);
  let first = 0;
  let computed = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (draw == PILOT_DRAWS || draw == 4 * PILOT_DRAWS) first = startingGroup(draw, computed, ne, groups);
    if (first == groups) {
      addDraws(r, draws, n, eps, ne, out, before, linear, scratch);
      return 0;
    }
    const regrets = addressOf(r, draw * n);
    summarize(regrets, n, scratch);
    const group = groupOf(regrets, n, first, groups, linear);
    if (group < groups) addToGroup(group, linear);
    else addDraws(regrets, 1, n, eps, ne, added, computed++, linear, scratch);
  }
  if (computed < draws) {
    addInterpolated(eps, ne, added, computed, linear, sigma);
    recomputeSmallMoments(r, draws, n, eps, ne, added, linear, scratch, sigma, workspace + bytes);
  }
  const share = <f64>draws / <f64>(before + draws);
  for (let row: usize = 0; row < bytes; row += MOMENTS) merge(out + row, added + row, <f64>before, share);
  return draws - computed;
}

/**
 * The smallest group that serves half of the draws so far; `groups` if most draws cost more than computing
 * each epsilon.
 */
function startingGroup(draws: i32, computed: i32, ne: i32, groups: i32): i32 {
  let evaluated = computed * (nodesOf(groups - 1) + ne);
  for (let group = 0; group < groups; group++) evaluated += <i32>drawsOf(group) * nodesOf(group);
  if (<f64>evaluated > MAX_NODE_SHARE * <f64>(draws * ne)) return groups;
  let group = 0;
  for (let sum = drawsOf(0); 2 * sum < <f64>(draws - computed); sum += drawsOf(group)) group++;
  return group;
}

/**
 * The group of the draw that was summarized last, whose spreads at the nodes are then in SPREAD; `groups` if
 * it fits none.
 */
function groupOf(r: usize, n: i32, first: i32, groups: i32, linear: bool): i32 {
  let from: usize = 0;
  for (let group = first; group < groups; group++) {
    const nodes = nodesOf(group);
    const bytes = (<usize>nodes) << 3;
    computeSpreads(r, n, NODE_EPSILONS, from, bytes, linear);
    if (isPredicted(SPREAD, nodes) && (!linear || isPredicted(SPREAD + LINEAR, nodes))) return group;
    from = bytes;
  }
  return groups;
}

function nodesOf(group: i32): i32 {
  return FIRST_NODES + NODE_STEP * group;
}

function momentsOf(group: i32): usize {
  return GROUP_MOMENTS + <usize>group * GROUP_BYTES;
}

function drawsOf(group: i32): f64 {
  return load<f64>(momentsOf(group), 2 * METRIC_BYTES);
}

function setDraws(group: i32, draws: f64): void {
  // Moments of groups without draws have never been set.
  if (drawsOf(group) == 0) memory.fill(momentsOf(group), 0, GROUP_BYTES);
  store<f64>(momentsOf(group), draws, 2 * METRIC_BYTES);
}

function addToGroup(group: i32, linear: bool): void {
  const draws = drawsOf(group) + 1;
  const bytes = (<usize>nodesOf(group)) << 3;
  setDraws(group, draws);
  addToMoments(momentsOf(group), 0, bytes, 1 / draws);
  if (linear) addToMoments(momentsOf(group) + METRIC_BYTES, LINEAR, bytes, 1 / draws);
}

/** Adds the draws of all groups to those that were computed. */
function addInterpolated(eps: usize, ne: i32, out: usize, computed: i32, linear: bool, sigma: f64): void {
  let last = GROUPS - 1;
  while (drawsOf(last) == 0) last--;
  for (let group = 0; group < last; group++) if (drawsOf(group) > 0) mergeIntoNext(group, linear);
  const draws = drawsOf(last);
  const share = draws / (draws + <f64>computed);
  for (let metric = 0; metric <= <i32>linear; metric++) {
    const moments = momentsOf(last) + <usize>metric * METRIC_BYTES;
    for (let e = 0; e < ne; e++) {
      interpolate(moments, nodesOf(last), sigma / (sigma + load<f64>(addressOf(eps, e))), SPREAD);
      merge(out, SPREAD, <f64>computed, share);
      out += MOMENTS;
    }
  }
}

function mergeIntoNext(group: i32, linear: bool): void {
  const before = drawsOf(group + 1);
  const draws = before + drawsOf(group);
  setDraws(group + 1, draws);
  for (let metric = 0; metric <= <i32>linear; metric++) {
    const moments = momentsOf(group) + <usize>metric * METRIC_BYTES;
    for (let node = 0; node < nodesOf(group + 1); node++) {
      const own = moments + <usize>node * MOMENTS;
      if (node >= nodesOf(group))
        interpolate(moments, nodesOf(group), load<f64>(addressOf(NODES, node)), own);
      merge(own + GROUP_BYTES, own, before, drawsOf(group) / draws);
    }
  }
}

/**
 * Adds moments of some draws, a share of all, to those of the draws before them (Chan, Golub and LeVeque
 * 1979).
 */
function merge(moments: usize, added: usize, before: f64, share: f64): void {
  const mean = v128.load(moments);
  const deviation = f64x2.sub(v128.load(added), mean);
  const squares = f64x2.mul(f64x2.mul(deviation, deviation), f64x2.splat(before * share));
  v128.store(moments, f64x2.add(mean, f64x2.mul(deviation, f64x2.splat(share))));
  v128.store(moments, f64x2.add(v128.load(moments, 16), f64x2.add(v128.load(added, 16), squares)), 16);
}
