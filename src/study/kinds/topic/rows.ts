/** The rows of the tables of a topic study. */

import { MEASURE_NAMES, type MeasureName } from '../../../topic/measures.js';
import { axisValues } from '../../axis.js';
import type { Indexed, PartResult } from '../kind.js';
import {
  LIMITS,
  measuresIn,
  type EffectRow,
  type LimitRow,
  type RewardRow,
  type TopicCellRow,
  type TopicRow,
  type TopicStudy,
  type TopicWeightRow,
} from './definition.js';
import { limitsOf, meanOf, type TopicNumbers } from './effects.js';
import { FACTS, topicParts, type TopicPart } from './topics.js';

/** Results of the parts of a study, in their order. */
type Results = Indexed<PartResult>;

type Keys = Pick<TopicRow, 'rules' | 'variant'>;

function keysOf({ rules, variant }: TopicPart): Keys {
  return { rules, variant };
}

/** Parts of one version of the rules and one variant: a part for each seed. */
function groupsOf(study: TopicStudy): TopicPart[][] {
  const parts = topicParts(study);
  const seeds = study.seeds.length;
  return Array.from({ length: parts.length / seeds }, (_, i) => parts.slice(i * seeds, (i + 1) * seeds));
}

export function* cellRows(study: TopicStudy, results: Results): Generator<TopicCellRow> {
  const names = measuresIn(study);
  for (const part of topicParts(study)) {
    const [epsilons, measures] = results.at(part.index)! as [Float64Array, Float64Array];
    for (const [e, epsilon] of axisValues(study.epsilon).entries()) {
      const values = Object.fromEntries(
        names.map((name) => [name, measures[e * MEASURE_NAMES.length + MEASURE_NAMES.indexOf(name)]!]),
      ) as Record<MeasureName, number>;
      yield { ...keysOf(part), seed: part.seed, epsilon, epsilon_dex: epsilons[e]!, ...values };
    }
  }
}

/**
 * The values of a measure at one epsilon, by seed.
 * @param measures of each seed, shape (epsilons, measures)
 */
function measured(measures: readonly Float64Array[], name: MeasureName, e: number): number[] {
  const place = e * MEASURE_NAMES.length + MEASURE_NAMES.indexOf(name);
  return measures.map((ofSeed) => ofSeed[place]!);
}

export function effectRows(study: TopicStudy, results: Results): EffectRow[] {
  return groupsOf(study).flatMap((group) => {
    const measures = group.map(({ index }) => results.at(index)![1]!);
    return measuresIn(study).flatMap((measure) => {
      const first = measured(measures, measure, 0);
      return axisValues(study.epsilon).map((epsilon, e): EffectRow => {
        const values = measured(measures, measure, e);
        const mean = meanOf(values);
        const difference = meanOf(values.map((value, i) => value - first[i]!));
        return {
          ...keysOf(group[0]!),
          measure,
          epsilon,
          value: mean.value,
          value_low: mean.low,
          value_high: mean.high,
          difference: difference.value,
          difference_low: difference.low,
          difference_high: difference.high,
          difference_se: difference.se,
          seeds: group.length,
        };
      });
    });
  });
}

export function* topicRows(study: TopicStudy, results: Results): Generator<TopicRow> {
  for (const part of topicParts(study)) {
    const facts = results.at(part.index)![2]!;
    const values = Object.fromEntries(FACTS.map((name, i) => [name, facts[i]!])) as Record<
      (typeof FACTS)[number],
      number
    >;
    yield { ...keysOf(part), seed: part.seed, ...values };
  }
}

export function limitRows(study: TopicStudy, results: Results): LimitRow[] {
  const epsilons = axisValues(study.epsilon);
  return groupsOf(study).flatMap((group, stream) => {
    const topics = group.map(({ index }): TopicNumbers => {
      const [dex, measures, facts] = results.at(index)! as [Float64Array, Float64Array, Float64Array];
      const unit = dex[0]! / epsilons[0]!;
      const curve = (name: MeasureName) =>
        Float64Array.from(
          epsilons,
          (_, e) => measures[e * MEASURE_NAMES.length + MEASURE_NAMES.indexOf(name)]!,
        );
      const fact = (name: (typeof FACTS)[number]) => facts[FACTS.indexOf(name)]! / unit;
      return {
        losses: curve('network_loss'),
        equalPay: curve('equal_pay'),
        recommended: fact('recommended_epsilon'),
        own: fact('own_epsilon'),
        closedForm: fact('closed_form_epsilon'),
      };
    });
    const limits = limitsOf(topics, epsilons, stream);
    return LIMITS.map((limit) => {
      const { value, low, high } = limits[limit];
      return { ...keysOf(group[0]!), limit, epsilon: value, epsilon_low: low, epsilon_high: high };
    });
  });
}

export function* weightRows(study: TopicStudy, results: Results): Generator<TopicWeightRow> {
  for (const part of topicParts(study)) {
    if (!part.recorded) continue;
    const { epochs, inferers, forecasters } = part.settings;
    const weights = results.at(part.index)![3]!;
    let at = 0;
    for (const epsilon of study.shown) {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        for (let worker = 1; worker <= inferers + forecasters; worker++)
          yield { ...keysOf(part), epsilon, epoch, worker, weight: weights[at++]! };
      }
    }
  }
}

export function* rewardRows(study: TopicStudy, results: Results): Generator<RewardRow> {
  for (const part of topicParts(study)) {
    const { inferers } = part.settings;
    const [rewards, skill] = results.at(part.index)!.slice(4) as [Float64Array, Float64Array];
    for (const [i, epsilon] of study.shown.entries()) {
      const paid = rewards.subarray(i * inferers, (i + 1) * inferers);
      const total = paid.reduce((sum, reward) => sum + reward, 0);
      for (let worker = 1; worker <= inferers; worker++)
        yield {
          ...keysOf(part),
          epsilon,
          seed: part.seed,
          worker,
          log_error: skill[worker - 1]!,
          share: paid[worker - 1]! / total,
        };
    }
  }
}
