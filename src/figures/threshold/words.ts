/** Texts of the sheets of a threshold study. */

import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { count, grouped, short } from '../../text/numbers.js';
import type { MappingName } from '../../weights/schemes.js';
import { dataLine as lineOf, drawsPerCell } from '../data-line.js';
import type { About } from '../tooltips.js';
import type { ThresholdCell } from './cells.js';
import type { SheetKey } from './sheet-keys.js';

/** The data in one line. */
export function dataLine(
  study: ThresholdStudy,
  { scheme, workers, seed, factor }: Partial<SheetKey>,
): string {
  return lineOf(study, study.epsilonScaling, [
    scheme ?? (study.schemes.length === 1 ? study.schemes[0] : undefined),
    workers === undefined ? undefined : count(workers, 'worker'),
    drawsPerCell(study.draws),
    seed === undefined ? undefined : `seed ${seed}`,
    factor === undefined ? undefined : `factor ${short(factor)}`,
  ]);
}

/** Legend of points and bands. */
export function marksLegend(cells: readonly { epsilon_q05: number; epsilon_q95: number }[]): string {
  const isOpen = cells.some((cell) => Number.isNaN(cell.epsilon_q05) && !Number.isNaN(cell.epsilon_q95));
  const open = isOpen ? ', without a lower edge where 5 % or more of the draws have no epsilon' : '';
  return `Points: median with its 95 % interval. Band: 5 % to 95 % quantile of the draws${open}.`;
}

/** Definition of the dashed line. */
export const BOUND_TEXT =
  'Upper bound: p / (T ln 10) − 1 std with T = log₁₀ of the factor, the limit for many workers, for any mean.';

/** Name of the band in the tooltip of a point. */
export const BAND = '5 % to 95 % of draws';

/** Tooltip: the number of draws, and the coordinate of a cell that the x axis does not show. */
export function aboutCell({ std, ratio, draws }: ThresholdCell, name: 'std' | 'ratio'): About {
  return { ...(name === 'std' ? { 'std of the regrets (dex)': std } : { 'mean / std': ratio }), draws };
}

/** A line about the cells without a point; none if every cell has one. */
export function missingPoints(cells: readonly { epsilon_q50: number }[]): string[] {
  const missing = cells.filter(({ epsilon_q50 }) => Number.isNaN(epsilon_q50)).length;
  return missing === 0
    ? []
    : [
        `${grouped(missing)} of ${count(cells.length, 'cell')} ${missing === 1 ? 'has' : 'have'} no point: at most half of their draws have an epsilon.`,
      ];
}

/** The value of each mapping in a sentence: `0.5 with the gradient, 1 with the potential`. */
export function perMapping(
  mappings: readonly MappingName[],
  value: (mapping: MappingName) => string,
): string {
  const values = mappings.map(value);
  if (new Set(values).size === 1)
    return `${values[0]!}${mappings.length > 1 ? ' with both mappings' : ` with the ${mappings[0]!}`}`;
  return mappings.map((mapping, i) => `${values[i]!} with the ${mapping}`).join(', ');
}

/**
 * Whether the medians of all means are within a factor of 2 of each other, for each mapping, std and
 * fraction.
 */
export function isIndependentOfMean(
  cells: readonly { mapping: MappingName; std: number; epsilon_q50: number; fraction?: number }[],
): boolean {
  const columns = new Map<string, number[]>();
  for (const { mapping, std, fraction, epsilon_q50: epsilon } of cells) {
    const column = [mapping, std, fraction].join();
    columns.set(column, [...(columns.get(column) ?? []), epsilon]);
  }
  return [...columns.values()].every((column) => Math.max(...column) <= 2 * Math.min(...column));
}

/**
 * Whether the largest epsilon is proportional to the std of the regrets. It is not if epsilon is multiplied
 * by their median.
 */
export function isProportional({ epsilonScaling }: ThresholdStudy): boolean {
  return epsilonScaling === 'none';
}
