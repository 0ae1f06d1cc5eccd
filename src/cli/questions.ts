/** What `recommend` and `precision` share: their options, their way to an answer, and the lines about where it comes from. */

import { answerFromFit } from '../recommend/from-fit.js';
import type { Epochs } from '../epochs/epochs.js';
import { completeQuestion, ratioOf, type Criterion, type QuestionOptions } from '../recommend/question.js';
import type { Answerer, Recommendation } from '../recommend/recommendation.js';
import { grouped } from '../text/numbers.js';
import { UsageError } from '../text/errors.js';
import { SCHEMES } from '../weights/schemes.js';

export interface QuestionArguments extends Criterion {
  mean?: number;
  meanStdRatio?: number;
  workers?: number;
  seed: number;
  regrets?: string;
  losses?: string;
  lossesAre: 'log10' | 'raw';
  networkLoss?: string;
  alpha?: number;
}

export interface ScoreArguments {
  scoreStd?: number | undefined;
  scores?: string;
}

/** The committed mapping answers at once; what draws regrets is loaded only for questions that it does not cover. */
export async function answererFor(
  options: QuestionOptions & { seed: number },
  std: number,
): Promise<Answerer> {
  const known = answerFromFit(completeQuestion(options, ratioOf(options, std)));
  if (known) return () => known;
  const { answerBySimulation } = await import('../recommend/from-simulation.js');
  return (question) => answerBySimulation(question, options.seed);
}

/** The epochs of `--regrets` or `--losses`; null if neither is given. */
export async function epochsOf(argv: QuestionArguments): Promise<Epochs | null> {
  const { regrets, losses, lossesAre, networkLoss, alpha } = argv;
  if (regrets !== undefined && losses !== undefined)
    throw new UsageError('expected --regrets or --losses, got both');
  if (losses === undefined && networkLoss !== undefined)
    throw new UsageError('--network-loss names a column of --losses, which is not given');
  const path = regrets ?? losses;
  if (path === undefined) return null;
  for (const name of ['mean', 'meanStdRatio', 'workers'] as const) {
    if (argv[name] !== undefined)
      throw new UsageError(
        `--${kebab(name)} is what the data tell: expected it without --regrets and --losses`,
      );
  }
  const { readEpochs } = await import('../epochs/csv/file.js');
  return readEpochs(path.trim(), {
    quantity: regrets === undefined ? 'losses' : 'regrets',
    lossesAre,
    networkLoss,
    alpha,
  });
}

/** The scores of `--scores`; null if not given. */
export async function scoresOf({
  scores,
  scoreStd,
  regrets,
  losses,
}: ScoreArguments & QuestionArguments): Promise<Epochs | null> {
  if (scores === undefined) return null;
  if (scoreStd !== undefined) throw new UsageError('expected --score-std or --scores, got both');
  const path = scores.trim();
  if (path === '-' && (regrets ?? losses)?.trim() === '-')
    throw new UsageError('expected one table from standard input, got two');
  const { readEpochs } = await import('../epochs/csv/file.js');
  return readEpochs(path, { quantity: 'scores' });
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const SOURCES: Record<string, string> = {
  fit: 'fitted mapping of results/mapping',
  simulation: 'simulated now, outside what results/mapping covers',
  data: 'from the data',
};

/** Formula and source, in one line. */
export function sourceText({
  question,
  source,
  draws,
}: Pick<Recommendation, 'source' | 'draws'> & {
  question: Omit<Recommendation['question'], 'std' | 'mean'>;
}): string {
  const { scheme, mapping, pNorm, cNorm } = question;
  const unit = source === 'data' ? 'epochs' : 'draws';
  return `${scheme} (${SCHEMES[scheme].caption}), ${mapping}, p ${pNorm}, c ${cNorm}; ${SOURCES[source]}, ${grouped(draws)} ${unit}`;
}

/** Three significant digits: more than an interval supports would be noise. */
export function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'none';
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
