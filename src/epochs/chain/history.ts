/** Past epochs of a topic from block results of an archive: one request an epoch. */

import { NodeError } from '../../text/errors.js';
import { scaleOf } from '../../weights/scale.js';
import { SCHEMES } from '../../weights/schemes.js';
import { reasonOf, type Client, type NodeAnswer } from './client.js';
import { difference } from './decimals.js';
import { epochsInBlock, type ClosedEpoch } from './events.js';
import { KeptEpochs } from './kept-epochs.js';
import type { TopicFormula } from './recompute.js';

/** A past epoch, and its scale. */
export interface PastEpoch extends ClosedEpoch {
  /** Recomputed from the regrets; null: the block states none. */
  scale: number | null;
  /** Stored scale + epsilon, less epsilon; null: the block does not state it. */
  storedScale: number | null;
}

/** Epochs that were not found. */
export interface Gap {
  /** Blocks in which the losses were expected to be closed: newest and oldest of the gap. */
  from: number;
  to: number;
  epochs: number;
  reason: string;
}

/** The past of a topic. */
export interface TopicHistory {
  /** Address of the RPC that was asked. */
  rpc: string;
  /** Oldest first. */
  epochs: PastEpoch[];
  /** Oldest first. */
  gaps: Gap[];
  /** Epochs that a file of an interrupted reading held. */
  resumed: number;
}

interface HistoryOptions {
  client: Client;
  rpc: string;
  topic: string;
  chain: string | null;
  /** Number of epochs. */
  epochs: number;
  /** Block in which the losses of the newest epoch were closed. */
  block: number;
  /** Blocks. */
  epochLength: number;
  formula: TopicFormula;
  keptEpochs: string | undefined;
  onKept: ((epochs: number) => void) | undefined;
  expect: (requests: number) => void;
}

/** Blocks on each side that are looked at where an epoch is missing. Our choice. */
const AROUND = 2;
/** Missing epochs in a row, after the first of which only the expected block is asked. */
const SEARCHED = 3;
/** Missing epochs in a row after which older ones are not looked for. Our choice. */
const MOST_MISSING = 50;
/**
 * Requests at the same time: more than one, because an archive may take longer than the pause between them.
 */
const AHEAD = 4;

/** @throws {NodeError} if the node serves no block results */
export async function readHistory(options: HistoryOptions): Promise<TopicHistory> {
  const { rpc, topic, chain, keptEpochs, formula } = options;
  const kept = await KeptEpochs.open(keptEpochs, { topic, chain });
  try {
    const resumed = kept.size;
    const found = await new Walk(options, kept).run();
    return { rpc, ...found, epochs: found.epochs.map((epoch) => withScale(epoch, formula)), resumed };
  } finally {
    await kept.close();
  }
}

/** Reads blocks from the newest to the oldest. */
class Walk {
  readonly #epochs: ClosedEpoch[] = [];
  readonly #gaps: Gap[] = [];
  readonly #answers = new Map<number, Promise<NodeAnswer>>();
  /** Lowest block that the node keeps, as far as is known. */
  #lowest = 1;

  constructor(
    private readonly options: HistoryOptions,
    private readonly kept: KeptEpochs,
  ) {}

  async run(): Promise<{ epochs: ClosedEpoch[]; gaps: Gap[] }> {
    const { epochs, epochLength, expect } = this.options;
    expect(epochs);
    let expected = this.options.block;
    let missing = 0;
    for (let left = epochs; left > 0; left--) {
      if (expected < this.#lowest || missing >= MOST_MISSING) {
        const reason =
          missing >= MOST_MISSING ? 'not looked for: too many in a row are missing' : this.#lowestText();
        this.#addGap(expected, left, reason);
        break;
      }
      for (let i = 0; i < Math.min(AHEAD, left); i++) void this.#request(expected - i * epochLength);
      const found = await this.#find(expected, missing < SEARCHED ? AROUND : 0);
      if (typeof found === 'string') {
        missing++;
        // The answer may have said which blocks the node keeps.
        this.#addGap(expected, 1, expected < this.#lowest ? this.#lowestText() : found);
      } else {
        missing = 0;
        expected = found;
      }
      expected -= epochLength;
      // Answers that were requested ahead for other blocks, each of up to 32 MB.
      for (const block of this.#answers.keys()) if (block > expected + AROUND) this.#answers.delete(block);
    }
    return { epochs: this.#epochs.sort((a, b) => a.nonce - b.nonce), gaps: this.#gaps.reverse() };
  }

  #lowestText(): string {
    return this.#lowest === 1 ? 'before the first block' : `the node keeps blocks from ${this.#lowest} only`;
  }

  /** Looks for the epoch at a block and around it. @returns its block, or the reason why there is none */
  async #find(expected: number, around: number): Promise<number | string> {
    let reason = '';
    const { block: newest, epochLength, epochs, expect, onKept } = this.options;
    for (let i = 0; i <= 2 * Math.min(around, Math.floor((epochLength - 1) / 2)); i++) {
      const block = expected + (i % 2 ? -(i + 1) / 2 : i / 2);
      if (block < this.#lowest || block > newest) continue;
      if (i > 0 && !this.kept.of(block)) expect(1);
      const found = await this.#blockAt(block);
      if (typeof found === 'string') {
        reason ||= found;
        continue;
      }
      const isNew = !this.#epochs.some(({ nonce }) => found.some((epoch) => epoch.nonce === nonce));
      if (!isNew) continue;
      if (!this.kept.of(block)) await this.kept.add(block, found);
      onKept?.(Math.min(this.kept.size, epochs));
      this.#epochs.push(...found);
      return block;
    }
    return reason || 'no losses were closed';
  }

  /** The epochs in a block, or the reason why there are none. */
  async #blockAt(block: number): Promise<ClosedEpoch[] | string> {
    const kept = this.kept.of(block);
    if (kept) return kept;
    const answer = await this.#request(block);
    if (answer === undefined) return '';
    this.#answers.delete(block);
    if (answer.status !== 200) return this.#unavailable(answer, block);
    const { error } = (answer.body ?? {}) as { error?: unknown };
    if (error !== undefined && error !== null) return this.#unavailable(answer, block);
    const epochs = epochsInBlock(answer, block, this.options.topic);
    return epochs.length > 0 ? epochs : 'no losses were closed';
  }

  #request(block: number): Promise<NodeAnswer> | undefined {
    const { client, rpc } = this.options;
    if (block < this.#lowest || this.kept.of(block)) return undefined;
    let answer = this.#answers.get(block);
    if (!answer) {
      answer = client.get(rpc, `/block_results?height=${block}`);
      // Awaited later, or never, if the walk ends.
      answer.catch(() => undefined);
      this.#answers.set(block, answer);
    }
    return answer;
  }

  /** The reason that a node states. @throws {NodeError} if it does not serve block results at all */
  #unavailable(answer: NodeAnswer, block: number): string {
    // Without the height, the reasons of neighbouring gaps are the same.
    const reason = reasonOf(answer.body).replace(/^: /, '').replaceAll(String(block), '...');
    const isNone = answer.status === 501 || answer.status === 404 || answer.status === 403;
    if (isNone && this.#epochs.length === 0 && this.#gaps.length === 0 && block === this.options.block) {
      throw new NodeError(
        `${answer.url}: expected the results of a block, got status ${answer.status}; name an RPC that keeps them with --rpc`,
      );
    }
    const lowest = /lowest height is (\d+)/.exec(reason);
    if (lowest) this.#lowest = Math.max(this.#lowest, Number(lowest[1]));
    return reason === '' ? `the node answered with status ${answer.status}` : reason;
  }

  /** Neighbouring gaps with the same reason are one. */
  #addGap(block: number, epochs: number, reason: string): void {
    const { epochLength } = this.options;
    const last = this.#gaps.at(-1);
    const to = block - (epochs - 1) * epochLength;
    if (last?.reason === reason && last.to - epochLength === block) {
      last.to = to;
      last.epochs += epochs;
    } else this.#gaps.push({ from: block, to, epochs, reason });
  }
}

function withScale(epoch: ClosedEpoch, { scheme, epsilon }: TopicFormula): PastEpoch {
  const regrets = epoch.workers.flatMap(({ regret }) => (regret === null ? [] : [regret]));
  return {
    ...epoch,
    scale: regrets.length === 0 ? null : scaleOf(Float64Array.from(regrets), SCHEMES[scheme].scale),
    storedScale: epoch.stdnorm === null ? null : difference(epoch.stdnorm, epsilon),
  };
}
