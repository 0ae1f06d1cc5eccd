/** Addresses of public nodes, and the versions of the API that this program reads. */

/** A network, and its nodes. */
export interface Network {
  /** Id of the chain begins with it. */
  readonly chain: string;
  /** REST API (LCD). */
  readonly lcd: string;
  /** RPC that keeps block results: an archive from block 1 on mainnet. */
  readonly rpc: string;
}

/** Networks by name. Source: docs.allora.network/api/networks.json. */
export const NETWORKS = {
  mainnet: {
    chain: 'allora-mainnet',
    lcd: 'https://allora-api.mainnet.allora.network',
    rpc: 'https://rpc.archive.allora.network',
  },
  testnet: {
    chain: 'allora-testnet',
    lcd: 'https://allora-api.testnet.allora.network',
    rpc: 'https://allora-rpc.testnet.allora.network',
  },
} as const satisfies Record<string, Network>;

/** Name of a network in `NETWORKS`. */
export type NetworkName = keyof typeof NETWORKS;
export const NETWORK_NAMES = Object.keys(NETWORKS) as [NetworkName, ...NetworkName[]];

/** Version of the API: v10 belongs to chain 0.17, v9 to 0.16, v5 to 2024. */
export type ApiVersion = 'v10' | 'v9' | 'v5';

/** Versions in the order in which they are tried. */
export const API_VERSIONS = ['v10', 'v9', 'v5'] as const satisfies ApiVersion[];

/** The rule of {@link nodeAddress}. */
export const ADDRESS_RULE =
  'an address with https, or with http on this machine (localhost), without a query';

/**
 * The address of a node without a slash at its end; null if it breaks the rule. Answers without https can be
 * changed on their way.
 */
export function nodeAddress(text: string): string | null {
  if (!URL.canParse(text.trim())) return null;
  const url = new URL(text.trim());
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLocal);
  if (!isAllowed || url.username + url.password + url.search + url.hash !== '') return null;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The rule of {@link isTopicNumber}. */
export const TOPIC_RULE = 'the number of a topic, from 1 to 2^64 - 1';

export function isTopicNumber(text: string): boolean {
  return /^[1-9]\d{0,19}$/.test(text) && BigInt(text) < 2n ** 64n;
}
