/** Exact order statistics of many numbers in little memory. */

import { checkNumber } from '../text/check.js';
import { selectRanks } from './select.js';
import { countBelow, countUpTo } from './sorted.js';

/** Default capacity, in numbers: 2 MB. */
const DEFAULT_CAPACITY = 2 ** 18;

/**
 * Exponent of Bernstein's inequality. A bracket misses its rank with a probability below 2 exp(-50) = 4e-22;
 * for 15 ranks and a million batches the sum is 6e-15. A larger exponent makes brackets wider.
 */
const BERNSTEIN_EXPONENT = 50;

/**
 * Order statistics of `count` numbers that arrive in batches, in any order. The result is exactly that of
 * sorting all of them.
 *
 * Up to `capacity` numbers are kept. Of more numbers, each wanted rank has a bracket: numbers inside are
 * kept, others are counted. The limits of a bracket are two order statistics of the numbers so far. They are
 * far enough apart that the wanted number lies between them, and they move closer as more numbers arrive.
 * This requires batches of independent draws of one distribution, in an order that does not depend on their
 * values. If a wanted number does fall outside its bracket, {@link values} throws: it never returns another
 * number.
 */
export class OrderStatistics {
  readonly #count: number;
  readonly #ranks: readonly number[];
  /** All numbers so far, if `count` is within the capacity; else null. */
  readonly #all: Float64Array | null;
  /** Empty if all numbers are kept, or if no rank is wanted. */
  #brackets: Bracket[];
  #arrived = 0;
  readonly #capacity: number;
  /** Longer batches are added in several pieces. */
  readonly #longestPiece: number;
  /** Brackets are narrowed before they would hold more numbers than this. */
  #limit: number;

  /**
   * @param count number of numbers that will arrive, >= 1
   * @param ranks the wanted ranks: whole numbers from 1 (the smallest) to `count`, in any order
   * @param capacity number of numbers to hold, a whole number >= 1
   * @throws {TypeError|RangeError} naming the argument, the rule and the value
   */
  constructor(count: number, ranks: readonly number[], capacity = DEFAULT_CAPACITY) {
    const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
    this.#count = checkNumber('count', count, 'a whole number >= 1', isPositive);
    this.#capacity = this.#limit = checkNumber('capacity', capacity, 'a whole number >= 1', isPositive);
    this.#longestPiece = Math.ceil(capacity / 4);
    const isRank = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= count;
    this.#ranks = ranks.map((rank, i) =>
      checkNumber(`ranks[${i}]`, rank, `a whole number from 1 to ${count}`, isRank),
    );
    const ascending = [...new Set(ranks)].sort((a, b) => a - b);
    this.#all = count <= capacity ? new Float64Array(ascending.length === 0 ? 0 : count) : null;
    this.#brackets =
      ascending.length === 0 || this.#all ? [] : [new Bracket(ascending, -Infinity, Infinity, 0, 0, 0)];
  }

  /**
   * Number of numbers in memory. At most `capacity`, unless the brackets alone need more (with more than
   * about 15 ranks at the default capacity).
   */
  get held(): number {
    if (this.#all) return Math.min(this.#arrived, this.#all.length);
    return this.#brackets.reduce((sum, bracket) => sum + bracket.held, 0);
  }

  /**
   * Adds a batch of numbers, in any order; it is copied.
   * @throws {RangeError} if a number is NaN, or if the batch is longer than the rest to arrive; {Error} if a
   * wanted number was not kept
   */
  add(batch: Float64Array): void {
    const rest = this.#count - this.#arrived;
    checkNumber(
      'batch.length',
      batch.length,
      `at most ${rest}, the rest of ${this.#count}`,
      (n) => n <= rest,
    );
    // A loop, because findIndex takes ten times as long.
    for (let i = 0; i < batch.length; i++)
      if (batch[i] !== batch[i]) checkNumber(`batch[${i}]`, NaN, 'a number', () => false);
    if (this.#all) {
      if (this.#all.length > 0) this.#all.set(batch, this.#arrived);
      this.#arrived += batch.length;
      return;
    }
    // Pieces of every k-th number have the distribution of the batch, even if the batch is sorted.
    const pieces = Math.ceil(batch.length / this.#longestPiece);
    for (let piece = 0; piece < pieces; piece++)
      this.#include(pieces === 1 ? batch : everyNth(batch, piece, pieces));
  }

  #include(piece: Float64Array): void {
    if (this.held + piece.length > this.#limit) {
      this.#brackets = this.#brackets.flatMap((bracket) => bracket.narrow(this.#arrived, this.#count));
      this.#limit = Math.max(this.#capacity, this.held + this.#longestPiece);
    }
    for (const bracket of this.#brackets) bracket.include(piece);
    this.#arrived += piece.length;
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
    // -0 and 0 are equal, so their order is arbitrary. Adding 0 makes both 0.
    return values.map((value) => value + 0);
  }
}

/** The numbers between two limits, and the counts of those below and at the limits. */
class Bracket {
  /** Sorted lists of numbers strictly between the limits, each at least twice as long as the next. */
  #lists: Float64Array[] = [];

  constructor(
    /** Ascending. */
    readonly ranks: readonly number[],
    readonly low: number,
    readonly high: number,
    /** Count of numbers below `low`. */
    private below: number,
    /** Count of numbers equal to `low`. */
    private atLow: number,
    /** Count of numbers equal to `high`; 0 if `high` is `low`. */
    private atHigh: number,
  ) {}

  get held(): number {
    return this.#lists.reduce((sum, list) => sum + list.length, 0);
  }

  /** Adds numbers in any order. Only the few that are kept are sorted. */
  include(piece: Float64Array): void {
    const { low, high } = this;
    const inside = new Float64Array(piece.length);
    let count = 0;
    for (let i = 0; i < piece.length; i++) {
      const value = piece[i]!;
      if (value < low) this.below++;
      else if (value === low) this.atLow++;
      else if (value < high) inside[count++] = value;
      else if (value === high) this.atHigh++;
    }
    this.#keep(inside.slice(0, count).sort());
  }

  /** Merges lists of similar length, as Timsort does: a number is moved about log2(held / piece) times. */
  #keep(list: Float64Array): void {
    if (list.length === 0) return;
    let last = list;
    while (this.#lists.length > 0 && this.#lists.at(-1)!.length < 2 * last.length)
      last = merge(this.#lists.pop()!, last);
    this.#lists.push(last);
  }

  #inside(): Float64Array {
    while (this.#lists.length > 1) this.#lists.push(merge(this.#lists.pop()!, this.#lists.pop()!));
    return this.#lists[0] ?? new Float64Array(0);
  }

  /** @throws {Error} if the number of that rank is outside */
  valueOf(rank: number): number {
    this.#checkHolds(rank, rank);
    return this.#at(rank);
  }

  /**
   * Narrower brackets for the same ranks.
   * @param arrived number of numbers so far, of `count`
   * @throws {Error} if the number of one of the ranks must be outside
   */
  narrow(arrived: number, count: number): Bracket[] {
    const groups: { ranks: number[]; from: number; to: number }[] = [];
    for (const rank of this.ranks) {
      const { from, to } = rankWindow(rank, arrived, count);
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

  /**
   * The bracket whose limits are the numbers of two ranks so far, or a limit of this bracket where they are
   * outside.
   */
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
      'A wanted order statistic was not kept. Either the batches are not independent draws of one ' +
        'distribution in an order that does not depend on their values, or this is a defect of the ' +
        'program; please report it',
    );
  }

  /** The number of a rank so far; the nearer limit if it is outside. */
  #at(rank: number): number {
    const inside = this.#inside();
    const index = rank - this.below - this.atLow - 1;
    return index < 0 ? this.low : index < inside.length ? inside[index]! : this.high;
  }

  /** Count of the numbers so far below a value within this bracket. */
  #countBelow(value: number): number {
    return value === this.low ? this.below : this.below + this.atLow + countBelow(this.#inside(), value);
  }

  /** Count of the numbers so far at or below a value within this bracket. */
  #countUpTo(value: number): number {
    return (
      this.below + this.atLow + countUpTo(this.#inside(), value) + (value === this.high ? this.atHigh : 0)
    );
  }
}

/**
 * Ranks among the numbers so far between which the number of final rank `rank` lies.
 *
 * The count K of numbers so far among the `rank` smallest of all is hypergeometric. It is distributed as a
 * sum of independent indicators (Vatutin & Mikhailov 1982), so Bernstein's inequality holds: P(|K - mean| >=
 * t) <= 2 exp(-t^2 / (2 variance + 2 t / 3)). One more is added for a batch of which only some pieces have
 * been included.
 */
function rankWindow(rank: number, arrived: number, count: number): { from: number; to: number } {
  const share = rank / count;
  const mean = arrived * share;
  const variance = (mean * (1 - share) * (count - arrived)) / Math.max(1, count - 1);
  const third = BERNSTEIN_EXPONENT / 3;
  const distance = third + Math.sqrt(third ** 2 + 2 * BERNSTEIN_EXPONENT * variance) + 1;
  return { from: Math.floor(mean - distance), to: Math.ceil(mean + distance) + 1 };
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
  for (let i = 0, index = first; index < list.length; i++, index += step) taken[i] = list[index]!;
  return taken;
}
