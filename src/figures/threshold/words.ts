/** What the sheets of a threshold study say about their data. */

import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { MappingName } from '../../weights/schemes.js';
import { plainLabel, shortNumber } from '../sheet.js';
import type { SheetKey, ThresholdCell } from './cells.js';
import type { About } from '../tooltips.js';

/** The data in one line. */
export function dataLine(
  study: ThresholdStudy,
  { scheme, workers, seed, factor }: Partial<SheetKey>,
): string {
  return [
    ...(scheme === undefined ? (study.schemes.length === 1 ? study.schemes : []) : [scheme]),
    ...(workers === undefined ? [] : [`${workers} workers`]),
    `${study.draws} ${study.draws === 1 ? 'draw' : 'draws'} per cell`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(factor === undefined ? [] : [`factor ${shortNumber(factor)}`]),
    `p ${study.pNorm}`,
    `c ${study.cNorm}`,
    ...(study.epsilonScaling === 'none' ? [] : [`epsilon times |${study.epsilonScaling}|`]),
  ].join(', ');
}

export const MARKS =
  'Points: median and its 95 % interval. Band: 5 % to 95 % of draws, open below where 5 % or more have no epsilon.';

/** The band, to who points at a point on it. */
export const BAND = '5 % to 95 % of draws';

/** What to say of a cell beside its place and its value. */
export function aboutCell({ std, ratio, draws }: ThresholdCell, name: 'std' | 'ratio'): About {
  return { ...(name === 'std' ? { 'std of the regrets (dex)': std } : { 'mean / std': ratio }), draws };
}

/** Which marks are missing; nothing where none is. */
export function missing(cells: readonly { epsilon_q50: number }[]): string[] {
  const count = cells.filter(({ epsilon_q50 }) => Number.isNaN(epsilon_q50)).length;
  return count === 0
    ? []
    : [`No point where at most half of the draws have an epsilon: ${count} of ${cells.length} cells.`];
}

/** How a scheme or mapping stands in a sentence about all panels: `0.5 with the gradient, 1 with the potential`. */
export function perMapping(
  mappings: readonly MappingName[],
  value: (mapping: MappingName) => string,
): string {
  const values = mappings.map(value);
  if (new Set(values).size === 1)
    return `${values[0]!}${mappings.length > 1 ? ' with both mappings' : ` with the ${mappings[0]!}`}`;
  return mappings.map((mapping, i) => `${values[i]!} with the ${mapping}`).join(', ');
}

/** A mean as a multiple of the std. */
export function meanLabel(ratio: number): string {
  return ratio === 0 ? 'mean 0' : `mean ${plainLabel(ratio)} std`;
}

/** Whether the medians of each mapping and std are within a factor of 2 of one another, whatever the mean. */
export function isSteady(
  cells: readonly { mapping: MappingName; std: number; epsilon_q50: number; fraction?: number }[],
): boolean {
  const columns = new Map<string, number[]>();
  for (const { mapping, std, fraction, epsilon_q50: epsilon } of cells) {
    const column = [mapping, std, fraction].join();
    columns.set(column, [...(columns.get(column) ?? []), epsilon]);
  }
  return [...columns.values()].every((column) => Math.max(...column) <= 2 * Math.min(...column));
}

/** Whether the largest epsilon is proportional to the regrets: not if epsilon is multiplied by their median. */
export function isProportional({ epsilonScaling }: ThresholdStudy): boolean {
  return epsilonScaling === 'none';
}
