/** Past epochs from block results: numbers, gaps, and readings that are resumed. */

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTopic, type ReadTopicOptions } from '../../../src/epochs/chain/read-topic.js';
import { topicTable } from '../../../src/epochs/chain/topic-table.js';
import { readEpochs } from '../../../src/epochs/read-epochs.js';
import { readReplay } from '../../../src/epochs/replay-table.js';
import { answersOf, generated, recorded, startServer, type ChainServer } from './chain-server.js';

let server: ChainServer;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-chain-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

const A = generated('topic-a');
const NEWEST = 5350740;
const pathOf = (block: number) => `/block_results?height=${block}`;
const asked = () =>
  server.requests.map(({ path }) => path).filter((path) => path.startsWith('/block_results'));

async function open(name: Parameters<typeof answersOf>[0], version: 'v9' | 'v10' = 'v10'): Promise<void> {
  server = await startServer(answersOf(name, version));
}
const read = (options: Partial<ReadTopicOptions> = {}) =>
  readTopic({ topic: A.topic, node: server.base, spacing: 0, firstWait: 1, epochs: 4, ...options });

interface Event {
  type: string;
  attributes: { key: string; value: string }[];
}

/** Changes the events in a block. */
function change(block: number, edit: (events: Event[]) => Event[] | null): void {
  const body = structuredClone(server.answers.get(pathOf(block))!.body) as {
    result: { finalize_block_events: Event[] | null };
  };
  body.result.finalize_block_events = edit(body.result.finalize_block_events!);
  server.answers.set(pathOf(block), { status: 200, body });
}

/** Replaces the value of an attribute in the events of a block. */
const setAttribute = (block: number, type: RegExp, key: string, value: string, name = key) =>
  change(block, (events) => {
    for (const event of events.filter((each) => type.test(each.type)))
      for (const attribute of event.attributes)
        if (attribute.key === key) Object.assign(attribute, { key: name, value });
    return events;
  });

describe.each(['topic-a', 'topic-b'] as const)('%s', (name) => {
  it('has all its epochs, one request each', async () => {
    await open(name, name === 'topic-a' ? 'v9' : 'v10');
    const { topic, rpc, expected } = generated(name);
    const reading = await read({ topic, epochs: 24 });
    const { epochs, gaps, resumed } = reading.history!;
    expect(epochs).toHaveLength(24);
    expect({ gaps, resumed }).toEqual({ gaps: [], resumed: 0 });
    expect(asked()).toHaveLength(24);
    for (const { block, nonce, scale, storedScale, networkLoss, workers } of epochs) {
      expect(Math.abs(scale! / storedScale! - 1)).toBeLessThan(1e-9);
      expect(networkLoss).toBeLessThan(0);
      const body = JSON.stringify(rpc[pathOf(block)]);
      expect(body).toContain(String(nonce));
      for (const { address, regret, loss } of workers) {
        expect(body).toContain(address);
        expect([regret, loss]).not.toContain(null);
      }
    }
    const newest = epochs.at(-1)!;
    expect(newest.nonce).toBe(reading.heights.nonce);
    for (const { address, regret } of expected.workers)
      expect(newest.workers.find((worker) => worker.address === address)!.regret).toBe(Number(regret));
  });

  it('is a table that the readers of regrets, losses and scores read', async () => {
    await open(name);
    const reading = await read({ topic: generated(name).topic, epochs: 24 });
    const path = join(folder, 'topic.csv');
    writeFileSync(path, topicTable(reading));
    const regrets = await readEpochs(path, { quantity: 'regrets' });
    expect([regrets.epochs, regrets.workers]).toEqual([24, reading.workers.length]);
    const last = [...regrets.values.subarray(-regrets.workers)].sort();
    expect(last).toEqual(reading.workers.map(({ regret }) => regret).sort());
    const { data, losses } = await readReplay(path, {});
    expect(losses).toMatchObject({ unit: 'log10 losses', networkLoss: 'network_loss' });
    expect(data.epochs).toEqual(reading.history!.epochs.map(({ nonce }) => String(nonce)));
    expect([...data.networkLosses]).toEqual(reading.history!.epochs.map(({ networkLoss }) => networkLoss));
    expect((await readEpochs(path, { quantity: 'scores' })).epochs).toBe(24);
  });
});

it('reads the nine blocks of the recorded node, whose losses give its regrets', async () => {
  await open('recorded-v5');
  const { topic, nonces, workers } = recorded() as ReturnType<typeof recorded> & { nonces: number[] };
  const reading = await read({ topic, epochs: 9 });
  const { epochs, gaps } = reading.history!;
  expect(epochs.map(({ nonce }) => nonce)).toEqual(nonces.slice(0, 9));
  expect(gaps).toEqual([]);
  expect(epochs.map(({ scale, storedScale }) => scale ?? storedScale)).toEqual(epochs.map(() => null));
  const regrets = new Map<string, number>();
  for (const { networkLoss, workers: present } of epochs) {
    for (const { role, address, loss } of present) {
      const before = regrets.get(`${role} ${address}`) ?? 0;
      regrets.set(`${role} ${address}`, 0.5 * (networkLoss! - loss!) + 0.5 * before);
    }
  }
  const early = reading.workers.filter(({ address }) => address !== workers[5]);
  expect(early).toHaveLength(7);
  for (const { role, address, regret } of early)
    expect(Math.abs(regrets.get(`${role} ${address}`)! / regret - 1)).toBeLessThan(2e-15);
});

describe('gaps', () => {
  it('are named where a block has no losses, after a look around it', async () => {
    await open('topic-a');
    change(NEWEST - 60, () => null);
    const { epochs, gaps } = (await read()).history!;
    expect(epochs.map(({ block }) => block)).toEqual([NEWEST - 180, NEWEST - 120, NEWEST]);
    expect(gaps).toEqual([
      { from: NEWEST - 60, to: NEWEST - 60, epochs: 1, reason: 'no losses were closed' },
    ]);
    expect(asked()).toHaveLength(8);
  });

  it('are none where the losses were closed some blocks beside', async () => {
    await open('topic-a');
    for (const [from, to] of [
      [NEWEST - 60, NEWEST - 62],
      [NEWEST - 120, NEWEST - 122],
    ] as const) {
      server.answers.set(pathOf(to), server.answers.get(pathOf(from))!);
      server.answers.delete(pathOf(from));
    }
    const { epochs, gaps } = (await read({ epochs: 3 })).history!;
    expect(epochs.map(({ block }) => block)).toEqual([NEWEST - 122, NEWEST - 62, NEWEST]);
    expect(gaps).toEqual([]);
  });

  it('are one below the lowest block that the node keeps', async () => {
    await open('topic-a');
    const data = `height ${NEWEST - 120} is not available, lowest height is ${NEWEST - 100}`;
    server.answers.set(pathOf(NEWEST - 120), { status: 500, body: { error: { code: -32603, data } } });
    const { epochs, gaps } = (await read({ epochs: 1000 })).history!;
    expect(epochs).toHaveLength(2);
    expect(gaps).toEqual([
      {
        from: NEWEST - 120,
        to: NEWEST - 999 * 60,
        epochs: 998,
        reason: `the node keeps blocks from ${NEWEST - 100} only`,
      },
    ]);
    expect(asked().length).toBeLessThan(12);
  });

  it('before the first block are not asked for', async () => {
    await open('recorded-v5');
    const { epochs, gaps } = (await read({ topic: 2, epochs: 100 })).history!;
    expect(epochs).toHaveLength(9);
    expect(gaps[0]).toMatchObject({ epochs: 45, reason: 'before the first block' });
    expect(gaps.reduce((sum, gap) => sum + gap.epochs, 0)).toBe(91);
  });

  it('end the reading if too many epochs in a row are missing', async () => {
    await open('topic-a');
    const { gaps } = (await read({ epochs: 200 })).history!;
    expect(gaps[0]).toMatchObject({ epochs: 126, reason: 'not looked for: too many in a row are missing' });
    expect(asked().length).toBeLessThan(100);
  });
});

describe('events', () => {
  it('may name the nonce otherwise, and belong to another version', async () => {
    await open('topic-a');
    setAttribute(NEWEST, /Regret|Scores/, 'block_height', '"5344920"', 'nonce_block_height');
    change(NEWEST, (events) =>
      events.map((event) => ({ ...event, type: event.type.replace('emissions.v9', 'emissions.v10') })),
    );
    const { epochs } = (await read({ epochs: 1 })).history!;
    expect(epochs[0]).toMatchObject({ nonce: 5344920, storedScale: Number(A.expected.scale) });
    expect(epochs[0]!.workers).toHaveLength(11);
  });

  it('of other topics and of reputers are left out', async () => {
    await open('topic-a');
    change(NEWEST, (events) => [
      ...events.map((event) => ({
        ...event,
        attributes: event.attributes.map((each) =>
          each.key === 'topic_id' ? { ...each, value: '"19"' } : each,
        ),
      })),
      ...events,
      {
        type: 'emissions.v9.EventScoresSet',
        attributes: [
          { key: 'topic_id', value: '"18"' },
          { key: 'block_height', value: '"5344920"' },
          { key: 'actor_type', value: '"ACTOR_TYPE_REPUTER"' },
          { key: 'addresses', value: '["allo1reputer"]' },
          { key: 'scores', value: '["1"]' },
        ],
      },
    ]);
    const { epochs } = (await read({ epochs: 1 })).history!;
    expect(epochs).toHaveLength(1);
    expect(epochs[0]!.workers).toHaveLength(11);
  });

  it.each([
    ['regrets', '["0.1"]', 'expected 7 values, one for each address, got 1'],
    ['regrets', '["NaN"]', 'regrets[0]: expected a decimal number, got "NaN"'],
    ['regrets', 'oops', 'regrets: '],
    ['block_height', '"-1"', 'block_height: expected a height, a whole number >= 0, got "-1"'],
    ['addresses', JSON.stringify(Array(7).fill('allo1a')), 'expected each worker once, got allo1a twice'],
  ])('with wrong %s %s are refused', async (key, value, message) => {
    await open('topic-a');
    setAttribute(NEWEST, /InfererNetworkRegretSet/, key, value);
    const call = read({ epochs: 1 });
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toThrow(`${pathOf(NEWEST)}: emissions.v9.EventInfererNetworkRegretSet`);
  });
});

it('needs an RPC, which may be another address', async () => {
  await open('topic-a');
  const lcd = await startServer(new Map([...server.answers].filter(([path]) => !path.startsWith('/block'))));
  lcd.answers.set(pathOf(NEWEST), { status: 501, body: { code: 12 } });
  await expect(read({ node: lcd.base })).rejects.toThrow(
    `${lcd.base}${pathOf(NEWEST)}: expected the results of a block, got status 501; name an RPC that keeps them with --rpc`,
  );
  expect((await read({ node: lcd.base, rpc: server.base })).history!.rpc).toBe(server.base);
  await lcd.close();
});

describe('an interrupted reading', () => {
  const kept = () => join(folder, 'kept');
  const lines = () => readFileSync(kept(), 'utf8').split('\n').slice(0, -1);

  /** Reads epochs until the node fails. */
  async function interrupt(): Promise<void> {
    await open('topic-a');
    server.fault = (path, response) => {
      const isFault = path === pathOf(NEWEST - 180);
      if (isFault) response.destroy();
      return isFault;
    };
    await expect(read({ epochs: 6, keptEpochs: kept() })).rejects.toThrow('the connection was cut off');
    server.fault = undefined;
    server.requests.length = 0;
  }

  it('is resumed: no epoch is asked twice', async () => {
    await interrupt();
    expect(lines()).toHaveLength(4);
    const counts: number[] = [];
    const resumed = await read({ epochs: 6, keptEpochs: kept(), onKept: (count) => counts.push(count) });
    expect(asked()).toHaveLength(3);
    expect(resumed.history!.resumed).toBe(3);
    expect(counts).toEqual([3, 3, 3, 4, 5, 6]);
    const whole = await read({ epochs: 6 });
    expect(resumed.history!.epochs).toEqual(whole.history!.epochs);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    [
      'changed',
      (text: string) => text.replace(/(.*\n){4}/, (start) => `${start.slice(0, -40)}7${start.slice(-39)}`),
    ],
    [
      'followed by other bytes',
      (text: string) => `${text.split('\n').slice(0, 3).join('\n')}\n\u00e9\u0000\n`,
    ],
  ])('drops lines of the file from one that is %s', async (_, damage) => {
    await interrupt();
    writeFileSync(kept(), damage(readFileSync(kept(), 'utf8')));
    const { history } = await read({ epochs: 6, keptEpochs: kept() });
    expect(history!.resumed).toBe(2);
    expect(history!.epochs).toHaveLength(6);
    expect(lines()).toHaveLength(7);
    expect((await read({ epochs: 6, keptEpochs: kept() })).history!.resumed).toBe(6);
  });

  it('starts over where not even the first line was written', async () => {
    await interrupt();
    writeFileSync(kept(), lines()[0]!.slice(0, 30));
    expect((await read({ epochs: 2, keptEpochs: kept() })).history!.resumed).toBe(0);
  });

  it('refuses the epochs of another topic or chain, and other files', async () => {
    await interrupt();
    const other = await startServer(answersOf('topic-b'));
    const call = () => read({ topic: 21, node: other.base, keptEpochs: kept() });
    await expect(call()).rejects.toThrow(
      /expected finished epochs of topic 21 of allora-mainnet-1, got those of another topic or chain; move it/,
    );
    writeFileSync(kept(), 'my notes\n');
    await expect(call()).rejects.toThrow('got another file; move it, or choose another file with --out');
    expect(readFileSync(kept(), 'utf8')).toBe('my notes\n');
    rmSync(kept());
    symlinkSync('elsewhere', kept());
    await expect(call()).rejects.toThrow('got a symbolic link');
    await other.close();
  });
});
