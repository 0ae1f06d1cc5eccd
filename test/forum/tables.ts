/** Tables for the claims: from the results folders, from smaller studies, and with mistakes. */

import { readFileSync } from 'node:fs';
import { CHAPTERS } from '../../scripts/forum/claims/chapters.js';
import {
  SMALL_STUDIES,
  tablesOfResult,
  type StudyName,
  type Tables,
} from '../../scripts/forum/claims/tables.js';
import type { TopicTables } from '../../scripts/forum/claims/topic-tables.js';
import type { Table } from '../../src/study/table.js';
import { readTable } from '../../src/results/csv.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { runStudy } from '../../src/index.js';

const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;

/** Runs a study with some fields changed. */
export async function run(name: StudyName, changes: object = {}): Promise<never> {
  const study =
    SMALL_STUDIES[name] ?? (JSON.parse(readFileSync(path(`studies/${name}.json`), 'utf8')) as object);
  return tablesOfResult(name, await runStudy({ ...study, ...changes }, { threads: 0 })) as never;
}

const read = async (
  name: StudyName,
  table: 'cells' | 'blanks' | 'indices',
  definition: Parameters<typeof readTable>[1],
): Promise<never> =>
  ({ [table]: await readTable(path(`results/${name}/${table}.csv`), definition) }) as never;

async function readTopic(name: StudyName): Promise<TopicTables> {
  const { cells, effects, topics, limits } = KINDS.topic.tables;
  const table = <T extends Table>(definition: T) =>
    readTable(path(`results/${name}/${definition.file}`), definition);
  return {
    cells: await table(cells),
    effects: await table(effects),
    topics: await table(topics),
    limits: await table(limits),
  };
}

/** Studies without the fields that mistakes change, apart from topics. */
const UNCHANGED: readonly StudyName[] = ['slope-limits', 'sensitivity'];

/** Smaller axes for the study median-scaling: its table is not in git, so the tests run the study. */
const SCALING = { std: [1e-4, 0.01] };

export async function rightTables(): Promise<Tables> {
  const { cells } = KINDS.threshold.tables;
  return {
    regimes: await run('regimes'),
    'forum-coarse': await read('forum-coarse', 'cells', KINDS.grid.tables.cells),
    'relative-plane': await read('relative-plane', 'cells', KINDS.relative.tables.cells),
    mapping: await read('mapping', 'cells', cells),
    'blank-cells': await read('blank-cells', 'blanks', KINDS.grid.tables.blanks),
    formulas: await run('formulas', { draws: 100 }),
    'heavy-tails': await read('heavy-tails', 'cells', cells),
    clusters: await read('clusters', 'cells', cells),
    parameters: await read('parameters', 'cells', cells),
    'median-scaling': await run('median-scaling', SCALING),
    workers: await read('workers', 'cells', cells),
    'slope-limits': await read('slope-limits', 'cells', KINDS.slope.tables.cells),
    sensitivity: await read('sensitivity', 'indices', KINDS.sensitivity.tables.indices),
    topic: await readTopic('topic'),
    'topic-rules': await readTopic('topic-rules'),
    'topic-workers': await readTopic('topic-workers'),
    'topic-tails': await readTopic('topic-tails'),
    'topic-groups': await readTopic('topic-groups'),
    'topic-reputers': await readTopic('topic-reputers'),
  };
}

/** Changes that make a study small enough to be run for every mistake. */
const SMALLER: Partial<Record<StudyName, object>> = {
  'relative-plane': { mean: [-20, -8, -2, 2, 8, 20], std: { logspace: [-6, 0, 4] }, draws: 20 },
  mapping: { draws: 300, factor: [Math.sqrt(10)], std: { logspace: [-6, 2, 5] } },
  'blank-cells': { mean: [-20, -6, 6, 20], std: [1e-5, 1e-3, 0.1], draws: 50 },
  formulas: { draws: 100 },
  'heavy-tails': { mean: [-20, 0], draws: 1500 },
  clusters: { mean: [0], draws: 2000 },
  parameters: { mean: [-20, 0], draws: 1500 },
  'median-scaling': SCALING,
  workers: { workers: [3, 10, 100], mean: [-20], draws: 1500 },
};

/** Runs all studies with the same changes, except those that have no schemes and draws: they do not change. */
export async function tablesWith(right: Tables, changes: object): Promise<Tables> {
  const names = Object.keys(right) as StudyName[];
  const changed = names.filter((name) => !name.startsWith('topic') && !UNCHANGED.includes(name));
  const tables = await Promise.all(
    changed.map(async (name) => [name, await run(name, { ...SMALLER[name], ...changes })] as const),
  );
  return { ...right, ...(Object.fromEntries(tables) as unknown as Tables) };
}

export type Row = Record<string, unknown>;

/** Applies a change to every row of every table. */
export function mapRows(tables: Tables, change: (row: Row, study: StudyName) => Row): Tables {
  const studies = Object.entries(tables).map(([study, rowsByTable]) => [
    study,
    Object.fromEntries(
      Object.entries(rowsByTable as Record<string, Row[]>).map(([table, rows]) => [
        table,
        rows.map((row) => change(row, study as StudyName)),
      ]),
    ),
  ]);
  const changed: unknown = Object.fromEntries(studies);
  return changed as Tables;
}

/** Replaces labels in a column. */
export function relabelled(tables: Tables, column: string, names: Record<string, unknown>): Tables {
  return mapRows(tables, (row) =>
    String(row[column]) in names ? { ...row, [column]: names[String(row[column])] } : row,
  );
}

export const CLAIMS = CHAPTERS.flatMap(({ claims }) => claims);
