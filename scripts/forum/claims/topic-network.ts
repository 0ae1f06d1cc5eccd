/** Claims about whole topics: statements about the network, tested on simulated topics. */

import { networkRules } from '../../../src/network/rules.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { logWeight } from '../../../src/weights/mapping.js';
import { verdictOf, type Claim } from './claim.js';
import { exact } from './measurements.js';
import { isAbove, isBelow, limitRange, limitRows, meanAt, pairedDifference } from './topic-tables.js';

const SMALL = 0.001;
const EACH = 40;
const scope = '40 simulated topics each, 500 epochs after 100, p 3, c 0.75; epsilon 0.001 std unless stated.';
const groups = {
  study: 'topic-groups',
  where: 'cells.csv at epsilon 0.001 std, paired by topic',
  scope,
  limited: null,
} as const;

export const TOPIC_NETWORK: readonly Claim[] = [
  {
    study: 'topic',
    id: 'topic-beats-naive',
    words: 'Inferences combined with forecast-implied ones beat the naive network and the plain mean.',
    where:
      'cells.csv at epsilon 0.001 std: network loss less that of the naive network and of the plain mean, by topic',
    holds: 'both differences are below -0.05 dex, intervals included',
    limited: null,
    scope: '100 simulated topics whose skill depends on a context that forecasters see in part.',
    assess({ topic }) {
      const naive = meanAt(
        'network less naive',
        'dex',
        topic,
        { epsilon: SMALL },
        (row) => row.network_loss - row.naive_loss,
      );
      const mean = meanAt(
        'network less plain mean',
        'dex',
        topic,
        { epsilon: SMALL },
        (row) => row.network_loss - row.mean_loss,
      );
      return { numbers: [naive, mean], verdict: verdictOf(isBelow(naive, -0.05) && isBelow(mean, -0.05)) };
    },
  },
  {
    ...groups,
    id: 'topic-beats-best',
    words: 'If skill depends on context, the network beats the best single worker.',
    holds:
      'with a context of 0.6 dex that is seen in part, the network loss is below that of the best worker in hindsight by 0.1 dex, interval included',
    assess({ 'topic-groups': tables }) {
      const at = (variant: string) =>
        meanAt(
          `network less best worker, ${variant}`,
          'dex',
          tables,
          { epsilon: SMALL, variant },
          (row) => row.network_loss - row.best_worker_loss,
        );
      const [seen, none] = [at('context 0.6, seen 0.8'), at('no context')];
      return { numbers: [seen, none], verdict: verdictOf(isBelow(seen, -0.1)) };
    },
  },
  {
    ...groups,
    id: 'topic-forecasters-see',
    words:
      'Forecasters help if they see the context on which skill depends: the advantage over the naive network comes from that.',
    holds:
      'the network is better than the naive one by more if the context is seen than if it is not, interval included',
    assess({ 'topic-groups': tables }) {
      const gain = (variant: string) =>
        meanAt(
          `network less naive, ${variant}`,
          'dex',
          tables,
          { epsilon: SMALL, variant },
          (row) => row.network_loss - row.naive_loss,
        );
      const [seen, unseen] = [gain('context 0.6, all seen'), gain('context 0.6, unseen')];
      return { numbers: [seen, unseen], verdict: verdictOf(isBelow(seen, unseen.low ?? NaN)) };
    },
  },
  {
    study: 'topic-workers',
    id: 'topic-one-out',
    words:
      'Leaving out one of several forecasters hardly changes the loss, the less the more there are: this is why one-in scores exist.',
    where: 'cells.csv at epsilon 0.001 std: mean one-out and one-in differences of forecasters',
    holds:
      'with 6 forecasters the one-out difference is below 0.02 dex and below that with 2, and the one-in difference is at least three times larger, intervals included',
    limited:
      'the one-out difference with 6 forecasters is below that with 2, and the one-in difference is larger, intervals included',
    scope,
    assess({ 'topic-workers': tables }) {
      const out = (variant: string) =>
        meanAt(
          `one-out, ${variant}`,
          'dex',
          tables,
          { epsilon: SMALL, variant },
          (row) => row.forecaster_one_out,
        );
      const [two, six] = [out('2 forecasters'), out('6 forecasters')];
      const oneIn = meanAt(
        'one-in, 6 forecasters',
        'dex',
        tables,
        { epsilon: SMALL, variant: '6 forecasters' },
        (row) => row.forecaster_one_in,
      );
      const fewer = isBelow(six, two.low ?? NaN);
      return {
        numbers: [two, six, oneIn],
        verdict: verdictOf(
          fewer && isBelow(six, 0.02) && isAbove(oneIn, 3 * (six.high ?? NaN)),
          fewer && isAbove(oneIn, six.high ?? NaN),
        ),
      };
    },
  },
  {
    study: 'topic',
    id: 'topic-forecast-weights',
    words:
      'The weights by which a forecaster combines inferers are nearly constant for those expected to beat the last network loss, and go to zero for those expected to be worse.',
    where: "the weight formula, today's rules: expected regrets of 1.5 and -1.5 scales, epsilon negligible",
    holds:
      'the weight at an expected regret of 1.5 scales is at least 90 % of the largest, and that at -1.5 scales at most 1 %',
    limited:
      'at 1.5 scales at least 70 %, at -1.5 scales at most 1 %: the change lies at c = 0.75 scales, not at zero',
    scope: 'Exact; p 3, c 0.75, regrets in units of their scale.',
    assess() {
      const { pNorm, cNorm } = DEFAULT_OPTIONS;
      // Over the weight of a worker far above all others.
      const at = (x: number) => Math.exp(logWeight('gradient', pNorm * (x - cNorm), pNorm)) / pNorm;
      const [good, bad] = [at(1.5), at(-1.5)];
      return {
        numbers: [
          exact('weight at 1.5 scales over the largest', [good], '%'),
          exact('weight at -1.5 scales over the largest', [bad], '%'),
        ],
        verdict: verdictOf(good >= 0.9 && bad <= 0.01, good >= 0.7 && bad <= 0.01),
      };
    },
  },
  {
    study: 'topic',
    id: 'topic-small-rewards',
    words: 'Scores of zero or below still earn a small reward.',
    where: "the reward map of inferers, today's rules: scores of -3 to 3 std",
    holds: 'a score of 0 earns 2 to 15 % of the reward of a score of 2 std, and one of -2 std more than 0',
    limited: null,
    scope: 'Exact; slope 3, offset 0.75.',
    assess() {
      const { inferenceSlope, inferenceOffset } = networkRules().parameters;
      const potential = (x: number) => Math.log1p(Math.exp(inferenceSlope * (x - inferenceOffset)));
      const [zero, below] = [potential(0) / potential(2), potential(-2) / potential(2)];
      return {
        numbers: [
          exact('score 0 over score 2 std', [zero], '%'),
          exact('score -2 std over score 2 std', [below], '%'),
        ],
        verdict: verdictOf(zero > 0.02 && zero < 0.15 && below > 0),
      };
    },
  },
  {
    study: 'topic-reputers',
    id: 'topic-reputers-near',
    words: 'Reputers that report nearer to the consensus earn more for their stake.',
    where: 'cells.csv, "biased, equal stakes": rank correlation of rewards with nearness',
    holds: 'the mean rank correlation is above 0.5, interval included',
    limited: null,
    scope: '40 topics of 6 reputers with equal stakes, biases of 0.2 dex, 1,000 epochs.',
    assess({ 'topic-reputers': tables }) {
      const number = meanAt(
        'rank correlation',
        '',
        tables,
        { epsilon: 0.01, variant: 'biased, equal stakes' },
        (row) => row.reputer_correlation,
      );
      return { numbers: [number], verdict: verdictOf(isAbove(number, 0.5)) };
    },
  },
  {
    study: 'topic-reputers',
    id: 'topic-stake-cap',
    words: 'The cap on adjusted stakes keeps stake from concentrating, but only a little.',
    where:
      'cells.csv: largest share of a reputer in all stakes after 1,100 epochs, capped less not capped, by topic',
    holds: 'the largest share is smaller with the cap, by less than 0.05, intervals included',
    limited: null,
    scope:
      '40 topics of 6 reputers whose stakes differ by a std of 0.6 dex at the start and grow by their rewards; an epoch pays a thousandth of a mean stake.',
    assess({ 'topic-reputers': tables }) {
      const at = (variant: string) => ({ epsilon: 0.01, variant });
      const share = (variant: string) =>
        meanAt(`largest share, ${variant}`, '%', tables, at(variant), (row) => row.largest_stake);
      const difference = pairedDifference(
        'difference',
        '%',
        tables,
        'largest_stake',
        at('capped'),
        at('not capped'),
      );
      return {
        numbers: [share('capped'), share('not capped'), difference],
        verdict: verdictOf(isBelow(difference, 0) && isAbove(difference, -0.05)),
      };
    },
  },
  {
    study: 'topic-rules',
    id: 'topic-rules',
    words:
      'The rules of 2024 and those of today give topics nearly the same loss at a negligible epsilon, and pay becomes equal at nearly the same epsilon.',
    where: 'cells.csv at epsilon 0.001 std; limits.csv: equal-pay',
    holds:
      'the loss differs by less than 0.05 dex, and the equal-pay epsilon by a factor of less than 1.5, intervals included',
    limited: null,
    scope,
    assess({ 'topic-rules': tables }) {
      const at = (rules: string) => ({ epsilon: SMALL, rules });
      const difference = pairedDifference(
        'loss of 2026 less 2024-10',
        'dex',
        tables,
        'network_loss',
        at('network-2026'),
        at('network-2024-10'),
      );
      const pay = limitRange(
        'equal-pay epsilon',
        limitRows(tables, 'equal-pay').filter(({ rules }) => rules !== 'network-2024-07'),
        EACH,
      );
      return {
        numbers: [difference, pay],
        verdict: verdictOf(
          isAbove(difference, -0.05) &&
            isBelow(difference, 0.05) &&
            (pay.high ?? NaN) / (pay.low ?? NaN) < 1.5,
        ),
      };
    },
  },
  {
    study: 'topic-workers',
    id: 'topic-many-inferers',
    words: 'The more inferers a topic has, the smaller is the epsilon at which pay becomes equal.',
    where: 'limits.csv: equal-pay for 5, 10 and 24 inferers',
    holds: 'it falls by a factor of at least 1.5 from 5 to 10 and from 10 to 24 inferers, intervals included',
    limited: null,
    scope,
    assess({ 'topic-workers': tables }) {
      const at = (variant: string) => limitRange(variant, limitRows(tables, 'equal-pay', variant), EACH);
      const [few, ten, many] = [at('5 inferers'), at('10 inferers'), at('24 inferers')];
      const falls = (from: typeof few, to: typeof few) => (from.low ?? NaN) / (to.high ?? NaN) > 1.5;
      return { numbers: [few, ten, many], verdict: verdictOf(falls(few, ten) && falls(ten, many)) };
    },
  },
  {
    study: 'topic-tails',
    id: 'topic-tails',
    words:
      'Heavy tails of the errors hardly change the epsilon that separates the weights, and that of equal pay.',
    where: 'limits.csv: own-regrets and equal-pay for normal, Laplace and Student t errors',
    holds: 'the limits of the three distributions agree within a factor of 1.25, intervals included',
    limited: null,
    scope,
    assess({ 'topic-tails': tables }) {
      const names = ['normal errors', 'laplace errors', 'student-t3 errors'];
      const of = (limit: 'own-regrets' | 'equal-pay') =>
        limitRange(
          limit,
          names.flatMap((name) => limitRows(tables, limit, name)),
          EACH,
        );
      const both = [of('own-regrets'), of('equal-pay')];
      return {
        numbers: both,
        verdict: verdictOf(both.every(({ low, high }) => (high ?? NaN) / (low ?? NaN) < 1.25)),
      };
    },
  },
];
