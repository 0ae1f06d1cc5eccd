/** `allora-epsilon check`: runs a study again, and says which number moved, by how many standard errors, and where on the curve. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFits, type Comparison, type Difference } from '../fit/compare-fits.js';
import { fitMapping, type MappingFit } from '../fit/mapping-fit.js';
import { brokenLaws, type BrokenLaw } from '../fit/laws.js';
import { runStudy } from '../run-study.js';
import type { ThresholdCellRow } from '../study/record.js';
import { cellCount, OVERRIDES, type ThresholdStudy } from '../study/study-file.js';
import { checkByField } from './arguments.js';
import { answer, count, note, progressLine, type OutputOptions } from './console.js';
import { EXIT, UsageError } from './failure.js';
import { FIT, readFit } from './fit-file.js';
import { untilInterrupted } from './interrupt.js';
import { MANIFEST, readManifest, studyHash, VERSION } from './manifest.js';
import { TABLES, writeTable } from './tables.js';

interface CheckArguments extends OutputOptions {
  folder: string;
  against?: string;
  threads: number;
  draws?: unknown;
  seed?: unknown[];
  level: number;
}

interface Report {
  folder: string;
  against: string;
  passed: boolean;
  draws: number;
  seeds: readonly number[];
  /** Whether `cells.csv` was reproduced; null where study, seeds, draws or version differ, so that it need not be. */
  tables: { compared: boolean; why: string; differences: string[] };
  laws: BrokenLaw[];
  fit: Comparison;
}

export async function check(argv: CheckArguments): Promise<void> {
  const against = argv.against ?? argv.folder;
  const study = await readStudy(argv.folder, argv);
  const baseline = await readManifest(join(against, MANIFEST));
  const before = await readFit(join(against, FIT));
  note(argv, `${study.name}: ${count(cellCount(study), 'cell')} of ${count(study.draws, 'draw')}, against ${against}`);
  const rows = await untilInterrupted((signal) => compute(study, argv, signal));

  const why = reasonNotToCompare(study, baseline);
  const differences = why ? [] : await compareTables(rows, join(against, TABLES.threshold.cells.file), study.draws);
  const after: MappingFit = fitMapping(study, rows, before.curves);
  const fit = compareFits(before, after, argv.level, !why && differences.length === 0);
  const laws = brokenLaws(rows);
  const report: Report = {
    ...{ folder: argv.folder, against, passed: differences.length + laws.length + fit.differences.length === 0 },
    ...{ draws: study.draws, seeds: study.seeds, tables: { compared: !why, why, differences }, laws, fit },
  };
  answer(argv, reportText(report), report);
  if (!report.passed) process.exitCode = EXIT.difference;
}

async function readStudy(folder: string, argv: CheckArguments): Promise<ThresholdStudy> {
  const path = join(folder, MANIFEST);
  const { study } = await readManifest(path);
  if (study.kind !== 'threshold') {
    throw new UsageError(`${path}: study.kind: expected "threshold", which has a fit to check, got "${study.kind}"`);
  }
  return {
    ...study,
    ...(argv.seed && { seeds: checkByField('--seed', OVERRIDES.seeds, argv.seed) }),
    ...(argv.draws !== undefined && { draws: checkByField('--draws', OVERRIDES.draws, argv.draws) }),
  };
}

async function compute(study: ThresholdStudy, argv: CheckArguments, signal: AbortSignal): Promise<ThresholdCellRow[]> {
  const progress = progressLine(argv, cellCount(study), 'cells');
  try {
    const result = await runStudy(study, { threads: argv.threads, signal, onProgress: ({ done }) => progress.update(done) });
    return result.cells as ThresholdCellRow[];
  } finally {
    progress.stop();
  }
}

/** Why the tables need not be the same bytes; empty if they have to be. */
function reasonNotToCompare(study: ThresholdStudy, baseline: Awaited<ReturnType<typeof readManifest>>): string {
  if (baseline.version !== VERSION) return `version ${baseline.version} made them, this is ${VERSION}`;
  if (baseline.study.draws !== study.draws) return `${baseline.study.draws} draws a cell made them, these are ${study.draws}`;
  if (String(baseline.study.seeds) !== String(study.seeds))
    return `seed ${baseline.study.seeds.join(', ')} made them, this is ${study.seeds.join(', ')}`;
  return studyHash(baseline.study) === studyHash(study) ? '' : 'another study made them';
}

/** The first lines that differ, in words. */
async function compareTables(rows: readonly ThresholdCellRow[], path: string, draws: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'allora-epsilon-check-'));
  try {
    const fresh = join(folder, TABLES.threshold.cells.file);
    await writeTable(fresh, TABLES.threshold.cells, rows, draws);
    const [before, after] = await Promise.all([path, fresh].map(async (file) => (await readFile(file, 'utf8')).split('\n')));
    if (before!.length !== after!.length) return [`${path}: ${before!.length} lines, now ${after!.length}`];
    const lines = before!.flatMap((line, i) => (line === after![i] ? [] : [i]));
    if (lines.length === 0) return [];
    const first = lines[0]!;
    const [old, now] = [before![first]!.split(','), after![first]!.split(',')];
    const column = old.findIndex((field, i) => field !== now[i]);
    return [
      `${path}: ${lines.length} of ${before!.length - 1} rows differ, the first in line ${first + 1}: ${before![0]!.split(',')[column]} ${old[column]}, now ${now[column]}`,
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Differences that a person reads; `--json` has them all. */
const SHOWN = 10;

function reportText({ against, passed, tables, laws, fit }: Report): string {
  const lines = [passed ? `the mapping has not moved: ${against}` : `the mapping has moved: ${against}`, ''];
  lines.push(
    tables.compared
      ? tables.differences.length === 0
        ? 'tables: the same bytes'
        : `tables: ${tables.differences.join('; ')}`
      : `tables: not compared, ${tables.why}`,
  );
  lines.push(laws.length === 0 ? 'laws: all hold' : `laws: ${count(laws.length, 'row')} ${laws.length === 1 ? 'breaks' : 'break'} one`);
  for (const { law, where, value, limit } of laws.slice(0, SHOWN)) lines.push(`  ${law}: ${where}: ${value} > ${limit}`);
  const chance = `${fit.comparisons.toLocaleString('en')} numbers compared at a level of ${fit.level} for all together`;
  if (fit.differences.length === 0) {
    lines.push(
      `fit: ${chance}: none moved${fit.largest && fit.largest.standardErrors !== 0 ? `; the largest change: ${differenceText(fit.largest)}` : ''}`,
    );
    return lines.join('\n');
  }
  lines.push(`fit: ${chance}: ${fit.differences.length} moved`);
  const farthest = fit.differences.toSorted((a, b) => Math.abs(b.standardErrors) / b.reach - Math.abs(a.standardErrors) / a.reach);
  for (const each of farthest.slice(0, SHOWN)) lines.push(`  ${differenceText(each)}`);
  if (farthest.length > SHOWN) lines.push(`  and ${farthest.length - SHOWN} more (--json has them all)`);
  return lines.join('\n');
}

function differenceText({ where, what, before, after, standardErrors, reach }: Difference): string {
  const digits = (value: number) => String(Number(value.toPrecision(6)));
  const size = reach === 1 ? '' : `, ${standardErrors.toFixed(1)} standard errors (chance explains ${reach.toFixed(1)})`;
  return `${where}: ${what} ${digits(before)}, now ${digits(after)}${size}`;
}
