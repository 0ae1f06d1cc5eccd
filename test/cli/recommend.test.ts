import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEpochs, recommendEpsilon, resolvablePrecision, stdOfLastScores } from '../../src/index.js';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
/** Input is sent to the standard input of a separate process. */
const run = (args: readonly string[], input?: string) => alloraHere(args, folder.path, input);

async function json(args: readonly string[], input?: string): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await run([...args, '--json'], input);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** A file of normal regrets, one of them blank. */
function regretsFile(
  name: string,
  epochs: number,
  workers: number,
  scale: (epoch: number) => number = () => 0.05,
): string {
  const normal = normalStream({ seed: 4, cell: 0, block: 0 });
  const rows = Array.from({ length: epochs }, (_, e) =>
    Array.from({ length: workers }, () => (scale(e) * normal()).toFixed(6)),
  );
  rows[1]![0] = '';
  writeFileSync(
    join(folder.path, name),
    `${Array.from({ length: workers }, (_, i) => `w${i}`).join()}\n${rows.map((row) => row.join()).join('\n')}\n`,
  );
  return name;
}

describe('recommend', () => {
  it('prints the answer first, then the advice, the guarantee, then the numbers and their source', async () => {
    const { status, stdout, stderr } = await allora(['recommend', '--std', '0.05'], { cwd: folder.path });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('epsilon 0.025');
    expect(lines[1]).toBe(
      'Choose 0.0005; up to 0.025 the weights still separate, but the network loss rises from 0.0066, and pay becomes equal from 0.0084.',
    );
    expect(stdout).toContain('In the message that creates the topic: "epsilon": "0.0005"');
    expect(lines[2]).toBe(
      'With 10 workers whose regrets spread by 0.05 dex around 0, weights differ by a factor of 3.16 or more in 95 % of epochs.',
    );
    expect(stdout).toContain('fitted mapping of results/mapping');
    expect(stdout).toContain('Not assessed: rewards');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(140);
  });

  it('--json prints the answer of the library', async () => {
    const cases = [
      [[], {}],
      [
        ['--mean', '-0.1', '--score-std', '0.01', '--mapping', 'potential'],
        { mean: -0.1, scoreStd: 0.01, mapping: 'potential' as const },
      ],
      [
        ['--scheme', 'whitepaper', '--p-norm', '2.5', '--c-norm', '1', '--factor', '2', '--seed', '3'],
        { scheme: 'whitepaper' as const, pNorm: 2.5, cNorm: 1, factor: 2, seed: 3 },
      ],
      [
        ['--mean-std-ratio', '-1', '--workers', '5', '--confidence', '0.9'],
        { meanStdRatio: -1, workers: 5, confidence: 0.9 },
      ],
    ] as const;
    // The last two are simulated twice each, so outside CI the first two remain.
    for (const [args, options] of RUNS_ALL ? cases : cases.slice(0, 2)) {
      const found = await json(['recommend', '--std', '0.05', ...args]);
      const expected = recommendEpsilon({ std: 0.05, ...options });
      expect(found).toEqual(JSON.parse(JSON.stringify(expected)));
      expect(found).toMatchObject({ scores: null, data: null, warnings: [] });
      expect(found.topicArgument).toEqual({ epsilon: String(expected.epsilon) });
    }
  });

  it('--json prints the answer of the library from data', async () => {
    const file = regretsFile('both.csv', 60, 5);
    const epochs = await readEpochs(join(folder.path, file), { quantity: 'regrets' });
    const losses = await readEpochs(join(folder.path, file), { quantity: 'losses', alpha: 0.5 });
    const cases = [
      [['--std', '0.1', '--scores', file], { std: 0.1, scores: epochs }],
      [
        ['--regrets', file, '--scores', file, '--confidence', '0.8', '--seed', '7'],
        { regrets: epochs, scores: epochs, confidence: 0.8, seed: 7 },
      ],
      [
        ['--losses', file, '--alpha', '0.5', '--score-std', '0.01', '--scheme', 'forum-2024'],
        { regrets: losses, scoreStd: 0.01, scheme: 'forum-2024' as const },
      ],
      [['--regrets', file], { regrets: epochs }],
    ] as const;
    // A normal distribution is simulated for comparison. Outside CI the one with the most options remains.
    for (const [args, options] of RUNS_ALL ? cases : cases.slice(1, 2)) {
      const answer = recommendEpsilon(options);
      expect(await json(['recommend', ...args])).toEqual(JSON.parse(JSON.stringify(answer)));
    }
    const precision = resolvablePrecision({ epsilon: 0.01, regrets: epochs, mapping: 'potential' });
    expect(
      await json(['precision', '--epsilon', '0.01', '--regrets', file, '--mapping', 'potential']),
    ).toEqual(JSON.parse(JSON.stringify(precision)));
    // Rows in memory are the same epochs without names.
    const rows = Array.from({ length: epochs.epochs }, (_, i) => epochs.values.subarray(i * 5, (i + 1) * 5));
    const { data, ...fromRows } = recommendEpsilon({ regrets: rows });
    const fromEpochs = recommendEpsilon({ regrets: epochs });
    expect(fromRows).toEqual({ ...fromEpochs, data: undefined });
    expect(data!.recommended).toEqual(fromEpochs.data!.recommended);
  });

  it('recommends from data an epsilon that separates the wanted share of these epochs', async () => {
    const file = regretsFile('regrets.csv', 600, 8);
    const found = (await json(['recommend', '--regrets', file])) as {
      exact: number;
      source: string;
      data: { epochs: number };
    };
    expect(found).toMatchObject({ status: 'recommended', source: 'data', draws: 600, data: { epochs: 600 } });
    const precision = (await json([
      'precision',
      '--epsilon',
      String(found.exact * (1 - 1e-9)),
      '--regrets',
      file,
    ])) as {
      data: { separated: { value: number } };
    };
    expect(precision.data.separated.value).toBeGreaterThanOrEqual(0.95);
    expect(precision.data.separated.value).toBeLessThan(0.96);
    const simulated = recommendEpsilon({ std: 0.05, workers: 8 });
    expect(found.exact / simulated.exact!).toBeGreaterThan(0.8);
    expect(found.exact / simulated.exact!).toBeLessThan(1.25);
  });

  it('says that no outliers are looked for with four workers, and counts them with five', async () => {
    const outliers = async (workers: number) => {
      const { stdout } = await run(['recommend', '--regrets', regretsFile(`${workers}.csv`, 20, workers)]);
      return stdout.split('\n').find((line) => line.startsWith('Outliers: '));
    };
    expect(await outliers(4)).toContain('not looked for, because that takes five workers an epoch');
    expect(await outliers(5)).toMatch(/^Outliers: \d+ regrets in \d+ of \d+ epochs/);
  });

  it('warns if regrets are so far from Gaussian that it matters, and if there are few epochs', async () => {
    const file = regretsFile('mixed.csv', 400, 8, (epoch) => (epoch % 10 === 0 ? 2 : 0.01));
    const { stdout } = await run(['recommend', '--regrets', file]);
    expect(stdout).toContain('Warning: these regrets are far from Gaussian');
    const few = await run(['recommend', '--regrets', regretsFile('few.csv', 20, 8)]);
    expect(few.stdout).toContain('Warning: 20 epochs are too few');
  });

  it('reads losses, standard input, semicolons with decimal commas, Windows line ends and a byte order mark', async () => {
    const text =
      '\uFEFFnetwork;a;b;c\r\n-1,0;-1,1;-0,9;-1,3\r\n-1,0;-1,2;-0,8;-1,1\r\n-1,0;-1,0;-0,9;-1,2\r\n';
    const losses = await json(['recommend', '--losses', '-'], text);
    const regrets = await json(
      ['recommend', '--regrets', '-'],
      'a,b,c\n0.1,-0.1,0.3\n0.2,-0.2,0.1\n0.0,-0.1,0.2\n',
    );
    expect(losses.exact).toBeCloseTo(regrets.exact as number, 10);
  });

  describe('--scores', () => {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder.path, name), text);
      return name;
    };

    it('uses the std of the last ten scores over epochs, and names the tighter limit', async () => {
      const normal = normalStream({ seed: 9, cell: 0, block: 0 });
      const rows = Array.from({ length: 100 }, () => Array.from({ length: 10 }, () => 0.01 * normal()));
      const scores = file('scores.csv', `${rows.map((row) => row.join()).join('\n')}\n`);
      const found = (await json(['recommend', '--std', '0.05', '--scores', scores])) as {
        epsilon: number;
        scores: { epochs: number; latest: number; limit: { value: number; low: number; high: number } };
      };
      const stds = rows.map((row) => stdOfLastScores([row])).sort((a, b) => a - b);
      expect(found).toMatchObject({
        binding: 'rewards',
        limits: { rewards: stds[5] },
        scores: { epochs: 100, notes: [] },
      });
      expect(found.scores.latest).toBe(stdOfLastScores(rows));
      expect(found.scores.limit.low).toBeLessThanOrEqual(stds[5]!);
      expect(found.epsilon).toBeLessThanOrEqual(stds[5]!);
      const { stdout } = await run(['recommend', '--std', '1e-3', '--scores', scores]);
      expect(stdout).toContain('weights decide');
      expect(stdout).toMatch(/^Scores: std of the last ten [\d.]+ at the last epoch; over 100 epochs /m);
      const beside = await run([
        'recommend',
        '--regrets',
        regretsFile('beside.csv', 100, 5),
        '--scores',
        scores,
      ]);
      expect(beside.stdout).toContain('rewards decide');
    });

    it('reads the same formats as --regrets, and epochs with one score', async () => {
      const found = await json(
        ['recommend', '--std', '0.05', '--scores', '-'],
        '\uFEFFa;b\r\n0,01;\r\n;0,03\r\n',
      );
      expect(found.scores).toMatchObject({
        epochs: 1,
        latest: expect.closeTo(Math.SQRT2 / 100, 12) as number,
      });
    });

    it.each([
      [['--score-std', '1', '--scores', 'x.csv'], 'got both'],
      [['--regrets', '-', '--scores', '-'], 'expected one table from standard input, got two'],
      [
        ['--scores', 'equal.csv'],
        'expected scores that differ, got ten equal ones in more than 5 % of epochs',
      ],
    ])('refuses %j', async (args, message) => {
      file('equal.csv', `a,b\n${'0.1,0.1\n'.repeat(6)}`);
      const { status, stderr } = await run(
        ['recommend', ...(args.includes('--regrets') ? [] : ['--std', '1']), ...args],
        args.includes('-') ? 'a,b\n1,2\n2,1\n' : undefined,
      );
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    });
  });

  it.each([
    [[], 'expected --std'],
    [['--std', '0'], '--std: expected a finite number > 0, got 0'],
    [['--std', '-1'], '--std: expected a finite number > 0, got -1'],
    [['--std', 'abc'], '--std: expected a finite number > 0, got abc'],
    [['--std', '1', '--workers', '1'], '--workers: expected a whole number from 2 to 10000, got 1'],
    [['--std', '1', '--confidence', '1'], '--confidence: expected a number between 0 and 1, got 1'],
    [['--std', '1', '--mean', '1', '--mean-std-ratio', '1'], 'expected --mean or --mean-std-ratio, got both'],
    [['--std', '1', '--scheme', 'chian-2026'], 'did you mean "chain-2026"?'],
    [['--std', '1', '--score-std', '0'], '--score-std: expected a finite number > 0'],
    [['--std', '1', '--regrets', 'x.csv'], '--std cannot be combined with --regrets'],
    [['--regrets', 'missing.csv'], 'there is no such file'],
    [['--regrets', 'x.csv', '--losses', 'x.csv'], 'got both'],
    [
      ['--regrets', 'x.csv', '--workers', '3'],
      '--workers cannot be combined with --regrets: it is estimated from the data',
    ],
    [['--regrets', 'x.csv', '--network-loss', 'a'], '--network-loss can be combined with --losses only'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await run(['recommend', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at |node:internal/m);
  });

  it('refuses --std together with data', async () => {
    const { status, stderr } = await run([
      'recommend',
      '--std',
      '1',
      '--regrets',
      regretsFile('also.csv', 5, 3),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('--std cannot be combined with --regrets: it is estimated from the data');
  });

  it.each([
    ['', 'empty'],
    ['a,b\n', 'epoch'],
    ['a\n1\n2\n', 'at least 2 workers'],
    ['a,b\n1,x\n2,3\n', '"x"'],
    ['a,b\n1,1\n2,2\n', 'differ'],
  ])('refuses the data %j', async (text, message) => {
    writeFileSync(join(folder.path, 'wrong.csv'), text);
    const { status, stdout, stderr } = await run(['recommend', '--regrets', 'wrong.csv']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('precision', () => {
  it('prints the answer in one line, then in words', async () => {
    const { stdout } = await run(['precision', '--epsilon', '0.01']);
    expect(stdout.split('\n')[0]).toBe('epsilon 0.01 resolves regrets that spread by 0.02 dex or more');
    expect(stdout).toContain('significant digits');
  });

  it('--json prints the answer of the library', async () => {
    const found = await json(['precision', '--epsilon', '0.01', '--mean-std-ratio', '-2', '--workers', '7']);
    expect(found).toEqual(
      JSON.parse(JSON.stringify(resolvablePrecision({ epsilon: 0.01, meanStdRatio: -2, workers: 7 }))),
    );
  });

  it('states that nothing is resolved', async () => {
    const { status, stdout } = await run(['precision', '--epsilon', '0.01', '--mean-std-ratio', '4']);
    expect(status).toBe(0);
    expect(stdout).toContain('epsilon 0.01 resolves nothing reliably');
  });

  it.each([
    [['--epsilon', '0'], '--epsilon: expected a finite number > 0, got 0'],
    [[], 'Expected --epsilon'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await run(['precision', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
