/**
 * Every subcommand with its options and examples. The code of a subcommand is loaded only when it is called.
 */

import { MOST_DRAWS, MOST_WORKERS } from '../../kernel/limits.js';
import {
  acceptedRange,
  CHAIN_LIMITS,
  P_NORMS,
  TOPIC_TYPES,
  type TopicType,
} from '../../weights/chain-limits.js';
import { DEFAULT_OPTIONS } from '../../weights/defaults.js';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../../weights/schemes.js';
import {
  choice,
  command,
  FINITE,
  flag,
  folder,
  formats,
  NOT_NEGATIVE,
  number,
  numbers,
  POSITIVE,
  SEED,
  SHARE,
  shard,
  share,
  text,
  texts,
  threads,
  type Command,
  type Options,
  type Rule,
} from '../options.js';
import { figureForm } from '../figure-options.js';
import { groupsOption } from '../groups-option.js';
import { liveTopic, topicId } from '../topic-live-options.js';
import { replayed, simulatedTopic, topicFormula } from '../topic-options.js';
import { PROGRAM_COMMANDS } from './about-program.js';

const seeds = numbers('seed', SEED, 'Seeds in place of those of the study');
const draws = (describe: string): Options =>
  number(
    'draws',
    [`a whole number from 1 to ${MOST_DRAWS}`, (n) => Number.isInteger(n) && n >= 1 && n <= MOST_DRAWS],
    describe,
  );

interface FormulaArguments {
  pNorm?: number;
  topicType?: TopicType;
}

/** The values with the slope of the topic type where none is given. */
function withSlope<Values extends FormulaArguments>(argv: Values): Values & { pNorm: number } {
  return { ...argv, pNorm: argv.pNorm ?? P_NORMS[argv.topicType ?? 'regression'] };
}

/** Options of the formula and of the threshold. */
const formula = {
  ...choice('scheme', SCHEME_NAMES, SCHEME_NAMES.join(', '), DEFAULT_OPTIONS.scheme),
  ...choice('mapping', MAPPINGS, MAPPINGS.join(', '), DEFAULT_OPTIONS.mapping),
  ...number(
    'p-norm',
    POSITIVE,
    `Slope p of the mapping; the chain (${CHAIN_LIMITS.version}) accepts ${acceptedRange('pNorm')}`,
    { defaultDescription: `${P_NORMS.regression}, or that of --topic-type` },
  ),
  ...choice(
    'topic-type',
    TOPIC_TYPES,
    `Sets p: ${TOPIC_TYPES.map((type) => `${P_NORMS[type]} for ${type}`).join(', ')}`,
  ),
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

const mean = number('mean', FINITE, 'Mean of the regrets, dex; 0 by default');

/** Options of a question about a topic. */
const topic = {
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
const table = {
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

const lossesAre = choice(
  'losses-are',
  ['log10', 'raw'],
  'Unit of losses, if their values do not tell: log10, or raw losses > 0',
);
const networkLoss = (describe: string): Options =>
  text('network-loss', describe, { rule: 'the name of a column' });

const data = {
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

const scoreStd = number(
  'score-std',
  POSITIVE,
  'Std of the last ten scores: includes the limit that rewards set',
);

/** A required epsilon. */
const epsilonWith = (rule: Rule) =>
  number('epsilon', rule, 'Topic parameter, dex', {
    required: 'Expected --epsilon, the topic parameter in dex',
  });

export const COMMANDS: readonly Command[] = [
  command({
    usage: 'run <study>',
    describe: 'Run a study: tables and figures into results/<study>',
    positionals: text('study', 'Name of a study, path of a study file, or - for standard input', {
      rule: 'the name of a study, or the path of a study file',
      files: 'studies',
    }),
    options: {
      ...threads,
      ...folder('out', 'Folder of the results, in place of results/<study>'),
      ...seeds,
      ...draws('Draws per cell in place of those of the study'),
      ...flag('figures', 'Draw figures; --no-figures leaves that to render', true),
      ...formats,
      ...flag('fresh', 'Start over in place of resuming an interrupted run'),
      ...shard('Compute one of n shards only, as in 3/8, into a folder of shards: --out, or shards/<study>'),
    },
    examples: [
      ['run forum-coarse', 'The coarse grid of the forum study'],
      ['run forum-coarse --seed 3 4 --out other-seeds', 'Other seeds, elsewhere'],
      ['run my-study.json --threads 8 --draws 400', 'Your own study, 400 draws per cell'],
      ['run my-study.json --shard 3/8', 'The third of eight shards, on one of eight machines'],
    ],
    run: async (argv) => (await import('./run.js')).run(argv),
  }),
  command({
    usage: 'merge <study> <folders..>',
    describe: 'Merge the shards of a study: the very files that run writes on one machine',
    positionals: {
      ...text('study', 'Name of a study, or path of a study file, as given to run', {
        rule: 'the name of a study, or the path of a study file',
        files: 'studies',
      }),
      ...texts('folders', 'Folders of shards, or folders that hold them', 'paths of folders of shards', {
        files: 'folders',
      }),
    },
    options: {
      ...folder('out', 'Folder of the results, in place of results/<study>'),
      ...seeds,
      ...draws('Draws per cell in place of those of the study, as given to run'),
      ...flag('figures', 'Draw figures; --no-figures leaves that to render', true),
      ...formats,
    },
    examples: [
      ['merge my-study.json shards/my-study', 'All shards of a folder'],
      ['merge my-study.json node-1 node-2 --out results/all', 'Shards of several folders, elsewhere'],
    ],
    run: async (argv) => (await import('./merge.js')).merge(argv),
  }),
  command({
    usage: 'fit <folder>',
    describe: 'Fit the mapping from std to epsilon again, from the table of a results folder',
    positionals: folder('folder', 'Folder with manifest.json and cells.csv of a threshold study'),
    examples: [['fit results/mapping', 'Prints the formulas, and writes fit.json']],
    run: async (argv) => (await import('./fit.js')).fit(argv),
  }),
  command({
    usage: 'render <folder>',
    describe: 'Draw the figures of a results folder again, from its tables alone',
    positionals: folder('folder', 'Folder with manifest.json and the tables'),
    options: {
      ...flag('force', 'Draw a table or fit that was changed after the run, with a note in each figure'),
      ...figureForm,
    },
    examples: [
      ['render results/forum-coarse', 'Into results/forum-coarse/figures'],
      ['render results/mapping --width 85mm --theme print', 'For a column of a paper'],
      ['render results/mapping --spec', 'With specifications and numbers, to draw them differently'],
    ],
    run: async (argv) => (await import('./render.js')).render(argv),
  }),
  command({
    usage: 'check <folder>',
    describe:
      'Run a threshold study again and compare its fit with the committed one; status 1 if the mapping moved',
    positionals: folder('folder', 'Results folder whose study is run'),
    options: {
      ...folder('against', 'Results folder to compare with, if it is another one'),
      ...threads,
      ...draws('Draws per cell in place of those of the study: fewer are faster, and see less'),
      ...seeds,
      ...share('level', SHARE, 'Probability of status 0 if nothing moved, all comparisons together', {
        default: 0.999,
      }),
    },
    examples: [
      ['check results/mapping', 'Everything again: the same bytes are expected'],
      ['check results/mapping --draws 500 --seed 2', 'A quick look with other draws'],
    ],
    run: async (argv) => (await import('./check.js')).check(argv),
  }),
  command({
    usage: 'recommend',
    describe: 'Which epsilon? From the expected std of the regrets, or from data',
    options: {
      ...number('std', POSITIVE, 'Standard deviation of the regrets of an epoch, dex'),
      ...mean,
      ...topic,
      ...groupsOption,
      ...data,
      ...scoreStd,
      ...text('scores', 'Table of scores in its place; - for standard input'),
    },
    conflict: ['mean', 'mean-std-ratio'],
    examples: [
      ['recommend --std 0.05', 'Ten workers whose log10 losses differ by about 0.05'],
      ['recommend --losses losses.csv --losses-are raw', 'From the losses of the workers of a topic'],
      ['recommend --groups 5:-0.19:0.045,3:0.027:0.008', 'Inferers and forecasters, each with mean and std'],
      ['recommend --std 0.05 --score-std 0.02 --json', 'With the limit of the rewards, for programs'],
    ],
    run: async (argv) => (await import('./recommend.js')).recommend(withSlope(argv)),
  }),
  command({
    usage: 'precision',
    describe: 'The smallest spread of regrets that an epsilon resolves, and its share of your epochs',
    options: { ...epsilonWith(POSITIVE), ...mean, ...topic, ...groupsOption, ...data },
    conflict: ['mean', 'mean-std-ratio'],
    examples: [
      ['precision --epsilon 0.01', 'The smallest spread of regrets that it separates'],
      ['precision --epsilon 0.01 --regrets regrets.csv', 'And the epochs of your topic'],
    ],
    run: async (argv) => (await import('./precision.js')).precision(withSlope(argv)),
  }),
  command({
    usage: 'tune',
    describe: 'Epsilon is fixed: which p or c separates the weights? With the arguments of update-topic',
    options: {
      ...epsilonWith(POSITIVE),
      ...number('std', POSITIVE, 'Standard deviation of the regrets of an epoch, dex'),
      ...mean,
      ...topic,
      ...groupsOption,
      ...data,
    },
    conflict: ['mean', 'mean-std-ratio'],
    examples: [
      ['tune --epsilon 0.1 --std 0.05', 'A topic whose workers all get nearly the same weight'],
      ['tune --epsilon 0.1 --regrets regrets.csv', 'From the epochs of the topic'],
    ],
    run: async (argv) => (await import('./tune.js')).tune(withSlope(argv)),
  }),
  command({
    usage: 'simulate',
    describe: 'What epsilon does to a whole topic: simulated epoch by epoch, or replayed from your losses',
    options: {
      ...topicFormula,
      ...simulatedTopic,
      ...flag('scores', 'Compute scores and rewards; --no-scores is faster', true),
      ...text('out', 'Folder of tables, figures and report; with --replay a CSV file'),
      ...flag('figures', 'Draw figures into --out; --no-figures leaves that to render', true),
      ...formats,
      ...flag('fresh', 'Start over in place of resuming an interrupted run'),
      ...threads,
      ...replayed,
      ...lossesAre,
      ...networkLoss("Column of the network's loss"),
      ...table,
    },
    examples: [
      ['simulate', 'Ten inferers and three forecasters'],
      ['simulate --inferers 24 --skill-range 1.2 --seed 1 2 3 4', 'A larger topic, with intervals'],
      ['simulate --epsilon 0.01 --epsilon-unit dex', 'One epsilon, in the unit of the chain'],
      ['simulate --replay losses.csv --out replay.csv', 'Your own topic under other epsilons'],
    ],
    run: async (argv) => (await import('./simulate.js')).simulate(argv),
  }),
  command({
    usage: 'topic <id>',
    describe: 'A live topic: does its epsilon tell its workers apart? Asks a public node of the network',
    positionals: topicId,
    options: { ...liveTopic, ...lossesAre },
    examples: [
      ['topic 18', 'Epsilon, regrets and weights now, and a check of the formula'],
      ['topic 18 --epochs 200 --out topic.csv', 'With its past, for recommend --regrets topic.csv'],
      ['topic 3 --network testnet --json', 'Another network, for programs'],
    ],
    run: async (argv) => (await import('./topic.js')).topic(argv),
  }),
  command({
    usage: 'explore',
    describe: 'Write the interactive page: one HTML file for any browser, which needs no network',
    options: {
      ...text('out', 'Path of the page', { default: 'epsilon.html' }),
      ...number('std', POSITIVE, 'Start of the page, like the options below: std of the regrets, dex'),
      ...topic,
      ...groupsOption,
      ...scoreStd,
      ...number('epsilon', POSITIVE, 'Epsilon to try, dex; the recommended one by default'),
    },
    examples: [
      ['explore', 'Writes epsilon.html; open it in a browser'],
      ['explore --std 0.2 --workers 25 --out topic.html', 'A page that starts with your topic'],
    ],
    run: async (argv) => (await import('./explore.js')).explore(withSlope(argv)),
  }),
  command({
    usage: 'weights <regrets..>',
    describe: 'Weights of one regret vector, and their spread',
    positionals: texts(
      'regrets',
      'Regrets in dex; or one table of them (CSV, JSON, Parquet, Arrow), or - for standard input',
      'regrets, or the path of a table',
      { files: 'any' },
    ),
    options: {
      ...epsilonWith(NOT_NEGATIVE),
      ...choice(
        'epsilon-scaling',
        EPSILON_SCALINGS,
        'none, or median: epsilon times |median regret|',
        DEFAULT_OPTIONS.epsilonScaling,
      ),
      ...text('epoch', 'Epoch of a table of several: last, or its number from 1 (oldest)', {
        rule: 'last, or a number',
      }),
      ...table,
      ...formula,
    },
    examples: [
      ['weights -0.4 -0.1 0.2 --epsilon 0.01', 'Three workers, the formula deployed now'],
      ['weights regrets.csv --epsilon 0.01 --scheme forum-2024', 'From a file'],
      ["echo '[-1e-3, 2e-3]' | $0 weights - --epsilon 1e-3 --json", 'For programs'],
    ],
    run: async (argv) => (await import('./weights.js')).weights(withSlope(argv)),
  }),
  ...PROGRAM_COMMANDS,
];
