/** Cells of a study whose regrets are drawn: places and schemes in the order of the tables. */

import type { Distribution, DistributionName } from '../sampling/distributions.js';
import type { Group } from '../sampling/groups.js';
import type { Place } from '../sampling/regrets.js';
import type { MappingName, SchemeName } from '../weights/schemes.js';
import { axisValues, type Axis } from './axis.js';
import type { KeyValues } from './kinds/kind.js';
import { lazyList, type List } from './lazy-list.js';

/** Fields of a study, or of a variant, that change the distribution of the regrets. */
export interface Distributed {
  distribution?: DistributionName | undefined;
  groups?: readonly Group[] | undefined;
}

/** The distribution of the regrets; of a variant: its own one, else that of the study. */
export function distributionOf(study: Distributed, variant: Distributed = {}): Distribution | undefined {
  return variant.groups ?? variant.distribution ?? study.groups ?? study.distribution;
}

/** Fields of all kinds with drawn regrets. */
export interface DrawnStudy extends Distributed {
  schemes: SchemeName[];
  mappings: MappingName[];
  workers: number[];
  seeds: number[];
  draws: number;
  mean: Axis;
  std: Axis;
}

/** A place under one scheme. Its mappings share the regrets and are computed together. */
export interface Cell extends Place {
  /** Index among {@link cellsOf}. */
  index: number;
  scheme: SchemeName;
}

type PlaceFields = Pick<DrawnStudy, 'workers' | 'seeds' | 'mean' | 'std'>;
type CellFields = PlaceFields & Pick<DrawnStudy, 'schemes'>;

/**
 * All places of a study in the order of its tables: workers, seed, mean, std.
 * @param meanOf the mean that belongs to a value of the mean axis
 */
export function placesOf(
  { workers, seeds, mean: means, std: stds }: PlaceFields,
  meanOf: (mean: number, std: number) => number = (mean) => mean,
): List<Place> {
  const ms = axisValues(means);
  const ss = axisValues(stds);
  return lazyList(workers.length * seeds.length * ms.length * ss.length, (index) => {
    const s = index % ss.length;
    const m = Math.floor(index / ss.length) % ms.length;
    const ofSeed = Math.floor(index / ss.length / ms.length);
    const w = Math.floor(ofSeed / seeds.length);
    const std = ss[s]!;
    return {
      workers: workers[w]!,
      seed: seeds[ofSeed % seeds.length]!,
      mean: meanOf(ms[m]!, std),
      std,
      stream: (w * ms.length + m) * ss.length + s,
    };
  });
}

/** All cells of a study in the order of its tables: scheme, workers, seed, mean, std. */
export function cellsOf(study: CellFields): Cell[] {
  return [...cellList(study)];
}

/** The cells of {@link cellsOf}, each made when it is read. */
export function cellList(study: CellFields): List<Cell> {
  const places = placesOf(study);
  return lazyList(study.schemes.length * places.length, (index) => ({
    index,
    scheme: study.schemes[Math.floor(index / places.length)]!,
    ...places.at(index % places.length)!,
  }));
}

/**
 * All cells of a study in an order that keeps those of the same place together, because they share its
 * regrets: seed in increasing order, workers, mean, std, scheme.
 */
export function cellsByPlace(study: CellFields): List<Cell> {
  const cells = cellList(study);
  const schemes = study.schemes.length;
  const seeds = study.seeds.length;
  const perScheme = cells.length / schemes;
  const perSeed = perScheme / seeds;
  const perWorkers = perSeed / study.workers.length;
  const order = [...study.seeds.keys()].sort((a, b) => study.seeds[a]! - study.seeds[b]!);
  return lazyList(cells.length, (position) => {
    const place = Math.floor(position / schemes);
    const stream = place % perSeed;
    const ofSeed = Math.floor(stream / perWorkers) * seeds + order[Math.floor(place / perSeed)]!;
    const ofScheme = ofSeed * perWorkers + (stream % perWorkers);
    return cells.at((position % schemes) * perScheme + ofScheme)!;
  });
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
