/** The effect of epsilon on simulated topics: type of the committed curves. */

import type { SchemeName } from '../weights/schemes.js';

/** Curves of the topics of one kind. */
export interface TopicCurve {
  scheme: SchemeName;
  inferers: number;
  /** Number of simulated topics. */
  topics: number;
  /**
   * By increasing epsilon: [epsilon in std of the regrets, change of the network loss in dex with its 95 %
   * interval, share of epochs with equal pay with its interval].
   */
  points: readonly (readonly number[])[];
}
