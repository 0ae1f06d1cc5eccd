/** Types of the limits of simulated topics, `committed-topics.ts`. */

import type { SchemeName } from '../weights/schemes.js';

/** [value, low, high]: an epsilon in std of the regrets of the topic, with its 95 % interval over topics. */
export type CommittedLimit = readonly [value: number, low: number, high: number];

/** The part of the limits of the topic studies that answers need. */
export interface CommittedTopics {
  /** Rise of the network loss in dex, and share of epochs with equal pay, that count as harm. */
  harm: { lossChange: number; equalPay: number };
  /** Number of epochs of each topic that averages are taken over. */
  epochs: number;
  forecasters: number;
  pNorm: number;
  cNorm: number;
  /** Topics under the rules of 2026, by increasing number of inferers. */
  byInferers: readonly StudiedTopics[];
  /** Topics under the rules of 2024, by their scheme. */
  byScheme: Readonly<Partial<Record<SchemeName, StudiedTopics>>>;
  /** The epsilon below all limits of all studied kinds of topics, in std of the regrets. */
  harmless: { epsilon: number; kinds: number };
}

/** Limits of topics of one kind. */
export interface StudiedTopics {
  inferers: number;
  /** Number of simulated topics. */
  topics: number;
  /** Where the network loss has risen. */
  loss: CommittedLimit;
  /** Where pay is equal. */
  pay: CommittedLimit;
}
