/**
 * Measures competitors that do the same task on the same data.
 *
 *   start each ──> results of all ──> compare the results ──> rounds: one repetition of each ──> rows
 *
 * Nothing is timed before all results agree. Each round runs every competitor once, so that a slow phase of
 * the machine affects all of them. Every second round runs them in reverse order.
 */

import { Unavailable, type RunningTask } from './external-process.js';

export interface Competitor {
  name: string;
  /** @throws {Unavailable} if something that it needs is not installed */
  start(): RunningTask | Promise<RunningTask>;
  /** Units of work (weight evaluations, draws) of one repetition. */
  units: number;
  /** A remark for the table, such as the part of the data that it computes. */
  note?: string;
}

export type Row = { name: string; note: string } & (
  | {
      status: 'measured';
      /** Seconds per unit of work, in the order of the rounds. */
      seconds: number[];
      median: number;
    }
  | { status: 'absent'; reason: string }
);

export interface Agreement {
  /** Name of the competitor that was compared with the reference. */
  name: string;
  /** The largest difference from the reference, and its limit. */
  difference: number;
  tolerance: number;
  /** The numbers that were compared. */
  numbers: string;
}

export interface Benchmark {
  title: string;
  competitors: Competitor[];
  /** Compares the results, which are keyed by the name of the competitor. */
  check: (results: ReadonlyMap<string, Float64Array>) => Agreement[];
}

/** Results differ by more than their tolerance. */
export class Disagreement extends Error {}

export interface Effort {
  /** Repetitions of a fast competitor, and of the slowest. */
  most: number;
  least: number;
  /** Time for all repetitions of one competitor, in seconds, approximately. */
  seconds: number;
  /** Whether all competitors have as many repetitions as the slowest. */
  equal?: boolean;
}

/** Time for the compilers to optimise the code, in ms. Chosen: longer warm-ups did not change the medians. */
const WARM_UP_MS = 500;

export async function measure(
  { title, competitors, check }: Benchmark,
  effort: Effort,
  progress: (line: string) => void,
): Promise<{ rows: Row[]; agreements: Agreement[] }> {
  const running = new Map<Competitor, RunningTask>();
  const rows = new Map<Competitor, Row>();
  try {
    const results = new Map<string, Float64Array>();
    for (const competitor of competitors) {
      progress(`${title}: ${competitor.name}`);
      try {
        const task = await competitor.start();
        running.set(competitor, task);
        results.set(competitor.name, await task.results());
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        running.get(competitor)?.stop();
        running.delete(competitor);
        rows.set(competitor, { name: competitor.name, note: '', status: 'absent', reason: error.message });
      }
    }
    progress(`${title}: comparing the results`);
    const agreements = check(results);
    agreements.forEach(expectAgreement);

    const seconds = await runRounds(running, effort, (round, rounds) =>
      progress(`${title}: round ${round} of ${rounds}`),
    );
    for (const [competitor, task] of running) {
      const each = seconds.get(competitor)!.map((time) => time / competitor.units);
      const note = [competitor.note, task.note].filter(Boolean).join(', ');
      rows.set(competitor, {
        name: competitor.name,
        note,
        status: 'measured',
        seconds: each,
        median: quantile(each, 0.5),
      });
    }
    return { rows: competitors.map((competitor) => rows.get(competitor)!), agreements };
  } finally {
    for (const task of running.values()) task.stop();
  }
}

function expectAgreement({ name, numbers, difference, tolerance }: Agreement): void {
  // NaN must not pass, so `difference > tolerance` would be wrong.
  if (difference <= tolerance) return;
  throw new Disagreement(
    `${name}: ${numbers}: expected a difference of at most ${tolerance}, got ${difference.toExponential(2)}`,
  );
}

async function runRounds(
  running: ReadonlyMap<Competitor, RunningTask>,
  { most, least, seconds: budget, equal }: Effort,
  onRound: (round: number, rounds: number) => void,
): Promise<Map<Competitor, number[]>> {
  const repetitions = new Map<Competitor, number>();
  for (const [competitor, task] of running) {
    const once = await warmUp(task);
    repetitions.set(competitor, Math.min(most, Math.max(least, Math.floor(budget / once))));
  }
  const counts = [...repetitions.values()];
  const rounds = counts.length === 0 ? 0 : equal ? Math.min(...counts) : Math.max(...counts);
  const times = new Map([...running.keys()].map((competitor) => [competitor, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    onRound(round + 1, rounds);
    const order = round % 2 === 0 ? [...running] : [...running].reverse();
    for (const [competitor, task] of order) {
      // A competitor with fewer repetitions than rounds spreads them evenly over the rounds.
      const due = Math.floor(((round + 1) * Math.min(rounds, repetitions.get(competitor)!)) / rounds);
      if (due > times.get(competitor)!.length) times.get(competitor)!.push(await task.seconds());
    }
  }
  return times;
}

/** @returns the seconds of the last repetition */
async function warmUp(task: RunningTask): Promise<number> {
  const start = performance.now();
  let seconds: number;
  do seconds = await task.seconds();
  while (performance.now() - start < WARM_UP_MS);
  return seconds;
}

/** Interpolates linearly between the two nearest values. */
export function quantile(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = probability * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return below + (position - Math.floor(position)) * (above - below);
}
