/** Options of `recommend` and `precision` that name tables of past epochs. */

import type { Epochs } from '../epochs/epochs.js';
import { UsageError } from '../text/errors.js';

export interface DataArguments {
  regrets?: string;
  losses?: string;
  lossesAre: 'log10' | 'raw';
  networkLoss?: string;
  alpha?: number;
}

export interface ScoreArguments {
  scoreStd?: number;
  scores?: string;
}

/** Options that the data replace. */
interface EstimatedArguments {
  std?: number;
  mean?: number;
  meanStdRatio?: number;
  workers?: number;
}

/** The epochs of `--regrets` or `--losses`; undefined if neither is given. */
export async function readRegrets(argv: DataArguments & EstimatedArguments): Promise<Epochs | undefined> {
  const { regrets, losses, lossesAre, networkLoss, alpha } = argv;
  if (regrets !== undefined && losses !== undefined)
    throw new UsageError('expected --regrets or --losses, got both');
  if (losses === undefined && networkLoss !== undefined)
    throw new UsageError('--network-loss can be combined with --losses only: it names one of its columns');
  const path = regrets ?? losses;
  if (path === undefined) return undefined;
  const option = regrets === undefined ? '--losses' : '--regrets';
  for (const [name, value] of estimatedOptions(argv)) {
    if (value !== undefined)
      throw new UsageError(`${name} cannot be combined with ${option}: it is estimated from the data`);
  }
  const { readEpochs } = await import('../epochs/read-epochs.js');
  return readEpochs(path.trim(), {
    quantity: regrets === undefined ? 'losses' : 'regrets',
    lossesAre,
    networkLoss,
    alpha,
  });
}

function estimatedOptions({ std, mean, meanStdRatio, workers }: EstimatedArguments) {
  return Object.entries({
    '--std': std,
    '--mean': mean,
    '--mean-std-ratio': meanStdRatio,
    '--workers': workers,
  });
}

/** The epochs of `--scores`; undefined if it is not given. */
export async function readScores(argv: ScoreArguments & DataArguments): Promise<Epochs | undefined> {
  if (argv.scores === undefined) return undefined;
  if (argv.scoreStd !== undefined) throw new UsageError('expected --score-std or --scores, got both');
  const path = argv.scores.trim();
  if (path === '-' && (argv.regrets ?? argv.losses)?.trim() === '-')
    throw new UsageError('expected one table from standard input, got two');
  const { readEpochs } = await import('../epochs/read-epochs.js');
  return readEpochs(path, { quantity: 'scores' });
}
