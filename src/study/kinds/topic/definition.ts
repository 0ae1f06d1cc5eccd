/** Topic studies: whole topics, epoch by epoch, on an axis of epsilons. */

import * as z from 'zod';
import { RULES, RULES_NAMES } from '../../../network/rules.js';
import { MEASURE_NAMES, MEASURES, type MeasureName } from '../../../topic/measures.js';
import { DEFAULT_TOPIC, LARGEST_EPSILON, type TopicSettings } from '../../../topic/settings.js';
import { axisValues } from '../../axis.js';
import { checkProduct, epsilon, heading, itemName, namedList, OBJECT } from '../../common-fields.js';
import { flag, number, oneOf } from '../../fields.js';
import { checkRows } from '../../size.js';
import {
  NUMBER,
  NUMBER_KEY,
  onlyIn,
  SIGNED,
  TEXT_KEY,
  withInterval,
  wordsKey,
  type Column,
  type RowOf,
  type Table,
} from '../../table.js';
import type { KeyValues, KindDefinition } from '../kind.js';
import { formulaFields, rules, seeds, someTopicFields } from './fields.js';

const variant = z.strictObject(
  {
    name: itemName(
      /^[a-z0-9][a-z0-9 .,-]{0,23}$/,
      'a small letter or digit, then small letters, digits, spaces and . , -, 24 at most',
    ),
    topic: someTopicFields,
  },
  OBJECT,
);

/** Most epsilons with weights over time: a figure has a panel for each. */
const MOST_SHOWN = 6;

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z
        .literal('topic')
        .describe(
          'topic: whole topics, epoch by epoch: losses, weights, scores and rewards against epsilon.',
        ),
      rules: rules.default(['network-2026']),
      ...formulaFields,
      topic: someTopicFields.default({}).describe('The topic. Defaults: docs/topics.md.'),
      variants: namedList(variant, 2, 'two variants')
        .optional()
        .describe('The study once for each of these changes of the topic, on the same streams.'),
      seeds,
      epsilon: epsilon.describe('Epsilons, in the unit of epsilonUnit; the smallest stands for none.'),
      epsilonUnit: oneOf(['std', 'dex'])
        .default('std')
        .describe('std: of the regrets that a topic has at a negligible epsilon; dex: as on the chain.'),
      scores: flag
        .default(true)
        .describe('false: no one-out inferences, scores and rewards, which take most of the time.'),
      shown: z
        .array(number('a number > 0').gt(0, { error: 'expected a number > 0' }), { error: 'expected a list' })
        .max(MOST_SHOWN, { error: `expected at most ${MOST_SHOWN} epsilons` })
        .default([])
        .describe('Epsilons whose weights over time and rewards have tables; from "epsilon", within 1 %.'),
    },
    OBJECT,
  )
  .superRefine((study, context) => {
    checkRows(cellCount(study), context);
    const schemes = study.rules.map((name) => RULES[name].scheme);
    checkProduct({ ...study, schemes }, ['pNorm'], context);
    const known = axisValues(study.epsilon);
    const unit = study.epsilonUnit;
    const large = known.find((each) => each > LARGEST_EPSILON[unit]);
    if (large !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['epsilon'],
        message:
          `expected at most ${LARGEST_EPSILON[unit]} ${unit}, got ${large}: all weights are equal there; ` +
          'is it in another unit ("epsilonUnit")?',
      });
    const wrong = study.shown.find((each) => nearest(known, each) === undefined);
    if (wrong !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['shown'],
        message: `expected epsilons of the study within 1 %, got ${wrong}`,
      });
    for (const [i, each] of (study.variants ?? [{ topic: {} }]).entries()) {
      const { burnIn, epochs, inferers } = {
        ...DEFAULT_TOPIC,
        ...study.topic,
        ...each.topic,
      } as TopicSettings;
      if (study.epsilonUnit === 'std' && inferers < 2)
        context.addIssue({
          code: 'custom',
          path: study.variants ? ['variants', i] : ['topic', 'inferers'],
          message: `expected at least 2, got ${inferers}: the epsilons are in std of the regrets, and one inferer has none`,
        });
      if (burnIn + epochs > MOST_EPOCHS)
        context.addIssue({
          code: 'custom',
          path: study.variants ? ['variants', i] : ['topic'],
          message: `expected at most ${MOST_EPOCHS} epochs with the burn-in, got ${burnIn + epochs}`,
        });
    }
  })
  .transform(({ $schema: _, topic, shown, ...study }) => ({
    ...study,
    shown: shown.map((each) => nearest(axisValues(study.epsilon), each) ?? each),
    topic: { ...DEFAULT_TOPIC, ...topic } as TopicSettings,
  }));

/** The epsilon of an axis that is within 1 % of a value: `logspace` gives numbers that nobody writes. */
function nearest(epsilons: readonly number[], value: number): number | undefined {
  return epsilons.find((epsilon) => Math.abs(epsilon / value - 1) < 0.01);
}

/** Most epochs of one topic: anything larger is almost certainly a typing error. */
const MOST_EPOCHS = 100_000;

/** A complete study of kind `topic`: defaults filled in, axes as written. */
export type TopicStudy = z.output<typeof fields>;

type Sizes = Pick<TopicStudy, 'rules' | 'seeds' | 'epsilon'> & { variants?: readonly unknown[] | undefined };

/** Rows of `cells.csv`. */
function cellCount({ rules: versions, variants, seeds: list, epsilon: axis }: Sizes): number {
  return versions.length * (variants?.length ?? 1) * list.length * axisValues(axis).length;
}

const VARIANT: Column<string | undefined> = onlyIn(
  (study: TopicStudy) => study.variants !== undefined,
  TEXT_KEY,
);

const TOPIC_COLUMNS = { rules: wordsKey(RULES_NAMES), variant: VARIANT };

/** The settings of a topic in each variant, in the order of the tables. */
export function topicsOf(study: TopicStudy): { variant?: string; topic: TopicSettings }[] {
  return (
    study.variants?.map(({ name, topic }) => ({
      variant: name,
      topic: { ...study.topic, ...topic } as TopicSettings,
    })) ?? [{ topic: study.topic }]
  );
}

type MeasureColumns = Record<MeasureName, Column<number>>;
const MEASURE_COLUMNS = Object.fromEntries(
  MEASURE_NAMES.map((name) => {
    const { isSigned, needsScores }: { isSigned?: true; needsScores?: true } = MEASURES[name];
    const column = isSigned ? SIGNED : NUMBER;
    return [name, needsScores ? onlyIn((study: TopicStudy) => study.scores, column) : column];
  }),
) as MeasureColumns;

const CELLS = {
  file: 'cells.csv',
  columns: {
    ...TOPIC_COLUMNS,
    seed: NUMBER_KEY,
    /** In the unit of the study. */
    epsilon: NUMBER_KEY,
    /** The same in dex. */
    epsilon_dex: NUMBER,
    ...MEASURE_COLUMNS,
  },
} satisfies Table;

/** A row of `cells.csv` of a topic study: averages of one topic under one epsilon. */
export type TopicCellRow = RowOf<typeof CELLS>;

const EFFECTS = {
  file: 'effects.csv',
  columns: {
    ...TOPIC_COLUMNS,
    measure: wordsKey(MEASURE_NAMES),
    epsilon: NUMBER_KEY,
    /** Mean over seeds, and its 95 % interval. */
    ...withInterval('value', SIGNED),
    /** Mean over seeds of the difference from the smallest epsilon on the same draws, and its interval. */
    ...withInterval('difference', SIGNED),
    difference_se: NUMBER,
    seeds: NUMBER,
  },
  rows: (study: TopicStudy) => (cellCount(study) / study.seeds.length) * measuresIn(study).length,
} satisfies Table;

/** A row of `effects.csv`: a measure at one epsilon, over all seeds. */
export type EffectRow = RowOf<typeof EFFECTS>;

/** The measures that a study has. */
export function measuresIn({ scores }: { scores: boolean }): MeasureName[] {
  return MEASURE_NAMES.filter((name) => scores || !('needsScores' in MEASURES[name]));
}

const TOPICS = {
  file: 'topics.csv',
  columns: {
    ...TOPIC_COLUMNS,
    seed: NUMBER_KEY,
    /** Network regrets at the smallest epsilon; averages over epochs. Population std, dex. */
    std_regrets: NUMBER,
    /** Mean over std. */
    ratio: SIGNED,
    /** Of the regrets in units of the mean and std of their epoch. 0: normal. */
    excess_kurtosis: SIGNED,
    /** Correlation of a worker's regret with that of the epoch before. */
    autocorrelation: SIGNED,
    /** Mean regret of forecasters less that of inferers, over the std; undefined without forecasters. */
    group_distance: SIGNED,
    /** Largest epsilon that separates 95 % of draws of normal regrets of this mean, std and number; dex. */
    recommended_epsilon: NUMBER,
    /** Largest epsilon that separates the weights in 95 % of the epochs, from their own regrets; dex. */
    own_epsilon: NUMBER,
    /** Largest epsilon of infinitely many workers; dex. */
    closed_form_epsilon: NUMBER,
  },
} satisfies Table;

/**
 * A row of `topics.csv`: the regrets of one topic at the smallest epsilon, and the largest epsilons of these.
 */
export type TopicRow = RowOf<typeof TOPICS>;

/** Epsilons that matter for a topic. */
export const LIMITS = ['recommended', 'own-regrets', 'closed-form', 'best', 'harm', 'equal-pay'] as const;

const LIMIT = {
  file: 'limits.csv',
  columns: {
    ...TOPIC_COLUMNS,
    limit: wordsKey(LIMITS),
    /** In the unit of the study, with the 95 % interval; undefined beyond the ends of the axis. */
    ...withInterval('epsilon'),
  },
} satisfies Table;

/** A row of `limits.csv`. */
export type LimitRow = RowOf<typeof LIMIT>;

const isShown = (study: TopicStudy): boolean => study.shown.length > 0;

const WEIGHTS = {
  file: 'weights.csv',
  columns: {
    ...TOPIC_COLUMNS,
    epsilon: NUMBER_KEY,
    epoch: NUMBER_KEY,
    /** From 1: inferers, then forecasters. */
    worker: NUMBER_KEY,
    /** Share of the weight of all. */
    weight: NUMBER,
  },
  isIn: isShown,
  rows: (study: TopicStudy) =>
    study.rules.length *
    study.shown.length *
    topicsOf(study).reduce(
      (sum, { topic: { epochs, inferers, forecasters } }) => sum + epochs * (inferers + forecasters),
      0,
    ),
} satisfies Table;

/** A row of `weights.csv`: the weight of a worker over time, in the topic of the first seed. */
export type TopicWeightRow = RowOf<typeof WEIGHTS>;

const REWARDS = {
  file: 'rewards.csv',
  columns: {
    ...TOPIC_COLUMNS,
    epsilon: NUMBER_KEY,
    seed: NUMBER_KEY,
    worker: NUMBER_KEY,
    /** Log10 of the std of the errors of the worker in an average context, dex: smaller is better. */
    log_error: SIGNED,
    /** Share of the rewards of all inferers. */
    share: NUMBER,
  },
  isIn: (study: TopicStudy) => isShown(study) && study.scores,
  rows: (study: TopicStudy) =>
    study.rules.length *
    study.shown.length *
    study.seeds.length *
    topicsOf(study).reduce((sum, { topic: { inferers } }) => sum + inferers, 0),
} satisfies Table;

/** A row of `rewards.csv`: the total reward of an inferer. */
export type RewardRow = RowOf<typeof REWARDS>;

/** Whole numbers from 1. */
function wholeUpTo(most: number): KeyValues {
  return {
    size: most,
    has: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most,
  };
}

export const topic = {
  name: 'topic',
  fields,
  tables: {
    cells: CELLS,
    effects: EFFECTS,
    topics: TOPICS,
    limits: LIMIT,
    weights: WEIGHTS,
    rewards: REWARDS,
  },
  overrides: ['seeds'],
  cellCount,
  sizes: (study) => [
    [study.rules.length, 'version of the rules'],
    [study.variants?.length ?? 1, 'variant'],
    [study.seeds.length, 'seed'],
    [axisValues(study.epsilon).length, 'epsilon'],
  ],
  keyValues: (study) => ({
    rules: new Set(study.rules),
    variant: new Set(study.variants?.map(({ name }) => name) ?? ['']),
    seed: new Set(study.seeds),
    epsilon: new Set(axisValues(study.epsilon)),
    measure: new Set(measuresIn(study)),
    limit: new Set(LIMITS),
    epoch: wholeUpTo(Math.max(...topicsOf(study).map(({ topic: { epochs } }) => epochs))),
    worker: wholeUpTo(Math.max(...topicsOf(study).map(({ topic: t }) => t.inferers + t.forecasters))),
  }),
} as const satisfies KindDefinition<TopicStudy>;
