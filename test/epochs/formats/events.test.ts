import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf, readTable } from './tables.js';

interface Bundle {
  combined_value: string;
  naive_value: string;
  inferer_values: { worker: string; value: string }[];
  forecaster_values: { worker: string; value: string }[];
}

interface Recorded {
  block: {
    result: { finalize_block_events: { type: string; attributes: { key: string; value: string }[] }[] };
  };
  lossBundle: { loss_bundle: Bundle };
  inferences: unknown;
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/recorded-v5.json'), 'utf8'),
) as Recorded;

/** An event whose attributes are JSON in strings, as the chain writes them; `mode` is bare. */
function event(type: string, fields: Record<string, unknown>) {
  const attributes = Object.entries(fields).map(([key, value]) => ({
    key,
    value: JSON.stringify(value),
    index: true,
  }));
  return {
    type: `emissions.v9.${type}`,
    attributes: [...attributes, { key: 'mode', value: 'EndBlock', index: true }],
  };
}

const REGRETS = event('EventInfererNetworkRegretSet', {
  topic_id: '18',
  block_height: '500',
  addresses: ['allo1a', 'allo1b'],
  regrets: ['0.1', '-0.2'],
});
const FORECASTERS = event('EventForecasterNetworkRegretSet', {
  topic_id: '18',
  block_height: '500',
  addresses: ['allo1a'],
  regrets: ['0.3'],
});
const OTHER = event('EventRegretStdNormSet', { topic_id: '18', block_height: '500', stdnorm: '0.4' });
const COLUMNS = ['topic_id', 'block_height', 'actor_type', 'worker', 'regret'];
const ROWS = [
  ['18', '500', 'inferer', 'allo1a', '0.1'],
  ['18', '500', 'inferer', 'allo1b', '-0.2'],
  ['18', '500', 'forecaster', 'allo1a (forecaster)', '0.3'],
];

describe('events of the chain', () => {
  const events = [OTHER, REGRETS, FORECASTERS];
  const block = {
    jsonrpc: '2.0',
    id: -1,
    result: { height: '560', txs_results: null, finalize_block_events: events },
  };

  it.each([
    ['a list', JSON.stringify(events)],
    ['lines', events.map((one) => JSON.stringify(one)).join('\n')],
    ['a line of lists', `${JSON.stringify([OTHER])}\n${JSON.stringify([REGRETS, FORECASTERS])}`],
    ['an answer of RPC', JSON.stringify(block)],
    ['its result', JSON.stringify(block.result)],
    [
      'answers in lines',
      `${JSON.stringify(block)}\n${JSON.stringify({ ...block, result: { txs_results: [] } })}`,
    ],
    ['a list of answers', JSON.stringify([block])],
    [
      'transactions',
      JSON.stringify({ txs_results: [{ code: 0, events: [OTHER, REGRETS] }, { events: [FORECASTERS] }] }),
    ],
  ])('are read from %s', async (_, content) => {
    expect(await readTable(content)).toMatchObject({ columns: COLUMNS, rows: ROWS });
  });

  it('give losses with those of the network, and scores without those of reputers', async () => {
    const { columns, rows } = await readTable(JSON.stringify(recorded.block));
    expect(columns).toEqual([
      'topic_id',
      'combined_value',
      'naive_value',
      'block_height',
      'actor_type',
      'worker',
      'loss',
      'score',
    ]);
    const attributes = recorded.block.result.finalize_block_events.map((one) => ({
      type: one.type,
      ...Object.fromEntries(one.attributes.map(({ key, value }) => [key, value])),
    })) as { type: string; [key: string]: string }[];
    const bundle = JSON.parse(
      attributes.find(({ type }) => type.endsWith('LossSet'))!.value_bundle!,
    ) as Bundle;
    const losses = [
      ...bundle.inferer_values.map(({ worker, value }) => ['inferer', worker, value]),
      ...bundle.forecaster_values.map(({ worker, value }) => ['forecaster', `${worker} (forecaster)`, value]),
    ];
    const withLoss = rows.filter((row) => row[6] !== null);
    expect(withLoss.map((row) => row.slice(4, 7))).toEqual(losses);
    for (const row of withLoss)
      expect(row.slice(0, 4)).toEqual(['2', bundle.combined_value, bundle.naive_value, '1247']);

    const scores = attributes
      .filter(
        ({ type, actor_type: actor }) =>
          type === 'emissions.v4.EventScoresSet' && !actor!.includes('REPUTER'),
      )
      .flatMap(({ addresses, scores: values }) => {
        const numbers = JSON.parse(values!) as string[];
        return (JSON.parse(addresses!) as string[]).map((address, i) => [address, numbers[i]]);
      });
    const withScore = rows.filter((row) => row[7] !== null);
    expect(withScore.map((row) => [String(row[5]).replace(' (forecaster)', ''), row[7]])).toEqual(scores);
    expect(scores.length).toBeGreaterThan(5);
    expect(withLoss.length + withScore.length).toBe(rows.length);
  });

  it('may name the nonce', async () => {
    const named = event('EventScoresSet', {
      actor_type: 'ACTOR_TYPE_FORECASTER',
      nonce_block_height: '7',
      addresses: ['allo1f'],
      scores: ['1'],
    });
    expect(await readTable(JSON.stringify([named]))).toMatchObject({
      columns: ['actor_type', 'nonce_block_height', 'worker', 'score'],
      rows: [['forecaster', '7', 'allo1f (forecaster)', '1']],
    });
  });

  it('are refused if none has regrets, losses or scores', async () => {
    expect(await errorOf(JSON.stringify([OTHER]))).toBe('table: expected epochs, got none');
    expect(await errorOf(JSON.stringify({ finalize_block_events: [] }))).toBe(
      'table: expected epochs, got none',
    );
    expect(await errorOf(JSON.stringify([event('EventScoresSet', { topic_id: '1' })]))).toBe(
      'table: [0]: expected addresses and values in emissions.v9.EventScoresSet, got neither',
    );
  });
});

describe('answers of REST', () => {
  it('give the losses of a bundle', async () => {
    const { loss_bundle: bundle } = recorded.lossBundle;
    const { columns, rows } = await readTable(JSON.stringify(recorded.lossBundle));
    expect(columns).toEqual([
      'topic_id',
      'nonce',
      'combined_value',
      'naive_value',
      'actor_type',
      'worker',
      'value',
    ]);
    expect(rows).toHaveLength(bundle.inferer_values.length + bundle.forecaster_values.length);
    const [{ worker, value }] = bundle.inferer_values as [Bundle['inferer_values'][0]];
    expect(rows[0]).toEqual([
      '2',
      '1271',
      bundle.combined_value,
      bundle.naive_value,
      'inferer',
      worker,
      value,
    ]);
  });

  it('do not take inferences for losses', async () => {
    expect(await errorOf(JSON.stringify(recorded.inferences))).toBe(
      'table: network_inferences: expected regrets, losses or scores, got the inferences of the workers',
    );
  });

  it('have no losses for an unknown height', async () => {
    const empty = {
      combined_value: '0',
      naive_value: '0',
      inferer_values: [],
      forecaster_values: [],
      block_height: '0',
    };
    expect(await errorOf(JSON.stringify({ loss_bundle: empty }))).toBe('table: expected epochs, got none');
  });
});
