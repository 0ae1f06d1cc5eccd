/** A topic from a node: numbers against those of the reference files, workers that do not count, wrong answers. */

import { afterEach, describe, expect, it } from 'vitest';
import { difference, isDecimal } from '../../../src/epochs/chain/decimals.js';
import { readTopic, type ReadTopicOptions } from '../../../src/epochs/chain/read-topic.js';
import { NodeError, UsageError } from '../../../src/text/errors.js';
import {
  answersOf,
  generated,
  NOT_IMPLEMENTED,
  recorded,
  startServer,
  type ChainServer,
  withFewWorkers,
} from './chain-server.js';

let server: ChainServer;
afterEach(() => server.close());

const A = generated('topic-a');
const FIRST = A.expected.workers[0]!;
type Body = Record<string, Record<string, unknown>>;

async function open(name: Parameters<typeof answersOf>[0], version: 'v9' | 'v10' = 'v10'): Promise<void> {
  server = await startServer(answersOf(name, version));
}

const read = (topic: number | string = A.topic, options: Partial<ReadTopicOptions> = {}) =>
  readTopic({ topic, node: server.base, spacing: 0, firstWait: 1, ...options });

async function openFew(): Promise<void> {
  server = await startServer(withFewWorkers(answersOf('topic-a')));
}

/** Changes the answer to a path of v10. */
function change(path: string, edit: (body: Body) => void): void {
  const answer = server.answers.get(`/emissions/v10${path}`)!;
  const body = structuredClone(answer.body) as Body;
  edit(body);
  server.answers.set(`/emissions/v10${path}`, { ...answer, body });
}

const setRegret = (address: string, fields: object) =>
  change(`/inferer_network_regret/${A.topic}/${address}`, (body) => Object.assign(body.regret!, fields));

/** Removes a worker from the losses of the last epoch. */
const withoutLoss = (address: string) =>
  change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
    const losses = bundle!.inferer_values as { worker: string }[];
    bundle!.inferer_values = losses.filter(({ worker }) => worker !== address);
  });

describe.each(['topic-a', 'topic-b'] as const)('%s', (name) => {
  it.each(['v9', 'v10'] as const)('has the expected scale, regrets and weights in %s', async (version) => {
    await open(name, version);
    const { topic, expected, newcomer } = generated(name);
    const reading = await read(topic);
    expect(reading).toMatchObject({
      topic: String(topic),
      version: { api: version, chain: version === 'v9' ? '0.16.0' : '0.17.0' },
      network: 'allora-mainnet-1',
      scheme: 'chain-2026',
      parameters: { epsilon: Number(expected.epsilon), pNorm: 3, cNorm: 0.75 },
      units: { lossesAre: 'log10' },
      check: { agrees: true, compared: expected.workers.length + 1, differences: [] },
    });
    expect(Math.abs(reading.scale / Number(expected.scale) - 1)).toBeLessThan(1e-13);
    expect(reading.storedScale).toBe(Number(expected.scale));
    expect(reading.workers).toHaveLength(expected.workers.length);
    for (const { address, regret, weight } of expected.workers) {
      const worker = reading.workers.find((each) => each.address === address)!;
      expect(worker.regret).toBe(Number(regret));
      expect(worker.storedWeight).toBe(Number(weight));
      expect(Math.abs(worker.weight / Number(weight) - 1)).toBeLessThan(1e-12);
    }
    expect(reading.leftOut).toEqual([
      { address: newcomer, role: 'inferer', reason: expect.stringMatching(/newcomer.* regret 0 /) as string },
    ]);
    // Nothing is asked twice but the last commit.
    const paths = server.requests.map(({ path }) => path);
    expect(paths.length - new Set(paths).size).toBe(1);
  });
});

it('recomputes the weights that the recorded node serves', async () => {
  await open('recorded-v5');
  const reading = await read(recorded().topic);
  expect(reading).toMatchObject({
    version: { api: 'v5' },
    scheme: 'chain-2024',
    storedScale: null,
    leftOut: [],
  });
  expect(reading.workers).toHaveLength(8);
  for (const { weight, storedWeight } of reading.workers)
    expect(Math.abs(weight / storedWeight! - 1)).toBeLessThan(1e-15);
  expect(reading.check).toMatchObject({ agrees: true, compared: 8 });
});

describe('workers that do not count', () => {
  it('leaves out an absent worker, whose regret is older', async () => {
    await open('topic-a');
    const before = await read();
    withoutLoss(FIRST.address);
    setRegret(FIRST.address, { block_height: '5344800' });
    const reading = await read();
    expect(reading.workers.map(({ address }) => address)).not.toContain(FIRST.address);
    expect(reading.leftOut).toContainEqual({
      address: FIRST.address,
      role: 'inferer',
      reason: 'absent in the last epoch: its regret is of epoch 5344800, not 5344920',
    });
    expect(reading.scale).not.toBe(before.scale);
    expect(reading.check.differences[0]).toMatchObject({ of: 'scale', role: null });
  });

  it('counts a worker of the losses that sends no inference now', async () => {
    await open('topic-a');
    change(`/latest_network_inferences/${A.topic}`, ({ network_inferences: values }) => {
      values!.inferer_values = [];
      values!.forecaster_values = null;
    });
    const reading = await read();
    expect(reading.check.agrees).toBe(true);
    expect(reading.leftOut).toEqual([]);
  });

  it('counts a newcomer among the losses with regret 0', async () => {
    await open('topic-a');
    setRegret(FIRST.address, { block_height: '0', value: '-0.831' });
    const { workers } = await read();
    expect(workers.find(({ address }) => address === FIRST.address)!.regret).toBe(0);
  });

  it('leaves out a worker whose regret is not of the epoch of the losses', async () => {
    await open('topic-a');
    setRegret(FIRST.address, { block_height: '5344860' });
    const { leftOut } = await read();
    expect(leftOut[0]).toMatchObject({
      address: FIRST.address,
      reason: expect.stringContaining('5344860') as string,
    });
  });
});

describe('the check of the formula', () => {
  const weightPath = `/latest_inferer_weight/${A.topic}/${FIRST.address}`;
  const stored = Number((A.lcd.v10[`/emissions/v10${weightPath}`] as { weight: string }).weight);

  it.each([
    [1e-10, true],
    [2e-9, false],
  ])('compares weights: a relative difference of %s', async (relative, agrees) => {
    await open('topic-a');
    server.answers.set(`/emissions/v10${weightPath}`, {
      status: 200,
      body: { weight: String(stored * (1 + relative)) },
    });
    const { check } = await read();
    expect(check.agrees).toBe(agrees);
    expect(check.differences.map(({ of, role }) => [of, role])).toEqual(
      agrees ? [] : [[FIRST.address, 'inferer']],
    );
  });

  it('compares the scale', async () => {
    await open('topic-a');
    change(`/latest_regret_stdnorm/${A.topic}`, (body) => Object.assign(body, { value: '0.0650216915' }));
    const { check, storedScale } = await read();
    expect(storedScale).toBe(0.0640216915);
    expect(check.differences).toEqual([
      {
        of: 'scale',
        role: null,
        recomputed: expect.closeTo(0.0640216913, 10) as number,
        stored: 0.0640216915,
      },
    ]);
  });

  it.each([
    ['is not served', NOT_IMPLEMENTED],
    ['is not stored yet', { status: 200, body: { value: '0' } }],
  ])('does without a scale that %s', async (_, reply) => {
    await open('topic-a');
    server.answers.set(`/emissions/v10/latest_regret_stdnorm/${A.topic}`, reply);
    const { storedScale, check } = await read();
    expect(storedScale).toBeNull();
    expect(check).toMatchObject({ agrees: true, compared: A.expected.workers.length });
  });

  it('says that nothing can be compared', async () => {
    await open('topic-a');
    for (const path of server.answers.keys()) if (/weight|stdnorm/.test(path)) server.answers.delete(path);
    expect((await read()).check.agrees).toBeNull();
  });

  it('keeps the digits of a scale far below epsilon', () => {
    expect(difference('1000.00000000000000000012345678', '1000')).toBe(1.2345678e-19);
    expect(difference('1.5E+2', '15e1')).toBe(0);
    expect(difference('0.1', '3.000000000')).toBe(-2.9);
  });
});

describe('numbers', () => {
  it.each(['-6.39817647287165869696876173514291e-1', '-0.6398176472871658696968761735142910000', '-.5', '2'])(
    'reads %s',
    async (value) => {
      await openFew();
      setRegret(FIRST.address, { value });
      expect((await read()).workers[0]!.regret).toBe(Number(value));
    },
  );

  it.each(['', 'NaN', 'Infinity', '0x10', '1e400', '1,5', '1 2', '.', null, 0.5, {}])(
    'refuses %j',
    async (value) => {
      await openFew();
      setRegret(FIRST.address, { value });
      const place = `inferer_network_regret/18/${FIRST.address}: regret.value: expected a decimal number, got `;
      await expect(read()).rejects.toThrow(place);
      await expect(read()).rejects.toBeInstanceOf(NodeError);
    },
  );

  it.each([
    ['epsilon', '0', 'topic.epsilon: expected a decimal number > 0, got "0"'],
    ['p_norm', '-3', 'topic.p_norm: expected a decimal number > 0, got "-3"'],
    ['alpha_regret', '1.5', 'topic.alpha_regret: expected a decimal number in (0, 1], got "1.5"'],
    ['epoch_length', '0', 'topic.epoch_length: expected a number of blocks > 0, got "0"'],
    ['epoch_length', '-1', 'topic.epoch_length: expected a height, a whole number >= 0, got "-1"'],
    ['id', '19', 'topic.id: expected 18, got 19'],
  ])('refuses %s %s', async (field, value, message) => {
    await openFew();
    change(`/topics/${A.topic}`, ({ topic }) => Object.assign(topic!, { [field]: value }));
    await expect(read()).rejects.toThrow(message);
  });

  it('refuses a negative weight, and a worker whose loss is given twice', async () => {
    await openFew();
    const path = `/latest_inferer_weight/${A.topic}/${FIRST.address}`;
    change(path, (body) => Object.assign(body, { weight: '-0.1' }));
    await expect(read()).rejects.toThrow('weight: expected a decimal number >= 0, got "-0.1"');
    change(path, (body) => Object.assign(body, { weight: '0' }));
    change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
      const losses = bundle!.inferer_values as { worker: string }[];
      losses[1]!.worker = losses[0]!.worker;
    });
    await expect(read()).rejects.toThrow('loss_bundle.inferer_values: expected each worker once');
  });

  it('refuses an address that is none', async () => {
    await openFew();
    change(`/latest_network_inferences/${A.topic}`, ({ network_inferences: values }) =>
      (values!.inferer_values as object[]).push({ worker: 'allo1/../../params' }),
    );
    await expect(read()).rejects.toThrow('worker: expected an address, got "allo1/../../params"');
  });

  it('ignores fields that are added, and takes p and c of the topic first', async () => {
    await openFew();
    change(`/topics/${A.topic}`, (body) => {
      Object.assign(body, { more: [1] });
      Object.assign(body.topic!, { more: {}, p_norm: '5.0', c_norm: '-1e-1' });
    });
    expect((await read()).parameters).toMatchObject({ pNorm: 5, cNorm: -0.1 });
  });

  it('knows decimals', () => {
    expect(['1', '-1.', '.5', '+1e-3', '3.000000000'].map(isDecimal)).not.toContain(false);
    expect(['', '.', 'e5', '1e', '--1', '1e99999', ' 1'].map(isDecimal)).not.toContain(true);
  });
});

describe('absent topics', () => {
  it('says that a topic is unknown, without a second attempt', async () => {
    await open('recorded-v5');
    await expect(read(9999)).rejects.toThrow(/^topic 9999: expected a topic of .*: error getting topic$/);
    await expect(read(9999)).rejects.toBeInstanceOf(UsageError);
    expect(server.requests.filter(({ path }) => path === '/emissions/v5/topics/9999')).toHaveLength(2);
    server.answers.set('/emissions/v5/topics/8', {
      status: 404,
      body: { code: 5, message: 'topic 8 not found' },
    });
    await expect(read(8)).rejects.toThrow(/^topic 8: expected a topic of .*: topic 8 not found$/);
  });

  it('says that nobody has sent an inference yet', async () => {
    await openFew();
    const { lcd } = recorded();
    server.answers.set(
      '/emissions/v10/latest_network_inferences/18',
      lcd['/emissions/v5/latest_network_inferences/1']!,
    );
    server.answers.set(
      '/emissions/v10/topic_last_reputer_commit_info/18',
      lcd['/emissions/v5/topic_last_reputer_commit_info/9999']!,
    );
    await expect(read()).rejects.toThrow(
      'topic 18: expected regrets of workers, got none: nobody has sent an inference yet',
    );
    server.answers.set(
      '/emissions/v10/latest_network_inferences/18',
      answersOf('topic-a').get('/emissions/v10/latest_network_inferences/18')!,
    );
    await expect(read()).rejects.toThrow('got none: the losses of no epoch have been closed yet');
    await expect(read()).rejects.toBeInstanceOf(UsageError);
  });

  it('says that no worker has a regret of the last epoch', async () => {
    await openFew();
    change(`/topic_last_reputer_commit_info/18`, ({ last_commit: commit }) =>
      Object.assign(commit!, { nonce: { block_height: '5344921' } }),
    );
    await expect(read()).rejects.toThrow(
      'topic 18: expected a worker with a regret of the last epoch (5344921), got none',
    );
  });

  it('says that a node has no API that is known', async () => {
    await openFew();
    server.answers.clear();
    await expect(read()).rejects.toThrow(
      /expected the emissions API in version v10, v9, v5, got none of them/,
    );
  });
});

describe('an epoch that is closed during the reading', () => {
  const path = `/emissions/v10/topic_last_reputer_commit_info/${A.topic}`;
  const commit = (nonce: number) =>
    JSON.stringify({ last_commit: { block_height: '1', nonce: { block_height: String(nonce) } } });

  it('is read instead', async () => {
    await open('topic-a');
    const nonces = [5344860, 5344920];
    server.fault = (asked, response) => {
      if (asked !== path) return false;
      response.end(commit(nonces.shift() ?? 5344920));
      return true;
    };
    const reading = await read();
    expect(reading.heights.nonce).toBe(5344920);
    expect(reading.check.agrees).toBe(true);
  });

  it('is an error if it happens again and again', async () => {
    await open('topic-a');
    let nonce = 1;
    server.fault = (asked, response) => {
      if (asked !== path) return false;
      response.end(commit(nonce++));
      return true;
    };
    await expect(read()).rejects.toThrow('an epoch of topic 18 was closed during each reading; try again');
  });
});

describe('units', () => {
  const setLosses = (values: (value: number) => number) =>
    change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
      const edit = (value: unknown) => String(values(Number(value)));
      bundle!.combined_value = edit(bundle!.combined_value);
      for (const key of ['inferer_values', 'forecaster_values'])
        for (const each of bundle![key] as { value: unknown }[]) each.value = edit(each.value);
    });

  it('reads losses as log10 if some are negative', async () => {
    await openFew();
    expect((await read()).units).toEqual({
      lossesAre: 'log10',
      reason: 'losses from -1.4 to -0.763: a raw loss is never negative',
      losses: { low: expect.closeTo(-1.403, 3) as number, high: expect.closeTo(-0.763, 3) as number },
    });
  });

  it.each([
    ['tiny losses', (value: number) => 10 ** value, /no loss is negative, so they may be raw losses/],
    ['large losses', (value: number) => 1e4 * 10 ** value, /1720 is too large for the log10 of a loss/],
    ['both signs and large', (value: number) => 100 * value, /140 is too large for the log10 of a loss/],
  ])('refuses %s with both readings', async (_, values, message) => {
    await openFew();
    setLosses(values);
    await expect(read()).rejects.toThrow(message);
    await expect(read()).rejects.toThrow(/--losses-are log10 [^]*--losses-are raw /);
    await expect(read()).rejects.toBeInstanceOf(UsageError);
    expect((await read(18, { lossesAre: 'raw' })).units).toMatchObject({ lossesAre: 'raw' });
    expect((await read(18, { lossesAre: 'log10' })).units).toMatchObject({ lossesAre: 'log10' });
  });

  it('refuses large regrets without losses', async () => {
    await openFew();
    server.answers.set(`/emissions/v10/network_loss/${A.topic}/5344920`, {
      status: 200,
      body: A.lcd.v10['/emissions/v10/network_loss/18/5344921'],
    });
    await expect(read()).rejects.toThrow('nothing tells the unit of the regrets');
    expect((await read(18, { lossesAre: 'log10' })).units.losses).toBeNull();
  });
});

it('answers for one worker, and for equal regrets', async () => {
  await open('topic-a');
  for (const { address } of A.expected.workers) {
    const path = `/emissions/v10/inferer_network_regret/${A.topic}/${address}`;
    if (server.answers.has(path)) setRegret(address, { value: '0.25' });
    else
      server.answers.get(path.replace('inferer', 'forecaster'))!.body = {
        regret: { block_height: '5344920', value: '0.25' },
      };
  }
  const equal = await read();
  expect(equal).toMatchObject({ std: 0, scale: 0, epsilonShare: 1, spread: 0, mean: 0.25 });
  expect(equal.effectiveWorkers).toBeCloseTo(11, 12);
  for (const { address } of A.expected.workers.slice(1)) {
    for (const role of ['inferer', 'forecaster']) {
      const path = `/emissions/v10/${role}_network_regret/${A.topic}/${address}`;
      if (server.answers.has(path))
        server.answers.set(path, { status: 200, body: { regret: { block_height: '1', value: '1' } } });
    }
  }
  const single = await read();
  expect(single).toMatchObject({ std: 0, spread: 0, effectiveWorkers: 1 });
  expect(single.workers.map(({ address, weight }) => [address, weight])).toEqual([[FIRST.address, 1]]);
});

it.each([
  [
    { topic: 0 },
    RangeError,
    'Expected `topic` to be the number of a topic, from 1 to 2^64 - 1, got `0` (number)',
  ],
  [{ topic: '18446744073709551616' }, RangeError, '`topic`'],
  [{ topic: '1/../2' }, RangeError, '`topic`'],
  [{ topic: null }, TypeError, '`topic`'],
  [{ network: 'main' }, RangeError, 'Expected `network` to be one of mainnet, testnet'],
  [{ node: 'http://example.com' }, RangeError, 'Expected `node` to be an address with https'],
  [{ node: 'https://user:secret@example.com' }, RangeError, '`node`'],
  [{ rpc: 'ftp://localhost' }, RangeError, '`rpc`'],
  [{ node: 'http://127.0.0.1.example.com' }, RangeError, '`node`'],
  [{ epochs: 1.5 }, RangeError, '`epochs`'],
  [{ lossesAre: 'ln' }, RangeError, '`lossesAre`'],
  [{ signal: {} }, TypeError, '`signal`'],
])('refuses %j', async (wrong, ErrorType, message) => {
  await open('topic-a');
  const call = read(18, wrong as object);
  await expect(call).rejects.toThrow(message);
  await expect(call).rejects.toBeInstanceOf(ErrorType);
  expect(server.requests).toEqual([]);
});
