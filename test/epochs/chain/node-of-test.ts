/** A node for the tests of a file, which is closed after each test, and changes of its answers about topic 18. */

import { afterEach } from 'vitest';
import { readTopic, type ReadTopicOptions } from '../../../src/epochs/chain/read-topic.js';
import { answersOf, generated, startServer, withFewWorkers, type ChainServer } from './chain-server.js';

export const A = generated('topic-a');
export const FIRST = A.expected.workers[0]!;

type Body = Record<string, Record<string, unknown>>;

class NodeOfTest {
  server!: ChainServer;

  async open(name: Parameters<typeof answersOf>[0], version: 'v9' | 'v10' = 'v10'): Promise<void> {
    this.server = await startServer(answersOf(name, version));
  }

  /** Topic 18 with three workers. */
  async openFew(): Promise<void> {
    this.server = await startServer(withFewWorkers(answersOf('topic-a')));
  }

  read(topic: number | string = A.topic, options: Partial<ReadTopicOptions> = {}) {
    return readTopic({ topic, node: this.server.base, spacing: 0, firstWait: 1, ...options });
  }

  /** Changes the answer to a path of v10. */
  change(path: string, edit: (body: Body) => void): void {
    const { answers } = this.server;
    const answer = answers.get(`/emissions/v10${path}`)!;
    const body = structuredClone(answer.body) as Body;
    edit(body);
    answers.set(`/emissions/v10${path}`, { ...answer, body });
  }

  setRegret(address: string, fields: object): void {
    this.change(`/inferer_network_regret/${A.topic}/${address}`, (body) =>
      Object.assign(body.regret!, fields),
    );
  }
}

export function nodeOfTest(): NodeOfTest {
  const node = new NodeOfTest();
  afterEach(() => node.server.close());
  return node;
}
