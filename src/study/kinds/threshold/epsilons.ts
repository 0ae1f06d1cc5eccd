/** The largest epsilon of every draw, and its upper bound. */

import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import { completeFormula } from '../../../weights/formula.js';
import type { SchemeName } from '../../../weights/schemes.js';
import { BLOCK_DRAWS, drawRegrets, type Place } from '../../../sampling/regrets.js';
import { distributionOf, placesOf } from '../../cells.js';
import { lazyList, type List } from '../../lazy-list.js';
import type { PartResult, Tools } from '../kind.js';
import type { ThresholdStudy } from './definition.js';

/** A place under one variant of a study. */
export interface ThresholdPlace extends Place {
  /** Name of the variant; absent in a study without variants. */
  variant?: string;
}

/** A range of draws of a place. `from` is a multiple of {@link BLOCK_DRAWS}. */
export interface ThresholdPart {
  /** Index among {@link thresholdPlaces}. */
  index: number;
  place: ThresholdPlace;
  from: number;
  to: number;
}

/** A formula and a threshold for the search: one scheme and one factor. */
export interface ThresholdView {
  scheme: SchemeName;
  factor: number;
}

/**
 * Most numbers in the result of a part. The limit keeps messages between threads small, and lets all threads
 * share the draws of a large cell.
 */
const MOST_NUMBERS = 100_000;

/**
 * All places in the order of the tables: variant, workers, seed, mean, std. Variants share the streams of a
 * place, so they can be compared.
 */
export function thresholdPlaces(study: ThresholdStudy): ThresholdPlace[] {
  return [...thresholdPlaceList(study)];
}

/** The places of {@link thresholdPlaces}, each made when it is read. */
export function thresholdPlaceList(study: ThresholdStudy): List<ThresholdPlace> {
  const meanOf = study.axis === 'ratio' ? (ratio: number, std: number) => ratio * std : undefined;
  const places = placesOf(study, meanOf);
  const { variants } = study;
  if (!variants) return places;
  return lazyList(variants.length * places.length, (index) => ({
    variant: variants[Math.floor(index / places.length)]!.name,
    ...places.at(index % places.length)!,
  }));
}

/** The changes of a variant; none in a study without variants. */
function changesOf({ variants = [] }: ThresholdStudy, name?: string) {
  const { name: _, ...changes } = variants.find((variant) => variant.name === name) ?? {};
  return changes;
}

/** All views in the order of the results of a part: scheme, factor. */
export function thresholdViews({ schemes, factor }: ThresholdStudy): ThresholdView[] {
  return schemes.flatMap((scheme) => factor.map((each) => ({ scheme, factor: each })));
}

/** Lists per view: the largest epsilon under each mapping of the study, then the upper bound. */
export function listsPerView(study: ThresholdStudy): number {
  return study.mappings.length + 1;
}

/** All parts of a study: the draws of each place in ranges of whole blocks. */
export function thresholdParts(study: ThresholdStudy): ThresholdPart[] {
  return [...thresholdPartList(study)];
}

/** The parts of {@link thresholdParts}, each made when it is read. */
export function thresholdPartList(study: ThresholdStudy): List<ThresholdPart> {
  const perDraw = thresholdViews(study).length * listsPerView(study);
  const size = Math.max(1, Math.floor(MOST_NUMBERS / perDraw / BLOCK_DRAWS)) * BLOCK_DRAWS;
  const places = thresholdPlaceList(study);
  const perPlace = Math.ceil(study.draws / size);
  return lazyList(places.length * perPlace, (part) => {
    const index = Math.floor(part / perPlace);
    const from = (part % perPlace) * size;
    return { index, place: places.at(index)!, from, to: Math.min(from + size, study.draws) };
  });
}

/**
 * Computes lists over the draws of a part, shape (view, {@link listsPerView}, draw), dex; -Infinity if no
 * epsilon separates the weights.
 */
export function solveThresholdPart(
  study: ThresholdStudy,
  { place, from, to }: ThresholdPart,
  { kernel }: Pick<Tools, 'kernel'>,
): PartResult {
  const changes = changesOf(study, place.variant);
  const variant = { ...study, ...changes } as ThresholdStudy;
  const views = thresholdViews(study).map(({ scheme, factor }) => ({
    formula: completeFormula({ ...variant, scheme }),
    threshold: Math.log10(factor),
    lists: Array.from({ length: listsPerView(study) }, () => new Float64Array(to - from)),
  }));
  let before = 0;
  for (const regrets of drawRegrets(place, from, to, distributionOf(study, changes))) {
    for (const { formula, threshold, lists } of views) {
      const { epsilons, bounds } = largestEpsilons(kernel, regrets, place.workers, threshold, formula);
      for (const [i, mapping] of study.mappings.entries()) lists[i]!.set(epsilons[mapping], before);
      lists.at(-1)!.set(bounds, before);
    }
    before += regrets.length / place.workers;
  }
  return views.flatMap(({ lists }) => lists);
}
