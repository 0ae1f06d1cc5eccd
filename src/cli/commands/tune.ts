/** `allora-epsilon tune`: epsilon is fixed; which p or c separates the weights? */

import type { Criterion } from '../../recommend/question.js';
import { factorText } from '../../recommend/factor.js';
import { roundUp } from '../../recommend/rounding.js';
import { updateTopicCommand, UPDATE_TOPIC_WARNING } from '../../recommend/topic-messages.js';
import { tune as tuningOf } from '../../recommend/tune.js';
import type { Lever, SettingEffect, Tuning } from '../../recommend/tuning.js';
import { UsageError, withUsageErrors } from '../../text/errors.js';
import { grouped, percent, percentRange, short } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';
import { CHAIN_LIMITS } from '../../weights/chain-limits.js';
import { SCHEMES } from '../../weights/schemes.js';
import { rangeText, readAsLines, slopeLines } from '../answer-text.js';
import { answer as print, type OutputOptions } from '../console.js';
import { beforeLongTask } from '../interrupt.js';
import { readRegrets, type DataArguments } from '../data-options.js';
import { groupsOf, type GroupsArguments } from '../groups-option.js';

interface TuneArguments extends OutputOptions, Criterion, DataArguments, GroupsArguments {
  epsilon: number;
  std?: number;
  mean?: number;
  meanStdRatio?: number;
  workers?: number;
  seed: number;
}

export async function tune(argv: TuneArguments): Promise<void> {
  const groups = groupsOf(argv);
  const regrets = await readRegrets(argv);
  const { epsilon, std, mean, meanStdRatio, workers, seed } = argv;
  const { confidence, factor, scheme, mapping, pNorm, cNorm } = argv;
  const common = { epsilon, confidence, factor, scheme, mapping, pNorm, cNorm };
  if (regrets === undefined && groups === undefined && std === undefined)
    throw new UsageError(
      'expected --std, the standard deviation of the regrets in dex, or data by --regrets or --losses\nSee allora-epsilon tune --help',
    );
  if (!regrets) beforeLongTask();
  const result = await withUsageErrors(() => {
    if (groups) return tuningOf({ ...common, groups, seed });
    if (regrets) return tuningOf({ ...common, regrets });
    return tuningOf({ ...common, std: std!, mean, meanStdRatio, workers, seed });
  });
  print(argv, tuningText(result), result);
}

function tuningText(result: Tuning): string {
  const { guarantee, advice, groups, warnings, isEnough, now, then, levers, pNormBeyond } = result;
  const { data, topicArgument } = result;
  const rows = [
    ['', 'smallest', '95 % interval'],
    leverRow(`p at c ${short(now.cNorm)}`, levers.pNorm, 'pNorm'),
    ...(isEnough ? [] : [leverRow(`c at p ${short(now.pNorm)}`, levers.cNorm, 'cNorm')]),
    ...(levers.both ? [leverRow(`c at p ${short(levers.both.pNorm)}`, levers.both, 'cNorm')] : []),
    ...(pNormBeyond === null
      ? []
      : [['p that would be enough', short(roundUp(pNormBeyond)), 'not accepted by the chain']]),
  ];
  const effects = [
    ['', 'separated epochs', 'workers that count'],
    effectRow('now', now),
    ...(then ? [effectRow(isEnough ? 'smallest p' : 'then', then)] : []),
  ];
  const lines = [headline(result), '', guarantee, advice];
  lines.push(...slopeLines(result));
  if (groups) lines.push(groups.sentence);
  lines.push(...warnings, factorText(result.question.factor), '');
  lines.push(...tableLines(rows, { align: 'left', gap: 4 }), '');
  lines.push(...tableLines(effects, { align: 'left', gap: 4 }), '');
  if (then && !isEnough)
    lines.push('Steeper weights follow noise more: fewer workers count, and a lucky epoch counts more.', '');
  lines.push(...readAsLines(data?.readAs ?? null), ...(data?.notes ?? []), sourceText(result));
  if (topicArgument)
    lines.push(
      `In the message that updates the topic: "p_norm": "${topicArgument.p_norm}", "c_norm": "${topicArgument.c_norm}"`,
      updateTopicCommand(topicArgument),
      UPDATE_TOPIC_WARNING,
    );
  return lines.join('\n');
}

function headline({ pNorm, cNorm, isEnough, exact, now, epsilon }: Tuning): string {
  if (isEnough && exact !== null) return `p ${short(now.pNorm)} is enough; the smallest is ${pNorm}`;
  if (isEnough) return `p ${short(now.pNorm)} with c ${short(now.cNorm)} is enough`;
  if (pNorm === null)
    return `no p from ${CHAIN_LIMITS.pNorm.from} to ${CHAIN_LIMITS.pNorm.to} separates the workers with epsilon ${short(epsilon)}`;
  return exact === null ? `p ${pNorm} with c ${cNorm}` : `p ${pNorm}`;
}

function leverRow(name: string, lever: Lever | null, parameter: 'pNorm' | 'cNorm'): string[] {
  if (!lever) return [name, 'none', ''];
  const [low, high] = lever.interval;
  const interval = high === null ? `${short(low)} to beyond the limit of the chain` : rangeText([low, high]);
  return [name, short(lever[parameter]), interval];
}

function effectRow(name: string, { pNorm, cNorm, separated, effectiveWorkers }: SettingEffect): string[] {
  const { median, low, high } = effectiveWorkers;
  return [
    `${name}, p ${short(pNorm)}, c ${short(cNorm)}`,
    `${percent(separated.value)} (${percentRange(separated.low, separated.high)})`,
    `${short(median)} (half of the epochs: ${rangeText([low, high])})`,
  ];
}

function sourceText({ question, source, draws }: Tuning): string {
  const { scheme, mapping } = question;
  const from = source === 'data' ? 'epochs of data' : 'simulated draws';
  return `${scheme} (${SCHEMES[scheme].caption}), ${mapping}; ${grouped(draws)} ${from}`;
}
