import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { computeInto } from '../../src/cli/running.js';
import { parseStudy } from '../../src/study/study-file.js';
import { InterruptedError } from '../../src/text/errors.js';
import { allora, temporaryFolder } from './command.js';
import { RUNS_ALL } from '../effort.js';
import { contentsOf, folderWith, LONG, startPaused } from './interruption.js';

const folder = temporaryFolder();
const newFolder = (...studies: { name: string }[]) => folderWith(folder.path, ...studies);

let long: Record<string, string>;
beforeAll(async () => {
  const cwd = newFolder(LONG);
  expect((await allora(['run', 'long.json', '--threads', '0', '--no-figures'], { cwd })).status).toBe(0);
  long = contentsOf(join(cwd, 'results/long'));
  expect(readdirSync(join(cwd, 'results'))).toEqual(['long']);
}, 600_000);

describe('an interrupted run', () => {
  // The start of a thread takes as long as the study. Outside continuous integration only the test of a
  // second signal sends SIGINT.
  const signals: [NodeJS.Signals, string][] = RUNS_ALL
    ? [
        ['SIGTERM', '2'],
        ['SIGINT', '0'],
        ['SIGINT', '1'],
      ]
    : [['SIGTERM', '0']];
  it.each(signals)(
    'by %s ends with 130, says how to resume it, and gives the same bytes when resumed: %s threads',
    async (signal, threads) => {
      const cwd = newFolder(LONG);
      const args = ['run', 'long.json', '--no-figures', '--threads', threads];
      const running = await startPaused(args, cwd, 'parts');
      running.send(signal);
      const stopped = await running.ended;
      expect(stopped.status).toBe(130);
      expect(stopped.seconds).toBeLessThan(5);
      const share =
        /^stopped: ([\d.]+) % of the study is done; the same command resumes the run, --fresh starts over$/m;
      expect(stopped.stderr).toMatch(share);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['.long.run']);

      const next = await allora([...args.slice(0, -1), '0'], { cwd });
      expect(next.status).toBe(0);
      // A command that does not stop in time is ended while its journal grows.
      const resumed = /^Resuming an interrupted run: ([\d.]+) % of the study is done$/m.exec(
        next.stderr,
      )![1]!;
      expect(Number(resumed)).toBeGreaterThanOrEqual(Number(share.exec(stopped.stderr)![1]!));
      expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['long']);
    },
    600_000,
  );

  /** Runs the study in this process. If it stops, it does so when its journal has a part. */
  async function runHere(out: string, { stops }: { stops: boolean }) {
    const { study } = parseStudy(LONG);
    const argv = { threads: 0, json: false, quiet: false, figures: false, fresh: false };
    let stderr = '';
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += String(text);
      return true;
    });
    const controller = new AbortController();
    const stop = () => controller.abort(new InterruptedError('stopped'));
    const error: unknown = await computeInto(
      out,
      study!,
      argv,
      controller.signal,
      stops ? stop : undefined,
    ).catch((reason: unknown) => reason);
    spy.mockRestore();
    return { stderr, error };
  }

  it('states exactly what its journal holds', async () => {
    const out = join(folder.path, 'exact');
    const { error } = await runHere(out, { stops: true });
    expect(error).toBeInstanceOf(InterruptedError);
    const share = /^stopped: ([\d.]+ % of the study is done); /.exec((error as Error).message)![1]!;
    expect((await runHere(out, { stops: false })).stderr).toContain(
      `Resuming an interrupted run: ${share}\n`,
    );
  });

  it('ends at once after a second signal', async () => {
    const cwd = newFolder(LONG);
    const running = await startPaused(
      ['run', 'long.json', '--no-figures', '--threads', RUNS_ALL ? '1' : '0'],
      cwd,
      'parts',
    );
    running.send('SIGINT');
    running.send('SIGINT');
    expect((await running.ended).status).toBe(130);
  }, 600_000);

  it('resumes from a torn or damaged journal with a message; refuses a journal of other options without --fresh', async () => {
    const cwd = newFolder(LONG);
    const args = ['run', 'long.json', '--no-figures'];
    // Outside continuous integration it is stopped, not killed, because a process of its own takes longer.
    if (RUNS_ALL) {
      const running = await startPaused([...args, '--threads', '0'], cwd, 'parts');
      running.send('SIGKILL');
      await running.ended;
    } else await runHere(join(cwd, 'results/long'), { stops: true });
    const work = join(cwd, 'results/.long.run');
    cpSync(work, join(cwd, 'saved'), { recursive: true });

    const refused = await allora([...args, '--seed', '8', '--threads', '0'], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(
      'results/.long.run/journal holds an interrupted run that differs from this one:\n  seeds: [1] in the journal, [8] now',
    );
    const other = ['--seed', '8', '--fresh', '--draws', '10', '--threads', '0'];
    const fresh = await allora([...args, ...other], { cwd });
    expect({ status: fresh.status, left: readdirSync(join(cwd, 'results')) }).toEqual({
      status: 0,
      left: ['long'],
    });

    cpSync(join(cwd, 'saved'), work, { recursive: true });
    const bytes = readFileSync(join(work, 'journal'));
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    writeFileSync(join(work, 'journal'), bytes);
    const next = await allora([...args, '--threads', '0'], { cwd });
    expect(next.status).toBe(0);
    expect(next.stderr).toContain(
      'results/.long.run/journal is damaged: the parts that cannot be read are computed again',
    );
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 600_000);
});

describe('two runs into one folder', () => {
  it('the second is refused while the first runs', async () => {
    const cwd = newFolder(LONG);
    const args = ['run', 'long.json', '--no-figures'];
    const first = await startPaused([...args, '--threads', '0'], cwd, 'parts');
    const second = await allora([...args, '--threads', '0'], { cwd });
    expect(second.stderr).toMatch(
      /results\/long is being written by process \d+: wait for it, or choose another folder with --out/,
    );
    expect(second.status).toBe(2);
    first.send('SIGCONT');
    expect((await first.ended).status).toBe(0);
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 600_000);

  it.each([
    ['a process that no longer runs', { host: hostname(), pid: 2 ** 22 + 1, started: '1' }, 0],
    ['a process whose number was reused', { host: hostname(), pid: process.pid, started: '1' }, 0],
    ['an unknown owner, because it is incomplete', '{"host"', 0],
    ['another host', { host: 'elsewhere', pid: 1, started: '1' }, 2],
  ])('a lock of %s', async (_, owner, status) => {
    const few = { ...LONG, draws: 10 };
    const cwd = newFolder(few);
    const work = join(cwd, 'results/.long.run');
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, 'lock.1'), typeof owner === 'string' ? owner : JSON.stringify(owner));
    // Left by a process that was killed while it took the lock.
    writeFileSync(join(work, `claim.${2 ** 22 + 1}.1`), '');
    const outcome = await allora(['run', 'long.json', '--no-figures', '--threads', '0'], { cwd });
    expect(outcome.status).toBe(status);
    if (status === 2)
      expect(outcome.stderr).toMatch(
        /process 1 on elsewhere: .*\nIf that process no longer runs, its lock expires 5 minutes after it stopped/,
      );
    else expect(readdirSync(join(cwd, 'results'))).toEqual(['long']);
  });
});
