/** Options of commands that read tables of past epochs. */

import type { Epochs } from '../epochs/epochs.js';
import { UsageError } from '../text/errors.js';
import { beforeLongTask } from './interrupt.js';

/** Options that decide between two readings of a table. */
export interface TableArguments {
  columns?: string;
  index?: string;
  header?: 'yes' | 'no';
  decimal?: 'point' | 'comma';
  missing?: 'absent' | 'zero';
  topicId?: string;
}

export interface DataArguments extends TableArguments {
  regrets?: string;
  losses?: string;
  lossesAre?: 'log10' | 'raw';
  networkLoss?: string;
  alpha?: number;
}

export interface ScoreArguments {
  scoreStd?: number;
  scores?: string;
}

/** Options that the data replace. */
export interface EstimatedArguments {
  std?: number | undefined;
  mean?: number | undefined;
  meanStdRatio?: number | undefined;
  workers?: number | undefined;
}

/** The epochs of `--regrets` or `--losses`; undefined if neither is given. */
export async function readRegrets(argv: DataArguments & EstimatedArguments): Promise<Epochs | undefined> {
  const { regrets, losses, lossesAre, networkLoss, alpha } = argv;
  if (regrets !== undefined && losses !== undefined)
    throw new UsageError('expected --regrets or --losses, got both');
  if (losses === undefined && networkLoss !== undefined)
    throw new UsageError('--network-loss can be combined with --losses only: it names one of its columns');
  if (losses === undefined && lossesAre !== undefined)
    throw new UsageError('--losses-are can be combined with --losses only: it names their unit');
  const path = regrets ?? losses;
  if (path === undefined) return undefined;
  const option = regrets === undefined ? '--losses' : '--regrets';
  for (const [name, value] of estimatedOptions(argv)) {
    if (value !== undefined)
      throw new UsageError(`${name} cannot be combined with ${option}: it is estimated from the data`);
  }
  beforeLongTask();
  const { readEpochs } = await import('../epochs/read-epochs.js');
  return readEpochs(path.trim(), {
    quantity: regrets === undefined ? 'losses' : 'regrets',
    lossesAre,
    networkLoss,
    alpha,
    ...tableOptions(argv),
  });
}

/** Options of `readEpochs` from those of the command line; a list is separated by commas. */
export function tableOptions({ columns, index, header, decimal, missing, topicId }: TableArguments) {
  const list = columns?.split(',').map((name) => name.trim());
  if (list?.some((name) => name === '')) {
    throw new UsageError(`--columns: expected names separated by commas, got "${columns}"`);
  }
  return { columns: list, index, header, decimal, missing, topicId };
}

/** The given ones by their name. */
export function estimatedOptions({ std, mean, meanStdRatio, workers }: EstimatedArguments) {
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
  beforeLongTask();
  const { readEpochs } = await import('../epochs/read-epochs.js');
  return readEpochs(path, { quantity: 'scores', ...tableOptions(argv) });
}
