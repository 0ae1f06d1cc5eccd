/** The computation of sensitivity studies. A part is a range of rows under one scheme and seed. */

import { uniformStream } from '../../../sampling/stream.js';
import { pointsPerRow, sobolIndices, sobolRow } from '../../../statistics/sobol.js';
import type { MappingName, SchemeName } from '../../../weights/schemes.js';
import type { KindComputation } from '../kind.js';
import { endsOf, variedInputs, type SensitivityRow, type SensitivityStudy } from './definition.js';
import { deviates, recommendedEpsilons, settingAt, STREAMS } from './epsilons.js';

interface SensitivityPart {
  scheme: SchemeName;
  seed: number;
  from: number;
  to: number;
}

/** Tables of a sensitivity study. */
interface SensitivityTables {
  /** Rows of `indices.csv`. */
  indices: SensitivityRow[];
}

/** Rows of a part: about a second of computing. */
const PART_ROWS = 64;
/** Seconds of one search for the largest epsilon under both mappings, per worker. */
const SEARCH_SECONDS = 100e-9;

/** Number of the values of a row: one for each of its points. */
const widthOf = (study: SensitivityStudy): number => pointsPerRow(variedInputs(study).length);

export const sensitivity: KindComputation<SensitivityStudy, SensitivityPart, SensitivityTables> = {
  name: 'sensitivity',

  parts(study) {
    const { schemes, seeds, rows, draws } = study;
    const [fewest, most] = endsOf(study.inputs.workers);
    const perRow = widthOf(study) * draws * Math.sqrt(fewest * most) * SEARCH_SECONDS;
    return schemes.flatMap((scheme) =>
      seeds.flatMap((seed) =>
        Array.from({ length: Math.ceil(rows / PART_ROWS) }, (_, i) => {
          const [from, to] = [i * PART_ROWS, Math.min(rows, (i + 1) * PART_ROWS)];
          return { part: { scheme, seed, from, to }, seconds: (to - from) * perRow };
        }),
      ),
    );
  },

  /** Epsilons, shape (mapping, rows, points). */
  compute(study, { scheme, seed, from, to }, { kernel }) {
    const inputs = variedInputs(study).length;
    const width = widthOf(study);
    const grades = deviates(study, seed);
    const lists = study.mappings.map(() => new Float64Array((to - from) * width));
    for (let row = from; row < to; row++) {
      const uniform = uniformStream({ seed, cell: STREAMS.points, block: row });
      for (const [i, point] of sobolRow(inputs, uniform).entries()) {
        const found = recommendedEpsilons(study, scheme, settingAt(study, point), grades, kernel);
        for (const [m, epsilon] of found.entries()) lists[m]![(row - from) * width + i] = epsilon;
      }
    }
    return lists;
  },

  lengths: (study, { from, to }) => study.mappings.map(() => (to - from) * widthOf(study)),

  collector(study) {
    const { schemes, mappings, seeds, rows } = study;
    const width = widthOf(study);
    const listOf = new Map<string, Float64Array>();
    const keyOf = (scheme: SchemeName, mapping: MappingName, seed: number) => [scheme, mapping, seed].join();
    return {
      add({ scheme, seed, from }, lists) {
        for (const [m, mapping] of mappings.entries()) {
          const key = keyOf(scheme, mapping, seed);
          const all = listOf.get(key) ?? new Float64Array(rows * width);
          all.set(lists[m]!, from * width);
          listOf.set(key, all);
        }
      },
      tables: () => ({
        indices: schemes.flatMap((scheme) =>
          mappings.flatMap((mapping) =>
            seeds.flatMap((seed) =>
              rowsOf(study, { scheme, mapping, seed }, listOf.get(keyOf(scheme, mapping, seed))!),
            ),
          ),
        ),
      }),
    };
  },

  partText: ({ scheme, seed, from, to }) => `${scheme}, seed ${seed}, rows ${from} to ${to}`,
};

function rowsOf(
  study: SensitivityStudy,
  key: Pick<SensitivityRow, 'scheme' | 'mapping' | 'seed'>,
  values: Float64Array,
): SensitivityRow[] {
  const names = variedInputs(study);
  const uniform = uniformStream({ seed: key.seed, cell: STREAMS.bootstrap, block: 0 });
  const indices = sobolIndices(values, names.length, uniform);
  const width = widthOf(study);
  // Points A and B of each row are independent of all others.
  const independent = values.filter((_, i) => i % width < 2);
  const mean = independent.reduce((sum, value) => sum + value, 0) / independent.length;
  const squares = independent.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return names.map((input, i) => {
    const { first, total } = indices[i]!;
    return {
      ...key,
      input,
      first: first.value,
      first_low: first.low,
      first_high: first.high,
      total: total.value,
      total_low: total.low,
      total_high: total.high,
      mean_epsilon: mean,
      std_epsilon: Math.sqrt(squares / independent.length),
      none: independent.filter((value) => value === 0).length / independent.length,
    };
  });
}
