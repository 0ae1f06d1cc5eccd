/** Tables of the topic studies that have an axis of epsilons, from the results folders. */

import { fileURLToPath } from 'node:url';
import { readTable } from '../src/results/csv.js';
import { topic } from '../src/study/kinds/topic/definition.js';
import type { Table } from '../src/study/table.js';
import { AXIS_STUDIES, type AxisTables, type TopicTables } from './forum/claims/topic-tables.js';

export async function readTopicTables(): Promise<AxisTables> {
  const { cells, effects, topics, limits } = topic.tables;
  const read: Partial<Record<keyof AxisTables, TopicTables>> = {};
  for (const study of AXIS_STUDIES) {
    const table = <T extends Table>(definition: T) =>
      readTable(
        fileURLToPath(new URL(`../results/${study}/${definition.file}`, import.meta.url)),
        definition,
      );
    read[study] = {
      cells: await table(cells),
      effects: await table(effects),
      topics: await table(topics),
      limits: await table(limits),
    };
  }
  return read as AxisTables;
}
