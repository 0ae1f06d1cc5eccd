/** `allora-epsilon simulate`: a whole topic under several epsilons, simulated or replayed from its losses. */

import { basename } from 'node:path';
import { simulationAnswer, type SimulationAnswer, type TopicTables } from '../../recommend/from-topic.js';
import { harmText } from '../../recommend/topic-answer.js';
import { MANIFEST } from '../../results/layout.js';
import { axisValues } from '../../study/axis.js';
import { parseStudy } from '../../study/study-file.js';
import type { TopicStudy } from '../../study/kinds/topic/definition.js';
import { runTopic } from '../../topic/run-topic.js';
import { TARGETS } from '../../topic/settings.js';
import { didYouMean } from '../../text/did-you-mean.js';
import { UsageError } from '../../text/errors.js';
import { count, grouped, short } from '../../text/numbers.js';
import { answer } from '../console.js';
import { untilInterrupted } from '../interrupt.js';
import { compute, computeInto } from '../running.js';
import { axisWith, checkLargest, refuse, type SimulateArguments } from '../topic-arguments.js';
import { limitText, topicTable } from '../topic-text.js';
import { isTarget, optionName, SETTING_NAMES } from '../topic-options.js';

/** A negligible epsilon, dex. */
const NEGLIGIBLE = 1e-9;

/** Inferers times epochs whose regrets are looked at before the study runs: a tenth of a second. */
const CHECKED = 2e5;

export async function simulate(argv: SimulateArguments): Promise<void> {
  if (argv.replay !== undefined) {
    const { replayCommand } = await import('../replaying.js');
    return replayCommand(argv, argv.replay);
  }
  refuse(
    argv,
    ['inferences', 'lossesAre', 'networkLoss', 'forecasterNames', ...TABLE],
    'expected with --replay only',
  );
  if (argv.target !== undefined && !isTarget(argv.target))
    throw new UsageError(
      `--target: expected ${TARGETS.join(', ')}, or with --replay the name of a column, got "${argv.target}"${didYouMean(argv.target, TARGETS)}`,
    );
  if (argv.out === undefined) refuse(argv, ['format'], 'expected with --out only');
  await simulateTopic(argv);
}

const TABLE = ['columns', 'index', 'header', 'decimal', 'missing', 'topicId'] as const;

async function simulateTopic(argv: SimulateArguments): Promise<void> {
  if (argv.epsilonUnit === 'std') checkLargest(argv.epsilon ?? [], 1, 'std');
  const study = studyOf(argv);
  checkUnit(study, argv.epsilon);
  const written = await untilInterrupted(async (signal, setHint) => {
    // A topic is one part of a study: a thread would only take time to start.
    const running = study.seeds.length === 1 ? { ...argv, threads: 0 } : argv;
    if (argv.out === undefined) return { result: await compute(study, running, signal) };
    return computeInto(argv.out, study, running, signal, setHint);
  }, argv.out);
  const found = simulationAnswer(written.result as TopicTables);
  const folder =
    'folder' in written
      ? {
          folder: written.folder,
          tables: written.tables,
          figures: written.drawn.flatMap(({ files }) => files),
          manifest: MANIFEST,
        }
      : null;
  const lines = answerLines(found, argv.epsilon);
  if (folder) {
    const drawn = folder.figures.length > 0 ? [count(folder.figures.length, 'figure'), 'report.html'] : [];
    lines.push(`${folder.folder}: ${[...folder.tables, ...drawn].join(', ')}`);
  }
  answer(argv, lines.join('\n'), { ...found, written: folder });
}

/**
 * The study that the options describe.
 * @throws {UsageError} naming the option, the rule and the value
 */
function studyOf(argv: SimulateArguments): TopicStudy {
  const topic = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => (argv[name] === undefined ? [] : [[name, argv[name]]])),
  );
  const { epsilonUnit, rules, pNorm, cNorm, alpha, scores, epsilon } = argv;
  const raw = {
    name: nameOf(argv.out),
    kind: 'topic',
    rules,
    pNorm,
    cNorm,
    alpha,
    scores,
    topic,
    epsilon: axisWith(epsilon ?? []),
    epsilonUnit,
    ...(argv.seed && { seeds: argv.seed }),
  };
  const { study, problems } = parseStudy(raw);
  if (problems)
    throw new UsageError(problems.map(({ path, message }) => `${optionOf(path)}: ${message}`).join('\n'));
  return study as TopicStudy;
}

/** The option behind a field of the study: `topic.burnIn` and `epsilon[3]`. */
function optionOf(path: string): string {
  const field = path.replace(/^topic\.?/, '').replace(/\[.*/, '');
  if (field === '') return '--epochs';
  return `--${field === 'seeds' ? 'seed' : optionName(field)}`;
}

/** The name of a study in a folder: that of the folder, if it can be one. */
function nameOf(out: string | undefined): string {
  const name = out === undefined ? '' : basename(out.trim());
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(name) ? name : 'simulated-topic';
}

/**
 * Finds the std of the regrets at a negligible epsilon, with which every topic begins anyway.
 * @throws {UsageError} if nothing depends on epsilon, or an epsilon in dex is far above every regret, so that
 *   it is probably in another unit
 */
function checkUnit(
  { topic, epsilonUnit, seeds, ...study }: TopicStudy,
  given: readonly number[] | undefined,
): void {
  if (topic.inferers < 2)
    throw new UsageError(
      `--inferers: expected at least 2, got ${topic.inferers}: its inference is that of the network for any epsilon`,
    );
  const formula = { ...study, rules: study.rules[0]!, scores: false };
  const some = Math.ceil(CHECKED / ((topic.epochs + topic.burnIn) * topic.inferers));
  const stds = seeds.slice(0, some).map((seed) => runTopic(topic, seed, formula, [NEGLIGIBLE]).facts.std);
  const wrong = stds.findIndex((std) => !(std > 0));
  if (wrong >= 0)
    throw new UsageError(
      `--epochs: expected an epoch with at least 2 regrets after the burn-in, got none with seed ${seeds[wrong]!}; raise it, or lower --absence`,
    );
  const least = Math.min(...axisValues(study.epsilon));
  if (epsilonUnit === 'std' && !stds.every((std) => std * least > 0))
    throw new UsageError(
      `--epsilon: expected a number of dex > 0, got ${least} times ${Math.min(...stds)} dex, the std of the regrets; raise it, or --alpha`,
    );
  if (given && epsilonUnit === 'dex') checkLargest(given, stds[0]!, 'dex');
}

function answerLines(found: SimulationAnswer, given: readonly number[] | undefined): string[] {
  const { sentence, epsilons, limits, study, stdOfRegrets, caution, warnings } = found;
  const { recommended, ownRegrets } = limits;
  const axis = axisValues(study.epsilon);
  const shown = given ? epsilons.filter((_, i) => given.includes(axis[i]!)) : epsilons;
  const { inferers, forecasters, reputers, epochs, burnIn } = study.topic;
  const seeds = study.seeds.length;
  const advice = recommended
    ? `Weights of normal regrets of this mean and std separate up to ${limitText(recommended)}` +
      (ownRegrets ? `; those of these regrets up to ${limitText(ownRegrets)}.` : '.')
    : 'Weights of normal regrets of this mean and std separate at no epsilon.';
  return [
    `${sentence}.`,
    '',
    harmText(study.scores, epsilons[0]!.epsilon),
    ...(caution === null ? [] : [caution]),
    ...warnings,
    '',
    ...topicTable(shown),
    '',
    advice,
    `${study.rules[0]!}, p ${study.pNorm}, c ${study.cNorm}, alpha ${study.alpha}; simulated: ` +
      `${count(inferers, 'inferer')}, ${count(forecasters, 'forecaster')}, ${count(reputers, 'reputer')}, ` +
      `${count(epochs, 'epoch')} after ${grouped(burnIn)}`,
    `std of the regrets ${short(stdOfRegrets)} dex; ` +
      (seeds > 1
        ? `means over ${count(seeds, 'seed')} with 95 % intervals`
        : `one seed (${study.seeds[0]!})`),
  ];
}
