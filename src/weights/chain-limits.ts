/**
 * The parameters of a topic that the chain accepts. Used in texts only: other values are computed as well.
 */

import { DEFAULT_OPTIONS } from './defaults.js';
import { short } from '../text/numbers.js';

/** Inclusive ranges of a version of the chain, from the code that validates a topic; no unit. */
export const CHAIN_LIMITS = {
  version: 'v0.17',
  /** 2.5 to 4.5 before v0.17. */
  pNorm: { from: 1, to: 10 },
  /** A parameter of the whole network before v0.17. */
  cNorm: { from: -100, to: 100 },
} as const;

export const TOPIC_TYPES = ['regression', 'classification'] as const;
export type TopicType = (typeof TOPIC_TYPES)[number];

/** The slope p of topics of each type, as the network sets it (arXiv 2501.16519). */
export const P_NORMS: Readonly<Record<TopicType, number>> = {
  regression: DEFAULT_OPTIONS.pNorm,
  classification: 5,
};

export type ChainParameter = 'pNorm' | 'cNorm';

/** Names of the fields of a topic on the chain. */
const FIELDS: Record<ChainParameter, string> = { pNorm: 'p_norm', cNorm: 'c_norm' };

export function isAccepted(parameter: ChainParameter, value: number): boolean {
  const { from, to } = CHAIN_LIMITS[parameter];
  return value >= from && value <= to;
}

/** `1 to 10` */
export function acceptedRange(parameter: ChainParameter): string {
  const { from, to } = CHAIN_LIMITS[parameter];
  return `${from} to ${to}`;
}

/** A sentence for each parameter outside the limits of the chain. */
export function refusedByChain(values: Readonly<Record<ChainParameter, number>>): string[] {
  const names: ChainParameter[] = ['pNorm', 'cNorm'];
  return names
    .filter((name) => !isAccepted(name, values[name]))
    .map(
      (name) =>
        `${FIELDS[name]} ${short(values[name])} is not accepted by the chain (${CHAIN_LIMITS.version}: ${acceptedRange(name)}).`,
    );
}
