/** Answers for other slopes p and offsets c, interpolated between committed tables, without simulation. */

import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { QUANTILE_OF, SAME_FACTOR } from './committed-quantiles.js';
import type { CommittedLever, LeverCell, LeverTables } from './lever-tables.js';
import type { Answer, Bounded, Question } from './question.js';

/** Largest relative error of the interpolation: where it may be larger, the question is simulated. */
const MOST_ERROR = 0.02;

/**
 * The quantile between tables of ten workers, as a cubic in asinh(mean / std) and a cubic in p (or c). The
 * difference from quadratics estimates the error, and widens the interval.
 * @param levers `COMMITTED_LEVERS`, which the page loads compressed
 * @returns null for a question that the tables do not cover: simulate it
 */
export function answerFromLevers(question: Question, levers: readonly CommittedLever[]): Answer | null {
  const found = leverOf(question, levers);
  if (!found) return null;
  const { committed, value, quantile } = found;
  const { ratio } = question;
  const recommended = boundedAt(committed, quantile, value, ratio);
  const median = boundedAt(committed, 'q50', value, ratio);
  const separable = shareAt(committed, value, ratio);
  if (!recommended || !median || !separable) return null;
  const { draws } = committed;
  return {
    recommended,
    median,
    separable,
    source: 'fit',
    draws,
    ratioLimit: null,
    slopeLimit: null,
    slopeLimitInterval: null,
  };
}

/**
 * The recommended epsilon of {@link answerFromLevers} for several slopes; null where the tables have none.
 */
export function epsilonsBySlope(
  question: Question,
  levers: readonly CommittedLever[],
): ((pNorm: number) => Bounded | null) | null {
  const found = leverOf(question, levers);
  if (found?.committed.lever !== 'pNorm') return null;
  const { committed, quantile } = found;
  return (pNorm) => boundedAt(committed, quantile, pNorm, question.ratio);
}

/** The table that covers a question, with the value of its lever. */
function leverOf(
  { workers, confidence, factor, scheme, formula, groups }: Question,
  levers: readonly CommittedLever[],
) {
  if (groups) return null;
  const { pNorm, cNorm, mapping } = formula;
  const lever =
    cNorm === DEFAULT_OPTIONS.cNorm ? 'pNorm' : pNorm === DEFAULT_OPTIONS.pNorm ? 'cNorm' : undefined;
  const committed = levers.find(
    (each) =>
      each.lever === lever &&
      each.scheme === scheme &&
      each.mapping === mapping &&
      each.workers === workers &&
      Math.abs(each.factor / factor - 1) < SAME_FACTOR,
  );
  const quantile = QUANTILE_OF.get(confidence);
  return lever && committed && quantile ? { committed, value: formula[lever], quantile } : null;
}

const parsed = new Map<CommittedLever, LeverTables>();

function tablesOf(committed: CommittedLever): LeverTables {
  let tables = parsed.get(committed);
  if (!tables) {
    tables = JSON.parse(committed.tables) as LeverTables;
    parsed.set(committed, tables);
  }
  return tables;
}

function boundedAt(
  committed: CommittedLever,
  name: keyof LeverTables['quantiles'],
  value: number,
  ratio: number,
): Bounded | null {
  const { values, ratios } = committed;
  const rows = stencil(values, value);
  const columns = stencil(ratios.map(Math.asinh), Math.asinh(ratio));
  if (!rows || !columns) return null;
  const { quantiles } = tablesOf(committed);
  const cells = rows.indices.map((i) => columns.indices.map((j) => quantiles[name][i]![j] ?? null));
  if (!cells.every((row) => row.every((cell) => cell !== null))) return null;
  const at = (which: 0 | 1 | 2) => interpolated(cells, which, rows, columns);
  const found = at(0);
  if (!(found.error <= MOST_ERROR * found.value)) return null;
  return { value: found.value, low: at(1).value - found.error, high: at(2).value + found.error };
}

/**
 * Four consecutive nodes around a place, with the weights of a cubic, and of a quadratic through three of
 * them.
 */
interface Stencil {
  indices: readonly number[];
  cubic: readonly number[];
  quadratic: readonly number[];
}

/** @param nodes in increasing order, four or more @returns null outside of them */
function stencil(nodes: readonly number[], x: number): Stencil | null {
  if (!(x >= nodes[0]! && x <= nodes.at(-1)!)) return null;
  const after = nodes.findIndex((node) => node >= x);
  const first = Math.min(Math.max(0, after - 2), nodes.length - 4);
  const indices = [0, 1, 2, 3].map((i) => first + i);
  const places = indices.map((i) => nodes[i]!);
  // The node that is farthest from the place is left out.
  const isFirst = x - places[0]! > places[3]! - x;
  const three = weightsAt(isFirst ? places.slice(1) : places.slice(0, 3), x);
  return { indices, cubic: weightsAt(places, x), quadratic: isFirst ? [0, ...three] : [...three, 0] };
}

/** Weights of the values at `nodes` in the polynomial of Lagrange at x. */
function weightsAt(nodes: readonly number[], x: number): number[] {
  return nodes.map((node, i) =>
    nodes.reduce((weight, other, j) => (i === j ? weight : (weight * (x - other)) / (node - other)), 1),
  );
}

function interpolated(
  cells: readonly (readonly LeverCell[])[],
  which: 0 | 1 | 2,
  rows: Stencil,
  columns: Stencil,
): { value: number; error: number } {
  const sum = (r: readonly number[], c: readonly number[]) =>
    cells.reduce(
      (total, row, i) => total + r[i]! * row.reduce((part, cell, j) => part + c[j]! * cell[which], 0),
      0,
    );
  const value = sum(rows.cubic, columns.cubic);
  const error =
    Math.abs(value - sum(rows.quadratic, columns.cubic)) +
    Math.abs(value - sum(rows.cubic, columns.quadratic));
  return { value, error };
}

/**
 * Share of draws with an epsilon, interpolated linearly. It falls with the ratio and rises with p and c, so
 * it lies between the shares of the four cells around the place.
 */
function shareAt(committed: CommittedLever, value: number, ratio: number): Bounded | null {
  const { values, ratios } = committed;
  const { shares } = tablesOf(committed);
  const row = between(values, value);
  const column = between(ratios, ratio);
  if (!row || !column) return null;
  const corners = [row.before, row.after].map((i) =>
    [column.before, column.after].map((j) => shares[i]![j]!),
  );
  const mixed = (which: 0 | 1 | 2) =>
    corners.map(([a, b]) => a![which] + (b![which] - a![which]) * column.share);
  const [below, above] = mixed(0);
  return {
    value: below! + (above! - below!) * row.share,
    low: Math.min(...corners.flat().map(([, low]) => low)),
    high: Math.max(...corners.flat().map(([, , high]) => high)),
  };
}

function between(nodes: readonly number[], x: number) {
  const after = nodes.findIndex((node) => node >= x);
  if (after === -1 || x < nodes[0]!) return null;
  const before = nodes[after] === x ? after : after - 1;
  const width = nodes[after]! - nodes[before]!;
  return { before, after, share: width === 0 ? 0 : (x - nodes[before]!) / width };
}
