/** Requests to a node that fails: each fault has one sentence, and none is waited for longer than needed. */

import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client, MOST_BYTES, type ClientOptions } from '../../../src/epochs/chain/client.js';
import { nodeAddress } from '../../../src/epochs/chain/networks.js';
import { readTopic } from '../../../src/epochs/chain/read-topic.js';
import { NodeError } from '../../../src/text/errors.js';
import { answersOf, send, startServer, withFewWorkers, type ChainServer } from './chain-server.js';

const PATH = '/emissions/v10/params';
let server: ChainServer;
beforeEach(async () => {
  server = await startServer(withFewWorkers(answersOf('topic-a')));
});
afterEach(() => server.close());

const get = (options: ClientOptions = {}) =>
  new Client({ spacing: 0, firstWait: 1, timeOut: 5000, ...options }).get(server.base, PATH);

/** Handles the requests in order; further ones reach the node. */
function fail(...replies: ((response: ServerResponse) => void)[]): void {
  server.fault = (_, response) => {
    const reply = replies.shift();
    reply?.(response);
    return reply !== undefined;
  };
}
const always = (reply: (response: ServerResponse) => void) => {
  server.fault = (_, response) => {
    reply(response);
    return true;
  };
};
const status =
  (code: number, body: unknown = {}, headers?: Record<string, string>) =>
  (response: ServerResponse) =>
    send(response, { status: code, body }, headers);

describe('a busy node (429)', () => {
  it.each([
    ['seconds', () => '1', 950],
    ['a date', () => new Date(Date.now() + 2000).toUTCString(), 500],
  ])('waits as told, in %s', async (_, retryAfter, least) => {
    const waits: string[] = [];
    fail(status(429, '', { 'retry-after': retryAfter() }));
    const answer = await get({ onWait: (text) => waits.push(text) });
    expect(answer.status).toBe(200);
    expect(server.requests[1]!.at - server.requests[0]!.at).toBeGreaterThan(least);
    expect(waits[0] ?? 'The node asks to wait 1 s.').toMatch(/^The node asks to wait [\d.]+ s\.$/);
  });

  it('lets all requests wait', async () => {
    fail(status(429, '', { 'retry-after': '0.6' }));
    const client = new Client({ spacing: 150 });
    await Promise.all([client.get(server.base, PATH), client.get(server.base, PATH)]);
    const [first, ...others] = server.requests.map(({ at }) => at);
    expect(others).toHaveLength(2);
    expect(others.filter((at) => at - first! > 550).length).toBeGreaterThanOrEqual(1);
  });

  it('does not wait for minutes', async () => {
    fail(status(429, '', { 'retry-after': '300' }));
    await expect(get()).rejects.toThrow(
      `${server.base}${PATH}: the node asks to wait 300 s (429), more than 60 s; try later`,
    );
  });

  it('ends after some refusals', async () => {
    always(status(429, '', { 'retry-after': '0' }));
    await expect(get()).rejects.toThrow('the node refuses requests (429) again and again; try later');
    expect(server.requests).toHaveLength(6);
  });
});

describe('a failing node', () => {
  it.each([
    ['503', status(503, { code: 14, message: 'no backend' })],
    ['an HTML page with 502', status(502, '<html>Bad Gateway</html>')],
    ['500 without a code of the chain', status(500, 'oops')],
    ['a part of JSON', status(200, '{"params": {"c_no')],
    ['an empty answer', status(200, '')],
    ['a connection that is cut off', (response: ServerResponse) => response.destroy()],
  ])('is asked again after %s', async (_, reply) => {
    fail(reply, reply);
    expect((await get()).status).toBe(200);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['503', status(503, { code: 14, message: 'no backend' }), 'the node failed (503: no backend)'],
    ['an HTML page with 502', status(502, '<html>'), '(status 502): expected JSON, got a web page (HTML)'],
    ['a part of JSON', status(200, '{"params": {'), 'expected JSON, got a part of it (12 characters)'],
    ['an empty answer', status(200, ''), 'expected JSON, got an empty answer'],
    ['a cut connection', (response: ServerResponse) => response.destroy(), 'the connection was cut off'],
  ])('ends after three times %s', async (_, reply, message) => {
    always(reply);
    const call = get();
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toThrow(`${server.base}${PATH}`);
    await expect(call).rejects.toBeInstanceOf(NodeError);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [
      'a web page',
      status(200, '<!DOCTYPE html>'),
      'expected JSON, got a web page (HTML); is this the address of a REST API of the chain?',
    ],
    ['a text', status(200, 'hello\u001b[2J'), 'expected JSON, got the text hello\\u001b[2J'],
  ])('is not asked again after %s', async (_, reply, message) => {
    always(reply);
    await expect(get()).rejects.toThrow(message);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [500, { code: 2, message: 'error getting topic' }],
    [500, { code: 13, message: 'collections: not found' }],
    [500, { error: { code: -32603, data: 'height 5 is not available' } }],
    [501, { code: 12, message: 'Not Implemented' }],
    [404, { code: 5, message: 'topic 9 not found' }],
    [400, { code: 3, message: 'type mismatch' }],
  ])('returns %i with an error of the chain at once', async (code, body) => {
    always(status(code, body));
    expect(await get()).toEqual({ url: server.base + PATH, status: code, body });
    expect(server.requests).toHaveLength(1);
  });

  it('does not wait for an answer for ever', async () => {
    always(() => undefined);
    await expect(get({ timeOut: 60 })).rejects.toThrow(`${PATH}: no answer within 0.06 s`);
    expect(server.requests).toHaveLength(2);
    always((response) => response.write('{"params"'));
    await expect(get({ timeOut: 60 })).rejects.toThrow(`${PATH}: no answer within 0.06 s`);
  });

  it('names a host that refuses connections', async () => {
    await server.close();
    await expect(get()).rejects.toThrow(/: the host refuses connections$/);
  });
});

describe('a redirect', () => {
  const to = (location: string) => (response: ServerResponse) => {
    response.writeHead(302, { location }).end();
  };

  it('is followed within the host', async () => {
    fail(to(`${PATH}/`), to(PATH));
    expect((await get()).body).toHaveProperty('params');
    expect(server.requests.map(({ path }) => path)).toEqual([PATH, `${PATH}/`, PATH]);
  });

  it('is refused to another host, which is not asked', async () => {
    const other = await startServer(answersOf('topic-b'));
    fail(to(other.base + PATH));
    await expect(get()).rejects.toThrow(
      `${server.base}${PATH}: the node redirects to ${other.base}, another host, which is not followed; if you trust it, name it with --node`,
    );
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it.each([
    ['', 'the node redirects, but names no address'],
    ['http://[', 'the node redirects, but names no address'],
    ['file:///etc/passwd', 'another host'],
    [PATH, 'the node redirects again and again'],
  ])('is refused to %j', async (location, message) => {
    always(to(location));
    await expect(get()).rejects.toThrow(message);
  });
});

describe('a large answer', () => {
  const PIECE = Buffer.alloc(2 ** 20, 0x20);

  it('is refused by its stated length', async () => {
    always((response) => {
      response.writeHead(200, { 'content-length': 100e6 });
      response.write('{');
    });
    await expect(get()).rejects.toThrow('expected an answer of at most 32 MB, got 100 MB');
    expect(server.requests).toHaveLength(1);
  });

  it('is refused without a length, and not read to its end', async () => {
    let sent = 0;
    always((response) => {
      response.on('error', () => undefined);
      const write = (): void => {
        while (sent < 100e6 && !response.destroyed) {
          sent += PIECE.length;
          if (!response.write(PIECE)) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    await expect(get()).rejects.toThrow('expected an answer of at most 32 MB, got more');
    expect(sent).toBeGreaterThanOrEqual(MOST_BYTES);
    expect(sent).toBeLessThan(60e6);
  });
});

it('starts at most ten requests in a second', async () => {
  const client = new Client({});
  await Promise.all(Array.from({ length: 14 }, () => client.get(server.base, PATH)));
  const times = server.requests.map(({ at }) => at);
  expect(times).toHaveLength(14);
  for (const [i, time] of times.entries()) if (i >= 10) expect(time - times[i - 10]!).toBeGreaterThan(1000);
});

it.each(['a request', 'a wait', 'a turn'])('ends at once during %s when it is stopped', async (during) => {
  const controller = new AbortController();
  if (during === 'a request') always(() => undefined);
  if (during === 'a wait') always(status(429, '', { 'retry-after': '30' }));
  const reason = new Error('stopped');
  const spacing = during === 'a turn' ? 30_000 : 0;
  const call = readTopic({ topic: 18, node: server.base, spacing, signal: controller.signal });
  const start = performance.now();
  setTimeout(() => controller.abort(reason), 100);
  await expect(call).rejects.toBe(reason);
  expect(performance.now() - start).toBeLessThan(2000);
});

it('uses a given fetch, for an address that is not of this machine', async () => {
  const asked: unknown[] = [];
  const call = readTopic({
    topic: 1,
    spacing: 0,
    fetch: (address) => {
      asked.push(address);
      return Promise.resolve(new Response('{}', { status: 501 }));
    },
  });
  await expect(call).rejects.toThrow('expected the emissions API in version');
  expect(asked[0]).toBe('https://allora-api.mainnet.allora.network/emissions/v10/params');
});

it.each([
  ['https://example.com/', 'https://example.com'],
  [' https://example.com/lcd// ', 'https://example.com/lcd'],
  ['http://localhost:1317', 'http://localhost:1317'],
  ['http://127.0.0.1:1317/', 'http://127.0.0.1:1317'],
  ['http://[::1]:1317', 'http://[::1]:1317'],
  ['http://example.com', null],
  ['http://localhost.example.com', null],
  ['http://127.0.0.1@example.com', null],
  ['https://user@example.com', null],
  ['https://example.com/?a=1', null],
  ['https://example.com/#a', null],
  ['ftp://localhost', null],
  ['example.com', null],
])('the address %j is %j', (text, address) => {
  expect(nodeAddress(text)).toBe(address);
});
