/** Signals at any moment, and a standard error that is closed or full. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUNS_ALL, some } from '../effort.js';
import { MAIN, temporaryFolder } from './command.js';
import { folderWith, processorSeconds, runAndSignal } from './interruption.js';
import { writeTiny } from './tiny-study.js';

const folder = temporaryFolder();
/** Processes get little time on a busy machine. */
const LONG = { timeout: 600_000 };

describe('a signal', () => {
  const readers = [
    ['run -', 'SIGTERM'],
    ['recommend --regrets -', 'SIGINT'],
    ['simulate --replay -', 'SIGINT'],
    ['recommend --std 1 --scores -', 'SIGTERM'],
    ['precision --epsilon 0.01 --losses -', 'SIGINT'],
    ['weights - --epsilon 0.01', 'SIGTERM'],
  ] as const;
  it.each(RUNS_ALL ? readers : readers.slice(0, 1))(
    'while its input is read stops with 130: %s, %s',
    async (words, signal) => {
      const cwd = mkdtempSync(join(folder.path, 'early-'));
      const child = spawn(process.execPath, [MAIN, ...words.split(' ')], {
        cwd,
        stdio: ['pipe', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      // A thread that does not end is ended by SIGINT, which a shell reports as 130.
      const ended = new Promise((resolve) => {
        child.on('close', (status, by) => resolve(by === 'SIGINT' ? 130 : status));
      });
      // More than a pipe holds: written as soon as the process reads its input.
      await new Promise((resolve) => child.stdin.write(' '.repeat(1e6), resolve));
      child.kill(signal);
      expect(await ended).toBe(130);
      expect(stderr).toBe('stopped\n');
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  const simulations = [
    ['recommend --std 1', '10000'],
    // With bounds, so that the search for a slope takes seconds, in turns.
    ['recommend --std 1 --scheme chain-2024', '100'],
    ['precision --epsilon 0.01', '10000'],
    ['tune --epsilon 1 --std 1', '10000'],
  ] as const;
  it.each(RUNS_ALL ? simulations : simulations.slice(0, 1))(
    'stops a simulation: %s, %s workers',
    LONG,
    async (words, workers) => {
      // Many seconds of computing, which many workers do without a break.
      const args = [...words.split(' '), '--workers', workers, '--factor', '2', '--mean-std-ratio', '2'];
      // The modules are loaded in half a second of the processor.
      const when = ({ pid }: { pid: number }) => processorSeconds(pid) > (RUNS_ALL ? 1 : 0.7);
      const { status, stdout, stderr, seconds } = await runAndSignal(args, folder.path, {
        when,
        signal: 'SIGTERM',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 130, stdout: '', stderr: 'stopped\n' });
      expect(seconds).toBeLessThan(3);
    },
  );

  // In CI only, because each computes for a second before the signal.
  it.runIf(RUNS_ALL)('stops a part without threads that takes long', LONG, async () => {
    // One cell: 20 s of computing.
    const study = { name: 'slow', kind: 'grid', workers: 1000, mean: 0, std: 1, epsilon: 1, draws: 3e6 };
    const cwd = folderWith(folder.path, study);
    // All modules are loaded, and the study is read, in the first second of the processor.
    const when = ({ pid }: { pid: number }) => processorSeconds(pid) > 1;
    // Options may precede the command.
    const args = ['--no-figures', '--threads', '0', 'run', 'slow.json'];
    const { status, seconds } = await runAndSignal(args, cwd, { when, signal: 'SIGINT' });
    expect(status).toBe(130);
    expect(seconds).toBeLessThan(3);
    expect(readdirSync(cwd)).toEqual(['slow.json']);
  });

  it('stops a figure that takes long, and states what the journal holds', LONG, async () => {
    // As many rows as a table may have whose figures are drawn by default.
    const SIDE = 45;
    const study = {
      name: 'wide',
      kind: 'grid',
      workers: 3,
      mean: { linspace: [-3, 3, SIDE] },
      std: { logspace: [-2, 2, SIDE] },
      epsilon: { logspace: [-2, 1, 24] },
    };
    const cwd = folderWith(folder.path, study);
    const work = join(cwd, 'results/.wide.run');
    let started = Infinity;
    const when = ({ pid }: { pid: number }) => {
      const names = existsSync(work) ? readdirSync(work) : [];
      const isDrawing = names.some((name) => existsSync(join(work, name, 'figures')));
      if (isDrawing) started = Math.min(started, processorSeconds(pid));
      return processorSeconds(pid) - started > 0.7;
    };
    const args = ['run', 'wide.json', '--threads', '0'];
    const { status, stderr, seconds } = await runAndSignal(args, cwd, { when, signal: 'SIGTERM' });
    expect(stderr).toMatch(
      /\nstopped: 100 % of the study is done; the same command resumes the run, --fresh starts over\n$/,
    );
    expect(status).toBe(130);
    expect(seconds).toBeLessThan(3);
    expect(readdirSync(work)).toEqual(['journal']);
  });
});

const redirections = [
  ['full', '2>/dev/full'],
  ['closed', '2>&-'],
  ['a pipe without a reader', '2> >(exec true)'],
] as const;
// Outside continuous integration not the closed one, because each takes a process.
it.each(some(redirections, 2))(
  'a standard error that is %s does not change status and results',
  (_, redirection) => {
    const cwd = mkdtempSync(join(folder.path, 'stderr-'));
    writeTiny(cwd, 'tiny.json', { seeds: 1 });
    writeFileSync(join(cwd, 'bad.json'), '{}');
    const run = (study: string) => {
      const command = `"${process.execPath}" "${MAIN}" run ${study} --threads 0 --no-figures ${redirection}`;
      return spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' }).status;
    };
    // Each takes a process. Outside continuous integration a study is refused only where no reader is left.
    const isRefused = redirection.includes('exec');
    if (RUNS_ALL || !isRefused) {
      expect(run('tiny.json')).toBe(0);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['tiny']);
    }
    if (RUNS_ALL || isRefused) expect(run('./bad.json')).toBe(2);
  },
);
