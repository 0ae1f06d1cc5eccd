/** Options that decide between two readings of a file: controls of the page, and words of the command. */

import type { ReadEpochsOptions } from '../epochs/tables/options.js';
import type { FileWords } from './copies.js';

/** Texts of the controls; an empty text stands for the default. */
export type FileChoices = Readonly<Record<FileControl['name'], string>>;

type OptionValue = string | number | readonly string[];

type OptionName = Exclude<keyof ReadEpochsOptions, 'quantity'>;

interface FileControl {
  readonly name: OptionName;
  /** Option of the command, which refusals name. */
  readonly option: string;
  readonly label: string;
  /** Values to choose from; without them the user types a text. */
  readonly values?: readonly (readonly [value: string, text: string])[];
}

const DECIDE = ['', 'decided from the file'] as const;

export const FILE_CONTROLS: readonly FileControl[] = [
  {
    name: 'lossesAre',
    option: '--losses-are',
    label: 'Losses are',
    values: [DECIDE, ['log10', 'log10 losses'], ['raw', 'raw losses']],
  },
  { name: 'networkLoss', option: '--network-loss', label: 'Column of the network loss' },
  { name: 'columns', option: '--columns', label: 'Columns, separated by commas' },
  { name: 'index', option: '--index', label: 'Column that orders the epochs' },
  { name: 'topicId', option: '--topic-id', label: 'Topic' },
  {
    name: 'header',
    option: '--header',
    label: 'First row holds names',
    values: [DECIDE, ['yes', 'yes'], ['no', 'no']],
  },
  {
    name: 'decimal',
    option: '--decimal',
    label: 'Decimal separator',
    values: [DECIDE, ['point', 'point'], ['comma', 'comma']],
  },
  {
    name: 'missing',
    option: '--missing',
    label: 'A worker without a value',
    values: [
      ['', 'is absent'],
      ['zero', 'has regret 0'],
    ],
  },
  { name: 'alpha', option: '--alpha', label: 'Alpha of moving averages, 0 to 1' },
];

export type Quantity = 'regrets' | 'losses';

/** The kind of the numbers in a file, from its name; null if that does not tell. */
export function quantityOf(name: string): Quantity | null {
  const isRegrets = /regret/i.test(name);
  const isLosses = /loss/i.test(name);
  return isRegrets === isLosses ? null : isRegrets ? 'regrets' : 'losses';
}

/** @throws {Error} naming a control whose text is no value */
export function readOptionsOf(quantity: Quantity, choices: FileChoices): ReadEpochsOptions {
  const options: Record<string, OptionValue> = { quantity };
  for (const { name } of FILE_CONTROLS) {
    const text = choices[name].trim();
    const isForLosses = name === 'lossesAre' || name === 'networkLoss';
    if (text === '' || (isForLosses && quantity !== 'losses')) continue;
    if (name === 'columns') options[name] = text.split(',').map((column) => column.trim());
    else options[name] = name === 'alpha' ? Number(text.replace(',', '.')) : text;
  }
  return options as unknown as ReadEpochsOptions;
}

/** The words of the command for a file that was read with these choices. */
export function fileWords(name: string, quantity: Quantity, choices: FileChoices): FileWords {
  const options = readOptionsOf(quantity, choices) as unknown as Record<string, OptionValue | undefined>;
  const others = FILE_CONTROLS.flatMap((control) => {
    const value = options[control.name];
    if (value === undefined) return [];
    return [control.option, typeof value === 'object' ? value.join(',') : String(value)];
  });
  return { option: `--${quantity}`, name, others };
}
