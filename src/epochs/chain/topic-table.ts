/** The epochs of a reading as a table that `readEpochs` and `readReplay` read: a row per epoch and worker. */

import { checkList, checkObject } from '../../text/check.js';
import type { Role } from './node.js';
import type { TopicReading } from './read-topic.js';

const COLUMNS = ['topic_id', 'nonce', 'actor_type', 'address', 'regret', 'loss', 'network_loss', 'score'];

/** First line of the table. */
export const TABLE_HEADER = COLUMNS.join(',');

interface Row {
  address: string;
  role: Role;
  regret: number | null;
  loss: number | null;
  score?: number | null;
}

/**
 * The past epochs of a reading, or if it has none the epoch of its regrets, as CSV. The losses have the unit
 * of the chain; a number that it does not state is empty.
 */
export function topicTable(reading: TopicReading): string {
  const { topic, history, heights, networkLoss, workers } = checkObject('reading', reading);
  checkObject('heights', heights);
  checkList('workers', workers);
  const now = { nonce: heights.nonce, networkLoss, workers };
  const epochs = history && history.epochs.length > 0 ? history.epochs : [now];
  const lines = epochs.flatMap((epoch) =>
    epoch.workers.map(({ address, role, regret, loss, score }: Row) =>
      [topic, epoch.nonce, role, address, regret, loss, epoch.networkLoss, score]
        .map((value) => value ?? '')
        .join(','),
    ),
  );
  return `${[TABLE_HEADER, ...lines].join('\n')}\n`;
}
