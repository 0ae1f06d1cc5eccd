/** Reads a topic from a node of the chain, and recomputes its weights. */

import { setMaxListeners } from 'node:events';
import { checkChoice, checkFunction, checkOptions, checkSignal, checkText, show } from '../../text/check.js';
import { NodeError } from '../../text/errors.js';
import { Client, type ClientOptions } from './client.js';
import { readHistory, type TopicHistory } from './history.js';
import {
  ADDRESS_RULE,
  isTopicNumber,
  NETWORK_NAMES,
  NETWORKS,
  nodeAddress,
  TOPIC_RULE,
  type ApiVersion,
  type NetworkName,
} from './networks.js';
import { ChainNode, type Commit } from './node.js';
import { recompute, type RegretsNow, type TopicFormula } from './recompute.js';
import { readRegrets, type LeftOut } from './regrets-now.js';
import { unitsOf, type LossesAre, type Units } from './units.js';

/** Options of {@link readTopic}. */
export interface ReadTopicOptions extends ClientOptions {
  /** Number of the topic, from 1 to 2^64 - 1. */
  topic: number | string;
  /** Default `mainnet`. */
  network?: NetworkName | undefined;
  /** Address of a REST API (LCD) in place of that of the network: https, or http on this machine. */
  node?: string | undefined;
  /** Address of an RPC that keeps block results, for `epochs`. Default: `node`, else that of the network. */
  rpc?: string | undefined;
  /** Number of past epochs to read from block results; 0 by default. */
  epochs?: number | undefined;
  /**
   * File that keeps finished epochs while the history is read, so that an interrupted reading can be resumed.
   */
  keptEpochs?: string | undefined;
  /** Unit of the losses, if their values do not tell. */
  lossesAre?: LossesAre | undefined;
  /** Called with the number of finished requests, and the number of all that are known to be needed. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called with the number of epochs that are kept. */
  onKept?: ((epochs: number) => void) | undefined;
}

/** A topic as it is now. Regrets, scale, std and epsilon have the unit that `units` names. */
export interface TopicReading extends RegretsNow {
  /** Number of the topic. */
  topic: string;
  metadata: string;
  lossMethod: string;
  /** Address of the node that was asked. */
  node: string;
  /** Id of its chain, as `allora-mainnet-1`; null: not served. */
  network: string | null;
  /** Versions of its API and of the chain; null: not served. */
  version: { api: ApiVersion; chain: string | null };
  /** Time of the reading, ISO 8601. */
  readAt: string;
  /**
   * The epoch whose regrets these are: height of its inferences, and block in which its losses were closed.
   */
  heights: Commit;
  scheme: TopicFormula['scheme'];
  parameters: {
    epsilon: number;
    pNorm: number;
    cNorm: number;
    /** Weight of the newest epoch in a regret. */
    alphaRegret: number;
    /** Blocks. */
    epochLength: number;
    /** Blocks. */
    groundTruthLag: number;
    initialRegret: number;
  };
  units: Units;
  /** Loss of the network in that epoch, as the chain holds it; null: unknown. */
  networkLoss: number | null;
  /** Std (divisor N - 1) of the last ten scores of inferers; null: fewer than two. */
  scoreStd: number | null;
  leftOut: LeftOut[];
  /** Past epochs, oldest first; null without `epochs`. */
  history: TopicHistory | null;
}

const MOST_EPOCHS = 100_000;
/** Parameters, node, topic, workers, losses, and the last commit before and after them. */
const FIRST_REQUESTS = 7;

/**
 * Reads a topic through the REST API of a node: parameters, workers, regrets, scale, weights and scores. It
 * recomputes scale and weights from the regrets with the formula of the chain (whitepaper Eqs 8 and 11), and
 * compares them with the stored ones.
 * @throws {TypeError|RangeError} naming the option, the rule and the value; {UsageError} if the node knows no
 *   such topic, if nothing can be computed yet, or if the unit of the losses is not clear; {NodeError} if the
 *   node cannot be reached or gives an answer that cannot be used
 */
export async function readTopic(options: ReadTopicOptions): Promise<TopicReading> {
  const question = checked(options);
  const { signal } = question.given;
  const ending = new AbortController();
  // Each waiting request listens.
  setMaxListeners(0, ending.signal);
  const abort = () => ending.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await read(question, ending.signal);
  } finally {
    // Ends the requests that a failure leaves behind.
    ending.abort();
    signal?.removeEventListener('abort', abort);
  }
}

async function read(
  { topic, base, rpc, epochs, given }: Question,
  signal: AbortSignal,
): Promise<TopicReading> {
  let [done, total] = [0, FIRST_REQUESTS];
  const expect = (requests: number) => {
    total += requests;
    given.onProgress?.(done, total);
  };
  const client = new Client({
    ...given,
    signal,
    onAnswer: () => {
      given.onAnswer?.();
      given.onProgress?.(++done, Math.max(total, done));
    },
  });
  const node = await ChainNode.open(client, base, topic);
  const [info, fields] = await Promise.all([node.info(), node.topicFields()]);
  const now = await readRegrets(node, expect);
  const cNorm = fields.c_norm ?? node.params.c_norm;
  if (cNorm === undefined)
    throw new NodeError(`${base}: expected c_norm in the topic or in the parameters, got none`);
  const formula: TopicFormula = {
    scheme: node.version === 'v5' ? 'chain-2024' : 'chain-2026',
    epsilon: fields.epsilon,
    pNorm: fields.p_norm,
    cNorm,
  };
  const regrets = now.counted.map(({ regret }) => regret);
  const units = unitsOf(now.bundle, regrets, given.lossesAre, {
    number: topic,
    lossMethod: fields.loss_method,
  });
  const result = recompute(now.counted, now.stdnorm, formula);
  const history =
    epochs === 0
      ? null
      : await readHistory({
          client,
          rpc,
          topic,
          chain: info?.default_node_info.network ?? null,
          epochs,
          block: now.commit.block,
          epochLength: fields.epoch_length,
          formula,
          keptEpochs: given.keptEpochs,
          onKept: given.onKept,
          expect,
        });
  return {
    topic,
    metadata: fields.metadata,
    lossMethod: fields.loss_method,
    node: base,
    network: info?.default_node_info.network ?? null,
    version: { api: node.version, chain: info?.application_version?.version || null },
    readAt: new Date().toISOString(),
    heights: now.commit,
    scheme: formula.scheme,
    parameters: {
      epsilon: Number(fields.epsilon),
      pNorm: fields.p_norm,
      cNorm,
      alphaRegret: fields.alpha_regret,
      epochLength: fields.epoch_length,
      groundTruthLag: fields.ground_truth_lag,
      initialRegret: fields.initial_regret,
    },
    units,
    ...result,
    networkLoss: now.bundle?.combined_value ?? null,
    scoreStd: now.scoreStd,
    leftOut: now.leftOut,
    history,
  };
}

type Question = ReturnType<typeof checked>;

function checked(options: ReadTopicOptions) {
  const given = checkOptions(options);
  const text = typeof given.topic === 'number' ? String(given.topic) : checkText('topic', given.topic);
  if (!isTopicNumber(text))
    throw new RangeError(`Expected \`topic\` to be ${TOPIC_RULE}, got ${show(given.topic)}`);
  const network = NETWORKS[checkChoice('network', given.network ?? 'mainnet', NETWORK_NAMES)];
  const addressOf = (name: string, address: string | undefined): string | undefined => {
    const found = address === undefined ? undefined : nodeAddress(checkText(name, address));
    if (found === null)
      throw new RangeError(`Expected \`${name}\` to be ${ADDRESS_RULE}, got ${show(address)}`);
    return found;
  };
  const { epochs = 0 } = given;
  if (!Number.isInteger(epochs) || epochs < 0 || epochs > MOST_EPOCHS)
    throw new RangeError(
      `Expected \`epochs\` to be a whole number from 0 to ${MOST_EPOCHS}, got ${show(epochs)}`,
    );
  if (given.lossesAre !== undefined) checkChoice('lossesAre', given.lossesAre, ['log10', 'raw']);
  checkSignal(given.signal);
  for (const name of ['fetch', 'onProgress', 'onAnswer', 'onKept', 'onWait'] as const)
    checkFunction(name, given[name]);
  const node = addressOf('node', given.node);
  return {
    topic: text,
    base: node ?? network.lcd,
    rpc: addressOf('rpc', given.rpc) ?? node ?? network.rpc,
    epochs,
    given,
  };
}
