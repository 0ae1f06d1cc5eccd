/** Options of a table of epochs. */

import {
  checkChoice,
  checkNumber,
  checkOptions,
  checkSpelling,
  checkText,
  optionNames,
  show,
} from '../../text/check.js';
import type { RegretsOptions } from '../regrets.js';

/** Options of `readEpochs`. Each decides between two readings of a table that values alone do not decide. */
export interface ReadEpochsOptions extends RegretsOptions {
  /**
   * Name of the column with the loss of the network, or `none`: the mean loss of the workers. Default: a
   * column of a usual name, else that mean.
   */
  networkLoss?: string | undefined;
  /**
   * Names of the columns of the workers, or their numbers from 1. For a long table (one row per epoch and
   * worker) the columns by role: `['epoch=block', 'worker=who', 'value=loss']`. Default: decided from names
   * and values.
   */
  columns?: readonly string[] | undefined;
  /**
   * The column that orders the epochs, by name or number from 1; `none`: the rows are in order, oldest first.
   * Default: a column of a usual name or with running numbers.
   */
  index?: string | undefined;
  /** Whether the first row holds names. Default: decided from the cells. */
  header?: 'yes' | 'no' | undefined;
  /** Decimal separator. Default: decided from the cells. */
  decimal?: 'point' | 'comma' | undefined;
  /** The topic to read if the table holds several. */
  topicId?: string | undefined;
}

/**
 * Options of a table that may hold inferences: they are read as log10 losses, and the true values as the
 * network's.
 */
export interface ReadTableOptions extends ReadEpochsOptions {
  areInferences?: boolean | undefined;
}

const NAMES = optionNames<ReadTableOptions>({
  quantity: true,
  lossesAre: true,
  alpha: true,
  missing: true,
  networkLoss: true,
  columns: true,
  index: true,
  header: true,
  decimal: true,
  topicId: true,
  areInferences: true,
});

const CHOICES = {
  quantity: ['regrets', 'losses', 'scores'],
  lossesAre: ['log10', 'raw'],
  missing: ['absent', 'zero'],
  header: ['yes', 'no'],
  decimal: ['point', 'comma'],
} as const;

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function checkReadOptions(given: ReadEpochsOptions): void {
  const options = checkOptions(given);
  checkSpelling(options, NAMES);
  checkChoice('quantity', options.quantity, CHOICES.quantity);
  const { alpha, columns } = options;
  if (
    columns !== undefined &&
    !(Array.isArray(columns) && columns.every((name) => typeof name === 'string'))
  ) {
    throw new TypeError(`Expected \`columns\` to be a list of texts, got ${show(columns)}`);
  }
  for (const name of ['networkLoss', 'index', 'topicId'] as const) {
    if (options[name] !== undefined) checkText(name, options[name]);
  }
  if (alpha !== undefined) {
    checkNumber('alpha', alpha, 'a number in (0, 1]', (value) => value > 0 && value <= 1);
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    if (value !== undefined) checkChoice(name, value, choices);
  }
}
