import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { readAsText } from '../../src/epochs/read-as.js';
import { readEpochs, recommendEpsilon, type Recommendation } from '../../src/index.js';
import { normalStream } from '../../src/sampling/stream.js';
import { alloraHere, temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { browserOfPage, plain, settled, textOf } from './explore-page.js';

const { open } = browserOfPage();
const folder = temporaryFolder();

/** Losses of 60 epochs, so large that they cannot be logarithms. */
const normal = normalStream({ seed: 7, cell: 0, block: 0 });
const NAMES = ['network', 'alice', 'bob', 'carol', 'dave', 'erin'];
const ROWS = Array.from({ length: 60 }, () =>
  NAMES.map((name) => Number((1000 * 10 ** (name === 'network' ? 0 : 0.3 * normal())).toPrecision(6))),
);
const COLUMNS = NAMES.map((name, i) => ({ name, data: ROWS.map((row) => row[i]!) }));
const csv = (delimiter = ',') => [NAMES, ...ROWS].map((row) => `${row.join(delimiter)}\n`).join('');
const objects = ROWS.map((row) => Object.fromEntries<number>(row.map((value, i) => [NAMES[i]!, value])));
const [half, rest] = [csv().slice(0, 1000), csv().slice(1000)];

const FILES: Record<string, string | Uint8Array> = {
  'losses.csv': csv(),
  'losses.tsv': csv('\t'),
  'losses.json': JSON.stringify(objects),
  'losses.jsonl': objects.map((object) => `${JSON.stringify(object)}\n`).join(''),
  'losses.csv.gz': gzipSync(csv()),
  'losses members.csv.gz': Buffer.concat([gzipSync(half), gzipSync(rest)]),
  'losses-utf16.csv': Buffer.from(`\uFEFF${csv('\t')}`, 'utf16le'),
  'losses.parquet': new Uint8Array(parquetWriteBuffer({ columnData: COLUMNS })),
  'losses.arrow': tableToIPC(
    tableFromArrays(Object.fromEntries(COLUMNS.map(({ name, data }) => [name, Float64Array.from(data)]))),
    'file',
  ),
};

/**
 * Outside CI one text, one compressed and two binary formats, because readers of the same kind share their
 * code.
 */
const GIVEN = Object.entries(FILES).filter(([name]) => RUNS_ALL || /members|jsonl|parquet|arrow/.test(name));

function stored(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

/** Gives a file to the page, and waits until it is read. */
async function give(page: Page, path: string): Promise<void> {
  await page.setInputFiles('#file', path);
  await read(page);
}

async function read(page: Page): Promise<void> {
  await expect.poll(() => textOf(page, 'file-status'), { timeout: 20_000 }).not.toMatch(/^(Reading …|)$/);
  await settled(page);
}

const messageOf = (error: unknown) => (error as Error).message;

describe('a file of past epochs', () => {
  it('gives the answer of the library in every format', { timeout: 180_000 }, async () => {
    const page = await open();
    for (const [name, content] of GIVEN) {
      const path = stored(name, content);
      const epochs = await readEpochs(path, { quantity: 'losses' });
      const expected = recommendEpsilon({ regrets: epochs });
      await give(page, path);
      const statement = readAsText(epochs.readAs!);
      expect(await textOf(page, 'file-status'), name).toBe(plain([statement, ...epochs.notes].join(' ')));
      await expect.poll(() => textOf(page, 'guarantee'), { timeout: 20_000 }).toBe(expected.guarantee);
      expect(await textOf(page, 'number')).toBe(String(expected.epsilon));
      expect(await page.isDisabled('#std')).toBe(true);
    }
    await page.click('#remove-file');
    await settled(page);
    expect(await textOf(page, 'number')).toBe('0.025');
    expect(await page.isDisabled('#std')).toBe(false);
  });

  it('gives the answer of the command that the page shows, also after other fields change', async () => {
    const page = await open('#confidence=50');
    const path = stored('losses.csv', csv());
    await give(page, path);
    await page.fill('#factor', '2');
    await expect
      .poll(() => textOf(page, 'guarantee'), { timeout: 20_000 })
      .toContain('a factor of 2 or more');
    await settled(page);
    await page.evaluate(() => {
      navigator.clipboard.writeText = (text) => {
        document.body.dataset.copied = text;
        return Promise.resolve();
      };
    });
    await page.click('#copy-command');
    const command = (await page.getAttribute('body', 'data-copied'))!;
    expect(command).toBe('npx allora-epsilon recommend --losses losses.csv --confidence 0.5 --factor 2');
    const words = [...command.split(' ').slice(2), '--json'];
    const { stdout } = await alloraHere(words, folder.path);
    const answer = JSON.parse(stdout) as Recommendation;
    expect(await textOf(page, 'number')).toBe(String(answer.epsilon));
    expect(await textOf(page, 'guarantee')).toBe(answer.guarantee);
    expect(await textOf(page, 'advice')).toBe(answer.topic.sentence);
  });

  it('is refused in the words of the command, and the controls decide between two readings', async () => {
    const page = await open();
    // Such small losses can be logarithms.
    const small = ROWS.map((row) => `${row.map((value) => value / 1e5).join(',')}\n`).join('');
    const path = stored('two readings.csv', `${NAMES.join(',')}\n${small}`);
    await page.setInputFiles('#file', path);
    expect(await textOf(page, 'file-status')).toBe('Choose: does this file hold regrets or losses?');
    await page.check('#quantity-losses');
    await read(page);
    const refusal = await readEpochs(path, { quantity: 'losses' }).then(() => '', messageOf);
    expect(await textOf(page, 'file-status')).toBe(plain(refusal).replaceAll(path, basename(path)));
    expect(await page.getAttribute('#file-lossesAre-field', 'class')).toContain('wanted');
    await page.selectOption('#file-lossesAre', 'raw');
    await expect
      .poll(() => textOf(page, 'file-status'), { timeout: 20_000 })
      .toMatch(/^Read as: .* raw losses/);
    const epochs = await readEpochs(path, { quantity: 'losses', lossesAre: 'raw' });
    const { guarantee } = recommendEpsilon({ regrets: epochs });
    await expect.poll(() => textOf(page, 'guarantee'), { timeout: 20_000 }).toBe(guarantee);
  });

  it('of another or a damaged format is refused with the same words', async () => {
    const page = await open();
    const damaged = {
      'losses.xlsx': Buffer.from('PK\x03\x04xl/workbook'),
      'losses-short.gz': gzipSync(csv()).subarray(0, 400),
      'losses-short.parquet': (FILES['losses.parquet'] as Uint8Array).subarray(0, 300),
      'losses-empty.csv': '',
    };
    for (const [name, content] of Object.entries(damaged)) {
      const path = stored(name, content);
      const refusal = await readEpochs(path, { quantity: 'losses' }).then(() => '', messageOf);
      await give(page, path);
      expect(await textOf(page, 'file-status')).toBe(plain(refusal).replaceAll(path, name));
    }
  });
});
