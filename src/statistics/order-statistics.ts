/** Exact order statistics of many numbers in little memory. */

import { checkNumber } from '../text/check.js';
import { selectRanks } from './select.js';
import { sortNumbers } from './sort.js';

/** So many numbers are held as they are, unless told otherwise; beyond, only those near the wanted ranks. */
const MOST_HELD = 2 ** 18;

/** A bracket misses its rank with a probability below 2 exp(-CAUTION) = 4e-22: for 15 ranks and a million runs, 6e-15 in all. */
const CAUTION = 50;

/**
 * Order statistics of `count` numbers that arrive in runs, in any order: the same as those of all of them sorted, exactly.
 *
 * Up to `mostHeld` numbers are kept. Of more, each wanted rank has a bracket: numbers inside are kept, others counted. A bracket is two order
 * statistics of the numbers so far, so far apart that the wanted one lies between them, and it narrows as more arrive. This relies on runs
 * of independent draws of one distribution, arriving in an order that has nothing to do with their values. If a wanted number does fall
 * outside, {@link values} throws: it never returns another number.
 */
export class OrderStatistics {
  readonly #count: number;
  readonly #ranks: readonly number[];
  /** All numbers so far, if they are few; brackets otherwise. */
  readonly #all: Float64Array | null;
  #brackets: Bracket[];
  #arrived = 0;
  readonly #mostHeld: number;
  /** Longer runs go in as several. */
  readonly #longestRun: number;
  /** Brackets are narrowed as soon as they would hold more. */
  #room: number;

  /**
   * @param count how many numbers will arrive, >= 1
   * @param ranks the ranks wanted: whole numbers from 1 (the smallest) to `count`, in any order
   * @param mostHeld how many numbers to hold, a whole number >= 1
   * @throws {TypeError|RangeError} naming the argument, the rule and the value
   */
  constructor(count: number, ranks: readonly number[], mostHeld = MOST_HELD) {
    const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
    this.#count = checkNumber('count', count, 'a whole number >= 1', isPositive);
    this.#mostHeld = this.#room = checkNumber('mostHeld', mostHeld, 'a whole number >= 1', isPositive);
    this.#longestRun = Math.ceil(mostHeld / 4);
    const isRank = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= count;
    this.#ranks = ranks.map((rank, i) =>
      checkNumber(`ranks[${i}]`, rank, `a whole number from 1 to ${count}`, isRank),
    );
    const ascending = [...new Set(ranks)].sort((a, b) => a - b);
    this.#all = count <= mostHeld ? new Float64Array(ascending.length === 0 ? 0 : count) : null;
    this.#brackets =
      ascending.length === 0 || this.#all ? [] : [new Bracket(ascending, -Infinity, Infinity, 0, 0, 0)];
  }

  /** How many numbers are in memory: at most `mostHeld`, unless the brackets alone need more (more than some 15 ranks at 2^18). */
  get held(): number {
    if (this.#all) return Math.min(this.#arrived, this.#all.length);
    return this.#brackets.reduce((sum, bracket) => sum + bracket.held, 0);
  }

  /**
   * @param run in any order, none of them NaN; it is copied
   * @throws {RangeError} if one is NaN, or it holds more numbers than are left to arrive; {Error} if a wanted number was not kept
   */
  add(run: Float64Array): void {
    const left = this.#count - this.#arrived;
    checkNumber(
      'run.length',
      run.length,
      `at most ${left}, what is left of ${this.#count}`,
      (length) => length <= left,
    );
    // A loop: findIndex takes ten times as long.
    for (let i = 0; i < run.length; i++)
      if (run[i] !== run[i]) checkNumber(`run[${i}]`, NaN, 'a number', () => false);
    if (this.#all) {
      if (this.#all.length > 0) this.#all.set(run, this.#arrived);
      this.#arrived += run.length;
      return;
    }
    const sorted = run.slice();
    sortNumbers(sorted);
    // Every k-th number of a sorted run is as evenly spread as the run.
    const parts = Math.ceil(run.length / this.#longestRun);
    for (let part = 0; part < parts; part++)
      this.#include(parts === 1 ? sorted : everyNth(sorted, part, parts));
  }

  #include(run: Float64Array): void {
    if (this.held + run.length > this.#room) {
      this.#brackets = this.#brackets.flatMap((bracket) => bracket.narrow(this.#arrived, this.#count));
      this.#room = Math.max(this.#mostHeld, this.held + this.#longestRun);
    }
    for (const bracket of this.#brackets) bracket.include(run);
    this.#arrived += run.length;
  }

  /**
   * The wanted numbers, shape (ranks), in the order of the ranks.
   * @throws {RangeError} before all numbers have arrived; {Error} if a wanted number was not kept
   */
  values(): Float64Array {
    checkNumber(
      'numbers so far',
      this.#arrived,
      `${this.#count} before their order statistics are known`,
      (value) => value === this.#count,
    );
    const known = new Map<number, number>();
    for (const bracket of this.#brackets)
      for (const rank of bracket.ranks) known.set(rank, bracket.valueOf(rank));
    const values = this.#all
      ? selectRanks(this.#all, this.#ranks)
      : Float64Array.from(this.#ranks, (rank) => known.get(rank)!);
    // Adding 0 makes -0 and 0, which are equal and stand in any order, one.
    return values.map((value) => value + 0);
  }
}

/** The numbers between two limits, and how many were below and at the limits. */
class Bracket {
  /** Sorted runs of numbers strictly between the limits, each at least twice as long as the next. */
  #runs: Float64Array[] = [];

  constructor(
    /** Ascending. */
    readonly ranks: readonly number[],
    readonly low: number,
    readonly high: number,
    private below: number,
    private atLow: number,
    /** 0 if both limits are one. */
    private atHigh: number,
  ) {}

  get held(): number {
    return this.#runs.reduce((sum, run) => sum + run.length, 0);
  }

  include(run: Float64Array): void {
    const from = countBelow(run, this.low);
    const to = countUpTo(run, this.low);
    this.below += from;
    this.atLow += to - from;
    if (this.high === this.low) return;
    const end = countBelow(run, this.high);
    this.atHigh += countUpTo(run, this.high) - end;
    this.#keep(run.slice(to, end));
  }

  /** Runs of similar length are merged, as in Timsort, so a number is moved about log2(held / run) times. */
  #keep(run: Float64Array): void {
    if (run.length === 0) return;
    let last = run;
    while (this.#runs.length > 0 && this.#runs.at(-1)!.length < 2 * last.length)
      last = merge(this.#runs.pop()!, last);
    this.#runs.push(last);
  }

  #inside(): Float64Array {
    while (this.#runs.length > 1) this.#runs.push(merge(this.#runs.pop()!, this.#runs.pop()!));
    return this.#runs[0] ?? new Float64Array(0);
  }

  /** @throws {Error} if the number of that rank is outside */
  valueOf(rank: number): number {
    this.#checkHolds(rank, rank);
    return this.#at(rank);
  }

  /**
   * Narrower brackets for the same ranks.
   * @param arrived how many numbers there have been, of `count`
   * @throws {Error} if there is no number so far that one of the ranks may belong to
   */
  narrow(arrived: number, count: number): Bracket[] {
    const groups: { ranks: number[]; from: number; to: number }[] = [];
    for (const rank of this.ranks) {
      const { from, to } = windowOf(rank, arrived, count);
      const group = groups.at(-1);
      if (group && from <= group.to) {
        group.ranks.push(rank);
        group.to = to;
      } else {
        groups.push({ ranks: [rank], from, to });
      }
    }
    return groups.map(({ ranks, from, to }) => this.#between(ranks, from, to));
  }

  /** The bracket whose limits are the numbers of these ranks so far, or a limit of this one where they are outside. */
  #between(ranks: readonly number[], from: number, to: number): Bracket {
    this.#checkHolds(from, to);
    const [low, high] = [this.#at(from), this.#at(to)];
    const below = this.#countBelow(low);
    const atLow = this.#countUpTo(low) - below;
    const atHigh = low === high ? 0 : this.#countUpTo(high) - this.#countBelow(high);
    const bracket = new Bracket(ranks, low, high, below, atLow, atHigh);
    const inside = this.#inside();
    bracket.#keep(inside.slice(countUpTo(inside, low), countBelow(inside, high)));
    return bracket;
  }

  #checkHolds(from: number, to: number): void {
    if (to > this.below && from <= this.#countUpTo(this.high)) return;
    throw new Error(
      'A wanted order statistic was not kept: either the runs are not independent draws of one distribution in an order that has nothing to ' +
        'do with their values, or this is a fault; please report it',
    );
  }

  /** The number of a rank so far; the nearer limit if it is outside. */
  #at(rank: number): number {
    const inside = this.#inside();
    const index = rank - this.below - this.atLow - 1;
    return index < 0 ? this.low : index < inside.length ? inside[index]! : this.high;
  }

  /** How many numbers so far are below a limit within this bracket. */
  #countBelow(limit: number): number {
    return limit === this.low ? this.below : this.below + this.atLow + countBelow(this.#inside(), limit);
  }

  /** How many numbers so far are at or below a limit within this bracket. */
  #countUpTo(limit: number): number {
    return (
      this.below + this.atLow + countUpTo(this.#inside(), limit) + (limit === this.high ? this.atHigh : 0)
    );
  }
}

/**
 * Ranks among the numbers so far between which the number of final rank `rank` lies. How many of the numbers so far are among the `rank`
 * smallest of all is hypergeometric, so a sum of independent indicators (Vatutin & Mikhailov 1982), and Bernstein's inequality applies:
 * P(|K - mean| >= t) <= 2 exp(-t^2 / (2 variance + 2 t / 3)). A run that is only partly in is off by one more.
 */
function windowOf(rank: number, arrived: number, count: number): { from: number; to: number } {
  const share = rank / count;
  const mean = arrived * share;
  const variance = (mean * (1 - share) * (count - arrived)) / Math.max(1, count - 1);
  const reach = CAUTION / 3 + Math.sqrt((CAUTION / 3) ** 2 + 2 * CAUTION * variance) + 1;
  return { from: Math.floor(mean - reach), to: Math.ceil(mean + reach) + 1 };
}

/** How many numbers of an ascending list are below `limit`. */
function countBelow(list: Float64Array, limit: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many numbers of an ascending list are at or below `limit`. */
function countUpTo(list: Float64Array, limit: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let [i, j, k] = [0, 0, 0];
  while (i < a.length && j < b.length) merged[k++] = a[i]! <= b[j]! ? a[i++]! : b[j++]!;
  merged.set(i < a.length ? a.subarray(i) : b.subarray(j), k);
  return merged;
}

function everyNth(list: Float64Array, first: number, step: number): Float64Array {
  const taken = new Float64Array(Math.ceil((list.length - first) / step));
  for (let i = 0, at = first; at < list.length; i++, at += step) taken[i] = list[at]!;
  return taken;
}
