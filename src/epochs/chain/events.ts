/** Epochs of a topic in the results of a block: regrets, losses, scores and scale are events in it. */

import * as z from 'zod';
import { NodeError } from '../../text/errors.js';
import { address, height, lossBundle, number, parse } from './answers.js';
import { isDecimal } from './decimals.js';
import type { Role } from './node.js';

/** A worker in an epoch. Numbers are those of the chain; null: no event states them. */
export interface EpochWorker {
  address: string;
  role: Role;
  regret: number | null;
  loss: number | null;
  score: number | null;
}

/** An epoch whose losses were closed in a block. */
export interface ClosedEpoch {
  /** Height of its inferences. */
  nonce: number;
  /** Block in which its losses were closed. */
  block: number;
  networkLoss: number | null;
  /** Scale + epsilon as a decimal text; null: no event states it. */
  stdnorm: string | null;
  workers: EpochWorker[];
}

const blockResults = z.object({
  result: z.object({
    finalize_block_events: z
      .array(
        z.object({
          type: z.string(),
          attributes: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
        }),
      )
      .nullish(),
  }),
});

const nonce = { topic_id: z.union([z.string(), z.number()]).transform(String), block_height: height };
const addresses = z.array(address);
const EVENTS = {
  regrets: z.object({ ...nonce, addresses, regrets: z.array(number) }),
  scores: z.object({ ...nonce, actor_type: z.string(), addresses, scores: z.array(number) }),
  stdnorm: z.object({
    ...nonce,
    stdnorm: z.string().refine(isDecimal, { error: 'expected a decimal number' }),
  }),
  losses: z.object({ ...nonce, value_bundle: lossBundle }),
};

const TYPE =
  /^emissions\.v\d+\.Event(?:(Inferer|Forecaster)NetworkRegretSet|(ScoresSet)|(RegretStdNormSet)|(NetworkLossSet))$/;

/**
 * @param block its height
 * @returns epochs of the topic in the order of their nonces; usually one or none
 * @throws {NodeError} naming address, event, field, rule and value
 */
export function epochsInBlock(
  answer: { url: string; body: unknown },
  block: number,
  topic: string,
): ClosedEpoch[] {
  const { finalize_block_events: events } = parse(blockResults, answer).result;
  const epochs = new EpochsByNonce(block);
  for (const { type, attributes } of events ?? []) {
    const found = TYPE.exec(type);
    if (!found) continue;
    const [, actor, isScores, isScale] = found;
    const body = fieldsOf(attributes ?? []);
    if (String(body.topic_id) !== topic) continue;
    const event = { url: `${answer.url}: ${type}`, body };
    if (actor) {
      const { block_height, addresses, regrets } = parse(EVENTS.regrets, event);
      epochs.addList(
        event.url,
        block_height,
        actor === 'Inferer' ? 'inferer' : 'forecaster',
        'regret',
        addresses,
        regrets,
      );
    } else if (isScores) {
      const { block_height, addresses, scores, actor_type } = parse(EVENTS.scores, event);
      const role = /inferer|forecaster/i.exec(actor_type)?.[0].toLowerCase() as Role | undefined;
      if (role) epochs.addList(event.url, block_height, role, 'score', addresses, scores);
    } else if (isScale) {
      const { block_height, stdnorm } = parse(EVENTS.stdnorm, event);
      epochs.of(block_height).stdnorm = stdnorm;
    } else {
      const { block_height, value_bundle: bundle } = parse(EVENTS.losses, event);
      epochs.of(block_height).networkLoss = bundle.combined_value;
      for (const role of ['inferer', 'forecaster'] as const) {
        const list = bundle[`${role}_values`];
        const names = list.map(({ worker }) => worker);
        epochs.addList(
          event.url,
          block_height,
          role,
          'loss',
          names,
          list.map(({ value }) => value),
        );
      }
    }
  }
  return epochs.all();
}

/** Attributes are JSON in texts; a few are bare words. The nonce has two names. */
function fieldsOf(attributes: readonly { key: string; value: string }[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { key, value } of attributes) {
    const name = /^nonce(_block_height)?$/.test(key) ? 'block_height' : key;
    try {
      fields[name] = JSON.parse(value) as unknown;
    } catch {
      fields[name] = value;
    }
  }
  return fields;
}

class EpochsByNonce {
  readonly #epochs = new Map<number, ClosedEpoch & { byName: Map<string, EpochWorker> }>();

  constructor(private readonly block: number) {}

  of(nonce: number) {
    const found = this.#epochs.get(nonce) ?? {
      nonce,
      block: this.block,
      networkLoss: null,
      stdnorm: null,
      workers: [],
      byName: new Map<string, EpochWorker>(),
    };
    this.#epochs.set(nonce, found);
    return found;
  }

  /** @throws {NodeError} if the lists differ in length, or name a worker twice */
  addList(
    place: string,
    nonce: number,
    role: Role,
    field: 'regret' | 'loss' | 'score',
    addresses: readonly string[],
    values: readonly number[],
  ): void {
    if (values.length !== addresses.length)
      throw new NodeError(
        `${place}: expected ${addresses.length} values, one for each address, got ${values.length}`,
      );
    const epoch = this.of(nonce);
    for (const [i, address] of addresses.entries()) {
      const name = `${role} ${address}`;
      const worker = epoch.byName.get(name) ?? { address, role, regret: null, loss: null, score: null };
      if (worker[field] !== null)
        throw new NodeError(`${place}: expected each worker once, got ${address} twice`);
      worker[field] = values[i]!;
      if (!epoch.byName.has(name)) epoch.workers.push(worker);
      epoch.byName.set(name, worker);
    }
  }

  /** Epochs with losses or regrets. A block may hold late scores of another epoch. */
  all(): ClosedEpoch[] {
    return [...this.#epochs.values()]
      .map(({ byName: _, ...epoch }) => ({
        ...epoch,
        workers: epoch.workers.filter(({ regret, loss }) => regret !== null || loss !== null),
      }))
      .filter(({ workers }) => workers.length > 0)
      .sort((a, b) => a.nonce - b.nonce);
  }
}
