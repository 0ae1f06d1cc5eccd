/** The computation of slope studies. A part is a place under one scheme and factor, with all mappings. */

import { slopeLimits } from '../../../kernel/slope-limits.js';
import { drawAll, type Place } from '../../../sampling/regrets.js';
import { quantileRanks } from '../../../statistics/intervals.js';
import { gaussianSlopeLimit } from '../../../theory/slope-limits.js';
import { completeFormula } from '../../../weights/formula.js';
import type { MappingName, SchemeName } from '../../../weights/schemes.js';
import { placesOf, placeText } from '../../cells.js';
import { DRAW_SECONDS } from '../../cost.js';
import type { KindComputation, PartResult } from '../kind.js';
import { cellFields, type SlopeRow, type SlopeStudy } from './definition.js';

interface SlopePart {
  /** Index among {@link partsOf}. */
  index: number;
  place: Place;
  scheme: SchemeName;
  factor: number;
  /** Of {@link ranksOf}: threads have no quantiles of distributions. */
  ranks: number[];
}

/** Tables of a slope study. */
interface SlopeTables {
  /** Rows of `cells.csv`. */
  cells: SlopeRow[];
}

/** Seconds of the search for one limit, per worker: about six searches for the largest epsilon. */
const SEARCH_SECONDS = 600e-9;

/** All parts in the order of the table: scheme, workers, seed, factor, ratio. */
function partsOf(study: SlopeStudy): SlopePart[] {
  const { schemes, workers, seeds, factor: factors } = study;
  const places = [...placesOf(cellFields(study))];
  const perSeed = places.length / workers.length / seeds.length;
  const ranks = ranksOf(study);
  return schemes
    .flatMap((scheme) =>
      Array.from({ length: workers.length * seeds.length }, (_, i) =>
        factors.flatMap((factor) =>
          places.slice(i * perSeed, (i + 1) * perSeed).map((place) => ({ place, scheme, factor, ranks })),
        ),
      ).flat(),
    )
    .map((part, index) => ({ index, ...part }));
}

/** Ranks of the value and the ends of the interval of each confidence level; NaN: too few draws. */
function ranksOf({ confidence, draws }: SlopeStudy): number[] {
  return confidence.flatMap((share) => {
    const { value, low, high } = quantileRanks(draws, share);
    return [value, low ?? NaN, high ?? NaN];
  });
}

export const slope: KindComputation<SlopeStudy, SlopePart, SlopeTables> = {
  name: 'slope',

  parts(study) {
    const perRegret = DRAW_SECONDS + SEARCH_SECONDS * study.mappings.length;
    return partsOf(study).map((part) => ({
      part,
      seconds: study.draws * part.place.workers * perRegret,
    }));
  },

  /** Limits, shape (mapping, confidence, value and ends); NaN where undefined. */
  compute(study, { place, scheme, factor, ranks }, { kernel }): PartResult {
    const regrets = drawAll(place, study.draws);
    const wanted = [...new Set(ranks.filter((rank) => rank > 0))].sort((a, b) => a - b);
    return study.mappings.map((mapping) => {
      const formula = completeFormula({ scheme, mapping, cNorm: study.cNorm });
      const found = slopeLimits(kernel, regrets, place.workers, Math.log10(factor), formula, wanted);
      const limits = ranks.map((rank) => found[wanted.indexOf(rank)] ?? NaN);
      return Float64Array.from(limits, (limit) => (limit < Infinity ? limit : NaN));
    });
  },

  lengths: (study) => study.mappings.map(() => 3 * study.confidence.length),

  collector(study) {
    const results: PartResult[] = [];
    return {
      add({ index }, result) {
        results[index] = result;
      },
      tables: () => ({ cells: [...rowsOf(study, results)] }),
    };
  },

  partText: ({ place, scheme, factor }) => `${placeText(place)}, ${scheme}, factor ${factor}`,
};

/** Rows in the order scheme, mapping, workers, seed, factor, ratio, confidence. */
function* rowsOf(study: SlopeStudy, results: readonly PartResult[]): Generator<SlopeRow> {
  const { mappings, draws, confidence, schemes } = study;
  const parts = partsOf(study);
  const infinite = infiniteLimits(study.cNorm);
  for (const scheme of schemes) {
    const ofScheme = parts.filter((part) => part.scheme === scheme);
    for (const [m, mapping] of mappings.entries()) {
      for (const { index, place, factor } of ofScheme) {
        const { workers, seed, mean: ratio } = place;
        for (const [i, share] of confidence.entries()) {
          const [slope, slope_low, slope_high] = results[index]![m]!.subarray(3 * i) as unknown as number[];
          yield {
            scheme,
            mapping,
            workers,
            seed,
            factor,
            ratio,
            confidence: share,
            draws,
            slope: slope!,
            slope_low: slope_low!,
            slope_high: slope_high!,
            slope_infinite: infinite(scheme, mapping, factor, ratio),
          };
        }
      }
    }
  }
}

/** The limits of infinitely many workers, each computed once. */
function infiniteLimits(cNorm: number) {
  const known = new Map<string, number>();
  return (scheme: SchemeName, mapping: MappingName, factor: number, ratio: number): number => {
    const key = [scheme, mapping, factor, ratio].join();
    let limit = known.get(key);
    if (limit === undefined) {
      limit = gaussianSlopeLimit(ratio, { scheme, mapping, cNorm, factor }) ?? NaN;
      known.set(key, limit);
    }
    return limit;
  };
}
