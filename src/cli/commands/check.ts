/**
 * `allora-epsilon check`: runs a study again and reports the numbers that moved, by how many standard errors,
 * and where on the curve.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFits, type Comparison, type Difference } from '../../fit/compare-fits.js';
import { brokenLaws, brokenSlopes, type BrokenLaw } from '../../fit/mapping-laws.js';
import { fittingSteps } from '../../fit/mapping-fit.js';
import type { ThresholdResult } from '../../run/computation.js';
import type { ThresholdCellRow } from '../../study/kinds/threshold/definition.js';
import { cellCount } from '../../study/study-file.js';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { compute, studyWithOptions, withProgress, type ComputingArguments } from '../running.js';
import { answer, note } from '../console.js';
import { count, short } from '../../text/numbers.js';
import { EXIT } from '../../text/errors.js';
import { readText } from '../../results/read.js';
import { readFit, readThresholdStudy } from '../../results/fit-file.js';
import { inTurns } from '../../run/turns.js';
import { FIT, MANIFEST } from '../../results/layout.js';
import { untilInterrupted } from '../interrupt.js';
import { readManifest, studyHash } from '../../results/manifest.js';
import * as KINDS from '../../study/kinds/index.js';
import { writeTable } from '../../results/csv.js';
import { VERSION } from '../../results/package.js';

interface CheckArguments extends ComputingArguments {
  folder: string;
  against?: string;
  level: number;
}

interface Report {
  folder: string;
  against: string;
  passed: boolean;
  draws: number;
  seeds: readonly number[];
  /**
   * Comparison of `cells.csv`. It is left out if study, seeds, draws or version differ, because the bytes
   * then differ as well.
   */
  tables: { compared: boolean; why: string; differences: string[] };
  laws: BrokenLaw[];
  fit: Comparison;
}

export async function check(argv: CheckArguments): Promise<void> {
  const against = argv.against ?? argv.folder;
  const study = studyWithOptions(
    join(argv.folder, MANIFEST),
    await readThresholdStudy(argv.folder),
    argv,
  ) as ThresholdStudy;
  const baseline = await readManifest(join(against, MANIFEST));
  const before = await readFit(join(against, FIT));
  const why = reasonNotToCompare(study, baseline);
  const path = join(against, KINDS.threshold.tables.cells.file);
  const table = why ? '' : await readText(path);

  const { rows, differences, after } = await untilInterrupted(async (signal) => {
    note(
      argv,
      `${study.name}: ${count(cellCount(study), 'cell')} of ${count(study.draws, 'draw')}, against ${against}`,
    );
    const rows = ((await compute(study, argv, signal)) as ThresholdResult).cells;
    const differences = why ? [] : await compareTables(path, table, rows, study);
    const after = await withProgress(argv, ({ show }) =>
      inTurns(fittingSteps(study, rows, before.curves), (step) => show({ unit: 'fits', ...step }), signal),
    );
    return { rows, differences, after };
  });
  const isSame = !why && differences.length === 0;
  // Slopes and fits are two groups of comparisons; both at this level give `argv.level` together.
  const level = Math.sqrt(argv.level);
  const fit = compareFits(before, after, level, isSame);
  const laws = [...brokenLaws(rows), ...brokenSlopes(after.slopes, level)];
  const passed =
    differences.length + laws.length + fit.differences.length === 0 &&
    fit.comparisons > 0 &&
    !(isSame && fit.missing.length > 0);
  const report: Report = {
    folder: argv.folder,
    against,
    passed,
    draws: study.draws,
    seeds: study.seeds,
    tables: { compared: !why, why, differences },
    laws,
    fit,
  };
  answer(argv, reportText(report), report);
  if (!passed) process.exitCode = EXIT.difference;
}

/** The reason why the tables need not have the same bytes; empty if they must have the same bytes. */
function reasonNotToCompare(
  study: ThresholdStudy,
  baseline: Awaited<ReturnType<typeof readManifest>>,
): string {
  if (baseline.version !== VERSION) return `they are of version ${baseline.version}, this is ${VERSION}`;
  if (baseline.study.kind !== 'threshold') return `they are of a study of kind "${baseline.study.kind}"`;
  if (baseline.study.draws !== study.draws)
    return `they have ${baseline.study.draws} draws per cell, this run has ${study.draws}`;
  if (String(baseline.study.seeds) !== String(study.seeds))
    return `they have seed ${baseline.study.seeds.join(', ')}, this run has ${study.seeds.join(', ')}`;
  return studyHash(baseline.study) === studyHash(study) ? '' : 'they are of another study';
}

/** Describes the first line of a table from which the new rows differ; empty if all bytes are the same. */
async function compareTables(
  path: string,
  table: string,
  rows: readonly ThresholdCellRow[],
  study: ThresholdStudy,
): Promise<string[]> {
  const before = table.split('\n');
  const after = (await tableText(rows, study)).split('\n');
  const lines = Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i).filter(
    (i) => (before[i] ?? '') !== (after[i] ?? ''),
  );
  const first = lines[0];
  if (first === undefined) return [];
  const [old, now] = [before, after].map((each) => (each[first] ?? '').split(','));
  const column = Array.from({ length: Math.max(old!.length, now!.length) }).findIndex(
    (_, i) => old![i] !== now![i],
  );
  const [name, was, is] = [before[0]!.split(','), old!, now!].map((fields) => fields[column] || 'nothing');
  return [
    `${path}: ${lines.length} of ${before.length - 1} lines differ; the first is line ${first + 1}: ${name} ${was}, now ${is}`,
  ];
}

async function tableText(rows: readonly ThresholdCellRow[], study: ThresholdStudy): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'allora-epsilon-check-'));
  try {
    const path = join(folder, KINDS.threshold.tables.cells.file);
    await writeTable(path, KINDS.threshold.tables.cells, rows, study);
    return await readFile(path, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Most lines of a list in the text for people. `--json` prints all. */
const SHOWN = 10;

function reportText({ against, passed, tables, laws, fit }: Report): string {
  const verdict = passed ? 'has not moved' : fit.comparisons === 0 ? 'cannot be compared' : 'has moved';
  const lines = [`the mapping ${verdict}: ${against}`, ''];
  lines.push(
    tables.compared
      ? tables.differences.length === 0
        ? 'tables: equal bytes'
        : `tables: ${tables.differences.join('; ')}`
      : `tables: not compared, because ${tables.why}`,
  );
  lines.push(laws.length === 0 ? 'laws: all hold' : `laws: broken in ${count(laws.length, 'place')}`);
  lines.push(
    ...shown(
      laws,
      ({ law, where, value, limit }) => `${law}: ${where}: ${short(value, 6)} > ${short(limit, 6)}`,
    ),
  );
  const { comparisons, differences, largest, missing } = fit;
  const moved =
    comparisons === 0
      ? 'nothing to compare'
      : `${differences.length === 0 ? 'none' : differences.length} moved`;
  lines.push(
    `fit: ${count(comparisons, 'number')} compared at a level of ${short(fit.level, 6)} for all together: ${moved}`,
  );
  if (differences.length === 0 && largest && largest.standardErrors !== 0)
    lines.push(`  the largest change: ${differenceText(largest)}`);
  const farthest = differences.toSorted(
    (a, b) => Math.abs(b.standardErrors) / b.reach - Math.abs(a.standardErrors) / a.reach,
  );
  lines.push(...shown(farthest, differenceText));
  lines.push(...shown(missing, (where) => `no longer fitted: ${where}`));
  return lines.join('\n');
}

function shown<Item>(items: readonly Item[], text: (item: Item) => string): string[] {
  const lines = items.slice(0, SHOWN).map((item) => `  ${text(item)}`);
  return items.length > SHOWN
    ? [...lines, `  and ${items.length - SHOWN} more (--json has them all)`]
    : lines;
}

function differenceText({ where, what, before, after, standardErrors, reach }: Difference): string {
  const size =
    reach === 1 ? '' : `, ${standardErrors.toFixed(1)} standard errors (chance explains ${reach.toFixed(1)})`;
  return `${where}: ${what} ${short(before, 6)}, now ${short(after, 6)}${size}`;
}
