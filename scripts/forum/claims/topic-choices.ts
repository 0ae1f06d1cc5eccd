/**
 * Claims about the answers of `recommend`: the largest epsilon that separates the weights, and the advised
 * one.
 */

import { COMMITTED_TOPICS } from '../../../src/recommend/committed-topics.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { exact } from './measurements.js';
import { FORECASTERS, PUBLISHED_FORECASTERS, PUBLISHED_INFERERS } from './published-scores.js';
import {
  AXIS_STUDIES,
  harmAt,
  hull,
  isAbove,
  isBelow,
  largestOf,
  limitRange,
  limitRows,
  variantsOf,
  type AxisTables,
} from './topic-tables.js';

/** Answers about the topics of one kind, and the effect of each on them. */
export interface Choice {
  study: keyof AxisTables;
  rules: string;
  variant: string | undefined;
  /** The answer before: largest epsilon that separates the weights of normal regrets, std. */
  separates: Measured;
  /** The same from the regrets of the topics. */
  own: Measured;
  /** Where the harm begins, the first of loss and pay. */
  unharmed: Measured;
  before: { loss: Measured; pay: Measured };
  /** At the advised epsilon. */
  after: { loss: Measured; pay: Measured };
}

/** The advised epsilon, std. */
export const ADVISED = COMMITTED_TOPICS.harmless.epsilon;

/** The topics of these variants are those of the study `topic`. */
const SAME_AS_MAIN = ['10 inferers', 'normal errors', 'context 0.3, seen 0.8'];

/** One choice for each kind of topics. */
export function choicesOf(tables: AxisTables): Choice[] {
  return AXIS_STUDIES.flatMap((study) =>
    variantsOf(tables[study])
      .filter(({ rules, variant }) => {
        const isSame = study === 'topic-rules' && rules === 'network-2026';
        return !isSame && !SAME_AS_MAIN.includes(variant ?? '');
      })
      .map((key): Choice => {
        const rows = (name: Parameters<typeof limitRows>[1]) =>
          limitRows(tables[study], name, key.variant).filter(({ rules }) => rules === key.rules);
        const topics = new Set(tables[study].cells.map(({ seed }) => seed)).size;
        const limit = (name: Parameters<typeof limitRows>[1]) => {
          const range = limitRange(name, rows(name), topics);
          return { ...range, value: largestOf(range) };
        };
        const [loss, pay] = [limit('harm'), limit('equal-pay')];
        const separates = limit('recommended');
        return {
          study,
          rules: key.rules ?? '',
          variant: key.variant,
          separates,
          own: limit('own-regrets'),
          // NaN: the loss is nowhere harmed.
          unharmed: loss.value < pay.value ? loss : pay,
          before: harmAt(tables[study], { epsilon: separates.value, ...key }),
          after: harmAt(tables[study], { epsilon: ADVISED, ...key }),
        };
      }),
  );
}

const scope =
  'Rules of 2024 and 2026, 5 to 24 inferers, 0 to 6 forecasters, three distributions of errors, skill alike or far apart, with and without a context; 100 or 40 topics each.';
const published = {
  study: 'topic',
  scope:
    'Exact; published table of the research simulator: epochs 300 to 305, 5 inferers, 3 forecasters, rules of October 2024.',
  limited: null,
} as const;

export const TOPIC_CHOICES: readonly Claim[] = [
  {
    study: 'topic',
    id: 'topic-before-after',
    words:
      'The largest epsilon that separates the weights, the former answer of `recommend`, harms every kind of topic; the advised epsilon, a hundredth of the std of the regrets, harms none.',
    where:
      'limits.csv: recommended; cells.csv of all topic studies with an axis of epsilons, between the epsilons around both (docs/topics.md has the table)',
    holds:
      'in every study and variant, at the former answer pay is equal in at least 20 % of the epochs; at the advised one the loss is less than 0.01 dex higher and pay equal in less than 5 %, intervals included',
    limited: 'the same without the intervals',
    scope,
    assess(tables) {
      const choices = choicesOf(tables);
      const range = (name: string, unit: string, of: (choice: Choice) => Measured) =>
        hull(name, unit, choices.map(of));
      const before = {
        loss: range('former answer: change of the loss', 'dex', (each) => each.before.loss),
        pay: range('former answer: epochs with equal pay', '%', (each) => each.before.pay),
      };
      const after = {
        loss: range('advised: change of the loss', 'dex', (each) => each.after.loss),
        pay: range('advised: epochs with equal pay', '%', (each) => each.after.pay),
      };
      const isBetter = largestOf(after.loss) < 0.01 && largestOf(after.pay) < 0.05;
      return {
        numbers: [before.loss, before.pay, after.loss, after.pay],
        verdict: verdictOf(
          isAbove(before.pay, 0.2) && isBelow(after.loss, 0.01) && isBelow(after.pay, 0.05),
          smallestOf(before.pay) > 0.2 && isBetter,
        ),
      };
    },
  },
  {
    study: 'topic',
    id: 'topic-own-regrets',
    words:
      'Regrets as topics produce them (remembered from epoch to epoch, in two groups, flat) do not bring the largest epsilon that separates the weights nearer to the beginning of the harm.',
    where: 'limits.csv of all topic studies with an axis of epsilons: own-regrets, harm, equal-pay',
    holds:
      'in every study and variant, own regrets allow at least 1.5 times the epsilon at which the harm begins, intervals included',
    limited: 'the same without the intervals',
    scope,
    assess(tables) {
      const choices = choicesOf(tables);
      const times = choices.map(({ own, unharmed }): Measured => ({
        ...own,
        value: largestOf(own) / largestOf(unharmed),
        low: (own.low ?? NaN) / (unharmed.high ?? NaN),
        high: (own.high ?? NaN) / (unharmed.low ?? NaN),
      }));
      const own = hull(
        'own regrets',
        'std',
        choices.map((each) => each.own),
      );
      const excess = hull('own regrets over the beginning of the harm', '', times);
      return {
        numbers: [own, excess],
        verdict: verdictOf(isAbove(excess, 1.5), smallestOf(excess) > 1.5),
      };
    },
  },
  {
    ...published,
    id: 'topic-one-in-share',
    words:
      'The one-in part of the score of a forecaster has the share 1/2^(number of forecasters − 1); the share 1/2^(number of forecasters) of an article is refuted by the published table.',
    where: 'published scores of forecasters: the share that follows from each score and its losses',
    holds:
      'each of the 18 scores gives 1/4 within 1e-9, and with 1/8 some score is wrong by more than a factor of two',
    assess() {
      const shares = PUBLISHED_FORECASTERS.map(({ networkLoss, naiveLoss, oneIn, oneOut, score }) => {
        const [inPart, outPart] = [naiveLoss - oneIn, oneOut - networkLoss];
        return (score - outPart) / (inPart - outPart);
      });
      const article = 1 / 2 ** FORECASTERS;
      const errors = PUBLISHED_FORECASTERS.map(({ networkLoss, naiveLoss, oneIn, oneOut, score }) => {
        const wrong = article * (naiveLoss - oneIn) + (1 - article) * (oneOut - networkLoss);
        return Math.abs(wrong / score - 1);
      });
      const isRight = shares.every((share) => Math.abs(share - 1 / 2 ** (FORECASTERS - 1)) < 1e-9);
      return {
        numbers: [
          exact(
            'share of the one-in part',
            shares.map((share) => Number(share.toPrecision(9))),
          ),
          exact('largest relative error of a score with 1/8', [Math.max(...errors)]),
        ],
        verdict: verdictOf(isRight && Math.max(...errors) > 1),
      };
    },
  },
  {
    ...published,
    id: 'topic-one-out-score',
    words:
      'A positive one-out score means that the loss rises without the worker; scores of zero or below still earn a small reward.',
    where: 'published scores and reward fractions of inferers',
    holds:
      'each score is positive exactly if the loss without the worker is larger, and each score of zero or below has a share of the rewards above 0 and below 1/5, the equal share',
    assess() {
      const same = PUBLISHED_INFERERS.filter(
        ({ networkLoss, oneOut, score }) => score > 0 === oneOut > networkLoss,
      );
      const low = PUBLISHED_INFERERS.filter(({ score }) => score <= 0);
      const fractions = low.map(({ fraction }) => fraction);
      return {
        numbers: [
          exact(
            'scores with the sign of the rise of the loss',
            [same.length / PUBLISHED_INFERERS.length],
            '%',
          ),
          exact('share of the rewards of an inferer with a score of zero or below', fractions, '%'),
        ],
        verdict: verdictOf(
          same.length === PUBLISHED_INFERERS.length &&
            low.length > 0 &&
            fractions.every((fraction) => fraction > 0 && fraction < 1 / 5),
        ),
      };
    },
  },
];

function smallestOf({ value }: Measured): number {
  return typeof value === 'number' ? value : value[0];
}
