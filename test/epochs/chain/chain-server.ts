/**
 * A node on this machine with the answers of the reference files, and faults in front of them. `topic-a.json`
 * and `topic-b.json` are generated, `recorded-v5.json` is recorded from a node of October 2024.
 */

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  status: number;
  body: unknown;
}

/** Handles a request in place of the node. @returns whether it did */
type Fault = (path: string, response: ServerResponse, request: IncomingMessage) => boolean;

export interface ChainServer {
  base: string;
  /** Answers by path, which a test may change. */
  answers: Map<string, Reply>;
  /** Times of the requests, milliseconds, and their paths. */
  requests: { at: number; path: string }[];
  fault: Fault | undefined;
  close(): Promise<void>;
}

interface Expected {
  scale: string;
  epsilon: string;
  workers: { address: string; regret: string; weight: string }[];
}

interface GeneratedFile {
  topic: number;
  newcomer: string;
  lcd: Record<'v9' | 'v10', Record<string, unknown>>;
  rpc: Record<string, unknown>;
  expected: Expected;
}

interface RecordedFile {
  topic: number;
  workers: string[];
  lcd: Record<string, Reply>;
  rpc: Record<string, Reply>;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as unknown;
export const generated = (name: 'topic-a' | 'topic-b') => read(`${name}.json`) as GeneratedFile;
export const recorded = () => read('recorded-v5.json') as RecordedFile;

export const NOT_IMPLEMENTED: Reply = {
  status: 501,
  body: { code: 12, message: 'Not Implemented', details: [] },
};

export function answersOf(
  name: 'topic-a' | 'topic-b' | 'recorded-v5',
  version: 'v9' | 'v10' = 'v10',
): Map<string, Reply> {
  if (name === 'recorded-v5') {
    const { lcd, rpc } = recorded();
    return new Map([...Object.entries(lcd), ...Object.entries(rpc)]);
  }
  const { lcd, rpc } = generated(name);
  return new Map(
    [...Object.entries(lcd[version]), ...Object.entries(rpc)].map(([path, body]) => [
      path,
      { status: 200, body },
    ]),
  );
}

export async function startServer(answers: Map<string, Reply>): Promise<ChainServer> {
  const server: ChainServer = {
    base: '',
    answers,
    requests: [],
    fault: undefined,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  const http = createServer((request, response) => {
    const path = request.url!;
    server.requests.push({ at: performance.now(), path });
    if (server.fault?.(path, response, request)) return;
    send(response, server.answers.get(path) ?? absent(path, server.answers));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

/** Answers of the chain about things that it does not have: most do not say so. */
const NO_LOSSES = {
  loss_bundle: {
    reputer_request_nonce: { reputer_nonce: { block_height: '0' } },
    combined_value: '0',
    naive_value: '0',
    inferer_values: [],
    forecaster_values: [],
  },
};
const ABSENT: [path: RegExp, answer: (found: RegExpExecArray) => Reply][] = [
  [
    /^\/block_results\?height=(\d+)/,
    ([, height]) => {
      const data = `height ${height} must be less than or equal to the current blockchain height 1363`;
      const error = { code: -32603, message: 'Internal error', data };
      return { status: 500, body: { jsonrpc: '2.0', id: -1, error } };
    },
  ],
  [/\/topics\/\d+$/, () => ({ status: 500, body: { code: 2, message: 'error getting topic' } })],
  [
    /\/latest_network_inferences\/(\d+)$/,
    ([, topic]) => ({ status: 404, body: { code: 5, message: `topic ${topic} not found` } }),
  ],
  [/\/network_loss\//, () => ({ status: 200, body: NO_LOSSES })],
];

function absent(path: string, answers: Map<string, Reply>): Reply {
  const prefix = path.split('/', 3).join('/');
  if (/^\/emissions/.test(path) && !answers.has(`${prefix}/params`)) return NOT_IMPLEMENTED;
  for (const [pattern, answer] of ABSENT) {
    const found = pattern.exec(path);
    if (found) return answer(found);
  }
  return NOT_IMPLEMENTED;
}

export function send(
  response: ServerResponse,
  { status, body }: Reply,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Keeps the first two inferers and the first forecaster of topic-a, so that a reading takes few requests. */
export function withFewWorkers(answers: Map<string, Reply>): Map<string, Reply> {
  const few = structuredClone([...answers]).map(([path, reply]): [string, Reply] => {
    const body = reply.body as Record<string, Record<string, unknown[]>>;
    for (const bundle of [body.network_inferences, body.loss_bundle].filter((each) => each !== undefined)) {
      bundle.inferer_values = bundle.inferer_values!.slice(0, 2);
      bundle.forecaster_values = bundle.forecaster_values!.slice(0, 1);
    }
    return [path, reply];
  });
  return new Map(few);
}
