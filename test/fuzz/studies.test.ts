/**
 * Random studies: each is refused with messages of our own, or computed, written, read again, fitted and
 * drawn. Numbers that the specification defines are not blank.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { drawFigures } from '../../src/report/draw.js';
import { readTable, rowsAsRead, tablesOfResult, writeTable } from '../../src/results/csv.js';
import { readFit, writeFit } from '../../src/results/fit-file.js';
import { computationOf } from '../../src/run/computation.js';
import { runParsedStudy } from '../../src/run/run-study.js';
import { quantileRanks } from '../../src/statistics/intervals.js';
import { cellCount, parseStudy, tablesOf, type Study } from '../../src/study/study-file.js';
import { QUANTILES } from '../../src/study/table.js';
import type { TopicSettings } from '../../src/topic/settings.js';
import { SCHEMES } from '../../src/weights/schemes.js';
import { temporaryFolder } from '../cli/command.js';
import { fuzz, IS_FULL } from './fuzz.js';
import { anyStudy } from './study-cases.js';

const folder = temporaryFolder();

/** Studies that would take longer are parsed only, seconds of work. */
const MOST_SECONDS = 0.2;
const MOST_CELLS = 2000;

/** One study in this many is drawn. */
const DRAWN = IS_FULL ? 500 : 40;

/** A rule, perhaps with the value; control characters are written as escapes. */
const MESSAGE = /^(?:expected [^\p{Cc}]+|unknown key[^\p{Cc}]*)$/u;

it('studies', { timeout: 4 * 3600_000 }, async () => {
  let computed = 0;
  await fuzz({
    area: 'studies',
    cases: anyStudy,
    count: { suite: 300, full: 100_000 },
    async check(input, index) {
      const { study, problems } = parseStudy(input);
      if (problems) {
        expect(problems.length).toBeGreaterThan(0);
        for (const { path, message } of problems) {
          expect(message).toMatch(MESSAGE);
          expect(message.length + path.length).toBeLessThan(1000);
        }
        return;
      }
      expect(JSON.stringify(parseStudy(JSON.parse(JSON.stringify(study))).study)).toBe(JSON.stringify(study));
      if (cellCount(study) > MOST_CELLS) return;
      const parts = computationOf(study).parts(study);
      if (parts.reduce((sum, { seconds }) => sum + seconds, 0) > MOST_SECONDS) return;
      computed++;
      await checkResults(study, index % DRAWN === 0);
    },
  });
  if (IS_FULL) console.log(`studies: ${computed} computed`);
});

async function checkResults(study: Study, isDrawn: boolean): Promise<void> {
  const work = mkdtempSync(join(folder.path, 'study-'));
  try {
    const result = await runParsedStudy(study, { threads: 0 });
    const computed = tablesOfResult(result);
    for (const { table, rows } of computed) await writeTable(join(work, table.file), table, rows, study);
    const rows: Record<string, Row[]> = {};
    for (const [i, [name, table]] of tablesOf(study).entries()) {
      rows[name] = (await readTable(join(work, table.file), table, study)) as Row[];
      expect(rows[name].length).toBeGreaterThan(0);
      // Figures of small tables take the rows from memory.
      const held = rowsAsRead([...computed[i]!.rows], table, study);
      if (!isDeepStrictEqual(held, rows[name])) throw new Error(`${name}: memory and file differ`);
    }
    checkNumbers(study, rows);
    const { signal } = new AbortController();
    const fit = study.kind === 'threshold' ? await writeFit(study, work, work, signal) : null;
    if (fit) await readFit(join(work, 'fit.json'));
    if (!isDrawn && !fit) return;
    await mkdir(join(work, 'drawn'));
    const drawn = await drawFigures(study, work, join(work, 'drawn'), fit, { signal });
    for (const { svg } of drawn) expect(svg).not.toMatch(/NaN/);
  } finally {
    rmSync(work, { recursive: true });
  }
}

type Row = Readonly<Record<string, number | string>>;

/** Fails where a number is blank although its definition gives one. */
function checkNumbers(study: Study, rows: Record<string, Row[]>): void {
  if (study.kind === 'threshold') {
    for (const row of rows['cells']!) checkThresholdRow(study, row);
    return;
  }
  if (study.kind === 'topic') {
    checkTopics(study, rows);
    return;
  }
  // A slope above 100 is undefined, and so are the indices of a constant epsilon.
  if (study.kind === 'slope' || study.kind === 'sensitivity') return;
  // Bounds make weights zero, whose logarithm is undefined; a median of 0 scales epsilon to 0.
  const isDefined = (row: Row) =>
    !SCHEMES[row['scheme'] as keyof typeof SCHEMES].bounds &&
    (study.kind === 'sweep' ? row['epsilon_scaling'] : study.epsilonScaling) === 'none';
  const hasSeveral = study.kind !== 'sweep' && study.draws > 1;
  const names = {
    grid: {
      cells: ['max_std_weights', 'max_epsilon_std_weights', 'max_std_log10_weights', 'min_epsilon_defined'],
    },
    relative: { cells: [] },
    sweep: { weights: ['weight', 'log10_weight'], vectors: ['std_regrets', 'scale'] },
  }[study.kind] as Record<string, string[]>;
  const ofSpread = ['std_weights', 'std_log10_weights'];
  if (hasSeveral) ofSpread.push('std_weights_se', 'std_log10_weights_se');
  for (const [table, columns] of Object.entries({ ...names, spread: ofSpread })) {
    for (const row of rows[table] ?? []) {
      if (!isDefined(row)) continue;
      for (const column of columns) {
        if (!(column in row) || (column === 'min_epsilon_defined' && !hasSeveral)) continue;
        if (!Number.isFinite(row[column])) throw new Error(`${table}: ${column} is blank`);
      }
    }
  }
}

/** Measures of a topic exist if it always has two inferers; a part of them also needs scores. */
function checkTopics(study: Study & { kind: 'topic' }, rows: Record<string, Row[]>): void {
  const topics = study.variants?.map(({ topic }) => topic) ?? [{}];
  const isComplete = topics.every((change) => {
    const { inferers, absence } = { ...study.topic, ...change } as TopicSettings;
    return inferers > 1 && absence === 0;
  });
  if (!isComplete) return;
  const always = ['network_loss', 'naive_loss', 'mean_loss', 'best_worker_loss', 'effective_workers'];
  const ofRegrets = ['zero_weight', 'std_regrets', 'mean_regrets', 'scale'];
  const ofScores = ['std_scores', 'equal_pay', 'gini_rewards', 'entropy_rewards', 'largest_stake'];
  for (const row of rows['cells']!) {
    // With an alpha close to 0, an epsilon in dex can be below double precision. Then the row is undefined.
    if (Number.isNaN(row['epsilon_dex']) && study.alpha < 1e-200) continue;
    for (const column of [...always, ...ofRegrets, ...(study.scores ? ofScores : [])])
      if (!Number.isFinite(row[column])) throw new Error(`cells: ${column} is blank`);
  }
}

/** A quantile exists if its rank is above the draws without an epsilon. */
function checkThresholdRow(study: Study & { kind: 'threshold' }, row: Row): void {
  const variant = study.variants?.find(({ name }) => name === row['variant']);
  if ((variant?.epsilonScaling ?? study.epsilonScaling) !== 'none') return;
  const missing = Math.round((1 - Number(row['attainable'])) * study.draws);
  for (const [name, share] of Object.entries(QUANTILES)) {
    const ranks = quantileRanks(study.draws, share);
    const columns = { '': ranks.value, _low: ranks.low, _high: ranks.high };
    for (const [end, rank] of Object.entries(columns)) {
      const isDefined = rank !== null && rank > missing;
      if (Number.isFinite(row[`epsilon_${name}${end}`]) !== isDefined)
        throw new Error(`epsilon_${name}${end}: expected ${isDefined ? 'a number' : 'a blank'}`);
    }
  }
  if (!Number.isFinite(row['upper_bound_q50'])) throw new Error('upper_bound_q50 is blank');
}
