/** The sheets of each kind of figure of a threshold study, and their names. */

import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { short } from '../../text/numbers.js';
import { DEFAULT_OPTIONS } from '../../weights/defaults.js';
import type { SchemeName } from '../../weights/schemes.js';
import { sheetName as nameOf } from '../data-line.js';

/** The selection of rows on one sheet; without a scheme it shows all of them. */
export interface SheetKey {
  readonly scheme?: SchemeName;
  readonly workers: number;
  readonly seed: number;
  readonly factor: number;
}

/** Limit of sheets of one kind: readers do not look at more. */
const MOST_SHEETS = 6;

/**
 * All sheets of a kind. If those are too many: first those of one factor, then of one seed, then of one
 * number of workers.
 */
export function sheetKeys(
  { schemes, workers, seeds, factor }: ThresholdStudy,
  perScheme: boolean,
): SheetKey[] {
  const filters: ((key: SheetKey) => boolean)[] = [
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
  return filters.reduce((left, filter) => (left.length > MOST_SHEETS ? left.filter(filter) : left), keys);
}

/**
 * The factor of a sheet that shows only one: the square root of ten if the study has it, otherwise the last.
 */
export function usualFactor(factors: readonly number[]): number {
  return factors.find((factor) => Math.abs(factor - DEFAULT_OPTIONS.factor) < 1e-9) ?? factors.at(-1)!;
}

/** Name of a sheet: its kind, then each part of the key of which the study has several. */
export function sheetName(kind: string, study: ThresholdStudy, key: Partial<SheetKey>): string {
  const { factor } = key;
  if (factor === undefined || study.factor.length === 1) return nameOf(kind, study, key);
  const isUnique = study.factor.filter((other) => short(other) === short(factor)).length === 1;
  return nameOf(kind, study, key, isUnique ? short(factor) : String(factor));
}
