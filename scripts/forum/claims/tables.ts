/** The tables that claims are compared with: results of `runStudy`, or the tables of a results folder. */

import type { BlankRow, GridCellRow } from '../../../src/study/kinds/grid/definition.js';
import type { RelativeCellRow } from '../../../src/study/kinds/relative/definition.js';
import type { SensitivityRow } from '../../../src/study/kinds/sensitivity/definition.js';
import type { SlopeRow } from '../../../src/study/kinds/slope/definition.js';
import type { ThresholdCellRow } from '../../../src/study/kinds/threshold/definition.js';
import type { VectorRow, VectorSpreadRow, WeightRow } from '../../../src/study/kinds/sweep/definition.js';
import type { TopicTables } from './topic-tables.js';
import { parseStudy, type Study } from '../../../src/study/study-file.js';
import type { StudyResult } from '../../../src/run/computation.js';

export interface Tables {
  regimes: {
    vectors: readonly VectorRow[];
    spread: readonly VectorSpreadRow[];
    weights: readonly WeightRow[];
  };
  'forum-coarse': { cells: readonly GridCellRow[] };
  'relative-plane': { cells: readonly RelativeCellRow[] };
  mapping: { cells: readonly ThresholdCellRow[] };
  'blank-cells': { blanks: readonly BlankRow[] };
  formulas: { blanks: readonly BlankRow[] };
  'heavy-tails': { cells: readonly ThresholdCellRow[] };
  clusters: { cells: readonly ThresholdCellRow[] };
  parameters: { cells: readonly ThresholdCellRow[] };
  'median-scaling': { cells: readonly ThresholdCellRow[] };
  workers: { cells: readonly ThresholdCellRow[] };
  'slope-limits': { cells: readonly SlopeRow[] };
  sensitivity: { indices: readonly SensitivityRow[] };
  topic: TopicTables;
  'topic-rules': TopicTables;
  'topic-workers': TopicTables;
  'topic-tails': TopicTables;
  'topic-groups': TopicTables;
  'topic-reputers': TopicTables;
}

export type StudyName = keyof Tables;

const TOPIC_TABLES = ['cells', 'effects', 'topics', 'limits'] as const;

/** Names of the tables of each study that claims use. */
export const NEEDED_TABLES: { readonly [Name in StudyName]: readonly (keyof Tables[Name] & string)[] } = {
  regimes: ['vectors', 'spread', 'weights'],
  'forum-coarse': ['cells'],
  'relative-plane': ['cells'],
  mapping: ['cells'],
  'blank-cells': ['blanks'],
  formulas: ['blanks'],
  'heavy-tails': ['cells'],
  clusters: ['cells'],
  parameters: ['cells'],
  'median-scaling': ['cells'],
  workers: ['cells'],
  'slope-limits': ['cells'],
  sensitivity: ['indices'],
  topic: TOPIC_TABLES,
  'topic-rules': TOPIC_TABLES,
  'topic-workers': TOPIC_TABLES,
  'topic-tails': TOPIC_TABLES,
  'topic-groups': TOPIC_TABLES,
  'topic-reputers': TOPIC_TABLES,
};

/** Definitions of studies without a results folder: they are small enough to run again each time. */
export const SMALL_STUDIES: Partial<Record<StudyName, object>> = {
  formulas: {
    name: 'formulas',
    kind: 'grid',
    title: 'Zero weights in the four formulas',
    schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
    draws: 400,
    mean: [-20, -12, -4],
    std: [1e-6, 1e-4, 0.01, 1],
    epsilon: { logspace: [-10, 10, 10] },
    spreadTable: false,
    blanks: true,
  },
};

/**
 * The study of {@link SMALL_STUDIES} with this name, or null. @throws {Error} if its definition is invalid
 */
export function smallStudy(name: StudyName): Study | null {
  const definition = SMALL_STUDIES[name];
  if (!definition) return null;
  const { study, problems } = parseStudy(definition);
  if (problems) throw new Error(`the study ${name} is invalid: ${JSON.stringify(problems)}`);
  return study;
}

/** The tables of a result that claims use. */
export function tablesOfResult(name: StudyName, result: StudyResult): object {
  const tables = result as unknown as Record<string, Iterable<object>>;
  return Object.fromEntries(NEEDED_TABLES[name].map((table: string) => [table, [...tables[table]!]]));
}
