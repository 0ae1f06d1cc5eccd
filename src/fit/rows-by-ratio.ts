/** Rows of a threshold study by regime: the ratio of mean to std, at which the largest epsilon is proportional to the std. */

import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { QuantileName } from '../study/table.js';
import type { ThresholdCellRow } from '../study/kinds/threshold/definition.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';

/** What the regimes of a curve have in common. */
export interface View {
  scheme: SchemeName;
  mapping: MappingName;
  /** Number of workers, N. */
  workers: number;
  factor: number;
}

export interface Regime {
  /** Mean over standard deviation of the regrets. */
  ratio: number;
  /** One for each std and seed. */
  rows: ThresholdCellRow[];
}

/** A quantile of epsilon / std, from all rows of a regime. */
export interface PooledQuantile {
  ratio: number;
  epsilon: number;
  standardError: number;
  draws: number;
}

/** Two-sided 95 %, the level of the intervals in the tables, in standard errors. */
const REACH = normalQuantile(0.975, 0, 1);

/** All views in the order of the table, with their regimes from the lowest ratio to the highest. */
export function regimesOf(rows: Iterable<ThresholdCellRow>): { view: View; regimes: Regime[] }[] {
  const views = new Map<string, { view: View; regimes: Map<number, Regime> }>();
  for (const row of rows) {
    const { scheme, mapping, workers, factor } = row;
    const key = [scheme, mapping, workers, factor].join();
    if (!views.has(key)) views.set(key, { view: { scheme, mapping, workers, factor }, regimes: new Map() });
    const { regimes } = views.get(key)!;
    // The table has the mean in dex: multiplied by the std, then divided by it, a ratio may have lost its last digit.
    const ratio = Number((row.mean / row.std).toPrecision(12));
    if (!regimes.has(ratio)) regimes.set(ratio, { ratio, rows: [] });
    regimes.get(ratio)!.rows.push(row);
  }
  return [...views.values()].map(({ view, regimes }) => ({
    view,
    regimes: [...regimes.values()].sort((a, b) => a.ratio - b.ratio),
  }));
}

/** A quantile and its standard error, from the width of its interval; null where either is undefined. */
export function quantileOf(
  row: ThresholdCellRow,
  name: QuantileName,
): { epsilon: number; standardError: number } | null {
  const epsilon = row[`epsilon_${name}`];
  const standardError = (row[`epsilon_${name}_high`] - row[`epsilon_${name}_low`]) / (2 * REACH);
  return epsilon > 0 && standardError > 0 ? { epsilon, standardError } : null;
}

/**
 * The mean over the rows of a regime, each of which has its own regrets. All have the same weight: errors that are estimated themselves
 * would favour rows that happen to be low.
 * @returns null where the quantile is undefined in a row
 */
export function pooledQuantile({ ratio, rows }: Regime, name: QuantileName): PooledQuantile | null {
  let [epsilon, variance, draws] = [0, 0, 0];
  for (const row of rows) {
    const quantile = quantileOf(row, name);
    if (!quantile) return null;
    epsilon += quantile.epsilon / row.std / rows.length;
    variance += (quantile.standardError / row.std / rows.length) ** 2;
    draws += row.draws;
  }
  return { ratio, epsilon, standardError: Math.sqrt(variance), draws };
}
