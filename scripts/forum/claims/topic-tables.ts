/** Numbers of whole topics from the tables of topic studies. */

import type {
  EffectRow,
  LimitRow,
  TopicCellRow,
  TopicRow,
} from '../../../src/study/kinds/topic/definition.js';
import type { MeasureName } from '../../../src/topic/measures.js';
import type { Estimate } from '../../../src/statistics/intervals.js';
import type { Measured } from './claim.js';
import { meanOf, measured } from './measurements.js';

/** Tables of a topic study that claims use. */
export interface TopicTables {
  cells: readonly TopicCellRow[];
  effects: readonly EffectRow[];
  topics: readonly TopicRow[];
  limits: readonly LimitRow[];
}

/** The topic studies that have an axis of epsilons. */
export const AXIS_STUDIES = ['topic', 'topic-rules', 'topic-workers', 'topic-tails', 'topic-groups'] as const;

export type AxisTables = Readonly<Record<(typeof AXIS_STUDIES)[number], TopicTables>>;

/** A row of a limit for each version of the rules and variant. */
export function limitRows({ limits }: TopicTables, limit: LimitRow['limit'], variant?: string): LimitRow[] {
  return limits.filter((row) => row.limit === limit && (variant === undefined || row.variant === variant));
}

/** The limits as one measured range, in std of the regrets. */
export function limitRange(name: string, rows: readonly LimitRow[], topics: number): Measured {
  const ends = (values: readonly number[]): [number, number] =>
    values.length === 0 ? [NaN, NaN] : [Math.min(...values), Math.max(...values)];
  return {
    name,
    value: ends(rows.map(({ epsilon }) => epsilon)),
    unit: 'std',
    low: ends(rows.map(({ epsilon_low }) => epsilon_low))[0],
    high: ends(rows.map(({ epsilon_high }) => epsilon_high))[1],
    level: 0.95,
    draws: topics,
    counted: 'topics',
  };
}

/** Which cells of a study: those of the epsilon nearest to the given one, in the unit of the study. */
export interface At {
  epsilon: number;
  rules?: string;
  variant?: string;
}

function cellsAt({ cells }: Pick<TopicTables, 'cells'>, { epsilon, rules, variant }: At): TopicCellRow[] {
  const rows = cells.filter(
    (row) =>
      (rules === undefined || row.rules === rules) && (variant === undefined || row.variant === variant),
  );
  const distance = (row: TopicCellRow) => Math.abs(Math.log(row.epsilon / epsilon));
  const nearest = Math.min(...rows.map(distance));
  return rows.filter((row) => distance(row) === nearest);
}

/** The mean over topics of a number of a cell. */
export function meanAt(
  name: string,
  unit: string,
  tables: Pick<TopicTables, 'cells'>,
  at: At,
  of: (row: TopicCellRow) => number,
): Measured {
  const values = cellsAt(tables, at).map(of).filter(Number.isFinite);
  return asTopics(name, unit, averageOf(values));
}

/** The mean over topics of the difference of a measure between two sets of cells, paired by seed. */
export function pairedDifference(
  name: string,
  unit: string,
  tables: Pick<TopicTables, 'cells'>,
  measure: MeasureName,
  a: At,
  b: At,
): Measured {
  const others = new Map(cellsAt(tables, b).map((row) => [row.seed, row[measure]]));
  const values = cellsAt(tables, a)
    .map((row) => row[measure] - (others.get(row.seed) ?? NaN))
    .filter(Number.isFinite);
  return asTopics(name, unit, averageOf(values));
}

/** Effects of an epsilon between those of the axis, interpolated linearly in log epsilon for each topic. */
export function harmAt(
  { cells }: Pick<TopicTables, 'cells'>,
  { epsilon, rules, variant }: At,
): { loss: Measured; pay: Measured } {
  const topics = new Map<number, TopicCellRow[]>();
  for (const row of cells) {
    if (row.rules !== rules || row.variant !== variant) continue;
    topics.set(row.seed, [...(topics.get(row.seed) ?? []), row]);
  }
  const values = [...topics.values()].flatMap((rows) => {
    const sorted = rows.toSorted((a, b) => a.epsilon - b.epsilon);
    const after = sorted.findIndex((row) => row.epsilon >= epsilon);
    if (after < 1) return [];
    const [a, b] = [sorted[after - 1]!, sorted[after]!];
    const share = Math.log(epsilon / a.epsilon) / Math.log(b.epsilon / a.epsilon);
    const at = (measure: MeasureName) => a[measure] + share * (b[measure] - a[measure]);
    return [{ loss: at('network_loss') - sorted[0]!.network_loss, pay: at('equal_pay') }];
  });
  return {
    loss: asTopics('', 'dex', averageOf(values.map(({ loss }) => loss).filter(Number.isFinite))),
    pay: asTopics('', '%', averageOf(values.map(({ pay }) => pay).filter(Number.isFinite))),
  };
}

/** The mean over topics of a fact of their regrets. */
export function factMean(
  name: string,
  { topics }: TopicTables,
  of: (row: TopicRow) => number,
  variant?: string,
): Measured {
  const values = topics
    .filter((row) => variant === undefined || row.variant === variant)
    .map(of)
    .filter(Number.isFinite);
  return asTopics(name, '', averageOf(values));
}

/** The mean of independent topics; NaN without at least two. */
function averageOf(values: readonly number[]): Estimate {
  const none = { value: NaN, standardError: NaN, low: NaN, high: NaN, level: 0.95, draws: values.length };
  return values.length < 2 ? none : meanOf(values, values.length);
}

function asTopics(name: string, unit: string, estimate: Estimate): Measured {
  return { ...measured(name, unit, estimate), counted: 'topics' };
}

/** Whether the interval of a number lies above, or below, a value. */
export function isAbove({ low }: Measured, value: number): boolean {
  return low !== null && low > value;
}
export function isBelow({ high }: Measured, value: number): boolean {
  return high !== null && high < value;
}

/** The versions of the rules and variants of a study. */
export function variantsOf({ cells }: Pick<TopicTables, 'cells'>): Omit<At, 'epsilon'>[] {
  const keys = cells.map(({ rules, variant }) => ({ rules, ...(variant !== undefined && { variant }) }));
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

/** The smallest and the largest of several numbers, with the hull of their intervals. */
export function hull(name: string, unit: string, numbers: readonly Measured[]): Measured {
  const list = (of: (number: Measured) => number | null) => numbers.map((number) => of(number) ?? NaN);
  const values = list(({ value }) => (typeof value === 'number' ? value : NaN));
  const ends = (each: readonly number[], pick: (...list: number[]) => number) =>
    each.length === 0 ? NaN : pick(...each);
  return {
    name,
    unit,
    value: [ends(values, Math.min), ends(values, Math.max)],
    low: ends(
      list(({ low }) => low),
      Math.min,
    ),
    high: ends(
      list(({ high }) => high),
      Math.max,
    ),
    level: 0.95,
    draws:
      ends(
        list(({ draws }) => draws),
        Math.min,
      ) || 0,
    counted: 'topics',
  };
}

export function largestOf({ value }: Measured): number {
  return typeof value === 'number' ? value : value[1];
}
