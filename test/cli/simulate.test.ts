/** `simulate` and `simulate --replay`: answers, JSON against the schemas, files, and each refusal. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Float64, tableToIPC, Table, vectorFromArray, type Vector } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../src/index.js';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const schemaOf = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../src/recommend/schemas/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as object;
const ajv = new Ajv({ strict: true, strictTuples: false });
const isSimulation = ajv.compile(schemaOf('simulate'));
const isReplay = ajv.compile(schemaOf('simulate-replay'));

const SMALL = ['--epochs', '60', '--burn-in', '30', '--inferers', '4', '--forecasters', '1'];

interface Row {
  epsilon: { std: number; dex: number };
  lossChange: number | null;
  effectiveWorkers: number;
  equalPay: number | null;
}

interface Answer {
  sentence: string;
  stdOfRegrets: number;
  epsilons: Row[];
  targets: string | null;
  notComputed: string[];
  notes: string[];
  caution?: string | null;
  warnings: string[];
  study: { topic: Record<string, unknown> };
  forecasters: string[];
}

/** Errors of four workers, whose inferences are the true value plus their error. */
const EPOCHS = 120;
const errorOf = (epoch: number, worker: number) =>
  10 ** (0.3 * worker - 1) * (1.5 + Math.sin(1.7 * epoch * (worker + 1) + worker)) * (epoch % 2 ? 1 : -1);
const truthOf = (epoch: number) => 100 + 3 * Math.sin(epoch / 9);
const lossOf = (error: number) => Math.log10(error * error);
const WORKERS = [0, 1, 2, 3];
const table = (header: string, row: (epoch: number) => readonly (number | string)[]) =>
  `${header}\n${Array.from({ length: EPOCHS }, (_, i) => row(i + 1).join(',')).join('\n')}\n`;

beforeAll(() => {
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  const losses = (epoch: number) => WORKERS.map((worker) => lossOf(errorOf(epoch, worker)));
  const inferences = (epoch: number) => WORKERS.map((worker) => truthOf(epoch) + errorOf(epoch, worker));
  write(
    'losses.csv',
    table('epoch,w0,w1,w2,w3,network_loss', (e) => [e, ...losses(e), -1.5]),
  );
  write(
    'no-network.csv',
    table('epoch,w0,w1,w2,w3', (e) => [e, ...losses(e)]),
  );
  write(
    'forecasters.csv',
    table('epoch,w0,forecaster 1,w2,w3,network_loss', (e) => [e, ...losses(e), -1.5]),
  );
  write(
    'forecasters-inferences.csv',
    table('epoch,w0,forecaster 1,w2,w3,truth', (e) => [e, ...inferences(e), truthOf(e)]),
  );
  const columns = (names: string, row: (epoch: number) => readonly number[]) =>
    names.split(',').map((name, i) => ({
      name,
      data: Array.from({ length: EPOCHS }, (_, epoch) => row(epoch + 1)[i]!),
    }));
  const save = (name: string, fields: { name: string; data: number[] }[]) => {
    const columnData = fields.map((field) => ({ ...field, type: 'DOUBLE' as const }));
    writeFileSync(join(folder.path, `${name}.parquet`), Buffer.from(parquetWriteBuffer({ columnData })));
    const vectors: Record<string, Vector> = {};
    for (const field of fields) vectors[field.name] = vectorFromArray(field.data, new Float64());
    writeFileSync(join(folder.path, `${name}.arrow`), tableToIPC(new Table(vectors), 'file'));
  };
  save(
    'losses',
    columns('epoch,w0,w1,w2,w3,network_loss', (e) => [e, ...losses(e), -1.5]),
  );
  save(
    'inferences',
    columns('epoch,w0,w1,w2,w3,truth', (e) => [e, ...inferences(e), truthOf(e)]),
  );
  write(
    'odd.csv',
    table('epoch,w0,w1,w2,w3', (e) => [e, ...inferences(e).map((value) => value * value)]),
  );
  write(
    'inferences.csv',
    table('epoch,w0,w1,w2,w3,truth', (e) => [e, ...inferences(e), truthOf(e)]),
  );
  write(
    'one.csv',
    table('epoch,w0,network_loss', (e) => [e, losses(e)[0]!, -1.5]),
  );
  write(
    'others.csv',
    table('epoch,a,b,c', (e) => [e, ...inferences(e).slice(1)]),
  );
  write(
    'later.csv',
    table('epoch,w0,w1,w2,w3', (e) => [e + 1000, ...inferences(e)]),
  );
});

async function json(...args: string[]): Promise<Answer> {
  const { status, stdout, stderr } = await alloraHere(['simulate', ...args, '--json'], folder.path);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

describe('simulate', () => {
  it('says up to which epsilon a topic is unharmed', async () => {
    const { status, stdout, stderr } = await alloraHere(['simulate', ...SMALL, '--quiet'], folder.path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Your topic is unharmed up to epsilon \S+ std \(\S+ dex\)/);
    expect(stdout).toContain('network-2026, p 3, c 0.75, alpha 0.1; simulated: 4 inferers, 1 forecaster');
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    [[]],
    [['--no-scores']],
    [['--seed', '1', '2', '3', '--threads', '0']],
    [['--epsilon', '0.1', '--epsilon-unit', 'dex', '--rules', 'network-2024-10', '--alpha', '50%']],
    [['--errors', 'student-t3', '--skill-range', '1.2', '--context', '0', '--p-norm', '5']],
  ])('%j agrees with its schema', async (args) => {
    const found = await json(...SMALL, ...args);
    isSimulation(found);
    expect(isSimulation.errors).toBeNull();
    const { epsilons, stdOfRegrets } = found;
    for (const { epsilon } of epsilons) expect(epsilon.dex / epsilon.std).toBeCloseTo(stdOfRegrets, 2);
    expect(epsilons[0]!.lossChange).toBe(0);
  });

  it('writes with --out all that run writes', { timeout: 60_000 }, async () => {
    const two = ['--seed', '1', '2', '--threads', '0'];
    const args = ['simulate', ...SMALL, '--epsilon', '0.05', ...two, '--out', 'topic'];
    const { status, stdout } = await alloraHere(args, folder.path);
    expect(status).toBe(0);
    expect(stdout).toContain('topic: cells.csv, effects.csv, topics.csv, limits.csv, 4 figures, report.html');
    const drawn = ['effects', 'limits'].flatMap((name) => [`figures/${name}.svg`, `figures/${name}.png`]);
    for (const file of ['cells.csv', 'effects.csv', 'topics.csv', 'limits.csv', 'manifest.json', ...drawn])
      expect(existsSync(join(folder.path, 'topic', file))).toBe(true);
    expect(readFileSync(join(folder.path, 'topic/report.html'), 'utf8')).toContain('</html>');
    // It compares the tables with the hashes of the manifest.
    expect((await readResults(join(folder.path, 'topic'))).study.kind).toBe('topic');
    const again = [...args.slice(0, -1), 'again', '--json', ...(RUNS_ALL ? [] : ['--no-figures'])];
    const { stdout: json } = await alloraHere(again, folder.path);
    const { written } = JSON.parse(json) as { written: { tables: string[]; figures: string[] } };
    expect(written.tables).toEqual(['cells.csv', 'effects.csv', 'topics.csv', 'limits.csv']);
    expect(written.figures).toHaveLength(RUNS_ALL ? 4 : 0);
  });

  it.each([
    ['--target mean-reverting', 'target', 'mean-reverting'],
    ['--stakes-grow', 'stakesGrow', true],
    ['--no-stake-cap', 'stakeCap', false],
  ])('%s is the setting %s', async (words, setting, value) => {
    const few = ['--epochs', '30', '--burn-in', '30', '--inferers', '3', '--forecasters', '0'];
    const { study } = await json(...few, ...words.split(' '));
    expect(study.topic).toHaveProperty(setting, value);
    expect((await json(...few)).study.topic[setting]).not.toBe(value);
    const { stdout } = await alloraHere(['simulate', '--help'], folder.path);
    expect(stdout).toContain(words.split(' ')[0]!.replace('--no-', '--'));
  });

  it('stakes change if they grow, in another way without the cap', async () => {
    const largest = async (...words: string[]) => {
      const out = ['--out', `stakes${words.join('')}`, '--no-figures', '--reputers', '6', '--epsilon', '0.1'];
      await alloraHere(['simulate', ...SMALL, '--stake-range', '0.6', ...out, ...words], folder.path);
      const text = readFileSync(join(folder.path, `stakes${words.join('')}`, 'cells.csv'), 'utf8');
      const [header, first] = text.split('\n').map((line) => line.split(','));
      return Number(first![header!.indexOf('largest_stake')]);
    };
    const [steady, capped, free] = [
      await largest(),
      await largest('--stakes-grow'),
      await largest('--stakes-grow', '--no-stake-cap'),
    ];
    expect(capped).not.toBe(steady);
    expect(free).not.toBe(capped);
    expect(free).not.toBe(steady);
  });

  it('says that one seed has no interval', async () => {
    const { caution } = await json(...SMALL);
    expect(caution).toContain('One seed has no intervals');
    const { stdout } = await alloraHere(['simulate', ...SMALL], folder.path);
    expect(stdout).toContain(caution!);
    expect((await json(...SMALL, '--seed', '1', '2', '--threads', '0')).caution).toBeNull();
  });

  it.each([
    ['--inferers 0', '--inferers: expected a whole number from 1 to 32, got 0'],
    ['--inferers 1', '--inferers: expected at least 2, got 1'],
    ['--alpha 0', '--alpha: expected a number > 0 and <= 1, got 0'],
    ['--epsilon 0', '--epsilon: expected a finite number > 0, got 0'],
    ['--epsilon -1', '--epsilon: expected a finite number > 0, got -1'],
    ['--epsilon 1e-60', '--epsilon: expected values from 1e-50 to 1e+50, got 1e-60'],
    ['--epsilon 300 --epsilon-unit dex', 'is it in another unit (--epsilon-unit std)?'],
    ['--epsilon 300', 'is it in another unit (--epsilon-unit dex)?'],
    ['--burn-in 100000', '--epochs: expected at most 100000 epochs with the burn-in, got 100500'],
    ['--p-norm 100 --c-norm 100', '--p-norm: expected pNorm * cNorm between'],
    ['--epochs 10 --burn-in 0 --inferers 2 --absence 0.9', '--epochs: expected an epoch with at least 2'],
    ['--alpha 1e-300 --epsilon 1e-50 1', '--epsilon: expected a number of dex > 0, got 1e-50 times '],
    ['--network-loss a', '--network-loss: expected with --replay only'],
    ['--forecaster-names a', '--forecaster-names: expected with --replay only'],
    [
      '--target price',
      '--target: expected random-walk, mean-reverting, or with --replay the name of a column, got "price"',
    ],
  ])('refuses %s', async (words, message) => {
    const { status, stdout, stderr } = await alloraHere(['simulate', ...words.split(' ')], folder.path);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('simulate --replay', () => {
  it('gives weights from losses, and says what it cannot compute', async () => {
    const found = await json('--replay', 'losses.csv');
    isReplay(found);
    expect(isReplay.errors).toBeNull();
    expect(found.notComputed.join()).toContain('they need the inferences of the workers (--inferences)');
    const workers = found.epsilons.map(({ effectiveWorkers }) => effectiveWorkers);
    expect(workers[0]).toBeLessThan(2.5);
    expect(workers.at(-1)).toBeGreaterThan(workers[0]! + 1);
  });

  it.each([
    ['column', ['--target', 'truth']],
    ['losses', []],
  ])('with inferences knows losses and pay; true values from the %s', async (origin, args) => {
    const found = await json('--replay', 'losses.csv', '--inferences', 'inferences.csv', ...args);
    isReplay(found);
    expect(isReplay.errors).toBeNull();
    expect(found).toMatchObject({ targets: origin, notComputed: [] });
    expect(found.epsilons.at(-1)!.lossChange).toBeGreaterThan(0.1);
    expect(found.epsilons.at(-1)!.equalPay).toBe(1);
  });

  it.each(['parquet', 'arrow'])('reads losses and inferences from %s files', async (format) => {
    const args = (ending: string) => [
      ...['--replay', `losses.${ending}`, '--inferences', `inferences.${ending}`],
      ...['--target', 'truth', '--epsilon', '0.1', '1'],
    ];
    const { epsilons, targets } = await json(...args(format));
    const plain = await json(...args('csv'));
    expect({ epsilons, targets }).toEqual({ epsilons: plain.epsilons, targets: plain.targets });
  });

  it('knows forecasters by their names, or by --forecaster-names', async () => {
    const args = ['--inferences', 'forecasters-inferences.csv', '--target', 'truth', '--epsilon', '0.1'];
    const named = await json('--replay', 'forecasters.csv', ...args);
    isReplay(named);
    expect(isReplay.errors).toBeNull();
    expect(named.forecasters).toEqual(['forecaster 1']);
    expect(named.notes.join()).toContain('Forecasters: forecaster 1; with the inferences that they implied');
    const none = await json('--replay', 'forecasters.csv', ...args, '--forecaster-names', 'none');
    expect(none.forecasters).toEqual([]);
    expect(none.notes.join()).toContain(
      'All workers count as inferers; --forecaster-names names forecasters',
    );
    expect(none.epsilons).not.toEqual(named.epsilons);
    const others = ['--replay', 'losses.csv', '--inferences', 'inferences.csv', '--target', 'truth'];
    const given = await json(...others, '--epsilon', '0.1', '--forecaster-names', 'w1');
    expect(given.forecasters).toEqual(['w1']);
    const rows = (found: Answer) => found.epsilons.map((row) => ({ ...row, workers: null }));
    expect(rows(given)).toEqual(rows(named));
  });

  it('writes one file, and replaces only files of its own', async () => {
    const args = ['simulate', '--replay', 'losses.csv', '--epsilon', '0.1', '--out', 'replay.csv'];
    for (const _ of [1, 2])
      expect((await alloraHere(args, folder.path)).stdout).toContain('replay.csv: 480 rows');
    const lines = readFileSync(join(folder.path, 'replay.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 4 * EPOCHS);
    expect(lines[0]).toMatch(/^epsilon_std,epsilon_dex,epoch,worker,regret,weight,pay,/);
    const last = lines.slice(-4).map((line) => Number(line.split(',')[5]));
    expect(last.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    const before = readFileSync(join(folder.path, 'losses.csv'), 'utf8');
    const refused = await alloraHere([...args.slice(0, -1), 'losses.csv'], folder.path);
    expect(refused.stderr).toContain('it is not a replay of this command');
    expect(readFileSync(join(folder.path, 'losses.csv'), 'utf8')).toBe(before);
  });

  it.each([
    [
      'no-network.csv',
      'expected a column with the loss of the network, got none; add it, or name it with --network-loss NAME',
    ],
    ['losses.csv --network-loss none', 'expected a column with the loss of the network, got none'],
    ['one.csv', 'one.csv: expected the losses of at least 2 workers, got those of w0 only'],
    ['losses.csv --epsilon 0', '--epsilon: expected a finite number > 0, got 0'],
    ['losses.csv --alpha 0', '--alpha: expected a number > 0 and <= 1, got 0'],
    ['losses.csv --epsilon 900 --epsilon-unit dex', 'times the std of the regrets, got 900'],
    ['losses.csv --inferers 3', '--inferers: cannot be combined with --replay'],
    ['losses.csv --stakes-grow', '--stakes-grow: cannot be combined with --replay'],
    ['losses.csv --no-stake-cap', '--stake-cap: cannot be combined with --replay'],
    [
      'losses.csv --forecaster-names w9',
      '--forecaster-names: expected names of workers of losses.csv (w0, w1, w2, w3), got "w9"',
    ],
    [
      'losses.csv --forecaster-names w0,w1,w2',
      'losses.csv: expected the losses of at least 2 inferers, got 1 beside forecasters (w0, w1, w2)',
    ],
    ['losses.csv --seed 3', '--seed: cannot be combined with --replay'],
    ['losses.csv --target truth', '--target: expected with --inferences only'],
    ['losses.csv --inferences inferences.csv --target tuth', '--target: expected the name of one column'],
    [
      'losses.csv --inferences others.csv',
      'others.csv: expected inferences of the workers of losses.csv (w0',
    ],
    [
      'losses.csv --inferences later.csv',
      'later.csv: expected the epochs of losses.csv (such as 1), got others',
    ],
    ['nowhere.csv', 'cannot read nowhere.csv'],
  ])('refuses %s', async (words, message) => {
    const args = ['simulate', '--replay', ...words.split(' ')];
    const { status, stdout, stderr } = await alloraHere(args, folder.path);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('says why losses that are no squared errors do not suffice', async () => {
    const { notComputed } = await json('--replay', 'losses.csv', '--inferences', 'odd.csv');
    expect(notComputed.join()).toContain('the losses are no squared errors of these inferences');
  });
});
