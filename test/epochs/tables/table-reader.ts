/** Reads tables from their text, for the tests of decisions. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readEpochs } from '../../../src/epochs/read-epochs.js';
import type { ReadEpochsOptions } from '../../../src/epochs/tables/options.js';
import { UsageError } from '../../../src/text/errors.js';
import { temporaryFolder } from '../../cli/command.js';

/** The values without their columns, in the order of the epochs; NaN is `-`. */
export interface Read {
  workers: string;
  rows: string;
  order?: string;
  leftOut?: string;
}

/** Makes a folder for the tests of a file. @returns functions that read a table, or give the message that refuses it */
export function tableReader() {
  const folder = temporaryFolder();

  async function read(content: string, options: ReadEpochsOptions): Promise<Read> {
    const path = join(folder.path, 'table');
    writeFileSync(path, content);
    const { values, workers, epochs, names, readAs } = await readEpochs(path, options);
    const rows = Array.from({ length: epochs }, (_, i) => [
      ...values.subarray(i * workers, (i + 1) * workers),
    ]);
    return {
      workers: names.join(' '),
      rows: rows
        .map((row) =>
          row.map((value) => (Number.isNaN(value) ? '-' : String(Number(value.toFixed(6))))).join(' '),
        )
        .join('; '),
      order: readAs!.order,
      leftOut: readAs!.leftOut.map(({ column }) => column).join(' '),
    };
  }

  async function messageOf(content: string, options: ReadEpochsOptions): Promise<string> {
    const error: unknown = await read(content, options).catch((reason: unknown) => reason);
    expect(error, JSON.stringify(error)).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }

  return { read, messageOf };
}
