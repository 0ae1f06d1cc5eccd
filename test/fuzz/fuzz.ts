/**
 * Runs a check on many random cases of one area. The cases follow from stored seeds, so a failure can be
 * repeated. `FUZZ=full` runs all cases of an area instead of a few; `FUZZ_SEED` shifts the seeds, for other
 * cases.
 */

import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import { RUNS_ALL } from '../effort.js';

/** First seed of each area; each batch of cases takes the next one. */
const SEEDS = {
  studies: 1_000_000,
  tables: 2_000_000,
  drawings: 3_000_000,
  fits: 4_000_000,
  manifests: 5_000_000,
  journals: 6_000_000,
  epochs: 7_000_000,
  commands: 8_000_000,
  library: 9_000_000,
  answers: 10_000_000,
  network: 11_000_000,
  'network arguments': 12_000_000,
  replays: 13_000_000,
} as const;

/** Cases with one seed. */
const BATCH = 1000;

export const IS_FULL = process.env.FUZZ === 'full';
const SHIFT = Number(process.env.FUZZ_SEED ?? 0);

/** A case that takes longer counts as a hang, seconds: of the processor, and of the clock of a busy machine. */
const MOST_SECONDS = { processor: 10, clock: 300 };

/** A failure prints this many characters of its case. */
const SHOWN = 1500;
/** A failure prints this many characters of a text of its case. */
const SHOWN_TEXT = 60;

interface Area<Case> {
  area: keyof typeof SEEDS;
  cases: fc.Arbitrary<Case>;
  /** Number of cases in continuous integration, and in full. Elsewhere a twentieth of the former. */
  count: { suite: number; full: number };
  /** Throws if the case shows a mistake. */
  check: (one: Case, index: number) => unknown;
}

/**
 * One failure of each kind is reported, with its seed and the number of failures of its kind.
 * @returns share of the cases of continuous integration that ran, at most 1
 */
export async function fuzz<Case>({ area, cases, count, check }: Area<Case>): Promise<number> {
  const failures = new Map<string, { example: string; found: number }>();
  const all = IS_FULL
    ? Number(process.env.FUZZ_CASES ?? count.full)
    : Math.ceil(count.suite / (RUNS_ALL ? 1 : 20));
  const start = performance.now();
  for (let done = 0; done < all; done += BATCH) {
    const seed = SEEDS[area] + SHIFT + done / BATCH;
    const batch = fc.sample(cases, { seed, numRuns: Math.min(BATCH, all - done) });
    for (const [index, one] of batch.entries()) {
      const text = (maxStringLength: number) =>
        `seed ${seed}, case ${index}: ${inspect(one, { depth: 9, maxStringLength })}`;
      // A case that never ends stays in this file.
      if (process.env.FUZZ_LAST) writeFileSync(process.env.FUZZ_LAST, `${area}: ${text(1e4)}`);
      const problem = await problemOf(() => check(one, done + index));
      if (problem === '') continue;
      const kind = problem.replace(/[\d.]+(?:e[+-]?\d+)?/g, '#').slice(0, 200);
      const known = failures.get(kind);
      if (known) {
        known.found++;
        continue;
      }
      const example = `${problem}\n${text(SHOWN_TEXT).slice(0, SHOWN)}`;
      failures.set(kind, { example, found: 1 });
      // At once, because all cases take hours.
      if (IS_FULL) console.log(`${area}: ${example}`);
    }
  }
  if (IS_FULL) {
    const seconds = (performance.now() - start) / 1000;
    console.log(`${area}: ${all} cases in ${seconds.toFixed(0)} s, ${failures.size} kinds of failures`);
  }
  expect([...failures.values()].map(({ example, found }) => `${found} times: ${example}`)).toEqual([]);
  return Math.min(1, all / count.suite);
}

async function problemOf(check: () => unknown): Promise<string> {
  const start = performance.now();
  const before = process.cpuUsage();
  try {
    await check();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
    return text.replace(/\n\s+at [^]*/, (frames) => frames.split('\n').slice(0, 5).join('\n'));
  }
  const seconds = (performance.now() - start) / 1000;
  const processor = process.cpuUsage(before).user / 1e6;
  const isLong = processor > MOST_SECONDS.processor || seconds > MOST_SECONDS.clock;
  return isLong ? `${seconds.toFixed(0)} s, ${processor.toFixed(0)} s of the processor` : '';
}
