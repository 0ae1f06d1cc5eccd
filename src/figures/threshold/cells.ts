/** Tables of a threshold study: its cells in order, and curves beside them. */

import type { ThresholdCellRow, ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { cross } from 'd3-array';
import { WIDE, type Layout } from '../sheet.js';
import { distinct } from '../values.js';

/**
 * Theory and fit of the largest epsilon as a function of the ratio, mean over std of the regrets. Epsilons
 * are divided by the std.
 */
export interface MappingCurve {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly workers: number;
  readonly factor: number;
  /**
   * The upper bound, p / (T ln 10) - s: the limit for infinitely many workers, reached far below mean zero.
   */
  readonly kappa: number;
  /** The fitted median. */
  readonly fitted: readonly { readonly ratio: number; readonly value: number }[];
  /** The value for infinitely many workers; may be empty. */
  readonly quadrature: readonly { readonly ratio: number; readonly value: number }[];
  /** The ratio above which infinitely many workers have no epsilon. */
  readonly ratioLimit: number | null;
  /** Simulated median / fitted median - 1, with its interval. */
  readonly residuals: readonly {
    readonly ratio: number;
    readonly residual: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** The fitted formula, in one line. */
  readonly formula: string;
}

/** A row of the table with its ratio. */
export type ThresholdCell = ThresholdCellRow & {
  /** Mean over std. */
  readonly ratio: number;
};

export interface ThresholdTables {
  readonly study: ThresholdStudy;
  /** Complete; ordered by mean or ratio, then std, then number of workers. */
  readonly cells: readonly ThresholdCell[];
  readonly curves: readonly MappingCurve[];
  readonly layout: Layout;
}

/** Orders the cells. @throws {RangeError} naming missing or duplicate cells */
export function tablesOf(
  study: ThresholdStudy,
  rows: readonly ThresholdCellRow[],
  curves: readonly MappingCurve[],
  layout = WIDE,
): ThresholdTables {
  // Rounded, because the quotient differs from the ratio of the study file in its last digit. Adding 0
  // removes the sign of -0.
  const cells = rows.map((row): ThresholdCell => ({
    ...row,
    ratio: Number((row.mean / row.std).toPrecision(12)) + 0,
  }));
  const meanOrRatio = (cell: ThresholdCell) => (study.axis === 'ratio' ? cell.ratio : cell.mean);
  cells.sort((a, b) => meanOrRatio(a) - meanOrRatio(b) || a.std - b.std || a.workers - b.workers);
  const expected = new Set(cells.map(meanOrRatio)).size * new Set(cells.map(({ std }) => std)).size;
  const groups = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const group = groupName(cell);
    groups.set(group, (groups.get(group) ?? new Set()).add(`${meanOrRatio(cell)} ${cell.std}`));
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  for (const key of groupKeys(study)) {
    const group = groupName(key);
    const count = counts.get(group) ?? 0;
    const filled = groups.get(group)?.size ?? 0;
    if (count === expected && filled === expected && expected > 0) continue;
    throw new RangeError(
      `cells of ${group}: expected every mean with every std once, ${expected} rows, got ${count} rows for ${filled} cells`,
    );
  }
  return { study, cells, curves, layout };
}

type GroupKey = Pick<ThresholdCellRow, 'scheme' | 'mapping' | 'workers' | 'seed' | 'factor'>;

function groupKeys({ schemes, mappings, workers, seeds, factor }: ThresholdStudy): GroupKey[] {
  return cross(schemes, mappings, workers, seeds, factor).map(([scheme, mapping, n, seed, each]) => ({
    scheme,
    mapping,
    workers: n,
    seed,
    factor: each,
  }));
}

function groupName(key: GroupKey): string {
  return `${key.scheme}, ${key.mapping}, ${key.workers} workers, seed ${key.seed}, factor ${key.factor}`;
}

/** The cells that match a key. */
export function cellsOf(
  { cells }: Pick<ThresholdTables, 'cells'>,
  key: Partial<ThresholdCell>,
): ThresholdCell[] {
  const wanted = Object.entries(key) as [keyof ThresholdCell, unknown][];
  return cells.filter((cell) => wanted.every(([name, value]) => cell[name] === value));
}

type CurveKey = Partial<Pick<MappingCurve, 'scheme' | 'mapping' | 'workers' | 'factor'>>;

/** The curve of a key; undefined if the key lacks a field. */
export function curveOf(curves: readonly MappingCurve[], key: CurveKey): MappingCurve | undefined {
  const names = ['scheme', 'mapping', 'workers', 'factor'] as const;
  return curves.find((curve) => names.every((name) => curve[name] === key[name]));
}

/** The value of a curve at a ratio, by linear interpolation; undefined outside the curve. */
export function valueAt(curve: MappingCurve['quadrature'], ratio: number): number | undefined {
  const points = curve.toSorted((a, b) => a.ratio - b.ratio);
  const after = points.find((point) => point.ratio >= ratio);
  const before = points.findLast((point) => point.ratio <= ratio);
  if (!before || !after) return undefined;
  if (before.ratio === after.ratio) return after.value;
  return (
    before.value + ((ratio - before.ratio) / (after.ratio - before.ratio)) * (after.value - before.value)
  );
}

/**
 * The ratios that sheets show: the lowest, the nearest to 0, and the largest at which most draws of all
 * mappings have an epsilon.
 */
export function shownRatios(all: readonly ThresholdCell[]): number[] {
  const ratios = distinct(all.map(({ ratio }) => ratio));
  const separable = ratios.filter((ratio) =>
    all.every((cell) => cell.ratio !== ratio || cell.attainable >= 0.75),
  );
  const nearest = ratios.reduce((best, ratio) => (Math.abs(ratio) < Math.abs(best) ? ratio : best));
  return distinct([ratios[0]!, nearest, separable.at(-1) ?? nearest]);
}
