/** Rows of `cells.csv` of a threshold study: the distribution of the largest epsilon in each cell. */

import { QUANTILES } from '../../table.js';
import type { ThresholdCellRow, ThresholdStudy } from './definition.js';
import type { PartResult, Results } from '../kind.js';
import { resultsInMemory } from '../results-in-memory.js';
import { listsPerView, thresholdPlaceList, type ThresholdPart } from './epsilons.js';
import { quantileRanks, wilson } from '../../../statistics/intervals.js';
import { OrderStatistics } from '../../../statistics/order-statistics.js';

/** Column names of the quantiles of a row, each with its share. */
const EPSILON_QUANTILES = Object.entries(QUANTILES).map(
  ([name, share]) => [`epsilon_${name}`, share] as const,
);
const BOUND_QUANTILES = [['upper_bound_q50', 0.5]] as const;

/** Column names of the numbers of a place under one mapping, in the order of their list. */
const MAPPING_COLUMNS = [
  ...['attainable', 'attainable_se', 'attainable_low', 'attainable_high'],
  ...columnsOf(EPSILON_QUANTILES),
];
/** Column names of the numbers of the bound. */
const BOUND_COLUMNS = columnsOf(BOUND_QUANTILES);

function columnsOf(quantiles: readonly (readonly [name: string, share: number])[]): string[] {
  return quantiles.flatMap(([name]) => [name, `${name}_low`, `${name}_high`]);
}

/**
 * Collects the parts of a threshold study in any order. Memory is bounded: only numbers near the wanted
 * quantiles of each incomplete place are kept, and of a complete place its estimates.
 */
export class ThresholdTable {
  readonly #study: ThresholdStudy;
  /** Incomplete places by index: the number of missing draws, and the numbers of each list so far. */
  readonly #open = new Map<number, { missing: number; lists: ListQuantiles[] }>();
  /**
   * Estimates of complete places, by place: for each view the lists of its mappings, then that of the bound.
   */
  readonly #closed: Results;

  constructor(study: ThresholdStudy, closed = resultsInMemory()) {
    this.#study = study;
    this.#closed = closed;
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
    this.#closed.set(index, this.#estimates(place.lists));
    this.#open.delete(index);
  }

  /**
   * The rows of a study whose parts are complete: scheme, mapping, variant, workers, seed, factor, mean, std.
   */
  *rows(): Generator<ThresholdCellRow> {
    const { schemes, mappings, factor: factors, variants = [{}], seeds, workers, draws } = this.#study;
    const places = thresholdPlaceList(this.#study);
    const perView = listsPerView(this.#study);
    const perSeed = places.length / variants.length / seeds.length / workers.length;
    for (const [s, scheme] of schemes.entries()) {
      for (const [m, mapping] of mappings.entries()) {
        for (let first = 0; first < places.length; first += perSeed) {
          for (const [f, factor] of factors.entries()) {
            const view = (s * factors.length + f) * perView;
            for (let index = first; index < first + perSeed; index++) {
              const { stream: _, ...place } = places.at(index)!;
              const lists = this.#closed.at(index)!;
              const estimates = {
                ...namedNumbers(MAPPING_COLUMNS, lists[view + m]!),
                ...namedNumbers(BOUND_COLUMNS, lists[view + perView - 1]!),
              };
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

  #estimates(lists: readonly ListQuantiles[]): PartResult {
    const perView = listsPerView(this.#study);
    return lists.map((list, i) =>
      Float64Array.from(
        i % perView === perView - 1 ? list.quantiles() : [...list.attainable(), ...list.quantiles()],
      ),
    );
  }
}

function namedNumbers(names: readonly string[], numbers: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, numbers[i]!]));
}

/** One number for each draw of a place. Only numbers near the wanted quantiles are kept. */
class ListQuantiles {
  readonly #draws: number;
  /** Ranks of each quantile and of the ends of its interval; null for an end that has too few draws. */
  readonly #ranks: (number | null)[];
  readonly #sorted: OrderStatistics;
  #attainable = 0;

  constructor(draws: number, quantiles: readonly (readonly [name: string, share: number])[]) {
    this.#draws = draws;
    this.#ranks = quantiles.flatMap(([, share]) => {
      const { value, low, high } = quantileRanks(draws, share);
      return [value, low, high];
    });
    this.#sorted = new OrderStatistics(
      draws,
      this.#ranks.filter((rank) => rank !== null),
    );
  }

  add(run: Float64Array): void {
    this.#sorted.add(run);
    // -Infinity stands for a draw without an epsilon.
    let attainable = 0;
    for (let i = 0; i < run.length; i++) if (run[i]! >= 0) attainable++;
    this.#attainable += attainable;
  }

  /** Each quantile with the ends of its interval. */
  quantiles(): number[] {
    const values = this.#sorted.values();
    let next = 0;
    return this.#ranks.map((rank) => {
      const value = rank === null ? NaN : values[next++]!;
      return Number.isFinite(value) ? value : NaN;
    });
  }

  /** The share of draws with an epsilon, its standard error and interval. */
  attainable(): number[] {
    const { value, standardError, low, high } = wilson(this.#attainable, this.#draws);
    return [value, standardError, low, high];
  }
}
