/** A threshold study: the largest epsilon of every draw, and what bounds it. */

import type { Kernel } from '../../../kernel/kernel.js';
import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import { completeFormula } from '../../../weights/formula.js';
import type { SchemeName } from '../../../weights/schemes.js';
import { axisValues } from '../../axis.js';
import { BLOCK_DRAWS, drawRegrets, placesOf, type Place } from '../../../sampling/regrets.js';
import type { ThresholdStudy } from '../../study-file.js';

/** A place of one of the variants of a study. */
export interface ThresholdPlace extends Place {
  /** Its name; none in a study without variants. */
  variant?: string;
}

/** Some draws of a place, from a multiple of {@link BLOCK_DRAWS} on. */
export interface ThresholdPart {
  /** Index among {@link thresholdPlaces}. */
  index: number;
  place: ThresholdPlace;
  from: number;
  to: number;
}

/** What a place is looked at with. */
export interface ThresholdView {
  scheme: SchemeName;
  factor: number;
}

/** Numbers per part, so that threads send moderate messages, and draws of a large cell are worked on by all of them. */
const MOST_NUMBERS = 100_000;

/** All places in the order of the tables: variant, workers, seed, mean, std. Variants share the streams of a place, so that they can be compared. */
export function thresholdPlaces(study: ThresholdStudy): ThresholdPlace[] {
  const meanOf = study.axis === 'ratio' ? (ratio: number, std: number) => ratio * std : undefined;
  const places = placesOf(study, axisValues(study.mean), axisValues(study.std), meanOf);
  return (
    study.variants?.flatMap(({ name }) => places.map((place) => ({ variant: name, ...place }))) ?? places
  );
}

/** What a variant changes, in place. */
function variantOf(study: ThresholdStudy, name?: string): ThresholdStudy {
  const { name: _, ...changes } = study.variants?.find((variant) => variant.name === name) ?? {};
  return { ...study, ...changes } as ThresholdStudy;
}

/** All views in the order of the results of a part: scheme, factor. */
export function thresholdViews({ schemes, factor }: ThresholdStudy): ThresholdView[] {
  return schemes.flatMap((scheme) => factor.map((each) => ({ scheme, factor: each })));
}

/** The numbers per view: the largest epsilon with each mapping of the study, the upper bound. */
export function runsPerView(study: ThresholdStudy): number {
  return study.mappings.length + 1;
}

export function thresholdParts(study: ThresholdStudy): ThresholdPart[] {
  const perDraw = thresholdViews(study).length * runsPerView(study);
  const size = Math.max(1, Math.floor(MOST_NUMBERS / perDraw / BLOCK_DRAWS)) * BLOCK_DRAWS;
  return thresholdPlaces(study).flatMap((place, index) =>
    Array.from({ length: Math.ceil(study.draws / size) }, (_, i) => ({
      ...{ index, place, from: i * size },
      to: Math.min((i + 1) * size, study.draws),
    })),
  );
}

/**
 * The draws of a part, shape (view, {@link runsPerView}, draw); -Infinity where no epsilon separates the weights.
 */
export function solveThresholdPart(
  study: ThresholdStudy,
  { place, from, to }: ThresholdPart,
  kernel: Kernel,
): Float64Array[] {
  const variant = variantOf(study, place.variant);
  const views = thresholdViews(study).map(({ scheme, factor }) => ({
    formula: completeFormula({ ...variant, scheme }),
    threshold: Math.log10(factor),
    runs: Array.from({ length: runsPerView(study) }, () => new Float64Array(to - from)),
  }));
  let before = 0;
  for (const regrets of drawRegrets(place, from, to, variant.distribution)) {
    for (const { formula, threshold, runs } of views) {
      const { epsilons, bounds } = largestEpsilons(kernel, regrets, place.workers, threshold, formula);
      for (const [i, mapping] of study.mappings.entries()) runs[i]!.set(epsilons[mapping], before);
      runs.at(-1)!.set(bounds, before);
    }
    before += regrets.length / place.workers;
  }
  return views.flatMap(({ runs }) => runs);
}
