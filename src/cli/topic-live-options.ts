/** Options of `topic`. */

import {
  ADDRESS_RULE,
  isTopicNumber,
  NETWORK_NAMES,
  nodeAddress,
  TOPIC_RULE,
  type NetworkName,
} from '../epochs/chain/networks.js';
import { UsageError } from '../text/errors.js';
import { shownWord } from '../text/visible.js';
import type { OutputOptions } from './console.js';
import { choice, number, text, type Options } from './options.js';

export interface TopicArguments extends OutputOptions {
  id: string;
  network?: NetworkName;
  node?: string;
  rpc?: string;
  epochs?: number;
  lossesAre?: 'log10' | 'raw';
  out?: string;
}

export const topicId: Options = checked('id', 'Number of the topic', TOPIC_RULE, (word) =>
  isTopicNumber(word) ? word : null,
);

export const liveTopic: Options = {
  ...choice('network', NETWORK_NAMES, 'Network whose public nodes are asked; mainnet by default'),
  ...checked(
    'node',
    'Address of another REST API (LCD): https, or http on this machine',
    ADDRESS_RULE,
    nodeAddress,
  ),
  ...number(
    'epochs',
    ['a whole number from 1 to 100000', (n) => Number.isInteger(n) && n >= 1 && n <= 100_000],
    'Past epochs to read from the block results of an archive, one request each',
  ),
  ...checked(
    'rpc',
    'Address of the RPC for --epochs, if it is not that of --node',
    ADDRESS_RULE,
    nodeAddress,
  ),
  ...text('out', 'CSV file of the epochs, for --regrets, --losses, --scores and simulate --replay'),
};

/** A text with a rule. @param accept the value of a word; null if it breaks the rule */
function checked(
  name: string,
  describe: string,
  rule: string,
  accept: (word: string) => string | null,
): Options {
  return {
    [name]: {
      ...text(name, describe, { rule })[name]!,
      read(word, option) {
        const value = accept(word.trim());
        if (value !== null) return value;
        throw new UsageError(`${option}: expected ${rule}, got ${shownWord(word)}`);
      },
    },
  };
}
