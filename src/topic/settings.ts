/** The settings of a simulated topic: its target, its actors and their skill. */

import type { DistributionName } from '../sampling/distributions.js';

/** How the target moves. Errors are added to the target, so weights and losses do not depend on this. */
export const TARGETS = ['random-walk', 'mean-reverting'] as const;
export type TargetName = (typeof TARGETS)[number];

/**
 * A simulated topic. Error std are standard deviations of (inference - target), in the unit of the target;
 * the middle worker has 1. Losses are log10 of the squared error, so an error std that is 1 dex larger means
 * a loss that is 2 dex larger.
 */
export interface TopicSettings {
  /** 1 to 32 */
  inferers: number;
  /** 0 to 6 */
  forecasters: number;
  /** 1 to 6 */
  reputers: number;
  /** Epochs after the burn-in: all averages are taken over these. */
  epochs: number;
  /** Epochs before them. The regrets of a topic start at 0 and need about 3/alpha epochs. */
  burnIn: number;
  target: TargetName;
  /** Log10 of the largest error std over the smallest; between them, the workers are evenly apart. dex */
  skillRange: number;
  /** Std over workers of the mean error, over the error std of the worker. */
  bias: number;
  errors: DistributionName;
  /** Std of the random walk of each log10 error std over 100 epochs, dex. */
  drift: number;
  /** Share of the error variance that all inferers have in common, in [0, 1). */
  commonError: number;
  /** Half the difference of the log10 error std between contexts one std apart, dex; see `world.ts`. */
  context: number;
  /** Correlation of the context with that of the epoch before, in [0, 1). */
  contextMemory: number;
  /** Correlation of the context with the sign of it that a forecaster sees, in [0, 1]. */
  contextSeen: number;
  /** Std of the error of a predicted loss, dex. */
  forecastNoise: number;
  /** Share of epochs in which an inferer is absent, in [0, 1). */
  absence: number;
  /** Mean length of an absence, epochs. */
  absenceLength: number;
  /** Std over reputers of the mean error of the losses that each reports, dex. */
  reputerBias: number;
  /** Std of the error of each reported loss, dex. */
  reputerNoise: number;
  /** Std over reputers of log10 of the stake at the start, dex. */
  stakeRange: number;
}

/** Defaults of {@link TopicSettings}: a regression topic like that of the published tables. */
export const DEFAULT_TOPIC: TopicSettings = {
  inferers: 10,
  forecasters: 3,
  reputers: 3,
  epochs: 500,
  burnIn: 100,
  target: 'random-walk',
  skillRange: 0.5,
  bias: 0.2,
  errors: 'normal',
  drift: 0.05,
  commonError: 0.2,
  context: 0.3,
  contextMemory: 0.9,
  contextSeen: 0.8,
  forecastNoise: 0.2,
  absence: 0.05,
  absenceLength: 20,
  reputerBias: 0.05,
  reputerNoise: 0.1,
  stakeRange: 0.3,
};
