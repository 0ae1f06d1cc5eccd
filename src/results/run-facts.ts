/** `run.json`: facts of a run that its study does not determine. */

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RUN_FACTS } from './layout.js';
import { fileExists, readJson } from './read.js';

interface RunFacts {
  /** ISO 8601, when the run ended. */
  date: string;
  seconds: number;
  machine: { platform: string; node: string; processor: string; processors: number; threads: number };
}

/** Writes `run.json` into `folder`. */
export async function writeRunFacts(folder: string, seconds: number, threads: number): Promise<void> {
  const processors = cpus();
  const facts: RunFacts = {
    date: new Date().toISOString(),
    seconds: Number(seconds.toFixed(3)),
    machine: {
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      processor: processors[0]?.model.trim() ?? 'unknown',
      processors: processors.length,
      threads,
    },
  };
  await writeFile(join(folder, RUN_FACTS), `${JSON.stringify(facts, null, 2)}\n`);
}

/**
 * The `run.json` of a results folder, to be shown; null where it has none.
 * @throws {UsageError} if it is not JSON
 */
export async function readRunFactsIfAny(folder: string): Promise<unknown> {
  const path = join(folder, RUN_FACTS);
  return (await fileExists(path)) ? readJson(path) : null;
}
