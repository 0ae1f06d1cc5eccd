/**
 * Every subcommand with its options and examples. The code of a subcommand is loaded only when it is called.
 */

import { MOST_DRAWS } from '../../kernel/limits.js';
import { DEFAULT_OPTIONS } from '../../weights/defaults.js';
import { EPSILON_SCALINGS } from '../../weights/schemes.js';
import {
  choice,
  command,
  figures,
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
} from '../options.js';
import { figureForm } from '../figure-options.js';
import { groupsOption } from '../groups-option.js';
import {
  data,
  epsilonWith,
  formula,
  lossesAre,
  mean,
  networkLoss,
  scoreStd,
  table,
  topic,
  withSlope,
} from '../question-options.js';
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
      ...figures,
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
      ...figures,
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
      ...figures,
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
    run: async (argv) => (await import('./simulate.js')).simulate(withSlope(argv)),
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
