/** Cells of a study whose regrets are drawn: places and schemes in the order of the tables. */

import type { DistributionName } from '../sampling/distributions.js';
import type { Place } from '../sampling/regrets.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';
import { axisValues, type Axis } from './axis.js';
import type { KeyValues } from './kinds/kind.js';

/** Fields of all kinds with drawn regrets. */
export interface DrawnStudy {
  schemes: SchemeName[];
  mappings: MappingName[];
  workers: number[];
  seeds: number[];
  draws: number;
  mean: Axis;
  std: Axis;
  distribution?: DistributionName | undefined;
}

/** A place under one scheme. Its mappings share the regrets and are computed together. */
export interface Cell extends Place {
  /** Index among {@link cellsOf}. */
  index: number;
  scheme: SchemeName;
}

/**
 * All places of a study in the order of its tables: workers, seed, mean, std.
 * @param meanOf the mean that belongs to a value of the mean axis
 */
export function placesOf(
  { workers, seeds, mean: means, std: stds }: Pick<DrawnStudy, 'workers' | 'seeds' | 'mean' | 'std'>,
  meanOf: (mean: number, std: number) => number = (mean) => mean,
): Place[] {
  const ms = axisValues(means);
  const ss = axisValues(stds);
  return workers.flatMap((n, w) =>
    seeds.flatMap((seed) =>
      ms.flatMap((mean, m) =>
        ss.map((std, s) => ({
          workers: n,
          seed,
          mean: meanOf(mean, std),
          std,
          stream: (w * ms.length + m) * ss.length + s,
        })),
      ),
    ),
  );
}

/** All cells of a study in the order of its tables: scheme, workers, seed, mean, std. */
export function cellsOf(study: Pick<DrawnStudy, 'schemes' | 'workers' | 'seeds' | 'mean' | 'std'>): Cell[] {
  const places = placesOf(study);
  return study.schemes.flatMap((scheme, s) =>
    places.map((place, i) => ({ index: s * places.length + i, scheme, ...place })),
  );
}

/** Cells in an order that keeps those of the same place together, because they share its regrets. */
export function byPlace(cells: readonly Cell[]): Cell[] {
  return cells.toSorted((a, b) => a.seed - b.seed || a.stream - b.stream);
}

/** Names the place of a part in a message. */
export function placeText({ workers, seed, mean, std }: Omit<Place, 'stream'>): string {
  return `cell of workers ${workers}, seed ${seed}, mean ${mean}, std ${std}`;
}

/** Values of the key columns that all kinds with drawn regrets have. */
export function cellKeyValues(study: DrawnStudy) {
  return {
    scheme: new Set<unknown>(study.schemes),
    mapping: new Set<unknown>(study.mappings),
    workers: new Set<unknown>(study.workers),
    seed: new Set<unknown>(study.seeds),
    draws: new Set<unknown>([study.draws]),
    mean: new Set<unknown>(axisValues(study.mean)),
    std: new Set<unknown>(axisValues(study.std)),
  } satisfies Record<string, KeyValues>;
}

/** Sizes for the summary, before those of the kind itself. */
export function cellSizes(study: DrawnStudy): [size: number, noun: string][] {
  return [
    [study.workers.length, 'number of workers'],
    [study.seeds.length, 'seed'],
    [study.mappings.length, 'mapping'],
    [axisValues(study.mean).length * axisValues(study.std).length, 'cell'],
    [study.draws, 'draw'],
  ];
}
