/** The REST API of one node: its version, and the answers about one topic. */

import type * as z from 'zod';
import { NodeError, UsageError } from '../../text/errors.js';
import { ANSWERS, parse, type LossBundle } from './answers.js';
import { reasonOf, type Client, type NodeAnswer } from './client.js';
import { API_VERSIONS, type ApiVersion } from './networks.js';

/** The two kinds of workers. An address can have both. */
export type Role = 'inferer' | 'forecaster';
export const ROLES = ['inferer', 'forecaster'] as const;

/** Heights of the last epoch whose losses are closed. */
export interface Commit {
  /** Height of its inferences: all records are filed under it. */
  nonce: number;
  /** Block in which its losses were closed. */
  block: number;
}

type Params = z.output<typeof ANSWERS.params>['params'];
type NodeInfo = z.output<typeof ANSWERS.nodeInfo>;

const NODE_INFO = '/cosmos/base/tendermint/v1beta1/node_info';

/** Queries about one topic. */
export class ChainNode {
  private constructor(
    private readonly client: Client,
    readonly base: string,
    readonly topic: string,
    readonly version: ApiVersion,
    readonly params: Params,
  ) {}

  /** Finds the version of the API. @throws {NodeError} if the node serves none that this program reads */
  static async open(client: Client, base: string, topic: string): Promise<ChainNode> {
    for (const version of API_VERSIONS) {
      const answer = await client.get(base, `/emissions/${version}/params`);
      // 501 is the answer of a node, 404 that of a server in front of it.
      if (answer.status === 501 || answer.status === 404) continue;
      const { params } = parse(ANSWERS.params, successful(answer));
      return new ChainNode(client, base, topic, version, params);
    }
    throw new NodeError(
      `${base}: expected the emissions API in version ${API_VERSIONS.join(', ')}, got none of them; is this the REST API of an Allora node?`,
    );
  }

  /** Chain and version of the node; null if it does not serve them. */
  async info(): Promise<NodeInfo | null> {
    const answer = await this.client.get(this.base, NODE_INFO);
    return answer.status === 200 ? parse(ANSWERS.nodeInfo, answer) : null;
  }

  /** @throws {UsageError} if the node knows no such topic */
  async topicFields(): Promise<z.output<typeof ANSWERS.topic>['topic']> {
    const answer = await this.#get(`/topics/${this.topic}`);
    if (isAbsent(answer) || answer.status === 400) throw this.#unknown(answer);
    const { topic } = parse(ANSWERS.topic, successful(answer));
    if (topic.id !== this.topic)
      throw new NodeError(`${answer.url}: topic.id: expected ${this.topic}, got ${topic.id}`);
    return topic;
  }

  /** null: no losses have been closed yet. */
  async lastCommit(): Promise<Commit | null> {
    const answer = await this.#get(`/topic_last_reputer_commit_info/${this.topic}`);
    if (isAbsent(answer)) return null;
    const { block_height: block, nonce } = parse(ANSWERS.commit, successful(answer)).last_commit;
    return nonce.block_height === 0 ? null : { nonce: nonce.block_height, block };
  }

  /**
   * Addresses of the workers of the latest inferences, and weights if they come along; null: nobody has sent
   * any.
   */
  async inferences(): Promise<z.output<typeof ANSWERS.inferences> | null> {
    const answer = await this.#get(`/latest_network_inferences/${this.topic}`);
    if (isAbsent(answer)) return null;
    return parse(ANSWERS.inferences, successful(answer));
  }

  /** The losses of a nonce; null: none. */
  async losses(nonce: number): Promise<LossBundle | null> {
    const answer = await this.#get(`/network_loss/${this.topic}/${nonce}`);
    if (isAbsent(answer)) return null;
    const bundle = parse(ANSWERS.losses, successful(answer)).loss_bundle;
    return bundle.inferer_values.length + bundle.forecaster_values.length > 0 ? bundle : null;
  }

  /**
   * The regret of a worker, and its nonce; nonce 0: it has none, and the value is the topic's initial regret.
   */
  async regret(role: Role, address: string): Promise<{ value: number; nonce: number }> {
    const answer = await this.#get(`/${role}_network_regret/${this.topic}/${encodeURIComponent(address)}`);
    const { value, block_height: nonce } = parse(ANSWERS.regret, successful(answer)).regret;
    return { value, nonce };
  }

  /** The stored weight; null: not served. */
  async weight(role: Role, address: string): Promise<number | null> {
    const answer = await this.#get(`/latest_${role}_weight/${this.topic}/${encodeURIComponent(address)}`);
    return answer.status === 501 || isAbsent(answer)
      ? null
      : parse(ANSWERS.weight, successful(answer)).weight;
  }

  /** Scale + epsilon as a decimal text; null: not served, or not stored yet (0). */
  async stdnorm(): Promise<string | null> {
    const answer = await this.#get(`/latest_regret_stdnorm/${this.topic}`);
    if (answer.status === 501 || isAbsent(answer)) return null;
    const { value } = parse(ANSWERS.stdnorm, successful(answer));
    return Number(value) > 0 ? value : null;
  }

  /** Scores of inferers up to a nonce, newest epoch first; null: not served. */
  async scores(nonce: number): Promise<number[] | null> {
    const answer = await this.#get(`/inference_scores_until_block/${this.topic}/${nonce}`);
    if (answer.status === 501 || isAbsent(answer)) return null;
    return parse(ANSWERS.scores, successful(answer)).scores.map(({ score }) => score);
  }

  #get(path: string): Promise<NodeAnswer> {
    return this.client.get(this.base, `/emissions/${this.version}${path}`);
  }

  #unknown({ body }: NodeAnswer): UsageError {
    return new UsageError(
      `topic ${this.topic}: expected a topic of ${this.base}, which knows none of this number${reasonOf(body)}`,
    );
  }
}

/** gRPC codes of a thing that does not exist: unknown (with status 500), not found, internal. */
const ABSENT_CODES = [2, 5, 13];

/** Whether the answer means that something does not exist: 404, or an error of the chain with status 500. */
function isAbsent({ status, body }: NodeAnswer): boolean {
  const { code } = (body ?? {}) as { code?: unknown };
  return status === 404 || (status === 500 && ABSENT_CODES.includes(code as number));
}

/** @throws {NodeError} if the status is not 200 */
function successful(answer: NodeAnswer): NodeAnswer {
  if (answer.status === 200) return answer;
  throw new NodeError(`${answer.url}: expected status 200, got ${answer.status}${reasonOf(answer.body)}`);
}
