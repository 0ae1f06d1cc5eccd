/** Claims about whole topics: the epsilon at which losses, pay and weights begin to change. */

import { verdictOf, type Claim, type Measured } from './claim.js';
import {
  AXIS_STUDIES,
  factMean,
  harmAt,
  hull,
  isAbove,
  isBelow,
  largestOf,
  limitRange,
  limitRows,
  meanAt,
  pairedDifference,
  variantsOf,
} from './topic-tables.js';

const main = {
  study: 'topic',
  scope:
    '100 simulated topics of 10 inferers, 3 forecasters and 3 reputers, 500 epochs after 100, rules of 2026, p 3, c 0.75.',
} as const;
const SMALL = 0.001;
const TOPICS = 100;
const HUNDREDTH = 0.01;

export const TOPIC_EPSILON: readonly Claim[] = [
  {
    ...main,
    id: 'topic-recommended-harms',
    words:
      'The epsilon that separates the weights of normal regrets in 95 % of epochs is too large for a topic: the loss of the network has risen by then.',
    where:
      'limits.csv: recommended, harm; cells.csv: the paired change of the network loss at epsilon 0.794 std',
    holds: 'the loss has risen by 0.01 dex at an epsilon at least three times smaller, interval included',
    limited: null,
    assess({ topic }) {
      const recommended = limitRange('recommended', limitRows(topic, 'recommended'), TOPICS);
      const harm = limitRange('loss 0.01 dex higher', limitRows(topic, 'harm'), TOPICS);
      const change = pairedDifference(
        'change of the loss at 0.794 std',
        'dex',
        topic,
        'network_loss',
        { epsilon: 0.794 },
        { epsilon: SMALL },
      );
      return {
        numbers: [recommended, harm, change],
        verdict: verdictOf(isBelow(harm, (recommended.low ?? NaN) / 3) && isAbove(change, 0.01)),
      };
    },
  },
  {
    ...main,
    id: 'topic-recommended-pay',
    words:
      'Below that epsilon, inferers are paid alike in more and more epochs: the scores differ less than the regrets.',
    where: 'limits.csv: recommended, equal-pay; cells.csv: share of epochs at epsilon 0.794 std',
    holds:
      'equal pay reaches 5 % of the epochs at an epsilon at least three times smaller, and half of them at 0.794 std, intervals included',
    limited: null,
    assess({ topic }) {
      const recommended = limitRange('recommended', limitRows(topic, 'recommended'), TOPICS);
      const pay = limitRange('equal pay in 5 % of the epochs', limitRows(topic, 'equal-pay'), TOPICS);
      const share = meanAt(
        'epochs with equal pay at 0.794 std',
        '%',
        topic,
        { epsilon: 0.794 },
        (row) => row.equal_pay,
      );
      return {
        numbers: [recommended, pay, share],
        verdict: verdictOf(isBelow(pay, (recommended.low ?? NaN) / 3) && isAbove(share, 0.5)),
      };
    },
  },
  {
    ...main,
    id: 'topic-unharmed',
    words:
      'An epsilon of a hundredth of the std of the regrets harms neither the loss nor the pay of a topic.',
    where:
      'cells.csv of all topic studies with an axis of epsilons: between the epsilons around 0.01 std, compared with 0.001 std',
    holds:
      'in every study and variant, the loss changes by less than 0.01 dex, and pay is equal in less than 5 % of the epochs, intervals included',
    scope:
      'Rules of 2024 and 2026, 5 to 24 inferers, 0 to 6 forecasters, three distributions of errors, skill alike or far apart, with and without a context; 100 or 40 topics each.',
    limited: 'the same for every mean, without the intervals',
    assess(tables) {
      const found = AXIS_STUDIES.flatMap((study) =>
        variantsOf(tables[study]).map((key) => harmAt(tables[study], { epsilon: HUNDREDTH, ...key })),
      );
      const change = hull(
        'change of the loss',
        'dex',
        found.map(({ loss }) => loss),
      );
      const pay = hull(
        'epochs with equal pay',
        '%',
        found.map((each) => each.pay),
      );
      return {
        numbers: [change, pay],
        verdict: verdictOf(
          isBelow(change, 0.01) && isBelow(pay, 0.05),
          largestOf(change) < 0.01 && largestOf(pay) < 0.05,
        ),
      };
    },
  },
  {
    ...main,
    id: 'topic-no-gain',
    words: 'No epsilon makes the loss of the network noticeably smaller than a negligible one does.',
    where: 'effects.csv: differences of the network loss from that at 0.001 std',
    holds: 'the loss is nowhere lower by more than 0.01 dex, interval included',
    limited: null,
    assess({ topic }) {
      const rows = topic.effects.filter(
        ({ measure, epsilon }) => measure === 'network_loss' && epsilon > 1.001 * SMALL,
      );
      // Empty tables have no lowest row: their claim does not hold.
      const [lowest] = rows.toSorted((a, b) => a.difference - b.difference).slice(0, 1);
      const { difference, difference_low, difference_high } = lowest ?? {
        difference: NaN,
        difference_low: NaN,
        difference_high: NaN,
      };
      const number: Measured = {
        name: 'largest decrease of the loss',
        unit: 'dex',
        value: -difference,
        low: -difference_high,
        high: -difference_low,
        level: 0.95,
        draws: TOPICS,
        counted: 'topics',
      };
      return { numbers: [number], verdict: verdictOf(isBelow(number, 0.01)) };
    },
  },
  {
    ...main,
    id: 'topic-equal-weights',
    words:
      'A larger epsilon lets more workers count: the effective number of workers rises towards their number.',
    where: 'cells.csv: effective number of workers at epsilon 0.001, 0.794 and 7.94 std',
    holds:
      'it rises by at least one from 0.001 to 0.794 std, and to at least 10 of 13 at 7.94 std, intervals included',
    limited: null,
    assess({ topic }) {
      const at = (epsilon: number) =>
        meanAt(`at ${epsilon} std`, '', topic, { epsilon }, (row) => row.effective_workers);
      const rise = pairedDifference(
        'rise to 0.794 std',
        '',
        topic,
        'effective_workers',
        { epsilon: 0.794 },
        { epsilon: SMALL },
      );
      const [small, large] = [at(SMALL), at(7.94)];
      return { numbers: [small, large, rise], verdict: verdictOf(isAbove(rise, 1) && isAbove(large, 10)) };
    },
  },
  {
    ...main,
    id: 'topic-pay-blind',
    words:
      'At an epsilon well above the std of the regrets, rewards no longer tell skilled workers from others.',
    where: 'cells.csv: rank correlation of rewards with skill at epsilon 0.001, 1 and 7.94 std',
    holds:
      'the correlation is above 0.75 at 0.001 std, lower by 0.2 at 1 std, and below 0.2 at 7.94 std, intervals included',
    limited: null,
    assess({ topic }) {
      const at = (epsilon: number) =>
        meanAt(`rank correlation at ${epsilon} std`, '', topic, { epsilon }, (row) => row.rank_correlation);
      const [small, middle, large] = [at(SMALL), at(1), at(7.94)];
      return {
        numbers: [small, middle, large],
        verdict: verdictOf(
          isAbove(small, 0.75) && isBelow(middle, (small.low ?? NaN) - 0.2) && isBelow(large, 0.2),
        ),
      };
    },
  },
  {
    ...main,
    id: 'topic-normal-model',
    words:
      'The model of normal regrets serves topics: their own regrets allow nearly the same epsilon, a little less.',
    where: 'limits.csv: own-regrets compared with recommended',
    holds:
      'own regrets allow 0.7 to 1 times the epsilon of normal regrets of the same mean and std, intervals included',
    limited: null,
    assess({ topic }) {
      const own = limitRange('own regrets', limitRows(topic, 'own-regrets'), TOPICS);
      const normal = limitRange('normal regrets', limitRows(topic, 'recommended'), TOPICS);
      const holds = isAbove(own, 0.7 * (normal.high ?? NaN)) && isBelow(own, normal.low ?? NaN);
      return { numbers: [own, normal], verdict: verdictOf(holds) };
    },
  },
  {
    ...main,
    id: 'topic-regrets',
    words:
      'The regrets of a topic are negative on average, flatter than normal ones, nearly the same from epoch to epoch, and in two clusters.',
    where:
      'topics.csv: mean / std, excess kurtosis, autocorrelation, distance of forecasters from inferers in std',
    holds:
      'mean / std is below -0.5, the excess kurtosis below 0, the autocorrelation above 0.9 and the distance above 1, intervals included',
    limited: null,
    assess({ topic }) {
      const ratio = factMean('mean / std', topic, (row) => row.ratio);
      const kurtosis = factMean('excess kurtosis', topic, (row) => row.excess_kurtosis);
      const memory = factMean('autocorrelation', topic, (row) => row.autocorrelation);
      const distance = factMean('distance of the clusters', topic, (row) => row.group_distance);
      return {
        numbers: [ratio, kurtosis, memory, distance],
        verdict: verdictOf(
          isBelow(ratio, -0.5) && isBelow(kurtosis, 0) && isAbove(memory, 0.9) && isAbove(distance, 1),
        ),
      };
    },
  },
];
