/** The surface of the command line: every subcommand with its options and examples. What a subcommand does is loaded only when it is called. */

import { availableParallelism } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { choiceOption, numberOption } from './arguments.js';

const finite = Number.isFinite;

const threads = {
  default: availableParallelism(),
  requiresArg: true,
  coerce: numberOption('--threads', 'a whole number from 0 to 1024', (n) => Number.isInteger(n) && n >= 0 && n <= 1024),
  describe: 'Worker threads; 0 runs without any. Results do not depend on it',
};

const run: CommandModule = {
  command: 'run <study>',
  describe: 'Run a study: tables and figures into results/<study>',
  builder: (cli: Argv) =>
    cli
      .positional('study', { type: 'string', describe: 'Name of a study, path of a study file, or - for standard input' })
      .options({
        threads,
        out: { type: 'string', requiresArg: true, describe: 'Folder of the results, in place of results/<study>' },
        seed: { array: true, requiresArg: true, describe: 'Seeds in place of those of the study' },
        draws: { requiresArg: true, describe: 'Draws per cell in place of those of the study' },
        figures: { type: 'boolean', default: true, describe: 'Draw figures; --no-figures leaves that to render' },
        fresh: { type: 'boolean', default: false, describe: 'Start over where a run of the study was cut off, in place of going on' },
      })
      .example('$0 run forum-coarse', 'The coarse grid of the forum study')
      .example('$0 run forum-coarse --seed 3 4 --out other-seeds', 'Other seeds, elsewhere')
      .example('$0 run my-study.json --threads 8 --draws 400', 'Your own study, 400 draws per cell'),
  handler: async (argv) => (await import('./run.js')).run(argv as never),
};

const render: CommandModule = {
  command: 'render <folder>',
  describe: 'Draw the figures of a results folder again, from its tables alone',
  builder: (cli: Argv) =>
    cli
      .positional('folder', { type: 'string', describe: 'Folder with manifest.json and the tables' })
      .example('$0 render results/forum-coarse', 'Into results/forum-coarse/figures'),
  handler: async (argv) => (await import('./render.js')).render(argv as never),
};

const fit: CommandModule = {
  command: 'fit <folder>',
  describe: 'Fit the mapping from std to epsilon again, from the table of a results folder',
  builder: (cli: Argv) =>
    cli
      .positional('folder', { type: 'string', describe: 'Folder with manifest.json and cells.csv of a threshold study' })
      .example('$0 fit results/mapping', 'Prints the formulas, and writes fit.json'),
  handler: async (argv) => (await import('./fit.js')).fit(argv as never),
};

const check: CommandModule = {
  command: 'check <folder>',
  describe: 'Run a threshold study again and compare its fit with the committed one; status 1 if the mapping moved',
  builder: (cli: Argv) =>
    cli
      .positional('folder', { type: 'string', describe: 'Results folder whose study is run' })
      .options({
        against: { type: 'string', requiresArg: true, describe: 'Results folder to compare with, if it is another one' },
        threads,
        draws: { requiresArg: true, describe: 'Draws per cell in place of those of the study: fewer are faster, and see less' },
        seed: { array: true, requiresArg: true, describe: 'Seeds in place of those of the study' },
        level: {
          default: 0.999,
          requiresArg: true,
          coerce: numberOption('--level', 'a number between 0 and 1', (n) => n > 0 && n < 1),
          describe: 'Probability of status 0 if nothing moved, all comparisons together',
        },
      })
      .example('$0 check results/mapping', 'Everything again: the same bytes are expected')
      .example('$0 check results/mapping --draws 500 --seed 2', 'A quick look with other draws'),
  handler: async (argv) => (await import('./check.js')).check(argv as never),
};

const claims: CommandModule = {
  command: 'claims',
  describe: 'What the forum study says, and what the tables of the results measure: writes CLAIMS.md',
  builder: (cli: Argv) =>
    cli
      .options({
        results: { type: 'string', default: 'results', requiresArg: true, describe: 'Folder of the results folders' },
        out: { type: 'string', default: 'CLAIMS.md', requiresArg: true, describe: 'Path of the ledger' },
        check: { type: 'boolean', default: false, describe: 'Write nothing; status 1 if the ledger is not what the tables say' },
        threads,
      })
      .example('$0 claims', 'Tables that are not there are computed, not written')
      .example('$0 claims --check', 'Whether CLAIMS.md belongs to the tables'),
  handler: async (argv) => (await import('./claims.js')).claims(argv as never),
};

const reproduce: CommandModule = {
  command: 'reproduce',
  describe: 'Run every study, draw every figure, write CLAIMS.md and results/report.html',
  builder: (cli: Argv) =>
    cli
      .options({
        threads,
        results: { type: 'string', default: 'results', requiresArg: true, describe: 'Folder of the results folders' },
        claims: { type: 'string', default: 'CLAIMS.md', requiresArg: true, describe: 'Path of the ledger' },
      })
      .example('$0 reproduce', 'Open results/report.html afterwards'),
  handler: async (argv) => (await import('./reproduce.js')).reproduce(argv as never),
};

/** Options that say which formula, for the commands that ask about one. */
const formula = {
  scheme: {
    default: 'chain-2026',
    requiresArg: true,
    coerce: choiceOption('--scheme', SCHEME_NAMES),
    describe: SCHEME_NAMES.join(', '),
  },
  mapping: { default: 'gradient', requiresArg: true, coerce: choiceOption('--mapping', MAPPINGS), describe: MAPPINGS.join(', ') },
  'p-norm': {
    default: 3,
    requiresArg: true,
    coerce: numberOption('--p-norm', 'a finite number > 0', (n) => n > 0 && finite(n)),
    describe: 'Slope p of the mapping; the chain accepts 2.5 to 4.5',
  },
  'c-norm': {
    default: 0.75,
    requiresArg: true,
    coerce: numberOption('--c-norm', 'a finite number', finite),
    describe: 'Offset c of the mapping',
  },
  factor: {
    default: Math.sqrt(10),
    defaultDescription: '3.16',
    requiresArg: true,
    coerce: numberOption('--factor', 'a finite number > 1', (n) => n > 1 && finite(n)),
    describe: 'Weights are meaningfully different when the std of log10 weights reaches log10 of this',
  },
};

/** Options of a question, but for what it is about. */
const question = {
  'mean-std-ratio': {
    requiresArg: true,
    coerce: numberOption('--mean-std-ratio', 'a finite number', finite),
    describe: 'Mean of the regrets over their std; 0 by default',
  },
  workers: {
    requiresArg: true,
    coerce: numberOption('--workers', 'a whole number from 2 to 10000', (n) => Number.isInteger(n) && n >= 2 && n <= 10_000),
    describe: 'Number of workers; 10 by default',
  },
  confidence: {
    default: 0.95,
    requiresArg: true,
    coerce: numberOption('--confidence', 'a number between 0 and 1', (n) => n > 0 && n < 1),
    describe: 'Share of epochs whose weights are to be separated',
  },
  ...formula,
  regrets: { type: 'string', requiresArg: true, describe: 'CSV of regrets in dex: rows = epochs, columns = workers; - for standard input' },
  losses: { type: 'string', requiresArg: true, describe: 'CSV of losses in place of regrets' },
  'losses-are': {
    default: 'log10',
    requiresArg: true,
    coerce: choiceOption('--losses-are', ['log10', 'raw']),
    describe: 'log10, or raw losses > 0',
  },
  'network-loss': { type: 'string', requiresArg: true, describe: "Column of the network's loss; by default the mean of the workers'" },
  alpha: {
    requiresArg: true,
    coerce: numberOption('--alpha', 'a number in (0, 1]', (n) => n > 0 && n <= 1),
    describe: 'Smooths the regrets of each worker over epochs as the network does',
  },
  seed: {
    default: 0,
    requiresArg: true,
    coerce: numberOption('--seed', 'a whole number >= 0', (n) => Number.isSafeInteger(n) && n >= 0),
    describe: 'Of the draws, where an answer is simulated',
  },
} as const;

const scoreStd = {
  requiresArg: true,
  coerce: numberOption('--score-std', 'a finite number > 0', (n) => n > 0 && finite(n)),
  describe: 'Std of the last ten scores: includes the limit that rewards set',
} as const;

const recommend: CommandModule = {
  command: 'recommend',
  describe: 'Which epsilon? From the expected std of the regrets, or from data',
  builder: (cli: Argv) =>
    cli
      .options({
        std: {
          requiresArg: true,
          coerce: numberOption('--std', 'a finite number > 0', (n) => n > 0 && finite(n)),
          describe: 'Standard deviation of the regrets of an epoch, dex',
        },
        mean: {
          requiresArg: true,
          coerce: numberOption('--mean', 'a finite number', finite),
          describe: 'Mean of the regrets, dex; 0 by default',
        },
        ...question,
        'score-std': scoreStd,
        scores: {
          type: 'string',
          requiresArg: true,
          describe: 'CSV of scores in its place: rows = epochs, the newest last, columns = workers; - for standard input',
        },
      })
      .conflicts('mean', 'mean-std-ratio')
      .example('$0 recommend --std 0.05', 'Ten workers whose log10 losses differ by about 0.05')
      .example('$0 recommend --losses losses.csv --losses-are raw', 'From what the workers of a topic did')
      .example('$0 recommend --std 0.05 --score-std 0.02 --json', 'With the limit of the rewards, for programs'),
  handler: async (argv) => (await import('./recommend.js')).recommend(argv as never),
};

const precision: CommandModule = {
  command: 'precision',
  describe: 'What an epsilon still resolves, and which share of epochs of your data',
  builder: (cli: Argv) =>
    cli
      .options({
        epsilon: {
          demandOption: 'Expected --epsilon, the topic parameter in dex',
          requiresArg: true,
          coerce: numberOption('--epsilon', 'a finite number > 0', (n) => n > 0 && finite(n)),
          describe: 'Topic parameter, dex',
        },
        ...question,
      })
      .example('$0 precision --epsilon 0.01', 'The smallest spread of regrets that it separates')
      .example('$0 precision --epsilon 0.01 --regrets regrets.csv', 'And the epochs of your topic'),
  handler: async (argv) => (await import('./precision.js')).precision(argv as never),
};

const explore: CommandModule = {
  command: 'explore',
  describe: 'Write the interactive page: one HTML file for any browser, which needs no network',
  builder: (cli: Argv) =>
    cli
      .options({
        out: { type: 'string', default: 'epsilon.html', requiresArg: true, describe: 'Path of the page' },
        std: {
          requiresArg: true,
          coerce: numberOption('--std', 'a finite number > 0', (n) => n > 0 && finite(n)),
          describe: 'Where the page starts, as the options below: std of the regrets, dex',
        },
        'mean-std-ratio': question['mean-std-ratio'],
        workers: question.workers,
        confidence: question.confidence,
        ...formula,
        'score-std': scoreStd,
        epsilon: {
          requiresArg: true,
          coerce: numberOption('--epsilon', 'a finite number > 0', (n) => n > 0 && finite(n)),
          describe: 'Topic parameter that is tried, dex; the recommended one by default',
        },
      })
      .example('$0 explore', 'Writes epsilon.html; open it in a browser')
      .example('$0 explore --std 0.2 --workers 25 --out topic.html', 'A page that starts with your topic'),
  handler: async (argv) => (await import('./explore.js')).explore(argv as never),
};

const weights: CommandModule = {
  command: 'weights <regrets..>',
  describe: 'Weights of one regret vector, and their spread',
  builder: (cli: Argv) =>
    cli
      .positional('regrets', { describe: 'Regrets in dex; or one file of them (CSV or JSON), or - for standard input' })
      .options({
        epsilon: {
          demandOption: 'Expected --epsilon, the topic parameter in dex',
          requiresArg: true,
          coerce: numberOption('--epsilon', 'a finite number >= 0', (n) => n >= 0 && finite(n)),
          describe: 'Topic parameter, dex',
        },
        'epsilon-scaling': {
          default: 'none',
          requiresArg: true,
          coerce: choiceOption('--epsilon-scaling', EPSILON_SCALINGS),
          describe: 'none, or median: epsilon times |median regret|',
        },
        ...formula,
      })
      .example('$0 weights -0.4 -0.1 0.2 --epsilon 0.01', 'Three workers, the formula deployed now')
      .example('$0 weights regrets.csv --epsilon 0.01 --scheme forum-2024', 'From a file')
      .example("echo '[-1e-3, 2e-3]' | $0 weights - --epsilon 1e-3 --json", 'For programs'),
  handler: async (argv) => (await import('./weights.js')).weights(argv as never),
};

export const COMMANDS: readonly CommandModule[] = [run, fit, render, check, claims, reproduce, recommend, precision, explore, weights];
export const COMMAND_NAMES = [...COMMANDS.map(({ command }) => String(command).split(' ')[0]!), 'completion'];
