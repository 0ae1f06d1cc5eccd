/** Results of a small mapping, and `check` of them, for its tests. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import * as z from 'zod';
import { writeTable } from '../../src/results/csv.js';
import { writeFit } from '../../src/results/fit-file.js';
import { makeManifest } from '../../src/results/manifest.js';
import * as KINDS from '../../src/study/kinds/index.js';
import type { ThresholdCellRow, ThresholdStudy } from '../../src/study/kinds/threshold/definition.js';
import { runThreshold, thresholdStudy } from '../studies.js';
import { alloraHere, damagedCopy, temporaryFolder, type Outcome } from './command.js';

export const SMALL = {
  name: 'small',
  kind: 'threshold',
  schemes: 'forum-2024',
  mappings: 'gradient',
  draws: 2000,
  axis: 'ratio',
  mean: [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0, 0.5],
  std: [0.001, 0.1, 1, 10],
};

const finite = z.number();
const difference = z.strictObject({
  where: z.string(),
  what: z.string(),
  before: finite,
  after: finite,
  standardErrors: finite,
  reach: finite,
});
export const reportShape = z.strictObject({
  folder: z.string(),
  against: z.string(),
  passed: z.boolean(),
  draws: z.int(),
  seeds: z.array(z.int()),
  tables: z.strictObject({ compared: z.boolean(), why: z.string(), differences: z.array(z.string()) }),
  laws: z.array(z.strictObject({ law: z.string(), where: z.string(), value: finite, limit: finite })),
  fit: z.strictObject({
    level: finite,
    comparisons: z.int(),
    differences: z.array(difference),
    largest: difference.nullable(),
    missing: z.array(z.string()),
  }),
});

/** Writes results of `SMALL`, named `small`, before the tests of a file. @returns functions for these tests */
export function smallResults() {
  const folder = temporaryFolder();

  /** Writes the results folder that a run of the study with these rows would write. @returns its name */
  async function writeResults(
    name: string,
    study: ThresholdStudy,
    rows: readonly ThresholdCellRow[],
  ): Promise<string> {
    const path = join(folder.path, name);
    mkdirSync(path);
    await writeTable(join(path, 'cells.csv'), KINDS.threshold.tables.cells, rows, study);
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(makeManifest(study, {})));
    await writeFit(study, path, path, new AbortController().signal);
    return name;
  }

  const damaged = (name: string, file: string, damage: ((text: string) => string) | null) =>
    damagedCopy(folder.path, 'small', name, file, damage);

  const check = (...args: string[]): Promise<Outcome> =>
    alloraHere(['check', ...args, '--threads', '0'], folder.path);

  beforeAll(async () => {
    const study = thresholdStudy(SMALL);
    await writeResults('small', study, (await runThreshold(study)).cells);
  });
  return { folder, writeResults, damaged, check };
}
