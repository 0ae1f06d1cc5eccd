/** Answers of a node that cannot be used, numbers in all encodings, units of losses, and wrong options. */

import { describe, expect, it } from 'vitest';
import { isDecimal } from '../../../src/epochs/chain/decimals.js';
import { NodeError, UsageError } from '../../../src/text/errors.js';
import { A, FIRST, nodeOfTest } from './node-of-test.js';

const node = nodeOfTest();

describe('numbers', () => {
  it.each(['-6.39817647287165869696876173514291e-1', '-0.6398176472871658696968761735142910000', '-.5', '2'])(
    'reads %s',
    async (value) => {
      await node.openFew();
      node.setRegret(FIRST.address, { value });
      expect((await node.read()).workers[0]!.regret).toBe(Number(value));
    },
  );

  it.each(['', 'NaN', 'Infinity', '0x10', '1e400', '1,5', '1 2', '.', null, 0.5, {}])(
    'refuses %j',
    async (value) => {
      await node.openFew();
      node.setRegret(FIRST.address, { value });
      const place = `inferer_network_regret/18/${FIRST.address}: regret.value: expected a decimal number, got `;
      await expect(node.read()).rejects.toThrow(place);
      await expect(node.read()).rejects.toBeInstanceOf(NodeError);
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
    await node.openFew();
    node.change(`/topics/${A.topic}`, ({ topic }) => Object.assign(topic!, { [field]: value }));
    await expect(node.read()).rejects.toThrow(message);
  });

  it('refuses a negative weight, and a worker whose loss is given twice', async () => {
    await node.openFew();
    const path = `/latest_inferer_weight/${A.topic}/${FIRST.address}`;
    node.change(path, (body) => Object.assign(body, { weight: '-0.1' }));
    await expect(node.read()).rejects.toThrow('weight: expected a decimal number >= 0, got "-0.1"');
    node.change(path, (body) => Object.assign(body, { weight: '0' }));
    node.change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
      const losses = bundle!.inferer_values as { worker: string }[];
      losses[1]!.worker = losses[0]!.worker;
    });
    await expect(node.read()).rejects.toThrow('loss_bundle.inferer_values: expected each worker once');
  });

  it('refuses an address that is none', async () => {
    await node.openFew();
    node.change(`/latest_network_inferences/${A.topic}`, ({ network_inferences: values }) =>
      (values!.inferer_values as object[]).push({ worker: 'allo1/../../params' }),
    );
    await expect(node.read()).rejects.toThrow('worker: expected an address, got "allo1/../../params"');
  });

  it('ignores fields that are added, and takes p and c of the topic first', async () => {
    await node.openFew();
    node.change(`/topics/${A.topic}`, (body) => {
      Object.assign(body, { more: [1] });
      Object.assign(body.topic!, { more: {}, p_norm: '5.0', c_norm: '-1e-1' });
    });
    expect((await node.read()).parameters).toMatchObject({ pNorm: 5, cNorm: -0.1 });
  });

  it('knows decimals', () => {
    expect(['1', '-1.', '.5', '+1e-3', '3.000000000'].map(isDecimal)).not.toContain(false);
    expect(['', '.', 'e5', '1e', '--1', '1e99999', ' 1'].map(isDecimal)).not.toContain(true);
  });
});

describe('units', () => {
  const setLosses = (values: (value: number) => number) =>
    node.change(`/network_loss/${A.topic}/5344920`, ({ loss_bundle: bundle }) => {
      const edit = (value: unknown) => String(values(Number(value)));
      bundle!.combined_value = edit(bundle!.combined_value);
      for (const key of ['inferer_values', 'forecaster_values'])
        for (const each of bundle![key] as { value: unknown }[]) each.value = edit(each.value);
    });

  it('reads losses as log10 if some are negative', async () => {
    await node.openFew();
    expect((await node.read()).units).toEqual({
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
    await node.openFew();
    setLosses(values);
    await expect(node.read()).rejects.toThrow(message);
    await expect(node.read()).rejects.toThrow(/--losses-are log10 [^]*--losses-are raw /);
    await expect(node.read()).rejects.toBeInstanceOf(UsageError);
    expect((await node.read(18, { lossesAre: 'raw' })).units).toMatchObject({ lossesAre: 'raw' });
    expect((await node.read(18, { lossesAre: 'log10' })).units).toMatchObject({ lossesAre: 'log10' });
  });

  it('refuses large regrets without losses', async () => {
    await node.openFew();
    node.server.answers.set(`/emissions/v10/network_loss/${A.topic}/5344920`, {
      status: 200,
      body: A.lcd.v10['/emissions/v10/network_loss/18/5344921'],
    });
    await expect(node.read()).rejects.toThrow('nothing tells the unit of the regrets');
    expect((await node.read(18, { lossesAre: 'log10' })).units.losses).toBeNull();
  });
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
  await node.open('topic-a');
  const call = node.read(18, wrong as object);
  await expect(call).rejects.toThrow(message);
  await expect(call).rejects.toBeInstanceOf(ErrorType);
  expect(node.server.requests).toEqual([]);
});
