/** From rows of regrets, losses or scores to the regrets or scores of epochs. */

import { count } from '../text/numbers.js';
import type { Epochs } from './epochs.js';
import type { Rows } from './rows.js';

export interface RegretsOptions {
  /** Quantity in the rows. */
  quantity: 'regrets' | 'losses' | 'scores';
  /**
   * Unit of losses: their log10, or the losses themselves, > 0. Default: decided from the values, or refused.
   */
  lossesAre?: 'log10' | 'raw' | undefined;
  /**
   * Smooths the regrets of each worker over epochs as the network does, R = alpha r + (1 - alpha) R_previous,
   * from R = 0; in (0, 1]. An absent worker stays blank in that epoch and continues later from the last R.
   * Default 1: no smoothing.
   */
  alpha?: number | undefined;
  /**
   * A worker without a value in an epoch: `absent`, or with regret 0, as the chain counts an inferer without
   * a regret since June 2026. Default `absent`; scores are always absent.
   */
  missing?: 'absent' | 'zero' | undefined;
}

/** Rows and their columns. */
export interface EpochRows {
  /** Cells of the columns; NaN for blank. Their memory is released. */
  rows: Rows;
  /** Indices of the columns of workers. */
  workers: readonly number[];
  /** Names of the columns. */
  names: readonly string[];
  /** Index of the column with the loss of the network; null: the mean loss of the workers. */
  network: number | null;
  source: string;
  notes: readonly string[];
}

/**
 * The regrets, smoothed if `alpha` is below 1. Workers without values and rows with fewer than two values
 * (one, of scores) are left out. The result may have fewer than two workers or epochs: the caller checks
 * that.
 * @param fewest values that an epoch must have
 */
export function epochsOfRows(
  { rows, workers, names, network, source, notes }: EpochRows,
  options: RegretsOptions,
  fewest = options.quantity === 'scores' ? 1 : 2,
): Epochs {
  const counts = rows.countValues();
  const kept = workers.filter((worker) => counts[worker]! > 0);
  const regrets = regretsOf(rows, Int32Array.from(kept), network, options, fewest);
  return {
    values: regrets.values,
    workers: kept.length,
    epochs: regrets.epochs,
    names: kept.map((worker) => names[worker]!),
    source,
    notes: [...notes, ...regrets.notes],
    readAs: null,
  };
}

interface Regrets extends Pick<Epochs, 'values' | 'epochs'> {
  /** Sentences about rows that are left out, and about smoothing. */
  notes: string[];
}

/** @param kept columns of the workers */
function regretsOf(
  rows: Rows,
  kept: Int32Array,
  network: number | null,
  { quantity, lossesAre, alpha = 1, missing }: RegretsOptions,
  fewest: number,
): Regrets {
  const values = new Float64Array(rows.count * kept.length);
  const smoothed = new Float64Array(kept.length);
  const { width } = rows;
  const isZero = missing === 'zero' && quantity !== 'scores';
  let epochs = 0;
  let withoutNetworkLoss = 0;
  let withoutWorkers = 0;

  for (const block of rows.take()) {
    if (quantity === 'losses' && lossesAre === 'raw')
      for (let i = 0; i < block.length; i++) block[i] = Math.log10(block[i]!);
    for (let from = 0; from < block.length; from += width) {
      if (isZero && kept.every((worker) => Number.isNaN(block[from + worker]!))) {
        withoutWorkers++;
        continue;
      }
      let networkLoss = 0;
      if (quantity === 'losses')
        networkLoss = network === null ? meanOf(block, from, kept) : block[from + network]!;
      if (network !== null && quantity === 'losses' && Number.isNaN(networkLoss)) {
        withoutNetworkLoss++;
        continue;
      }
      let present = 0;
      for (let i = 0; i < kept.length; i++) {
        const cell = block[from + kept[i]!]!;
        const at = epochs * kept.length + i;
        const isBlank = Number.isNaN(cell);
        if (isBlank && !isZero) {
          values[at] = NaN;
          continue;
        }
        present++;
        const regret = isBlank ? 0 : quantity === 'losses' ? networkLoss - cell : cell;
        smoothed[i] = alpha * regret + (1 - alpha) * smoothed[i]!;
        values[at] = smoothed[i]!;
      }
      if (present >= fewest) epochs++;
      else withoutWorkers++;
    }
  }

  const notes: string[] = [];
  if (withoutNetworkLoss > 0)
    notes.push(`${rowsText(withoutNetworkLoss)} left out, without a loss of the network.`);
  if (withoutWorkers > 0)
    notes.push(`${rowsText(withoutWorkers)} left out, with ${fewest === 1 ? 'no' : 'fewer than 2'} values.`);
  if (alpha < 1) notes.push(smoothingNote(alpha));
  return { values: values.subarray(0, epochs * kept.length), epochs, notes };
}

/** Mean of the cells of a row that are not blank; NaN if all are. */
function meanOf(block: Float64Array, from: number, kept: Int32Array): number {
  let sum = 0;
  let present = 0;
  for (const worker of kept) {
    const value = block[from + worker]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    present++;
  }
  return sum / present;
}

/** `1 row is`, `2 rows are` */
export function rowsText(rows: number): string {
  return `${count(rows, 'row')} ${rows === 1 ? 'is' : 'are'}`;
}

/** A constant regret is smoothed to 1 - (1 - alpha)^n of itself after n epochs. */
function smoothingNote(alpha: number): string {
  const settled = Math.ceil(Math.log(0.05) / Math.log1p(-alpha));
  return (
    `Regrets are smoothed with alpha ${alpha}, starting from 0: those of the first ${settled} epochs of a worker are too small, ` +
    'the last of these by 5 %.'
  );
}
