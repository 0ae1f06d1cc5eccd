/**
 * A program that kills or stops runs at random moments, and checks that nothing is lost. It mounts disks, so
 * it needs a user namespace (trials.test.ts).
 *
 * Arguments: the bundled program plain-disk.ts, the place of the results, SIGKILL or `stop` (SIGINT and SIGTERM by
 * turns), the number of hits, the seed of the moments. Prints one line of JSON. Throws an error if something is lost
 * or differs.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentsOf, SHORT } from './interruption.js';
import { MAIN } from './main-program.js';

const [plainDisk, place, kind, hitsText, seedText] = process.argv.slice(2) as [
  plainDisk: string,
  place: string,
  kind: string,
  hitsText: string,
  seedText: string,
];
const HITS = Number(hitsText);
/** Hits between two runs that are completed and compared. */
const COMPARE_EVERY = 10;
const DRAWS = 12_000;

const cwd = mkdtempSync(join(tmpdir(), 'allora-epsilon-trials-'));
const disk = join(cwd, 'disk');
mkdirSync(disk);
writeFileSync(join(cwd, 'short.json'), JSON.stringify({ ...SHORT, draws: DRAWS }));
/** Whether the results folder is itself the mount point. */
const isMountPoint = place === 'bind';
const results = isMountPoint ? disk : join(disk, 'short');
const work = isMountPoint ? join(disk, '.results.run') : join(disk, '.short.run');

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', [...args, disk], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

async function prepareDisk(): Promise<ChildProcess | undefined> {
  if (place === 'tmpfs') mount('-t', 'tmpfs', 'tmpfs');
  if (place === 'bind') {
    mkdirSync(join(cwd, 'bound'));
    mount('--bind', join(cwd, 'bound'));
  }
  if (place !== 'plain') return undefined;
  mkdirSync(join(cwd, 'files'));
  const server = spawn(process.execPath, [plainDisk, join(cwd, 'files'), disk, '1e9'], { stdio: 'inherit' });
  while (!readFileSync('/proc/mounts', 'utf8').includes(`plain-disk ${disk} `)) await sleep(50);
  return server;
}

interface Run {
  status: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
  phase: string;
  /** From the signal to the end; undefined if the run ended before. */
  seconds: number | undefined;
}

/** Starts a run, and sends a signal after a delay, milliseconds. */
function run(args: readonly string[], send?: { signal: NodeJS.Signals; delay: number }): Promise<Run> {
  return new Promise((resolve) => {
    const words = [MAIN, 'run', 'short.json', '--out', results, ...args];
    const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let phase = '';
    let sent: number | undefined;
    const timer =
      send &&
      setTimeout(() => {
        phase = phaseNow();
        sent = performance.now();
        child.kill(send.signal);
      }, send.delay);
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const seconds = sent === undefined ? undefined : (performance.now() - sent) / 1000;
      resolve({ status, signal, stderr, phase, seconds });
    });
  });
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function phaseNow(): string {
  const names = namesIn(work);
  if (names.includes('publication')) return 'publishing';
  const staging = names.find((name) => name.startsWith('staging-'));
  if (staging === undefined) return names.includes('journal') ? 'ending or starting' : 'starting';
  const files = namesIn(join(work, staging));
  if (files.includes('manifest.json')) return 'completing';
  if (files.includes('figures')) return 'drawing';
  if (files.includes('cells.csv')) return 'writing tables, fitting';
  return names.includes('journal') ? 'computing' : 'starting';
}

/** A results folder with a manifest has the files that it lists, complete. */
function checkResults(expected: Record<string, string>): void {
  if (!existsSync(join(results, 'manifest.json'))) return;
  const contents = contentsOf(results);
  const { files } = JSON.parse(contents['manifest.json']!) as { files: Record<string, string> };
  for (const [path, hash] of Object.entries(files)) {
    assert.equal(createHash('sha256').update(contents[path]!, 'latin1').digest('hex'), hash, path);
    assert.equal(contents[path], expected[path], path);
  }
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const server = await prepareDisk();
const random = randomNumbers(Number(seedText));
const start = performance.now();
assert.equal((await run(['--quiet'])).status, 0);
const longest = performance.now() - start;
const expected = contentsOf(results);
rmSync(isMountPoint ? join(results, 'manifest.json') : results, { recursive: true });
if (isMountPoint) for (const name of namesIn(results)) rmSync(join(results, name), { recursive: true });

const phases: Record<string, number> = {};
const seconds: number[] = [];
let [hits, ended, refused, resumed, compared] = [0, 0, 0, 0, 0];
/** Runs without status 130, because the system ended them: phase and seconds. */
const bySystem: string[] = [];
let share = 0;
let last: Run[] = [];

async function compare(): Promise<void> {
  const { status, stderr } = await run([]);
  assert.equal(status, 0, stderr);
  checkResumed(stderr);
  assert.ok(
    share === 0 || stderr.includes('Resuming'),
    `${share} % not resumed, after ${JSON.stringify(last)}`,
  );
  share = 0;
  assert.deepEqual(contentsOf(results), expected);
  assert.equal(existsSync(work), false);
  compared++;
}

/** A run that was told to be stopped at a share is resumed with at least this share. */
function checkResumed(stderr: string): void {
  const found = /Resuming an interrupted run: ([\d.]+) %/.exec(stderr)?.[1];
  if (found === undefined) return;
  resumed++;
  assert.ok(Number(found) >= share, `${found} % of ${share} % resumed`);
}

for (let round = 0; hits < HITS; round++) {
  // Most runs start over, and only some draw, because drawing takes most of the time.
  const isFresh = random() < 0.25;
  const draws = random() < 0.25;
  const args = [
    '--threads',
    String(round % 3),
    ...(isFresh ? ['--fresh'] : []),
    ...(draws ? [] : ['--no-figures']),
  ];
  const signal = kind === 'SIGKILL' ? 'SIGKILL' : round % 2 === 0 ? 'SIGINT' : 'SIGTERM';
  const delay = () => random() * longest * (draws ? 1 : 0.5);
  const writers = Array.from({ length: place === 'writers' ? 2 : 1 }, () =>
    run(args, { signal, delay: delay() }),
  );
  const outcomes = await Promise.all(writers);
  last = outcomes;
  for (const { status, signal: by, stderr, phase, seconds: time } of outcomes) {
    if (status === 2) {
      assert.match(stderr, /is being written by process|other processes are trying it/);
      refused++;
    } else if (status === 0) ended++;
    else {
      hits++;
      phases[phase] = (phases[phase] ?? 0) + 1;
      if (kind !== 'SIGKILL') {
        // Before the first and after the last line of the program the system ends it. SIGINT ends native code.
        assert.ok(status === 130 || by !== null, `status ${status}: ${stderr}`);
        if (by !== null) bySystem.push(`${phase}, ${time!.toFixed(3)}`);
        seconds.push(time!);
      } else assert.equal(by, 'SIGKILL', stderr);
    }
    if (outcomes.length === 1) {
      if (!isFresh) checkResumed(stderr);
      const told = /^stopped: ([\d.]+) % of the study/m.exec(stderr)?.[1];
      if (told !== undefined) share = Number(told);
      // By SIGTERM: the system ended it before the first or after the last line of the program.
      else if (isFresh || status === 0 || by === 'SIGTERM') share = 0;
    }
  }
  checkResults(expected);
  if (round % COMPARE_EVERY === COMPARE_EVERY - 1) await compare();
}
await compare();
seconds.sort((a, b) => a - b);
const times = seconds.length > 0 && {
  median: Number(seconds[seconds.length >> 1]!.toFixed(3)),
  max: Number(seconds.at(-1)!.toFixed(3)),
  above1: seconds.filter((each) => each > 1).length,
  bySystem,
};
console.log(JSON.stringify({ place, kind, hits, phases, ended, refused, resumed, compared, ...times }));

if (['tmpfs', 'bind', 'plain'].includes(place)) spawnSync('umount', [disk]);
if (server) await new Promise((resolve) => server.once('close', resolve));
rmSync(cwd, { recursive: true, force: true });
