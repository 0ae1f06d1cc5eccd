/** Reads tables from their text, in tests. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Epochs } from '../../src/epochs/epochs.js';
import { readEpochs } from '../../src/epochs/read-epochs.js';
import type { ReadEpochsOptions } from '../../src/epochs/tables/options.js';
import { UsageError } from '../../src/text/errors.js';
import { temporaryFolder } from '../cli/command.js';

export const REGRETS = { quantity: 'regrets' } as const;
export const LOG_LOSSES = { quantity: 'losses', lossesAre: 'log10' } as const;
export const RAW_LOSSES = { quantity: 'losses', lossesAre: 'raw' } as const;

/** Rows with null for blanks. */
export function rowsOf({ values, workers, epochs }: Epochs): (number | null)[][] {
  expect(values).toHaveLength(epochs * workers);
  return Array.from({ length: epochs }, (_, epoch) =>
    Array.from(values.subarray(epoch * workers, (epoch + 1) * workers), (value) =>
      Number.isNaN(value) ? null : value,
    ),
  );
}

/** Regrets of two workers in two epochs. */
export const PLAIN = [
  [0.1, -0.25],
  [0.5, 3],
];

/** Makes a folder for the tests of a file. @returns functions that write a table into it and read it */
export function reader() {
  const folder = temporaryFolder();

  function read(content: string | Buffer, options: ReadEpochsOptions = REGRETS): Promise<Epochs> {
    const path = join(folder.path, 'epochs.csv');
    writeFileSync(path, content);
    return readEpochs(path, options);
  }

  /** The message of a refused file, without its folder. */
  async function errorOf(content: string | Buffer, options: ReadEpochsOptions = REGRETS): Promise<string> {
    const error: unknown = await read(content, options).then(
      () => 'no error',
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message.replaceAll(`${folder.path}/`, '');
  }

  return { folder, read, errorOf };
}
