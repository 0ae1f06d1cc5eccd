/**
 * How time and memory grow: `npm run bench -- --only scaling`. Each point is a whole process of `run`; the
 * time of a run of almost nothing, the start, is subtracted. Slopes on log axes: 1 is proportional.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { linearFit } from '../../src/statistics/linear-fit.js';
import { commandOf, THIS_CHECKOUT } from './checkouts.js';
import { quantile } from './measure.js';
import { digits } from './report.js';
import { textTable } from './text-table.js';

interface Axis {
  name: string;
  /** Sizes of the axis; the first ones with `--quick`. */
  sizes: readonly number[];
  /** Number of sizes with `--quick`. */
  few: number;
  study: (size: number) => object;
  threads?: (size: number) => number;
}

const ONE = { kind: 'grid', mean: 0, std: 1, epsilon: 0.1, workers: 10, draws: 1000, mappings: 'gradient' };

const AXES: readonly Axis[] = [
  {
    name: 'draws',
    sizes: [1e4, 1e5, 1e6, 1e7, 1e8],
    few: 3,
    // A cell has at most 10,000,000 draws, so more are several seeds.
    study: (draws) => ({
      ...ONE,
      draws: Math.min(draws, 1e7),
      seeds: Array.from({ length: Math.max(1, draws / 1e7) }, (_, i) => i),
    }),
  },
  {
    name: 'cells',
    sizes: [100, 400, 1600, 6400, 25_600],
    few: 3,
    study: (cells) => {
      const side = Math.round(Math.sqrt(cells));
      return { ...ONE, mean: { linspace: [-2, 0, side] }, std: { linspace: [1, 2, side] } };
    },
  },
  {
    name: 'workers',
    sizes: [3, 10, 30, 100, 300, 1000],
    few: 4,
    study: (workers) => ({ ...ONE, workers, draws: 1e5 }),
  },
  {
    name: 'epsilons',
    sizes: [10, 30, 100, 300, 1000, 3000, 10_000],
    few: 5,
    study: (epsilons) => ({ ...ONE, draws: 2e5, epsilon: { logspace: [-3, 2, epsilons] } }),
  },
  {
    name: 'threads',
    sizes: [1, 2, 4],
    few: 2,
    study: () => ({ ...ONE, draws: 1e5, mean: { linspace: [-2, 0, 6] }, std: { linspace: [1, 2, 6] } }),
    threads: (size) => size,
  },
];

/** Shards that are computed one after another on each processor, with one thread each. */
const SHARDS = [1, 2, 4, 8];
const SHARDED = { ...ONE, draws: 1e5, mean: { linspace: [-2, 0, 10] }, std: { linspace: [1, 2, 10] } };
const SHARDED_QUICK = { ...SHARDED, draws: 2e3 };

interface Point {
  size: number;
  /** Without the start. */
  seconds: number;
  /** Largest memory of the process, megabytes. */
  megabytes: number;
}

interface Growth {
  axis: string;
  points: Point[];
  /**
   * Exponent of the time in the size, with its 95 % interval. null: fewer than three points exceed the start.
   */
  slope: { value: number; interval: readonly [number, number] } | null;
}

export interface Scaling {
  /** Seconds of a run of almost nothing. */
  start: number;
  growth: Growth[];
  shards: { count: number; seconds: number; efficiency: number }[];
}

const REPETITIONS = 3;
/** A run that takes longer is not repeated, seconds. */
const LONG = 10;

/** Times below this share of the start are noise. */
const LEAST_SHARE = 0.2;

const PEAK =
  'data:text/javascript,process.once("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}`))';

export async function measureScaling(
  temporary: string,
  quick: boolean,
  progress: (line: string) => void,
): Promise<Scaling> {
  const folder = await mkdtemp(join(temporary, 'scaling-'));
  const median = async (study: object, words: readonly string[]) => {
    const runs: Point[] = [];
    const most = quick ? 1 : REPETITIONS;
    while (runs.length < most && (runs[0]?.seconds ?? 0) < LONG)
      runs.push(await runStudy(folder, study, words));
    const of = (value: (run: Point) => number) => quantile(runs.map(value), 0.5);
    return { seconds: of(({ seconds }) => seconds), megabytes: of(({ megabytes }) => megabytes) };
  };
  progress('scaling: start');
  const { seconds: start } = await median({ ...ONE, draws: 2 }, ['--threads', '1']);
  const growth: Growth[] = [];
  for (const { name, sizes, few, study, threads = () => 1 } of AXES) {
    const points: Point[] = [];
    for (const size of sizes.slice(0, quick ? few : sizes.length)) {
      progress(`scaling: ${name} ${size}`);
      const { seconds, megabytes } = await median(study(size), ['--threads', String(threads(size))]);
      points.push({ size, seconds: seconds - start, megabytes });
    }
    growth.push({ axis: name, points, slope: slopeOf(points, LEAST_SHARE * start) });
  }
  const shards: Scaling['shards'] = [];
  for (const count of SHARDS) {
    progress(`scaling: ${count} shards`);
    const seconds = await shardSeconds(folder, quick ? SHARDED_QUICK : SHARDED, count);
    const ideal = (shards[0]?.seconds ?? seconds) / Math.min(count, availableParallelism());
    shards.push({ count, seconds, efficiency: ideal / seconds });
  }
  await rm(folder, { recursive: true });
  return { start, growth, shards };
}

/** One process of `run`, without figures. */
async function runStudy(folder: string, definition: object, words: readonly string[]): Promise<Point> {
  const path = join(folder, 'study.json');
  await writeFile(path, JSON.stringify({ name: 'scaling', ...definition }));
  const out = join(folder, 'out');
  const args = ['run', path, '--out', out, '--no-figures', '--quiet', ...words];
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK, commandOf(THIS_CHECKOUT), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  const peak = /peak (\d+)/.exec(stderr)?.[1];
  if (status !== 0 || peak === undefined) throw new Error(`run failed: ${stderr}`);
  await rm(out, { recursive: true, force: true });
  return { size: NaN, seconds, megabytes: Number(peak) / 1024 };
}

/** Seconds in which as many processes as processors compute all shards, with one thread each. */
async function shardSeconds(folder: string, definition: object, count: number): Promise<number> {
  const started = performance.now();
  let next = 1;
  const lane = async (number: number) => {
    const own = join(folder, `lane-${number}`);
    await writeFile(`${own}.json`, JSON.stringify({ name: 'scaling', ...definition }));
    while (next <= count) {
      const shard = `${next++}/${count}`;
      const args = [
        'run',
        `${own}.json`,
        '--shard',
        shard,
        '--out',
        `${own}-shards`,
        '--threads',
        '1',
        '--quiet',
      ];
      const child = spawn(process.execPath, [commandOf(THIS_CHECKOUT), ...args], { stdio: 'ignore' });
      const [status] = (await once(child, 'close')) as [number | null];
      if (status !== 0) throw new Error(`the shard ${shard} ended with ${status}`);
    }
  };
  const lanes = Array.from({ length: Math.min(count, availableParallelism()) }, (_, i) => lane(i));
  await Promise.all(lanes);
  const seconds = (performance.now() - started) / 1000;
  for (let i = 0; i < lanes.length; i++)
    await rm(join(folder, `lane-${i}-shards`), { recursive: true, force: true });
  return seconds;
}

function slopeOf(points: readonly Point[], least: number): Growth['slope'] {
  const kept = points.filter(({ seconds }) => seconds > least);
  if (kept.length < 3) return null;
  const { slope } = linearFit(
    kept.map(({ size }) => Math.log10(size)),
    kept.map(({ seconds }) => Math.log10(seconds)),
  );
  return { value: slope.value, interval: [slope.low, slope.high] };
}

export function scalingText({ start, growth, shards }: Scaling): string {
  const lines = growth.flatMap(({ axis, points, slope }) =>
    points.map(({ size, seconds, megabytes }, i) => [
      i === 0 ? axis : '',
      digits(size),
      digits(seconds),
      digits(megabytes),
      i > 0 || slope === null
        ? ''
        : `${slope.value.toFixed(2)} (${slope.interval.map((end) => end.toFixed(2)).join(' to ')})`,
    ]),
  );
  const sharded = shards.map(({ count, seconds, efficiency }) => [
    count,
    digits(seconds),
    `${Math.round(100 * efficiency)} %`,
  ]);
  return [
    `How time and memory grow. A run of almost nothing takes ${digits(start)} s, which is subtracted.`,
    textTable([['axis', 'size', 's', 'MB', 'slope of time, 95 %'], ...lines]),
    `Shards of one study, ${availableParallelism()} at once, with one thread each; against the time of one shard over that number.`,
    textTable([['shards', 's', 'efficiency'], ...sharded]),
  ].join('\n');
}
