/**
 * A contest: everyone does the same task on the same data.
 *
 *   start each ──> results of all ──> check them against each other ──> rounds: one repetition of each in turn ──> rows
 *
 * Nobody is timed before all results agree. Turns are taken round-robin, so that the machine's slower minutes hit everyone alike.
 */

import { Unavailable, type Contender } from './peers.js';

interface Entry {
  name: string;
  /** @throws {Unavailable} if it is not installed or not connected */
  start(): Contender | Promise<Contender>;
  /** Units of work (weight evaluations, draws) that a repetition does. */
  units: number;
  /** What a reader of the table must know, such as the part of the data that it does. */
  note?: string;
}

export type Row = { name: string; note: string } & (
  | {
      status: 'measured';
      /** Of one unit of work, in order of the rounds. */
      seconds: number[];
      median: number;
    }
  | { status: 'absent' | 'not connected'; reason: string }
);

export interface Agreement {
  /** Name of the contender that was compared with the reference. */
  name: string;
  /** The worst difference to the reference, and what it may be. */
  difference: number;
  tolerance: number;
  /** What the numbers mean. */
  what: string;
}

export interface Contest {
  title: string;
  entries: Entry[];
  /** Compares the results, by name of the contender. */
  check: (results: ReadonlyMap<string, Float64Array>) => Agreement[];
}

/** Results that differ: nothing is worth timing then. */
export class Disagreement extends Error {}

export interface Effort {
  /** Repetitions that everyone does unless it is too slow, and those that even the slowest does. */
  most: number;
  least: number;
  /** Seconds for all repetitions of one contender, roughly. */
  seconds: number;
}

const WARM_UP_MS = 500;

export async function hold(
  { title, entries, check }: Contest,
  effort: Effort,
  progress: (line: string) => void,
): Promise<{ rows: Row[]; agreements: Agreement[] }> {
  const running = new Map<Entry, Contender>();
  const rows = new Map<Entry, Row>();
  try {
    const results = new Map<string, Float64Array>();
    for (const entry of entries) {
      progress(`${title}: ${entry.name}`);
      try {
        const contender = await entry.start();
        running.set(entry, contender);
        results.set(entry.name, await contender.results());
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        running.get(entry)?.stop();
        running.delete(entry);
        rows.set(entry, { name: entry.name, note: '', status: error.status, reason: error.message });
      }
    }
    progress(`${title}: comparing the results`);
    const agreements = check(results);
    agreements.forEach(checkAgreement);

    const seconds = await takeTurns(running, effort, (round, rounds) =>
      progress(`${title}: round ${round} of ${rounds}`),
    );
    for (const [entry, contender] of running) {
      const each = seconds.get(entry)!.map((time) => time / entry.units);
      const note = [entry.note, contender.note].filter(Boolean).join(', ');
      rows.set(entry, { name: entry.name, note, status: 'measured', seconds: each, median: median(each) });
    }
    return { rows: entries.map((entry) => rows.get(entry)!), agreements };
  } finally {
    for (const contender of running.values()) contender.stop();
  }
}

function checkAgreement({ name, what, difference, tolerance }: Agreement): void {
  // Written so that NaN fails.
  if (difference <= tolerance) return;
  throw new Disagreement(
    `${name}: ${what} differs from ours by up to ${difference.toExponential(2)}, more than ${tolerance}`,
  );
}

async function takeTurns(
  running: ReadonlyMap<Entry, Contender>,
  { most, least, seconds: budget }: Effort,
  onRound: (round: number, rounds: number) => void,
): Promise<Map<Entry, number[]>> {
  const turns = new Map<Entry, number>();
  for (const [entry, contender] of running) {
    const once = await warmUp(contender);
    turns.set(entry, Math.min(most, Math.max(least, Math.floor(budget / once))));
  }
  const rounds = Math.max(0, ...turns.values());
  const times = new Map([...running.keys()].map((entry) => [entry, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    onRound(round + 1, rounds);
    for (const [entry, contender] of running) {
      // Whoever has fewer turns takes them evenly over the rounds.
      const due = Math.floor(((round + 1) * turns.get(entry)!) / rounds);
      if (due > times.get(entry)!.length) times.get(entry)!.push(await contender.seconds());
    }
  }
  return times;
}

/** Compilers need a while to see which code is hot; the seconds of the last repetition. */
async function warmUp(contender: Contender): Promise<number> {
  const start = performance.now();
  let seconds: number;
  do seconds = await contender.seconds();
  while (performance.now() - start < WARM_UP_MS);
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
