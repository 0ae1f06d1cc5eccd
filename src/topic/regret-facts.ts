/** Shape of the network regrets of a topic, and the largest epsilons that they allow. */

import type { Synthesis, TopicState } from '../network/state.js';
import { populationStd } from '../weights/scale.js';

/**
 * Epochs from one vector of regrets that is kept to the next: regrets of consecutive epochs are nearly equal.
 */
const EPOCHS_APART = 10;

/** Collects the regrets of those that take part in an epoch. */
export class RegretFacts {
  /** Regrets of an epoch in ten, dex. */
  readonly vectors: Float64Array[] = [];
  readonly #state: TopicState;
  readonly #last: Float64Array;
  #epochs = 0;
  #mean = 0;
  #std = 0;
  #fourth = 0;
  #fourthCount = 0;
  #groupDistance = 0;
  #groups = 0;
  /** Sums over workers and epochs of pairs (epoch before, epoch), for their correlation. */
  readonly #pairs = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };

  constructor(state: TopicState) {
    this.#state = state;
    this.#last = new Float64Array(state.layout.workers).fill(NaN);
  }

  /**
   * Adds the epoch whose weights these are. Epochs with fewer than two regrets count in the autocorrelation
   * only.
   */
  add({ weights }: Synthesis): void {
    const { regrets, layout } = this.#state;
    const taken: number[] = [];
    const groups: [number[], number[]] = [[], []];
    for (let l = 0; l < layout.workers; l++) {
      const regret = Number.isNaN(weights[l]!) ? NaN : regrets[l]!;
      if (!Number.isNaN(regret)) {
        taken.push(regret);
        groups[l < layout.inferers ? 0 : 1].push(regret);
        this.#addPair(this.#last[l]!, regret);
      }
      this.#last[l] = regret;
    }
    if (taken.length < 2) return;
    const vector = Float64Array.from(taken);
    const mean = average(taken);
    const std = populationStd(vector);
    if (this.#epochs++ % EPOCHS_APART === 0) this.vectors.push(vector);
    this.#mean += mean;
    this.#std += std;
    if (std === 0) return;
    for (const regret of taken) {
      const square = ((regret - mean) / std) * ((regret - mean) / std);
      this.#fourth += square * square;
    }
    this.#fourthCount += taken.length;
    if (groups[0].length === 0 || groups[1].length === 0) return;
    this.#groupDistance += (average(groups[1]) - average(groups[0])) / std;
    this.#groups++;
  }

  #addPair(x: number, y: number): void {
    if (Number.isNaN(x)) return;
    const pairs = this.#pairs;
    pairs.count++;
    pairs.x += x;
    pairs.y += y;
    pairs.xx += x * x;
    pairs.yy += y * y;
    pairs.xy += x * y;
  }

  /** Mean over epochs of the population std, dex. */
  get std(): number {
    return this.#std / this.#epochs;
  }

  /** Mean over epochs of the mean regret, dex. */
  get mean(): number {
    return this.#mean / this.#epochs;
  }

  /** Of the regrets in units of the mean and std of their epoch; 0 for normal ones. */
  get excessKurtosis(): number {
    return this.#fourth / this.#fourthCount - 3;
  }

  /** Correlation of the regret of a worker with that of the epoch before, over workers and epochs. */
  get autocorrelation(): number {
    const { count, x, y, xx, yy, xy } = this.#pairs;
    const product = (count * xx - x * x) * (count * yy - y * y);
    return product > 0 ? (count * xy - x * y) / Math.sqrt(product) : NaN;
  }

  /** Mean over epochs of (mean of forecasters - mean of inferers) / std; NaN without forecasters. */
  get groupDistance(): number {
    return this.#groupDistance / this.#groups;
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
