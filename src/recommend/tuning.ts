/** The answer of `tune`. */

import type { Epochs, Quartiles } from '../epochs/epochs.js';
import type { Estimate } from '../statistics/intervals.js';
import type { GroupsAnswer } from './groups.js';
import type { Interval, Recommendation } from './recommendation.js';
import type { Shape } from './separated-draws.js';

/** The smallest sufficient value of one parameter; the other one stays. */
export interface Lever extends Shape {
  /** null: one end is outside the limits of the chain. */
  interval: [low: number, high: number | null];
}

/** Effects of a setting on the weights at the given epsilon. */
export interface SettingEffect extends Shape {
  /** Share of epochs whose weights are separated. The Wilson interval assumes independent epochs. */
  separated: Estimate;
  /**
   * Number of workers that count: 1 / sum of squared shares of the weights. Median over epochs, and
   * quartiles.
   */
  effectiveWorkers: Quartiles;
}

/** The answer of `tune`. */
export interface Tuning {
  /** `tuned`: some p within the limits of the chain is enough, or some c, or both together. */
  status: 'tuned' | 'none';
  /** Whether the present p and c are accepted by the chain, and already enough. */
  isEnough: boolean;
  epsilon: number;
  /**
   * The setting that separates the wanted share of epochs: the smallest sufficient p, rounded up to two
   * significant digits, with the present c. If no p is enough, the smallest sufficient c with the present p;
   * if no c is either, with the largest p. null if there is none.
   */
  pNorm: number | null;
  cNorm: number | null;
  /**
   * The smallest p with the present c, not rounded, within the limits of the chain; null if none is enough.
   */
  exact: number | null;
  /** 95 % interval of `exact`. */
  interval: Interval | null;
  level: 0.95;
  levers: {
    pNorm: Lever | null;
    /** The smallest c from the present one upward, with the present p. */
    cNorm: Lever | null;
    /** c with the largest p of the chain, where neither alone is enough. */
    both: Lever | null;
  };
  /** A p above the limits of the chain that would be enough; null if one within is, or none up to 100. */
  pNormBeyond: number | null;
  /**
   * If there is none: the smallest p, up to the largest of the chain, with which some smaller epsilon
   * separates the wanted share of epochs. A new topic needs it.
   */
  slopeLimit: number | null;
  /** 95 % interval of `slopeLimit`. */
  slopeLimitInterval: Interval | null;
  now: SettingEffect;
  then: SettingEffect | null;
  /** Of a question about groups: the smallest p for one normal distribution beside it; null: no groups. */
  groups: GroupsAnswer | null;
  /** Number of draws behind the numbers, or of epochs of data. */
  draws: number;
  source: 'simulation' | 'data';
  /** The guarantee of the setting, or the reason why there is none: a sentence. */
  guarantee: string;
  /** The action to take: a sentence. */
  advice: string;
  warnings: string[];
  /**
   * Fields of the message that updates the topic, which replaces all other fields as well. null: no change.
   */
  topicArgument: { p_norm: string; c_norm: string } | null;
  /** The complete question; std and mean null with data. */
  question: Omit<Recommendation['question'], 'std' | 'mean'> & { std: number | null; mean: number | null };
  /** How the data were read. */
  data: Pick<Epochs, 'readAs' | 'notes' | 'epochs'> | null;
}
