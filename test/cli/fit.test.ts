import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFit, readFitIfAny } from '../../src/results/fit-file.js';
import { allora, alloraHere, damagedCopy, temporaryFolder, withStudy } from './command.js';
import { startPaused } from './interruption.js';

const folder = temporaryFolder();
const SMALL = {
  name: 'small',
  kind: 'threshold',
  schemes: 'chain-2026',
  mappings: 'gradient',
  draws: 500,
  axis: 'ratio',
  mean: [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5],
  std: [0.001, 0.1, 1, 10],
};

function writeStudy(name: string, change: object): void {
  writeFileSync(join(folder.path, name), JSON.stringify({ ...SMALL, ...change }));
}

function bytesOf(path: string, except: readonly string[] = []): Record<string, string> {
  const files = readdirSync(path).filter((name) => !except.includes(name));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(path, file), 'base64')]));
}

const run = (study: string, out: string) =>
  alloraHere(['run', study, '--out', out, '--threads', '0', '--no-figures'], folder.path);

beforeAll(async () => {
  writeStudy('small.json', {});
  expect((await run('small.json', 'small')).status).toBe(0);
}, 30_000);

const damaged = (name: string, file: string, damage: ((text: string) => string) | null) =>
  damagedCopy(folder.path, 'small', name, file, damage);

describe('run of a threshold study', () => {
  it('writes the table, the fit and the manifest', async () => {
    const { status, stdout, stderr } = await run('small.json', 'again');
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'small: 40 cells, 500 draws; no threads\n' });
    expect(stdout).toMatch(/^again: cells\.csv, fit\.json in \d+\.\d s\n$/);
    expect(readdirSync(join(folder.path, 'again')).sort()).toEqual([
      'cells.csv',
      'fit.json',
      'manifest.json',
      'run.json',
    ]);
    for (const file of ['cells.csv', 'fit.json']) {
      expect(readFileSync(join(folder.path, 'again', file), 'utf8')).toBe(
        readFileSync(join(folder.path, 'small', file), 'utf8'),
      );
    }
    const fit = await readFit(join(folder.path, 'again/fit.json'));
    const table = readFileSync(join(folder.path, 'again/cells.csv'));
    expect(fit).toMatchObject({
      format: 1,
      study: 'small',
      version: '0.1.0',
      dataHash: createHash('sha256').update(table).digest('hex'),
    });
    expect(fit.studyHash).toBe(
      (JSON.parse(readFileSync(join(folder.path, 'again/manifest.json'), 'utf8')) as { studyHash: string })
        .studyHash,
    );
    expect(fit.curves.map(({ workers, quantile }) => [workers, quantile])).toEqual([
      [null, null],
      [10, 'q05'],
      [10, 'q50'],
      [10, 'q95'],
    ]);
    expect([fit.slopes.length, fit.workers.length]).toEqual([10, 0]);
    expect(await readFitIfAny(join(folder.path, 'again'))).toEqual(fit);
  });

  it('names the fit in its JSON answer; a study with too few cells has no fit', async () => {
    writeStudy('few.json', { mean: 0, std: 1, draws: 10 });
    const { status, stdout } = await allora(
      ['run', 'few.json', '--out', 'few', '--threads', '0', '--no-figures', '--json'],
      {
        cwd: folder.path,
      },
    );
    expect(status).toBe(0);
    const answer = JSON.parse(stdout) as object;
    expect(answer).toMatchObject({
      study: 'small',
      folder: 'few',
      tables: ['cells.csv'],
      figures: [],
      manifest: 'manifest.json',
    });
    expect(answer).not.toHaveProperty('fit');
    expect(readdirSync(join(folder.path, 'few')).sort()).toEqual(['cells.csv', 'manifest.json', 'run.json']);
    expect(await readFitIfAny(join(folder.path, 'few'))).toBeNull();
  });
});

describe('fit', () => {
  it('fits the table again without a run, writes the same file and prints the formulas', async () => {
    const name = damaged('refit', 'fit.json', null);
    const { status, stdout, stderr } = await alloraHere(['fit', name], folder.path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(bytesOf(join(folder.path, name))).toEqual(bytesOf(join(folder.path, 'small')));
    expect(stdout).toMatch(/^refit\/fit\.json: 4 curves, 10 slopes, 0 series in N\n/);
    const fit = await readFit(join(folder.path, name, 'fit.json'));
    for (const { formula } of fit.curves) expect(stdout).toContain(`\n  ${formula}\n`);
    expect(stdout).toContain('chain-2026 gradient, factor 3.162, 10 workers, q50\n');
    expect(stdout).toMatch(/kappa \d\.\d+ \+- 0\.\d+, R .* \(standard errors; 20,000 draws\)/);
    expect(stdout).toMatch(
      /slopes from \d\.\d{4} to \d\.\d{4}; 1 lies in \d+ of 10 t intervals of 95 %, in 10 of those of 95 % for all together\n$/,
    );
  });

  it('draws figures and report again if they show another fit', async () => {
    // One std, because each figure takes a tenth of a second.
    writeStudy('drawn.json', { std: 1 });
    const name = 'drawn';
    expect((await run('drawn.json', name)).status).toBe(0);
    const drawn = join(folder.path, name);
    expect((await alloraHere(['render', name], folder.path)).status).toBe(0);
    const files = () => ({ ...bytesOf(drawn, ['figures']), figures: bytesOf(join(drawn, 'figures')) });
    const before = files();
    const report = join(drawn, 'report.html');
    const { mtimeMs } = statSync(report);
    expect((await alloraHere(['fit', name], folder.path)).status).toBe(0);
    expect(statSync(report).mtimeMs, 'the fit is the same').toBe(mtimeMs);

    const [figure] = readdirSync(join(drawn, 'figures')).filter((each) => each.endsWith('.svg'));
    writeFileSync(join(drawn, 'figures', figure!), 'of another fit');
    // It still begins like a report: a page of somebody else would be refused.
    writeFileSync(report, `${readFileSync(report, 'utf8').slice(0, 1000)} of another fit`);
    writeFileSync(join(drawn, 'fit.json'), '{}');
    expect((await alloraHere(['fit', name], folder.path)).status).toBe(0);
    expect(files()).toEqual(before);
  }, 60_000);

  it('--json prints one document with the content of the file', async () => {
    const { status, stdout } = await alloraHere(['fit', 'small', '--json'], folder.path);
    expect(status).toBe(0);
    const { slopes, curves, workers } = await readFit(join(folder.path, 'small/fit.json'));
    expect(JSON.parse(stdout)).toEqual({ folder: 'small', fit: 'fit.json', slopes, curves, workers });
  });

  it('prints the series in the number of workers', async () => {
    writeStudy('workers.json', { workers: [3, 4, 5, 6, 7, 8, 10], mean: -5, std: 1, draws: 1000 });
    expect((await run('workers.json', 'workers')).status).toBe(0);
    const { stdout } = await allora(['fit', 'workers'], { cwd: folder.path });
    expect(stdout).toMatch(/^workers\/fit\.json: 0 curves, 0 slopes, 3 series in N\n/);
    for (const quantile of ['q05', 'q50', 'q95']) {
      expect(stdout).toContain(
        `\nchain-2026 gradient, factor 3.162, mean/std -5, ${quantile}\n  epsilon / std = 1.6`,
      );
    }
  });

  const refused: [string, () => string, string][] = [
    [
      'a missing folder',
      () => 'nowhere',
      'cannot read nowhere/manifest.json: there is no such file or folder',
    ],
    [
      'no manifest',
      () => damaged('no-manifest', 'manifest.json', null),
      'cannot read no-manifest/manifest.json: there is no such file',
    ],
    [
      'no table',
      () => damaged('no-table', 'cells.csv', null),
      'cannot read no-table/cells.csv: there is no such file',
    ],
    [
      'a table with text for a number',
      () => damaged('bad-table', 'cells.csv', (text) => text.replace(',500,', ',many,')),
      'bad-table/cells.csv: line 2, draws: expected a number, got "many"',
    ],
    [
      'an empty table',
      () => damaged('empty-table', 'cells.csv', () => ''),
      'empty-table/cells.csv: expected a header line, got an empty file',
    ],
    [
      'a study of another kind',
      () => damaged('grid', 'manifest.json', (text) => withStudy(text, GRID)),
      'grid/manifest.json: study.kind: expected "threshold", whose largest epsilons can be fitted, got "grid"',
    ],
    [
      'too few cells',
      () => damaged('too-few', 'cells.csv', (text) => text.split('\n').slice(0, 4).join('\n')),
      'too-few/cells.csv: expected 40 rows, as the study in manifest.json has, got 3',
    ],
    [
      'epsilon scaled by the median',
      () => damaged('median', 'manifest.json', (text) => withStudy(text, { epsilonScaling: 'median' })),
      'and epsilons that are not scaled by the median',
    ],
  ];
  const GRID = { name: 'x', kind: 'grid', mean: 0, std: 1, epsilon: 1, factor: 2, axis: undefined };

  it.each(refused)(
    'refuses %s with status 2 and one message, and does not change the folder',
    async (_, prepare, message) => {
      const name = prepare();
      const before = existsSync(join(folder.path, name)) && bytesOf(join(folder.path, name));
      const names = readdirSync(folder.path);
      const { status, stdout, stderr } = await alloraHere(['fit', name], folder.path);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/^\s+at |node:internal/m);
      expect(existsSync(join(folder.path, name)) && bytesOf(join(folder.path, name))).toEqual(before);
      expect(readdirSync(folder.path)).toEqual(names);
    },
  );

  it('does not change the folder if it is interrupted; the next fit leaves no file beside the folder', async () => {
    const stopped = join(folder.path, 'stopped');
    mkdirSync(stopped);
    const table = readFileSync(join(folder.path, 'small/cells.csv'), 'utf8');
    const [header, ...rows] = table.trimEnd().split('\n');
    // Twice as many curves take a while, but less than the time limit for cleaning up after an interrupt.
    const many = Array.from({ length: 2 }, (_, i) =>
      rows.map((row) => row.replace('chain-2026,gradient,10,1,3.16', `chain-2026,gradient,10,1,3.${i}6`)),
    );
    writeFileSync(join(stopped, 'cells.csv'), [header, ...many.flat(), ''].join('\n'));
    const factor = many.map(([row]) => Number(row!.split(',')[4]));
    writeFileSync(
      join(stopped, 'manifest.json'),
      withStudy(readFileSync(join(folder.path, 'small/manifest.json'), 'utf8'), { factor }),
    );
    const running = await startPaused(['fit', 'stopped'], folder.path, 'staging');
    running.send('SIGINT');
    const { status, stdout, stderr } = await running.ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(stderr).toMatch(/^stopped(; nothing was written)?\n$/);
    expect(readdirSync(stopped).sort()).toEqual(['cells.csv', 'manifest.json']);
    // On a slow machine it may have had no time to clean up. The next fit then cleans up.
    expect((await alloraHere(['fit', 'stopped'], folder.path)).status).toBe(0);
    expect(readdirSync(folder.path)).not.toContain('.stopped.run');
  });
});

describe('readFit', () => {
  const edit = (change: (fit: Record<string, Record<string, unknown>[]>) => void) => (text: string) => {
    const fit = JSON.parse(text) as Record<string, Record<string, unknown>[]>;
    change(fit);
    return JSON.stringify(fit);
  };
  it.each<[string, (text: string) => string, string]>([
    ['null', () => 'null', 'format: expected 1, got nothing'],
    ['another format', edit((fit) => Object.assign(fit, { format: 2 })), 'format: expected 1, got 2'],
    ['no curves', edit((fit) => delete fit['curves']), 'curves: expected a list, got nothing'],
    [
      'null for a curve',
      edit((fit) => (fit['curves']![0] = null as never)),
      'curves[0]: expected an object, got null',
    ],
    [
      'an unknown model',
      edit((fit) => (fit['curves']![1]!['model'] = 'spline')),
      'curves[1].model: expected one of exponential, ',
    ],
    [
      'null for a number',
      edit((fit) => (fit['slopes']![2]!['ratio'] = null)),
      'slopes[2].ratio: expected a finite number, got null',
    ],
    [
      'a parameter without error',
      edit(
        (fit) => delete (fit['curves']![1]!['parameters'] as Record<string, unknown>[])[0]!['standardError'],
      ),
      'curves[1].parameters[0].standardError: expected a finite number, got nothing',
    ],
    [
      'no range',
      edit((fit) => (fit['curves']![1]!['range'] = { ratio: [1] })),
      'curves[1].range.ratio: expected [from, to], got [1]',
    ],
    [
      'no quantile',
      edit((fit) => (fit['curves']![1]!['quantile'] = 'q50%')),
      'curves[1].quantile: expected one of q05, q25, q50, q75, q95, got "q50%"',
    ],
  ])('refuses %s', async (name, damage, message) => {
    const path = join(folder.path, damaged(`read-${name}`, 'fit.json', damage), 'fit.json');
    await expect(readFit(path)).rejects.toThrow(`${path}: ${message}`);
  });
});
