import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allora, temporaryFolder } from './command.js';
import { RUNS_ALL } from '../effort.js';
import { contentsOf, folderWith, runAndSignal, SHORT } from './interruption.js';

const folder = temporaryFolder();
const newFolder = (...studies: { name: string }[]) => folderWith(folder.path, ...studies);

/**
 * Paths of all files and folders in a folder, and '' for itself. Empty if one of them is removed meanwhile.
 */
function pathsIn(path: string): string[] {
  try {
    return ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })];
  } catch {
    return [];
  }
}

function hashOf(content: string): string {
  return createHash('sha256').update(content, 'latin1').digest('hex');
}

/** Whether runs draw figures, which take longest: in continuous integration, and in the full trial. */
const DRAWS = RUNS_ALL || process.env.KILLS !== undefined;
const COMPLETE = DRAWS ? [] : ['--no-figures'];

let short: Record<string, string>;
beforeAll(async () => {
  const cwd = newFolder(SHORT);
  expect((await allora(['run', 'short.json', '--threads', '0', ...COMPLETE], { cwd })).status).toBe(0);
  short = contentsOf(join(cwd, 'results/short'));
  expect(Object.keys(short).length).toBeGreaterThan(DRAWS ? 5 : 2);
  expect(readdirSync(join(cwd, 'results'))).toEqual(['short']);
}, 120_000);

describe('a run that is killed at any moment', () => {
  /** One in each phase; in CI eight. KILLS=200 repeats the full trial, which takes two minutes. */
  const KILLS = Number(process.env.KILLS ?? (RUNS_ALL ? 48 : 3));
  /**
   * Each phase begins when a path of this form exists. The run is killed at most `span` milliseconds later.
   */
  const ALL_PHASES = [
    { name: 'starting', begins: /^$/, span: 250, args: ['--fresh', '--no-figures'] },
    { name: 'computing', begins: /^\.short\.run\/journal$/, span: 100, args: ['--fresh', '--no-figures'] },
    { name: 'writing tables', begins: /^\.short\.run\/staging-\w+$/, span: 50, args: ['--no-figures'] },
    { name: 'fitting', begins: /\/staging-\w+\/cells\.csv$/, span: 200, args: ['--no-figures'] },
    { name: 'drawing', begins: /\/staging-\w+\/figures$/, span: 1000, args: [] },
    { name: 'publishing', begins: /^short$/, span: 10, args: ['--no-figures'] },
  ];
  // Outside continuous integration one phase before the first table, one with parts of tables, and the last.
  const PHASES = ALL_PHASES.filter(
    ({ name }) => DRAWS || ['computing', 'writing tables', 'publishing'].includes(name),
  );
  /**
   * Chains of runs that run at the same time, one without threads and one with a thread. Each ends with a
   * complete run, so few kills are in one chain, with a thread. Outside continuous integration the complete run
   * has no threads, because a process of its own takes longer.
   */
  const CHAINS = KILLS > PHASES.length ? [0, 1] : [1];

  it(`${KILLS} times, is completed by the next one with the same bytes`, { timeout: 900_000 }, async () => {
    const kills = Object.fromEntries(PHASES.map(({ name }) => [name, 0]));
    const chain = async (seed: number) => {
      const cwd = newFolder(SHORT);
      const args = ['run', 'short.json', '--threads', String(seed)];
      const results = join(cwd, 'results/short');
      // A phase that ended before its kill is tried again, with another delay.
      for (let killed = 0, i = 0; killed < KILLS / CHAINS.length; i++) {
        // The second chain begins with the second half of the phases.
        const phase = killed + Math.floor((seed * PHASES.length) / 2);
        const { name, begins, span, args: more } = PHASES[phase % PHASES.length]!;
        // Delays are spread evenly over the phase, not random, so that the test can be repeated.
        const delay = span * ((i * 0.618034 + seed / 2) % 1);
        let start = 0;
        const when = () => {
          if (start === 0 && pathsIn(join(cwd, 'results')).some((path) => begins.test(path)))
            start = performance.now();
          return start > 0 && performance.now() - start >= delay;
        };
        if (name === 'publishing') rmSync(results, { recursive: true, force: true });
        const { status } = await runAndSignal([...args, ...more], cwd, { when, signal: 'SIGKILL' });
        if (status === null) {
          kills[name]!++;
          killed++;
        }
        // A folder with a manifest has the files that it lists, complete.
        if (existsSync(join(results, 'manifest.json'))) expectComplete(contentsOf(results));
      }
      expect((await allora([...(RUNS_ALL ? args : args.with(-1, '0')), ...COMPLETE], { cwd })).status).toBe(
        0,
      );
      expect(contentsOf(results)).toEqual(short);
      expect(readdirSync(join(cwd, 'results'))).toEqual(['short']);
    };
    const expectComplete = ({ 'manifest.json': manifest, ...contents }: Record<string, string>) => {
      expect(Object.entries(short)).toEqual(expect.arrayContaining(Object.entries(contents)));
      const hashes = Object.entries(contents).map(([path, content]) => [path, hashOf(content)]);
      const { files } = JSON.parse(manifest!) as { files: object };
      expect(Object.entries(files)).toEqual(hashes);
    };
    await Promise.all(CHAINS.map(chain));
    expect(Math.min(...Object.values(kills)), JSON.stringify(kills)).toBeGreaterThan(KILLS / 20);
  });
});
