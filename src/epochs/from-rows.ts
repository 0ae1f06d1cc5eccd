/** Epochs from rows of numbers that a caller has in memory. */

import { MOST_DEX, MOST_WORKERS } from '../kernel/limits.js';
import { checkNumbers, show } from '../text/check.js';
import type { Epochs } from './epochs.js';
import { epochsOfRows } from './regrets.js';
import { Rows } from './rows.js';

/**
 * Past epochs as `readEpochs` gives them, or rows of numbers: shape (epochs, workers), NaN where a worker was
 * absent.
 */
export type EpochsInput = Epochs | readonly ArrayLike<number>[];

/**
 * @param quantity name of the argument, and the quantity that it holds
 * @returns epochs as they are; of rows those that have enough numbers
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function epochsOf(quantity: 'regrets' | 'scores', input: EpochsInput): Epochs {
  if (!Array.isArray(input)) {
    if (isEpochs(input)) return input;
    throw new TypeError(
      `Expected \`${quantity}\` to be rows of numbers, or epochs of readEpochs, got ${show(input)}`,
    );
  }
  return epochsFromRows(quantity, input as readonly ArrayLike<number>[]);
}

/** Whether a value has the fields of epochs that `readEpochs` returns. */
function isEpochs(input: unknown): input is Epochs {
  const { values, workers, epochs, names, source, notes, readAs } = (input as Partial<Epochs> | null) ?? {};
  return (
    values instanceof Float64Array &&
    Number.isInteger(workers) &&
    Number.isInteger(epochs) &&
    workers! >= 2 &&
    epochs! >= 1 &&
    values.length === workers! * epochs! &&
    Array.isArray(names) &&
    names.length === workers &&
    typeof source === 'string' &&
    Array.isArray(notes) &&
    typeof readAs === 'object'
  );
}

function epochsFromRows(quantity: 'regrets' | 'scores', input: readonly ArrayLike<number>[]): Epochs {
  const rule = `a number within ${MOST_DEX} of 0, or NaN`;
  const isCell = (value: number) => !(Math.abs(value) > MOST_DEX);
  const width = input[0]?.length ?? 0;
  if (width > MOST_WORKERS)
    throw new RangeError(`Expected \`${quantity}\` to have at most ${MOST_WORKERS} columns, got ${width}`);
  const rows = new Rows(Math.max(1, width));
  for (const [i, given] of input.entries()) {
    const row = checkNumbers(`${quantity}[${i}]`, given, rule, isCell);
    if (row.length !== width) {
      throw new RangeError(
        `Expected \`${quantity}[${i}]\` to be as long as \`${quantity}[0]\`, ${width}, got ${row.length}`,
      );
    }
    rows.push(row);
  }
  const columns = Array.from({ length: width }, (_, column) => column);
  const found = epochsOfRows(
    {
      rows,
      workers: columns,
      names: columns.map((column) => `column ${column + 1}`),
      network: null,
      source: `\`${quantity}\``,
      notes: [],
    },
    { quantity },
  );
  checkSize(quantity, found);
  const blank = columns.map((column) => `column ${column + 1}`).filter((name) => !found.names.includes(name));
  const notes = blank.length > 0 ? [`Left out, because they have no values: ${blank.join(', ')}.`] : [];
  return { ...found, notes: [...notes, ...found.notes] };
}

/** Scores may be those of one epoch. */
function checkSize(quantity: 'regrets' | 'scores', { workers, epochs }: Epochs): void {
  if (workers < 2)
    throw new RangeError(`Expected \`${quantity}\` to have at least 2 workers with values, got ${workers}`);
  const fewest = quantity === 'scores' ? 1 : 2;
  if (epochs < fewest) {
    throw new RangeError(
      `Expected \`${quantity}\` to have at least ${fewest} epochs with at least ${fewest} values, got ${epochs}`,
    );
  }
}
