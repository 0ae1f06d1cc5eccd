/** The settings of a simulated topic: its target, its actors and their skill. */

import type { DistributionName } from '../sampling/distributions.js';

/** How the target moves. Errors are added to the target, so weights and losses do not depend on this. */
export const TARGETS = ['random-walk', 'mean-reverting'] as const;
type TargetName = (typeof TARGETS)[number];

/** Distributions of errors. */
export const ERRORS = ['normal', 'student-t3', 'laplace'] as const satisfies readonly DistributionName[];

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
  /** Whether the stake of a reputer grows by its rewards. */
  stakesGrow: boolean;
  /** Whether the adjusted stake of a reputer is capped at the mean stake, as on the chain. */
  stakeCap: boolean;
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
  stakesGrow: false,
  stakeCap: true,
};

/** Rule of a number, for study files and for options of the command; its ends are allowed. */
export interface NumberRule {
  isWhole?: true;
  from: number;
  to: number;
  /** One sentence for readers, with the unit. */
  describe: string;
}

/** Words of the rule: they complete "expected ...". */
export function ruleText({ isWhole, from, to }: NumberRule): string {
  return `${isWhole ? 'a whole number' : 'a number'} from ${from} to ${to}`;
}

/** The settings that are numbers. */
export type NumberSetting = Exclude<keyof TopicSettings, 'target' | 'errors' | 'stakesGrow' | 'stakeCap'>;

/** Their rules: a number outside is almost certainly a typing error. */
export const SETTING_RULES: Record<NumberSetting, NumberRule> = {
  inferers: { isWhole: true, from: 1, to: 32, describe: 'Number of inferers.' },
  forecasters: { isWhole: true, from: 0, to: 6, describe: 'Number of forecasters.' },
  reputers: { isWhole: true, from: 1, to: 6, describe: 'Number of reputers.' },
  epochs: {
    isWhole: true,
    from: 10,
    to: 100_000,
    describe: 'Epochs after the burn-in: averages are taken over these.',
  },
  burnIn: { isWhole: true, from: 0, to: 100_000, describe: 'Epochs before them.' },
  skillRange: {
    from: 0,
    to: 4,
    describe: 'Log10 of the largest std of the errors of a worker over the smallest, dex.',
  },
  bias: {
    from: 0,
    to: 100,
    describe: 'Std over workers of their mean error, over the std of their errors.',
  },
  drift: {
    from: 0,
    to: 10,
    describe: 'Std of the random walk of the log10 std of the errors over 100 epochs, dex.',
  },
  commonError: {
    from: 0,
    to: 0.999,
    describe: 'Share of the error variance that all inferers have in common.',
  },
  context: {
    from: 0,
    to: 4,
    describe:
      'Dex by which the log10 std of the errors changes with a context of one std: up for half of the inferers, down for the others.',
  },
  contextMemory: {
    from: 0,
    to: 0.999999,
    describe: 'Correlation of the context with that of the epoch before.',
  },
  contextSeen: {
    from: 0,
    to: 1,
    describe: 'Correlation of the context with the sign of it that a forecaster sees.',
  },
  forecastNoise: { from: 0, to: 10, describe: 'Std of the error of a predicted loss, dex.' },
  absence: { from: 0, to: 0.9, describe: 'Share of epochs in which an inferer is absent.' },
  absenceLength: { from: 1, to: 100_000, describe: 'Mean length of an absence, epochs.' },
  reputerBias: {
    from: 0,
    to: 10,
    describe: 'Std over reputers of the mean error of the losses that each reports, dex.',
  },
  reputerNoise: { from: 0, to: 10, describe: 'Std of the error of a reported loss, dex.' },
  stakeRange: { from: 0, to: 4, describe: 'Std over reputers of log10 of the stake, dex.' },
};

/** The settings that are true or false, in words. */
export const FLAG_TEXTS: Record<'stakesGrow' | 'stakeCap', string> = {
  stakesGrow: 'Whether the stake of a reputer grows by its rewards.',
  stakeCap: 'Whether the adjusted stake of a reputer is capped at the mean stake, as on the chain.',
};

/** Slope and offset of the weight map: wider than the chain accepts. */
export const MAP_RULES: Record<'pNorm' | 'cNorm', NumberRule> = {
  pNorm: { from: 0.1, to: 100, describe: 'Slope p of the weight map.' },
  cNorm: { from: -100, to: 100, describe: 'Offset c of the weight map.' },
};

/** Weight of the newest epoch in the regrets: more than 0, at most 1. */
export const ALPHA = {
  above: 0,
  to: 1,
  rule: 'a number > 0 and <= 1',
  describe: 'Weight of the newest epoch in the regrets.',
  default: 0.1,
};

/**
 * Epsilon above which all weights are equal, by its unit. A larger one is in another unit. The std of the
 * regrets of a topic is far below 10 dex.
 */
export const LARGEST_EPSILON = { std: 100, dex: 1000 };
