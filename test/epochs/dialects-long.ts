/** Long tables in random dialects: a row per epoch and worker. */

import type { Choices, Known } from './dialects-data.js';
import { NETWORK_NAMES, type Arrangement, type Field, type Layout } from './dialects.js';

const VALUE_NAMES = {
  regrets: ['regret', 'value', 'Regret', 'inferer_regret', 'val'],
  losses: ['loss', 'value', 'Loss', 'worker_loss', 'loss_value'],
  scores: ['score', 'value', 'Score', 'inferer score'],
} as const;
const WORKER_NAMES = [
  'worker',
  'Worker',
  'address',
  'worker_id',
  'Worker Address',
  'inferer',
  'participant',
  'name',
  'miner',
];

interface LongRow {
  epoch: string;
  worker: string;
  value: string | null;
  topic: string;
  actor: string;
  network: string | null;
}

export function longLayout(
  choices: Choices,
  known: Known,
  { index, order, repeats, traits, isPlain }: Arrangement,
): Layout {
  const network = known.network === null ? 'none' : choices.of(['column', 'row']);
  const networkName = choices.of(NETWORK_NAMES);
  const leavesOut = choices.is(0.5);
  const topics = !isPlain && choices.is(0.2) ? ['1', '2'] : choices.is(0.3) ? ['1'] : [];
  const hasActors = choices.is(0.2);
  const epochs = index!.cells;
  const rowsOf = (topic: string): LongRow[] =>
    known.cells.flatMap((row, epoch) => {
      const common = {
        epoch: epochs[epoch]!,
        topic,
        actor: 'inferer',
        network: known.network?.[epoch] ?? null,
      };
      const change = (cell: string | null) => (cell === null || topic !== '2' ? cell : `${Number(cell) * 3}`);
      const cells = row.map((cell, worker) => ({
        ...common,
        worker: known.workers[worker]!,
        value: change(cell),
      }));
      const present = cells.filter(({ value }) => value !== null || !leavesOut);
      if (network === 'row') present.push({ ...common, worker: networkName, value: change(common.network) });
      if (hasActors) present.push({ ...common, worker: 'allo1reputer', value: '5.25', actor: 'reputer' });
      return present;
    });
  let rows = (topics.length === 0 ? ['1'] : topics).flatMap(rowsOf);
  let isContradictory = false;
  if (repeats !== 'none') {
    const again = choices.of(
      rows.filter(
        ({ value, topic, actor, worker }) =>
          value !== null && topic === '1' && actor === 'inferer' && worker !== networkName,
      ),
    );
    isContradictory = repeats === 'other';
    rows.push(isContradictory ? { ...again, value: `${Number(again.value) * 2 + 1}` } : again);
  }
  const key = new Map(epochs.map((epoch, i) => [epoch, i]));
  const isByWorker = choices.is(0.3);
  const sign = order === 'newest first' ? -1 : 1;
  rows.sort((a, b) => sign * (key.get(a.epoch)! - key.get(b.epoch)!));
  if (isByWorker) rows.sort((a, b) => (a.worker < b.worker ? -1 : Number(a.worker > b.worker)));
  if (order === 'shuffled') rows = choices.shuffled(rows);
  const field = (name: string, type: Field['type'], of: keyof LongRow): Field => ({
    name,
    type,
    cells: rows.map((row) => row[of]),
  });
  const epoch = field(index!.name, index!.type, 'epoch');
  const worker = field(
    choices.of(WORKER_NAMES),
    /numbers|ids/.test(known.names) && network !== 'row' && !hasActors ? 'whole' : 'text',
    'worker',
  );
  const value = field(choices.of(VALUE_NAMES[known.quantity]), 'number', 'value');
  const fields = [
    epoch,
    worker,
    value,
    ...(topics.length > 0 ? [field(choices.of(['topic_id', 'topic', 'topicId']), 'whole', 'topic')] : []),
    ...(hasActors ? [field(choices.of(['actor_type', 'role', 'type']), 'text', 'actor')] : []),
    ...(network === 'column' ? [field(networkName, 'number', 'network')] : []),
    ...(choices.is(0.2)
      ? [
          {
            name: choices.of(['', 'Unnamed: 0', 'row_id']),
            type: 'whole' as const,
            cells: rows.map((_, i) => String(i)),
          },
        ]
      : []),
  ];
  const unnamed = fields.findIndex(({ name }) => name === '');
  return {
    shape: 'long',
    fields:
      unnamed >= 0
        ? [fields[unnamed]!, ...choices.shuffled(fields.filter((_, i) => i !== unnamed))]
        : choices.shuffled(fields),
    index: epoch,
    workers: [worker, value],
    networkLoss: known.network === null ? 'none' : networkName,
    topicId: topics.length > 1 ? '1' : null,
    isContradictory,
    traits: { ...traits, extras: 'none', shape: 'long', network, topics: String(topics.length) },
  };
}
