/**
 * Rows of a threshold study, grouped by ratio = mean / std of the regrets: there epsilon is proportional to
 * the std.
 */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { LEVEL } from '../statistics/intervals.js';
import type { QuantileName } from '../study/table.js';
import type { ThresholdCellRow } from '../study/kinds/threshold/definition.js';
import { rounded } from '../text/numbers.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';

/** The columns that have the same value in all rows of a curve. */
export interface Configuration {
  scheme: SchemeName;
  mapping: MappingName;
  /** Number of workers, N. */
  workers: number;
  factor: number;
}

export interface RowsAtRatio {
  /** Mean over standard deviation of the regrets. */
  ratio: number;
  /** One row for each std and seed. */
  rows: ThresholdCellRow[];
}

export interface ConfigurationRows {
  configuration: Configuration;
  /** By increasing ratio. */
  groups: RowsAtRatio[];
}

/** A quantile of epsilon / std, pooled over all rows at a ratio. */
export interface PooledQuantile {
  ratio: number;
  epsilon: number;
  standardError: number;
  draws: number;
}

/** Half-width of the intervals in the tables, in standard errors. */
const HALF_WIDTH = normalQuantile((1 + LEVEL) / 2, 0, 1);

/**
 * Largest epsilon / std, and inverse of its smallest standard error: squares stay within double precision.
 */
const MOST_RATIO = 1e100;

/** All configurations in the order of the table. */
export function groupByRatio(rows: Iterable<ThresholdCellRow>): ConfigurationRows[] {
  const configurations = new Map<
    string,
    { configuration: Configuration; byRatio: Map<number, RowsAtRatio> }
  >();
  for (const row of rows) {
    const { scheme, mapping, workers, factor } = row;
    const configuration = { scheme, mapping, workers, factor };
    const key = [scheme, mapping, workers, factor].join();
    if (!configurations.has(key)) configurations.set(key, { configuration, byRatio: new Map() });
    const { byRatio } = configurations.get(key)!;
    // The table holds the mean, ratio times std, so the division may change the last digits of the ratio.
    const ratio = rounded(row.mean / row.std, 12);
    if (!byRatio.has(ratio)) byRatio.set(ratio, { ratio, rows: [] });
    byRatio.get(ratio)!.rows.push(row);
  }
  return [...configurations.values()].map(({ configuration, byRatio }) => ({
    configuration,
    groups: [...byRatio.values()].sort((a, b) => a.ratio - b.ratio),
  }));
}

/** A quantile and its standard error, from the width of its interval; null if either is undefined. */
export function rowQuantile(
  row: ThresholdCellRow,
  name: QuantileName,
): { epsilon: number; standardError: number } | null {
  const epsilon = row[`epsilon_${name}`];
  const width = row[`epsilon_${name}_high`] - row[`epsilon_${name}_low`];
  const standardError = width / (2 * HALF_WIDTH);
  return epsilon > 0 && standardError / epsilon > 0 ? { epsilon, standardError } : null;
}

/**
 * Mean of epsilon / std over the rows at a ratio, each of which has its own regrets. All rows have equal
 * weight: their estimated standard errors are correlated with the quantiles, and would favour low ones.
 * @returns null if the quantile is undefined in a row, or far from any that regrets have
 */
export function pooledQuantile({ ratio, rows }: RowsAtRatio, name: QuantileName): PooledQuantile | null {
  let [epsilon, variance, draws] = [0, 0, 0];
  for (const row of rows) {
    const quantile = rowQuantile(row, name);
    if (!quantile) return null;
    epsilon += quantile.epsilon / row.std / rows.length;
    variance += (quantile.standardError / row.std / rows.length) ** 2;
    draws += row.draws;
  }
  const standardError = Math.sqrt(variance);
  return standardError > 1 / MOST_RATIO && epsilon < MOST_RATIO
    ? { ratio, epsilon, standardError, draws }
    : null;
}
