/** Options of questions about a topic: its formula, its workers, its tables. Several commands have them. */

import { MOST_WORKERS } from '../kernel/limits.js';
import {
  acceptedRange,
  CHAIN_LIMITS,
  P_NORMS,
  TOPIC_TYPES,
  type TopicType,
} from '../weights/chain-limits.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import {
  choice,
  FINITE,
  number,
  POSITIVE,
  SEED,
  SHARE,
  share,
  text,
  type Options,
  type Rule,
} from './options.js';

interface FormulaArguments {
  pNorm?: number;
  topicType?: TopicType;
}

/** The values with the slope of the topic type where none is given. */
export function withSlope<Values extends FormulaArguments>(argv: Values): Values & { pNorm: number } {
  return { ...argv, pNorm: argv.pNorm ?? P_NORMS[argv.topicType ?? 'regression'] };
}

/** The default of p in the help text. */
export const SLOPE_DEFAULT = { defaultDescription: `${P_NORMS.regression}, or that of --topic-type` };

export const topicType = choice(
  'topic-type',
  TOPIC_TYPES,
  `Sets p: ${TOPIC_TYPES.map((type) => `${P_NORMS[type]} for ${type}`).join(', ')}`,
);

/** Options of the formula and of the threshold. */
export const formula = {
  ...choice('scheme', SCHEME_NAMES, SCHEME_NAMES.join(', '), DEFAULT_OPTIONS.scheme),
  ...choice('mapping', MAPPINGS, MAPPINGS.join(', '), DEFAULT_OPTIONS.mapping),
  ...number(
    'p-norm',
    POSITIVE,
    `Slope p of the mapping; the chain (${CHAIN_LIMITS.version}) accepts ${acceptedRange('pNorm')}`,
    SLOPE_DEFAULT,
  ),
  ...topicType,
  ...number('c-norm', FINITE, `Offset c of the mapping; the chain accepts ${acceptedRange('cNorm')}`, {
    default: DEFAULT_OPTIONS.cNorm,
  }),
  ...number(
    'factor',
    ['a finite number > 1', (n) => n > 1 && Number.isFinite(n)],
    'Weights differ by it where the std of log10 weights is its log10; best to worst is more, at least its square',
    { default: DEFAULT_OPTIONS.factor, defaultDescription: '3.16' },
  ),
};

export const mean = number('mean', FINITE, 'Mean of the regrets, dex; 0 by default');

/** Options of a question about a topic. */
export const topic = {
  ...number('mean-std-ratio', FINITE, 'Mean of the regrets over their std; 0 by default'),
  ...number(
    'workers',
    [`a whole number from 2 to ${MOST_WORKERS}`, (n) => Number.isInteger(n) && n >= 2 && n <= MOST_WORKERS],
    `Number of workers; ${DEFAULT_OPTIONS.workers} by default`,
  ),
  ...share('confidence', SHARE, 'Share of epochs whose weights shall be separated: 0.95, 95% or 95', {
    default: DEFAULT_OPTIONS.confidence,
  }),
  ...formula,
};

/** Options that decide how a table is read where its names and values do not. */
export const table = {
  ...text('columns', 'Columns of the workers: a,b,c; of a long table: epoch=a,worker=b,value=c', {
    rule: 'names of columns, separated by commas',
  }),
  ...text('index', 'Column that orders the epochs; none: the rows are in order', {
    rule: 'the name of a column',
  }),
  ...choice('header', ['yes', 'no'], 'Whether the first row holds names'),
  ...choice('decimal', ['point', 'comma'], 'Decimal separator'),
  ...choice('missing', ['absent', 'zero'], 'A worker without a regret: absent, or regret 0'),
  ...text('topic-id', 'Topic to read of a table of several', { rule: 'a topic' }),
};

export const lossesAre = choice(
  'losses-are',
  ['log10', 'raw'],
  'Unit of losses, if their values do not tell: log10, or raw losses > 0',
);
export const networkLoss = (describe: string): Options =>
  text('network-loss', describe, { rule: 'the name of a column' });

export const data = {
  ...text('regrets', 'Table of regrets in dex (CSV, JSON, Parquet, Arrow); - for standard input'),
  ...text('losses', 'Table of losses in place of regrets'),
  ...lossesAre,
  ...networkLoss("Column of the network's loss; none: the mean of the workers'"),
  ...table,
  ...share(
    'alpha',
    ['a number in (0, 1]', (n) => n > 0 && n <= 1],
    'Smooths the regrets of each worker over epochs as the network does',
  ),
  ...number('seed', SEED, 'Seed of the draws if the answer is simulated', { default: 0 }),
};

export const scoreStd = number(
  'score-std',
  POSITIVE,
  'Std of the last ten scores: includes the limit that rewards set',
);

/** A required epsilon. */
export const epsilonWith = (rule: Rule) =>
  number('epsilon', rule, 'Topic parameter, dex', {
    required: 'Expected --epsilon, the topic parameter in dex',
  });
