/** From the rows of a table to the regrets of epochs. */

import type { Epochs } from './epochs.js';
import type { EpochsFileOptions } from './csv/options.js';

/** Rows of this many numbers are kept together. */
const BLOCK_NUMBERS = 2 ** 19;

/** Rows of numbers, many. */
export class Rows {
  /** Shape (rows of a block, width). */
  readonly #blocks: Float64Array[] = [];
  readonly #perBlock: number;
  #count = 0;

  constructor(readonly width: number) {
    this.#perBlock = Math.ceil(BLOCK_NUMBERS / width);
  }

  get count(): number {
    return this.#count;
  }

  push(row: Float64Array): void {
    const index = this.#count % this.#perBlock;
    if (index === 0) this.#blocks.push(new Float64Array(this.#perBlock * this.width));
    this.#blocks.at(-1)!.set(row, index * this.width);
    this.#count++;
  }

  /** Blocks of whole rows, each for as long as its turn lasts: memory of past ones is free again. */
  *take(): Generator<Float64Array> {
    for (let left = this.#count; left > 0; left -= this.#perBlock) {
      yield this.#blocks.shift()!.subarray(0, Math.min(left, this.#perBlock) * this.width);
    }
  }
}
/** Regrets in rows, and what was left out. */
interface Regrets extends Pick<Epochs, 'values' | 'epochs'> {
  /** Sentences. */
  notes: string[];
}

/**
 * The regrets of workers, smoothed if `alpha` is below 1, without rows that have fewer than two.
 * @param rows cells of workers, then of the network, dex or raw losses, NaN for blank; taken
 * @param kept columns of the workers
 */
export function regretsOf(
  rows: Rows,
  kept: Int32Array,
  hasNetwork: boolean,
  { quantity, lossesAre, alpha = 1 }: EpochsFileOptions,
): Regrets {
  const values = new Float64Array(rows.count * kept.length);
  const smoothed = new Float64Array(kept.length);
  const { width } = rows;
  let epochs = 0;
  let withoutNetwork = 0;
  let withoutWorkers = 0;
  const fewest = quantity === 'scores' ? 1 : 2;

  for (const block of rows.take()) {
    if (quantity === 'losses' && lossesAre === 'raw')
      for (let i = 0; i < block.length; i++) block[i] = Math.log10(block[i]!);
    for (let from = 0; from < block.length; from += width) {
      // A regret is the loss of the network less that of the worker.
      const network =
        quantity !== 'losses' ? 0 : hasNetwork ? block[from + width - 1]! : meanOf(block, from, kept);
      if (hasNetwork && Number.isNaN(network)) {
        withoutNetwork++;
        continue;
      }
      let present = 0;
      for (let i = 0; i < kept.length; i++) {
        const cell = block[from + kept[i]!]!;
        const at = epochs * kept.length + i;
        if (Number.isNaN(cell)) {
          values[at] = NaN;
          continue;
        }
        present++;
        smoothed[i] = alpha * (quantity === 'losses' ? network - cell : cell) + (1 - alpha) * smoothed[i]!;
        values[at] = smoothed[i]!;
      }
      if (present >= fewest) epochs++;
      else withoutWorkers++;
    }
  }

  const notes: string[] = [];
  if (withoutNetwork > 0) notes.push(`${rowsText(withoutNetwork)} left out: no network loss.`);
  if (withoutWorkers > 0)
    notes.push(`${rowsText(withoutWorkers)} left out: ${fewest === 1 ? 'no' : 'fewer than 2'} values.`);
  if (alpha < 1) notes.push(smoothingNote(alpha));
  return { values: values.subarray(0, epochs * kept.length), epochs, notes };
}

/** Mean of the cells of a row that are not blank; NaN if all are. */
function meanOf(block: Float64Array, from: number, kept: Int32Array): number {
  let sum = 0;
  let count = 0;
  for (const worker of kept) {
    const value = block[from + worker]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

export function rowsText(count: number): string {
  return count === 1 ? '1 row is' : `${count} rows are`;
}

/** A regret that stays the same is smoothed to 1 - (1 - alpha)^n of itself after n epochs. */
function smoothingNote(alpha: number): string {
  const settled = Math.ceil(Math.log(0.05) / Math.log1p(-alpha));
  return `Regrets are smoothed with alpha ${alpha}, starting from 0: those of the first ${settled} epochs of a worker are too small, by 5 % at the last.`;
}
