/** `topic`: answers in words and as JSON, files that other commands read, refusals, statuses. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answersOf,
  generated,
  send,
  startServer,
  withFewWorkers,
  type ChainServer,
} from '../epochs/chain/chain-server.js';
import { RUNS_ALL } from '../effort.js';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const schema = new URL('../../src/recommend/schemas/topic.schema.json', import.meta.url);
const validate = new Ajv({ strict: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')) as object,
);
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');

let server: ChainServer;
afterEach(() => server.close());
const open = async (name: Parameters<typeof answersOf>[0], version: 'v9' | 'v10' = 'v10') => {
  server = await startServer(answersOf(name, version));
};
const openFew = async () => {
  server = await startServer(withFewWorkers(answersOf('topic-a')));
};
const run = (id: string, ...args: string[]) =>
  alloraHere(['topic', id, '--node', server.base, ...args], folder.path);

interface Answer {
  sentence: string;
  scale: number;
  storedScale: number;
  workers: { address: string; regret: number; weight: number; storedWeight: number }[];
  history: { epochs: { nonce: number }[]; gaps: object[]; resumed: number } | null;
  notes: string[];
}

/** Sets epsilon of topic 18, and the numbers that the chain would store: those are not compared. */
function setEpsilon(epsilon: string): void {
  const path = '/emissions/v10/topics/18';
  const body = structuredClone(server.answers.get(path)!.body) as { topic: { epsilon: string } };
  body.topic.epsilon = epsilon;
  server.answers.set(path, { status: 200, body });
  for (const each of server.answers.keys()) if (/weight|stdnorm/.test(each)) server.answers.delete(each);
}

describe('the answer', () => {
  it('begins with the verdict, then numbers, workers, check and origin', async () => {
    await open('topic-a');
    const { status, stdout, stderr } = await run('18');
    expect({ status, stderr }).toEqual({ status: 0, stderr: `Reading topic 18 from ${server.base}\n` });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(
      'epsilon is 0.016 times the spread of your workers: their weights differ by a factor of 6200',
    );
    expect(lines.slice(2, 12)).toEqual([
      'The network tells your workers apart: weights count as different from a factor of 3.16.',
      '',
      '  epsilon                 0.001 dex',
      '  p, c                    3, 0.75',
      '  std of the regrets      0.218 dex, mean -0.131',
      '  scale of the regrets    0.064 dex (1.4826 MAD)',
      '  share of epsilon        1.5 % of the denominator, scale + epsilon',
      '  spread of the weights   3.79 (std of log10 weights)',
      '  workers that count      2.04 of 11 (effective number)',
      '  std of the last scores  0.0174: rewards differ, because epsilon is smaller',
    ]);
    expect(stdout).toContain('allo1t5n04x90wp0ey3yypqjkl7fx5yttff5nxjgdfz  forecaster    0.1668        52 %');
    expect(stdout).toContain(
      'Check: scale and 11 weights, recomputed from the regrets, equal those of the chain to 1e-9 (relative).\n' +
        `Left out: ${generated('topic-a').newcomer} (inferer): a newcomer without a regret`,
    );
    expect(stdout).toContain('Read as dex (losses from -1.57 to -0.763: a raw loss is never negative).');
    expect(stdout).toMatch(/^Topic 18 of allora-mainnet-1 0.17.0 \(API v10\), read from http:.* at 20.*Z$/m);
    expect(stdout).toContain('epoch 5344920, closed in block 5350740; chain-2026, gradient');
  });

  it('names the way out where epsilon is too large, and the numbers that differ', async () => {
    await openFew();
    setEpsilon('1.5');
    server.answers.set('/emissions/v10/latest_regret_stdnorm/18', { status: 200, body: { value: '2' } });
    const { stdout } = await run('18');
    expect(stdout).toMatch(
      /^epsilon is \S+ times the spread of your workers: their weights differ by a factor of 1\.\d+\n/,
    );
    expect(stdout).toMatch(
      /can never be changed, but its creator can change p and c:\n {2}allora-epsilon tune --epsilon 1\.5 --std \S+ --mean=-\S+ --workers 3 --p-norm 3 --c-norm=0\.75 --scheme chain-2026\n/,
    );
    expect(stdout).toMatch(
      /^Check: 1 of 1 numbers .* by more than 1e-9:\n {2}scale: 0\.\d+, on the chain 0\.5\n/m,
    );
    // Few workers are simulated slowly: outside continuous integration the command has more.
    const command = /allora-epsilon (tune .*)\n/.exec(stdout)![1]!;
    const words = (RUNS_ALL ? command : command.replace('--workers 3', '--workers 99')).split(' ');
    expect((await alloraHere(words, folder.path)).status).toBe(0);
  });

  it('is JSON of the schema, for topics of 2026 and of 2024', async () => {
    for (const [name, id] of [
      ['topic-b', '21'],
      ['recorded-v5', '2'],
    ] as const) {
      await open(name);
      const { status, stdout } = await run(id, '--json', '--quiet');
      expect(status).toBe(0);
      const answer = JSON.parse(stdout) as Answer;
      validate(answer);
      expect(validate.errors).toBeNull();
      if (name === 'topic-b') {
        const { scale, workers } = generated(name).expected;
        expect(answer.scale).toBeCloseTo(Number(scale), 14);
        expect(answer.storedScale).toBe(Number(scale));
        expect(answer.workers.map(({ address }) => address).sort()).toEqual(
          workers.map(({ address }) => address).sort(),
        );
      } else expect(answer.notes[0]).toContain('the API of 2024 (v5)');
      if (name === 'topic-b') await server.close();
    }
  });

  it('states that raw losses are read as they are, and that a node belongs to another network', async () => {
    await openFew();
    const { stdout } = await run('18', '--losses-are', 'raw', '--network', 'testnet');
    expect(stdout).toContain('Read as unit of the loss (as --losses-are states).');
    expect(stdout).toContain('read them in the file with --losses-are log10 to get its regrets.');
    expect(stdout).toContain('The node belongs to allora-mainnet-1, not to testnet.');
  });
});

describe('--out', () => {
  it('writes a file that the other commands read', async () => {
    await open('topic-a');
    const { status, stdout } = await run('18', '--epochs', '24', '--out', 'topic.csv', '--json');
    expect(status).toBe(0);
    const answer = JSON.parse(stdout) as Answer;
    validate(answer);
    expect(validate.errors).toBeNull();
    expect(answer.history!.epochs).toHaveLength(24);
    expect(answer.notes).toContain(
      'The scales of 24 epochs recomputed from their regrets equal the stored ones.',
    );
    expect(readdirSync(folder.path)).toEqual(['topic.csv']);

    const json = async (...args: string[]) => {
      const outcome = await alloraHere([...args, '--json'], folder.path);
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      return JSON.parse(outcome.stdout) as { weights: number[]; workers: string[]; epochs: number };
    };
    const one = await json('weights', 'topic.csv', '--epsilon', '0.001', '--epoch', 'last');
    const total = one.weights.reduce((sum, weight) => sum + weight, 0);
    for (const { address, weight } of answer.workers)
      expect(one.weights[one.workers.indexOf(address)]! / total / weight).toBeCloseTo(1, 12);
    await json('recommend', '--regrets', 'topic.csv');
    await json('recommend', '--losses', 'topic.csv', '--alpha', '0.1', '--scores', 'topic.csv');
    // In CI only, because they read regrets as recommend does.
    if (RUNS_ALL) {
      await json('precision', '--epsilon', '0.001', '--regrets', 'topic.csv');
      await json('tune', '--epsilon', '0.5', '--regrets', 'topic.csv');
    }
    expect((await json('simulate', '--replay', 'topic.csv')).epochs).toBe(24);
    rmSync(join(folder.path, 'topic.csv'));
  });

  it('writes one epoch without --epochs, over its own file only', async () => {
    await openFew();
    expect((await run('18', '--out', 'now.csv')).stdout).toMatch(/\nnow\.csv: 1 epoch\n$/);
    expect(read('now.csv').split('\n')).toHaveLength(5);
    const weights = ['weights', 'now.csv', '--epsilon', '0.001'];
    expect((await alloraHere(weights, folder.path)).status).toBe(0);
    expect((await run('18', '--out', 'now.csv')).status).toBe(0);
    writeFileSync(join(folder.path, 'mine.csv'), 'epoch,a,b\n');
    server.requests.length = 0;
    expect(await run('18', '--out', 'mine.csv')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'cannot write mine.csv: it is not a file of topic --out; move it, or choose another file with --out\n',
    });
    expect(server.requests).toEqual([]);
    expect(read('mine.csv')).toBe('epoch,a,b\n');
  });

  it('keeps finished epochs when the node fails, and resumes', async () => {
    await openFew();
    server.fault = (path, response) => {
      const isFault = path.endsWith('=5350620');
      if (isFault) send(response, { status: 200, body: '<html>' });
      return isFault;
    };
    const args = ['18', '--epochs', '4', '--out', 'past.csv'] as const;
    const failed = await run(...args);
    expect(failed.status).toBe(3);
    expect(failed.stderr).toContain(
      'got a web page (HTML); is this the address of a REST API of the chain?\n2 epochs of 4 kept in past.csv.epochs; the same command resumes\n',
    );
    expect(existsSync(join(folder.path, 'past.csv'))).toBe(false);
    server.fault = undefined;
    const { stdout } = await run(...args);
    expect(stdout).toContain('History: 4 epochs from ');
    expect(stdout).toContain(', 2 of them from an interrupted reading.');
    expect(stdout).toMatch(/\npast\.csv: 4 epochs\n$/);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('past'))).toEqual(['past.csv']);
  });
});

describe('statuses', () => {
  it.each([
    [['9999'], 'topic 9999: expected a topic of http://'],
    [['abc'], 'id: expected the number of a topic, from 1 to 2^64 - 1, got abc'],
    [['-1'], '-1'],
    [
      ['2', '--rpc', 'http://localhost'],
      '--rpc: expected with --epochs only, which reads block results from it',
    ],
    [['2', '--epochs', '0'], '--epochs: expected a whole number from 1 to 100000, got 0'],
  ])('is 2 for %j', async (args, message) => {
    await open('recorded-v5');
    const [id, ...options] = args as [string, ...string[]];
    const { status, stdout, stderr } = await run(id, ...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n').length).toBeLessThan(4);
  });

  it('is 2 for an address without https', async () => {
    await open('recorded-v5');
    const { status, stderr } = await alloraHere(['topic', '1', '--node', 'http://example.com'], folder.path);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        '--node: expected an address with https, or with http on this machine (localhost), without a query, got http://example.com\n',
    });
  });

  it('is 2 for losses whose unit is not clear', async () => {
    await openFew();
    const path = '/emissions/v10/network_loss/18/5344920';
    const text = JSON.stringify(server.answers.get(path)!.body).replaceAll('"value":"-', '"value":"');
    server.answers.set(path, { status: 200, body: text.replaceAll('_value":"-', '_value":"') });
    const { status, stderr } = await run('18', '--quiet');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^topic 18 \(losses from 0\.763 to 1\.4; method czar; regrets up to 0\.64\): .*two readings: no loss is negative/,
    );
    expect(stderr).toMatch(/\n {2}--losses-are log10 .*\n {2}--losses-are raw .*\n$/);
  });

  it('is 3 for a node that answers with something else', async () => {
    await openFew();
    server.fault = (_, response) => {
      send(response, { status: 200, body: '<html>' });
      return true;
    };
    const { status, stderr } = await run('18', '--quiet');
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: `${server.base}/emissions/v10/params (status 200): expected JSON, got a web page (HTML); is this the address of a REST API of the chain?\n`,
    });
  });

  it.each(RUNS_ALL ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM'] as const))(
    'is 130 at once after %s, while a node does not answer',
    async (signal) => {
      await openFew();
      server.fault = () => true;
      const start = performance.now();
      const args = ['topic', '18', '--node', server.base, '--out', 'stopped.csv'];
      const outcome = await allora(args, { cwd: folder.path, signal });
      expect(outcome).toEqual({
        status: 130,
        stdout: '',
        stderr: `Reading topic 18 from ${server.base}\nstopped; nothing was written\n`,
      });
      expect(performance.now() - start).toBeLessThan(8000);
      expect(existsSync(join(folder.path, 'stopped.csv'))).toBe(false);
    },
  );
});
