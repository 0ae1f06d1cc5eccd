/** The computation of topic studies. A part is one topic, under all epsilons. */

import { axisValues } from '../../axis.js';
import { repeatable } from '../../repeatable.js';
import type { KindComputation } from '../kind.js';
import type {
  EffectRow,
  LimitRow,
  RewardRow,
  TopicCellRow,
  TopicRow,
  TopicStudy,
  TopicWeightRow,
} from './definition.js';
import { cellRows, effectRows, limitRows, rewardRows, topicRows, weightRows } from './rows.js';
import { computeTopic, resultLengths, topicParts, type TopicPart } from './topics.js';

/** Tables of a topic study. */
interface TopicTables {
  cells: Iterable<TopicCellRow>;
  effects: EffectRow[];
  topics: Iterable<TopicRow>;
  limits: LimitRow[];
  weights: Iterable<TopicWeightRow>;
  rewards: Iterable<RewardRow>;
}

/** Seconds of an epoch: of each epsilon and worker, and with scores of each pair of workers. */
const WORKER_SECONDS = 0.5e-6;
const PAIR_SECONDS = 0.1e-6;

export const topic: KindComputation<TopicStudy, TopicPart, TopicTables> = {
  name: 'topic',

  parts: (study) =>
    topicParts(study).map((part) => {
      const { inferers, forecasters, epochs, burnIn } = part.settings;
      const workers = inferers + forecasters;
      const perEpoch = WORKER_SECONDS * workers + (study.scores ? PAIR_SECONDS * workers * workers : 0);
      return { part, seconds: axisValues(study.epsilon).length * (epochs + burnIn) * perEpoch };
    }),

  compute: computeTopic,

  lengths: resultLengths,

  collector: (study, results) => ({
    add: ({ index }, result) => results.set(index, result),
    tables: () => ({
      cells: repeatable(() => cellRows(study, results)),
      effects: effectRows(study, results),
      topics: repeatable(() => topicRows(study, results)),
      limits: limitRows(study, results),
      weights: repeatable(() => weightRows(study, results)),
      rewards: repeatable(() => rewardRows(study, results)),
    }),
  }),

  partText: ({ rules, variant, seed }) =>
    `topic of ${rules}, ${variant === undefined ? '' : `variant ${variant}, `}seed ${seed}`,
};
