/** What the sheets of a threshold study are made from, and which sheets there are. */

import type { ThresholdCellRow } from '../../study/kinds/threshold/definition.js';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { DEFAULT_OPTIONS } from '../../weights/defaults.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { distinct } from '../heat-map/cell-axis.js';
import { shortNumber } from '../sheet.js';

/** What is known of the largest epsilon as a function of mean over std of the regrets, beside the cells of a study; epsilons over the std. */
export interface MappingCurve {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly workers: number;
  readonly factor: number;
  /** The closed form, p / (T ln 10) - s: the limit for a mean far below zero and infinitely many workers. */
  readonly kappa: number;
  /** The median, as fitted. */
  readonly fitted: readonly { readonly ratio: number; readonly value: number }[];
  /** Infinitely many workers; may be empty. */
  readonly quadrature: readonly { readonly ratio: number; readonly value: number }[];
  /** The ratio beyond which infinitely many workers have no epsilon. */
  readonly ratioLimit: number | null;
  /** Median over fitted median, less one, with its interval. */
  readonly residuals: readonly {
    readonly ratio: number;
    readonly residual: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** The fitted formula, in one line. */
  readonly formula: string;
}

/** A row of the table, with its place on the axis of the means. */
export type ThresholdCell = ThresholdCellRow & {
  /** Mean over std. */
  readonly ratio: number;
};

export interface ThresholdTables {
  readonly study: ThresholdStudy;
  /** Complete, by mean or ratio, then std, then number of workers, whatever the order of the table. */
  readonly cells: readonly ThresholdCell[];
  readonly curves: readonly MappingCurve[];
}

/** Orders the cells; a RangeError names where one is missing or double. */
export function tablesOf(
  study: ThresholdStudy,
  rows: readonly ThresholdCellRow[],
  curves: readonly MappingCurve[],
): ThresholdTables {
  // The quotient misses what the study file says by rounding. Zero has one sign.
  const cells = rows.map((row): ThresholdCell => ({
    ...row,
    ratio: Number((row.mean / row.std).toPrecision(12)) + 0,
  }));
  const level = (cell: ThresholdCell) => (study.axis === 'ratio' ? cell.ratio : cell.mean);
  cells.sort((a, b) => level(a) - level(b) || a.std - b.std || a.workers - b.workers);
  const expected = new Set(cells.map(level)).size * new Set(cells.map(({ std }) => std)).size;
  const groups = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const group = groupName(cell);
    groups.set(group, (groups.get(group) ?? new Set()).add(`${level(cell)} ${cell.std}`));
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  for (const scheme of study.schemes) {
    for (const mapping of study.mappings) {
      for (const workers of study.workers) {
        for (const seed of study.seeds) {
          for (const factor of study.factor) {
            const group = groupName({ scheme, mapping, workers, seed, factor });
            const [got, filled] = [counts.get(group) ?? 0, groups.get(group)?.size ?? 0];
            if (got === expected && filled === expected && expected > 0) continue;
            throw new RangeError(
              `cells of ${group}: expected every mean with every std once, ${expected} rows, got ${got} rows for ${filled} cells`,
            );
          }
        }
      }
    }
  }
  return { study, cells, curves };
}

function groupName(
  key: Pick<ThresholdCellRow, 'scheme' | 'mapping' | 'workers' | 'seed' | 'factor'>,
): string {
  return `${key.scheme}, ${key.mapping}, ${key.workers} workers, seed ${key.seed}, factor ${key.factor}`;
}

/** What one sheet shows; without a scheme it shows all of them. */
export interface SheetKey {
  readonly scheme?: SchemeName;
  readonly workers: number;
  readonly seed: number;
  readonly factor: number;
}

/** Sheets of one kind: more would not be looked at. */
const MOST_SHEETS = 6;

/** Every sheet of a kind, or, if those are too many, first those of one factor only, then of one seed, then of one number of workers. */
export function sheetKeys(
  { schemes, workers, seeds, factor }: ThresholdStudy,
  perScheme: boolean,
): SheetKey[] {
  const narrowings: ((key: SheetKey) => boolean)[] = [
    (key) => key.factor === usualFactor(factor),
    (key) => key.seed === seeds[0],
    (key) =>
      key.workers === (workers.includes(DEFAULT_OPTIONS.workers) ? DEFAULT_OPTIONS.workers : workers.at(-1)),
  ];
  const keys = (perScheme ? schemes.map((scheme) => ({ scheme })) : [{}]).flatMap((scheme) =>
    workers.flatMap((n) =>
      seeds.flatMap((seed) => factor.map((each) => ({ ...scheme, workers: n, seed, factor: each }))),
    ),
  );
  return narrowings.reduce(
    (left, narrowing) => (left.length > MOST_SHEETS ? left.filter(narrowing) : left),
    keys,
  );
}

/** The factor to show where one must do: the square root of ten, otherwise the last. */
export function usualFactor(factors: readonly number[]): number {
  return factors.find((factor) => Math.abs(factor - DEFAULT_OPTIONS.factor) < 1e-9) ?? factors.at(-1)!;
}

/** Name of a sheet: its kind, and what the study has several of. */
export function sheetName(
  kind: string,
  study: ThresholdStudy,
  { scheme, workers, seed, factor }: Partial<SheetKey>,
): string {
  const isShort = (value: number) =>
    study.factor.filter((other) => shortNumber(other) === shortNumber(value)).length === 1;
  return [
    kind,
    ...(scheme !== undefined && study.schemes.length > 1 ? [scheme] : []),
    ...(workers !== undefined && study.workers.length > 1 ? [`n${workers}`] : []),
    ...(factor !== undefined && study.factor.length > 1
      ? [`factor-${isShort(factor) ? shortNumber(factor) : factor}`]
      : []),
    ...(seed !== undefined && study.seeds.length > 1 ? [`seed-${seed}`] : []),
  ].join('-');
}

/** Those cells that agree with a key. */
export function cellsOf({ cells }: ThresholdTables, key: Partial<ThresholdCell>): ThresholdCell[] {
  const wanted = Object.entries(key) as [keyof ThresholdCell, unknown][];
  return cells.filter((cell) => wanted.every(([name, value]) => cell[name] === value));
}

type CurveKey = Partial<Pick<MappingCurve, 'scheme' | 'mapping' | 'workers' | 'factor'>>;

/** None for a key that leaves something open. */
export function curveOf(curves: readonly MappingCurve[], key: CurveKey): MappingCurve | undefined {
  const names = ['scheme', 'mapping', 'workers', 'factor'] as const;
  return curves.find((curve) => names.every((name) => curve[name] === key[name]));
}

/** The value of a curve at a ratio, on the straight line between its neighbours; undefined beyond its ends. */
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

/** The lowest ratio, that nearest to 0, and the largest at which most draws have an epsilon whatever the mapping. */
export function chosenRatios(all: readonly ThresholdCell[]): number[] {
  const ratios = distinct(all.map(({ ratio }) => ratio));
  const often = ratios.filter((ratio) =>
    all.every((cell) => cell.ratio !== ratio || cell.attainable >= 0.75),
  );
  const nearest = ratios.reduce((best, ratio) => (Math.abs(ratio) < Math.abs(best) ? ratio : best));
  return distinct([ratios[0]!, nearest, often.at(-1) ?? nearest]);
}

/** At most `most` of the values, the outermost among them. */
export function evenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]!);
}
