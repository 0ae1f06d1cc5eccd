/** Reading a table of regrets: a plain wide CSV, compared with csv-parse, which reads the same cells. */

import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { normalStream } from '../../../src/sampling/stream.js';
import { loadLibrary, type Checkout } from '../checkouts.js';
import { localTask } from '../external-process.js';
import type { Benchmark, Competitor } from '../measure.js';
import type { Setting } from './setting.js';

export const READER = 'readEpochs';
const PEER = 'csv-parse, cells to numbers';
const WORKERS = 10;

export async function tablesBenchmark({ quick, temporary, checkouts }: Setting): Promise<Benchmark> {
  const rows = quick ? 20_000 : 1_000_000;
  const path = join(temporary, 'regrets.csv');
  await pipeline(csvOf(rows), createWriteStream(path));
  const units = rows * WORKERS;
  const readers = await Promise.all(checkouts.map((checkout) => readerOf(checkout, path, units)));
  const peer: Competitor = { name: PEER, units, start: () => localTask(() => readByPeer(path, units)) };
  return {
    title: 'a table',
    competitors: [...readers, peer],
    check(results) {
      const expected = results.get(PEER)!;
      return [...results]
        .filter(([name]) => name !== PEER)
        .map(([name, values]) => ({
          name,
          numbers: 'cells',
          difference: values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0),
          tolerance: 0,
        }));
    },
  };
}

async function readerOf(checkout: Checkout, path: string, units: number): Promise<Competitor> {
  const { readEpochs } = await loadLibrary(checkout);
  return {
    name: READER + checkout.suffix,
    units,
    start: () => localTask(async () => (await readEpochs(path, { quantity: 'regrets' })).values),
  };
}

async function readByPeer(path: string, units: number): Promise<Float64Array> {
  const values = new Float64Array(units);
  let next = 0;
  const records = createReadStream(path).pipe(parse({ from_line: 2 }));
  for await (const record of records as AsyncIterable<string[]>)
    for (const cell of record) values[next++] = Number(cell);
  return values;
}

/** A header and rows of regrets with six decimals, in groups of a thousand. */
function* csvOf(rows: number): Generator<string> {
  const normal = normalStream({ seed: 1, cell: 0, block: 0 });
  const row = () => Array.from({ length: WORKERS }, () => (0.3 * normal()).toFixed(6)).join(',');
  yield `${Array.from({ length: WORKERS }, (_, i) => `worker ${i + 1}`).join(',')}\n`;
  for (let from = 0; from < rows; from += 1000) {
    yield `${Array.from({ length: Math.min(1000, rows - from) }, row).join('\n')}\n`;
  }
}
