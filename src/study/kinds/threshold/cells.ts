/** Rows of `cells.csv` of a threshold study: the distribution of the largest epsilon in each cell. */

import { QUANTILES } from '../../table.js';
import type { ThresholdCellRow, ThresholdStudy } from './definition.js';
import { listsPerView, thresholdPlaces, thresholdViews, type ThresholdPart } from './epsilons.js';
import { quantileRanks, wilson } from '../../../statistics/intervals.js';
import { OrderStatistics } from '../../../statistics/order-statistics.js';

/** Numbers of a row by column name. */
type Estimates = Record<string, number>;

/** Column names of the quantiles of a row, each with its share. */
const EPSILON_QUANTILES = Object.entries(QUANTILES).map(
  ([name, share]) => [`epsilon_${name}`, share] as const,
);
const BOUND_QUANTILES = [['upper_bound_q50', 0.5]] as const;

/**
 * Collects the parts of a threshold study in any order. Memory is bounded: only numbers near the wanted
 * quantiles of each cell are kept.
 */
export class ThresholdTable {
  readonly #study: ThresholdStudy;
  /** Incomplete places by index: the number of missing draws, and the numbers of each list so far. */
  readonly #open = new Map<number, { missing: number; lists: ListQuantiles[] }>();
  /** Results of complete places, by place, view and mapping. */
  readonly #closed: Estimates[][][] = [];

  constructor(study: ThresholdStudy) {
    this.#study = study;
  }

  /** @param lists the result of `solveThresholdPart` */
  add({ index, from, to }: ThresholdPart, lists: readonly Float64Array[]): void {
    const place = this.#open.get(index) ?? {
      missing: this.#study.draws,
      lists: lists.map((_, i) => this.#collector(i)),
    };
    this.#open.set(index, place);
    for (const [i, run] of lists.entries()) place.lists[i]!.add(run);
    place.missing -= to - from;
    if (place.missing > 0) return;
    this.#closed[index] = this.#estimates(place.lists);
    this.#open.delete(index);
  }

  /**
   * The rows of a study whose parts are complete: scheme, mapping, variant, workers, seed, factor, mean, std.
   */
  *rows(): Generator<ThresholdCellRow> {
    const { schemes, mappings, factor: factors, variants = [{}], seeds, workers, draws } = this.#study;
    const places = [...thresholdPlaces(this.#study).entries()];
    const perSeed = places.length / variants.length / seeds.length / workers.length;
    for (const [s, scheme] of schemes.entries()) {
      for (const [m, mapping] of mappings.entries()) {
        for (let first = 0; first < places.length; first += perSeed) {
          for (const [f, factor] of factors.entries()) {
            for (const [index, { stream: _, ...place }] of places.slice(first, first + perSeed)) {
              const estimates = this.#closed[index]![s * factors.length + f]![m]!;
              yield { scheme, mapping, ...place, factor, draws, ...estimates } as ThresholdCellRow;
            }
          }
        }
      }
    }
  }

  /**
   * The last list of a view holds the upper bounds; the lists before it hold the epsilons of each mapping.
   */
  #collector(run: number): ListQuantiles {
    const perView = listsPerView(this.#study);
    return new ListQuantiles(
      this.#study.draws,
      run % perView === perView - 1 ? BOUND_QUANTILES : EPSILON_QUANTILES,
    );
  }

  #estimates(lists: readonly ListQuantiles[]): Estimates[][] {
    const perView = listsPerView(this.#study);
    return thresholdViews(this.#study).map((_, view) => {
      const ofView = lists.slice(view * perView, (view + 1) * perView);
      const bound = ofView.at(-1)!.quantiles();
      return this.#study.mappings.map((_, m) => ({
        ...ofView[m]!.attainable(),
        ...ofView[m]!.quantiles(),
        ...bound,
      }));
    });
  }
}

/** One number for each draw of a place. Only numbers near the wanted quantiles are kept. */
class ListQuantiles {
  readonly #draws: number;
  readonly #columns: { name: string; rank: number | null }[];
  readonly #sorted: OrderStatistics;
  #attainable = 0;

  constructor(draws: number, quantiles: readonly (readonly [name: string, share: number])[]) {
    this.#draws = draws;
    this.#columns = quantiles.flatMap(([name, share]) => {
      const { value, low, high } = quantileRanks(draws, share);
      return [
        { name, rank: value },
        { name: `${name}_low`, rank: low },
        { name: `${name}_high`, rank: high },
      ];
    });
    this.#sorted = new OrderStatistics(
      draws,
      this.#columns.map(({ rank }) => rank).filter((rank) => rank !== null),
    );
  }

  add(run: Float64Array): void {
    this.#sorted.add(run);
    // -Infinity stands for a draw without an epsilon.
    let attainable = 0;
    for (let i = 0; i < run.length; i++) if (run[i]! >= 0) attainable++;
    this.#attainable += attainable;
  }

  quantiles(): Estimates {
    const values = this.#sorted.values();
    let next = 0;
    return Object.fromEntries(
      this.#columns.map(({ name, rank }) => {
        const value = rank === null ? NaN : values[next++]!;
        return [name, Number.isFinite(value) ? value : NaN];
      }),
    );
  }

  attainable(): Estimates {
    const { value, standardError, low, high } = wilson(this.#attainable, this.#draws);
    return { attainable: value, attainable_se: standardError, attainable_low: low, attainable_high: high };
  }
}
