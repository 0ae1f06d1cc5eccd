/** The answer of `simulate`: which epsilons harm a topic, from the tables of a topic study. */

import { EQUAL_PAY, HARM } from '../study/kinds/topic/effects.js';
import type { EffectRow, LimitRow, LIMITS, TopicRow, TopicStudy } from '../study/kinds/topic/definition.js';
import { axisValues } from '../study/axis.js';
import type { MeasureName } from '../topic/measures.js';
import { refusedByChain } from '../weights/chain-limits.js';
import {
  intervalOf,
  orNull,
  verdictOf,
  type BothUnits,
  type TopicAtEpsilon,
  type TopicLimit,
  type Verdict,
} from './topic-answer.js';

/** Tables of a topic study with one version of the rules and no variants. */
export interface TopicTables {
  study: TopicStudy;
  cells: Iterable<{ epsilon: number; epsilon_dex: number }>;
  effects: readonly EffectRow[];
  topics: Iterable<TopicRow>;
  limits: readonly LimitRow[];
}

/** The answer of `simulate --json`. */
export interface SimulationAnswer extends Verdict {
  /** Smallest epsilons at which something happens; null: beyond the axis, or not computed. */
  limits: Record<'loss' | 'pay' | 'best' | 'recommended' | 'ownRegrets', TopicLimit | null>;
  /** Limits of harm: rise of the loss in dex, share of epochs with equal pay. */
  harm: { lossChange: number; equalPay: number };
  /** Std of the regrets at the smallest epsilon, mean over seeds, dex. */
  stdOfRegrets: number;
  /** In increasing order; the smallest stands for none. */
  epsilons: TopicAtEpsilon[];
  /** Sentence on the uncertainty of an answer without intervals; null if there are some. */
  caution: string | null;
  /** A sentence for p and c outside the limits of the chain. */
  warnings: string[];
  study: TopicStudy;
}

/** Tested on the topics of results/topic. */
const ONE_SEED =
  'One seed has no intervals: its limit of the loss is within a factor of 3 of that of many seeds in two topics of three; --seed 1 2 3 4 gives intervals.';

export function simulationAnswer({ study, cells, effects, topics, limits }: TopicTables): SimulationAnswer {
  const stdOfRegrets = mean(Array.from(topics, (row) => row.std_regrets));
  const dexPerStd =
    study.epsilonUnit === 'std'
      ? mean(Array.from(cells, (row) => row.epsilon_dex / row.epsilon))
      : stdOfRegrets;
  const stdPerUnit = study.epsilonUnit === 'std' ? 1 : 1 / dexPerStd;
  const both = (epsilon: number): BothUnits => ({
    std: epsilon * stdPerUnit,
    dex: epsilon * stdPerUnit * dexPerStd,
  });
  const limitOf = (name: (typeof LIMITS)[number]): TopicLimit | null => {
    const { epsilon, epsilon_low, epsilon_high } = limits.find(({ limit }) => limit === name)!;
    const interval = intervalOf(epsilon_low * stdPerUnit, epsilon_high * stdPerUnit);
    return Number.isFinite(epsilon) ? { ...both(epsilon), interval } : null;
  };
  const found = new Map(effects.map((row) => [`${row.measure} ${row.epsilon}`, row]));
  const epsilons = axisValues(study.epsilon).map((epsilon): TopicAtEpsilon => {
    const at = (measure: MeasureName) => found.get(`${measure} ${epsilon}`);
    const loss = at('network_loss')!;
    return {
      epsilon: both(epsilon),
      lossChange: orNull(loss.difference),
      lossChangeInterval: intervalOf(loss.difference_low, loss.difference_high),
      effectiveWorkers: orNull(at('effective_workers')?.value),
      spread: orNull(at('std_log10_weights')?.value),
      equalPay: orNull(at('equal_pay')?.value),
      rankCorrelation: orNull(at('rank_correlation')?.value),
    };
  });
  const limitsFound = {
    loss: limitOf('harm'),
    pay: limitOf('equal-pay'),
    best: limitOf('best'),
    recommended: limitOf('recommended'),
    ownRegrets: limitOf('own-regrets'),
  };
  return {
    ...verdictOf(limitsFound, epsilons.at(-1)!.epsilon),
    limits: limitsFound,
    harm: { lossChange: HARM, equalPay: EQUAL_PAY },
    stdOfRegrets,
    epsilons,
    caution: study.seeds.length > 1 ? null : ONE_SEED,
    warnings: refusedByChain(study),
    study,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
