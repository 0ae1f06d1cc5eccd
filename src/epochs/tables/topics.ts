/** Tables that hold several topics. */

import { didYouMean } from '../../text/did-you-mean.js';
import { UsageError } from '../../text/errors.js';
import { Rows } from '../rows.js';
import type { Collected } from './collector.js';
import { ambiguous, listed, named } from './decisions.js';
import { meaningOf } from './names.js';

/**
 * The rows of one topic.
 * @param topicId wanted topic; undefined if the table holds one
 * @throws {UsageError} if the topic is not decided or not in the table
 */
export function rowsOfTopic(table: Collected, topicId: string | undefined): Collected {
  const { file, columns, rows } = table;
  const column = columns.findIndex(({ name }) => name !== null && meaningOf(name) === 'topic');
  if (column < 0) {
    if (topicId === undefined) return table;
    throw new UsageError(`${file}: --topic-id ${topicId}: expected a column topic_id, got none`);
  }
  const { texts, label } = columns[column]!;
  const found = new Set<number>();
  for (const block of rows.blocks())
    for (let i = column; i < block.length; i += rows.width) found.add(block[i]!);
  found.delete(NaN);
  const names = [...found].map((cell) => texts?.[cell] ?? String(cell));
  if (topicId === undefined) {
    if (found.size <= 1) return table;
    throw ambiguous(file, `${named(label)} holds ${found.size} topics (${listed(names)})`, [
      'choose one with --topic-id',
    ]);
  }
  const wanted = [...found].find(
    (cell, i) => names[i] === topicId.trim() || (!texts && cell === Number(topicId)),
  );
  if (wanted === undefined) {
    throw new UsageError(
      `${file}: --topic-id: expected one of the topics in ${named(label)} (${listed(names)}), got ${topicId}${didYouMean(topicId, names)}`,
    );
  }
  if (found.size === 1) return table;
  const kept = new Rows(rows.width);
  for (const block of rows.blocks()) {
    for (let from = 0; from < block.length; from += rows.width) {
      if (block[from + column] === wanted) kept.push(block.subarray(from, from + rows.width));
    }
  }
  return { ...table, rows: kept };
}
