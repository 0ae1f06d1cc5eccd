/** A topic from a node: numbers against those of the reference files, workers that do not count, the check. */

import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/epochs/chain/decimals.js';
import { UsageError } from '../../../src/text/errors.js';
import { answersOf, generated, NOT_IMPLEMENTED, recorded } from './chain-server.js';
import { A, FIRST, nodeOfTest } from './node-of-test.js';

const node = nodeOfTest();

/** Removes a worker from the losses of the last epoch. */
const withoutLoss = (address: string) =>
  node.change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
    const losses = bundle!.inferer_values as { worker: string }[];
    bundle!.inferer_values = losses.filter(({ worker }) => worker !== address);
  });

describe.each(['topic-a', 'topic-b'] as const)('%s', (name) => {
  it.each(['v9', 'v10'] as const)('has the expected scale, regrets and weights in %s', async (version) => {
    await node.open(name, version);
    const { topic, expected, newcomer } = generated(name);
    const reading = await node.read(topic);
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
    const paths = node.server.requests.map(({ path }) => path);
    expect(paths.length - new Set(paths).size).toBe(1);
  });
});

it('recomputes the weights that the recorded node serves', async () => {
  await node.open('recorded-v5');
  const reading = await node.read(recorded().topic);
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
    await node.open('topic-a');
    const before = await node.read();
    withoutLoss(FIRST.address);
    node.setRegret(FIRST.address, { block_height: '5344800' });
    const reading = await node.read();
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
    await node.open('topic-a');
    node.change(`/latest_network_inferences/${A.topic}`, ({ network_inferences: values }) => {
      values!.inferer_values = [];
      values!.forecaster_values = null;
    });
    const reading = await node.read();
    expect(reading.check.agrees).toBe(true);
    expect(reading.leftOut).toEqual([]);
  });

  it('counts a newcomer among the losses with regret 0', async () => {
    await node.open('topic-a');
    node.setRegret(FIRST.address, { block_height: '0', value: '-0.831' });
    const { workers } = await node.read();
    expect(workers.find(({ address }) => address === FIRST.address)!.regret).toBe(0);
  });

  it('leaves out a worker whose regret is not of the epoch of the losses', async () => {
    await node.open('topic-a');
    node.setRegret(FIRST.address, { block_height: '5344860' });
    const { leftOut } = await node.read();
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
    await node.open('topic-a');
    node.server.answers.set(`/emissions/v10${weightPath}`, {
      status: 200,
      body: { weight: String(stored * (1 + relative)) },
    });
    const { check } = await node.read();
    expect(check.agrees).toBe(agrees);
    expect(check.differences.map(({ of, role }) => [of, role])).toEqual(
      agrees ? [] : [[FIRST.address, 'inferer']],
    );
  });

  it('compares the scale', async () => {
    await node.open('topic-a');
    node.change(`/latest_regret_stdnorm/${A.topic}`, (body) =>
      Object.assign(body, { value: '0.0650216915' }),
    );
    const { check, storedScale } = await node.read();
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
    await node.open('topic-a');
    node.server.answers.set(`/emissions/v10/latest_regret_stdnorm/${A.topic}`, reply);
    const { storedScale, check } = await node.read();
    expect(storedScale).toBeNull();
    expect(check).toMatchObject({ agrees: true, compared: A.expected.workers.length });
  });

  it('says that nothing can be compared', async () => {
    await node.open('topic-a');
    for (const path of node.server.answers.keys())
      if (/weight|stdnorm/.test(path)) node.server.answers.delete(path);
    expect((await node.read()).check.agrees).toBeNull();
  });

  it('keeps the digits of a scale far below epsilon', () => {
    expect(difference('1000.00000000000000000012345678', '1000')).toBe(1.2345678e-19);
    expect(difference('1.5E+2', '15e1')).toBe(0);
    expect(difference('0.1', '3.000000000')).toBe(-2.9);
  });
});

describe('absent topics', () => {
  it('says that a topic is unknown, without a second attempt', async () => {
    await node.open('recorded-v5');
    await expect(node.read(9999)).rejects.toThrow(
      /^topic 9999: expected a topic of .*: error getting topic$/,
    );
    await expect(node.read(9999)).rejects.toBeInstanceOf(UsageError);
    expect(node.server.requests.filter(({ path }) => path === '/emissions/v5/topics/9999')).toHaveLength(2);
    node.server.answers.set('/emissions/v5/topics/8', {
      status: 404,
      body: { code: 5, message: 'topic 8 not found' },
    });
    await expect(node.read(8)).rejects.toThrow(/^topic 8: expected a topic of .*: topic 8 not found$/);
  });

  it('says that nobody has sent an inference yet', async () => {
    await node.openFew();
    const { lcd } = recorded();
    node.server.answers.set(
      '/emissions/v10/latest_network_inferences/18',
      lcd['/emissions/v5/latest_network_inferences/1']!,
    );
    node.server.answers.set(
      '/emissions/v10/topic_last_reputer_commit_info/18',
      lcd['/emissions/v5/topic_last_reputer_commit_info/9999']!,
    );
    await expect(node.read()).rejects.toThrow(
      'topic 18: expected regrets of workers, got none: nobody has sent an inference yet',
    );
    node.server.answers.set(
      '/emissions/v10/latest_network_inferences/18',
      answersOf('topic-a').get('/emissions/v10/latest_network_inferences/18')!,
    );
    await expect(node.read()).rejects.toThrow('got none: the losses of no epoch have been closed yet');
    await expect(node.read()).rejects.toBeInstanceOf(UsageError);
  });

  it('says that no worker has a regret of the last epoch', async () => {
    await node.openFew();
    node.change(`/topic_last_reputer_commit_info/18`, ({ last_commit: commit }) =>
      Object.assign(commit!, { nonce: { block_height: '5344921' } }),
    );
    await expect(node.read()).rejects.toThrow(
      'topic 18: expected a worker with a regret of the last epoch (5344921), got none',
    );
  });

  it('says that a node has no API that is known', async () => {
    await node.openFew();
    node.server.answers.clear();
    await expect(node.read()).rejects.toThrow(
      /expected the emissions API in version v10, v9, v5, got none of them/,
    );
  });
});

describe('an epoch that is closed during the reading', () => {
  const path = `/emissions/v10/topic_last_reputer_commit_info/${A.topic}`;
  const commit = (nonce: number) =>
    JSON.stringify({ last_commit: { block_height: '1', nonce: { block_height: String(nonce) } } });

  it('is read instead', async () => {
    await node.open('topic-a');
    const nonces = [5344860, 5344920];
    node.server.fault = (asked, response) => {
      if (asked !== path) return false;
      response.end(commit(nonces.shift() ?? 5344920));
      return true;
    };
    const reading = await node.read();
    expect(reading.heights.nonce).toBe(5344920);
    expect(reading.check.agrees).toBe(true);
  });

  it('is an error if it happens again and again', async () => {
    await node.open('topic-a');
    let nonce = 1;
    node.server.fault = (asked, response) => {
      if (asked !== path) return false;
      response.end(commit(nonce++));
      return true;
    };
    await expect(node.read()).rejects.toThrow(
      'an epoch of topic 18 was closed during each reading; try again',
    );
  });
});

it('answers for one worker, and for equal regrets', async () => {
  await node.open('topic-a');
  for (const { address } of A.expected.workers) {
    const path = `/emissions/v10/inferer_network_regret/${A.topic}/${address}`;
    if (node.server.answers.has(path)) node.setRegret(address, { value: '0.25' });
    else
      node.server.answers.get(path.replace('inferer', 'forecaster'))!.body = {
        regret: { block_height: '5344920', value: '0.25' },
      };
  }
  const equal = await node.read();
  expect(equal).toMatchObject({ std: 0, scale: 0, epsilonShare: 1, spread: 0, mean: 0.25 });
  expect(equal.effectiveWorkers).toBeCloseTo(11, 12);
  for (const { address } of A.expected.workers.slice(1)) {
    for (const role of ['inferer', 'forecaster']) {
      const path = `/emissions/v10/${role}_network_regret/${A.topic}/${address}`;
      if (node.server.answers.has(path))
        node.server.answers.set(path, { status: 200, body: { regret: { block_height: '1', value: '1' } } });
    }
  }
  const single = await node.read();
  expect(single).toMatchObject({ std: 0, spread: 0, effectiveWorkers: 1 });
  expect(single.workers.map(({ address, weight }) => [address, weight])).toEqual([[FIRST.address, 1]]);
});
