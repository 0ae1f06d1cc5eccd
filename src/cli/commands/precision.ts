/** `allora-epsilon precision`: the smallest std of regrets that an epsilon resolves. */

import type { Epochs } from '../../epochs/epochs.js';
import {
  completePrecisionOptions,
  lossDifferenceText,
  precision as precisionOf,
  type Precision,
  type SeparationEvidence,
} from '../../recommend/precision.js';
import type { Criterion } from '../../recommend/question.js';
import { factorText } from '../../recommend/factor.js';
import { roundUp } from '../../recommend/rounding.js';
import { sourceText } from '../../recommend/source-text.js';
import type { Group } from '../../sampling/groups.js';
import { withUsageErrors } from '../../text/errors.js';
import { count, percent, percentRange, short } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';
import { rangeText, readAsLines, slopeLines, topicLines } from '../answer-text.js';
import { answersTo } from '../answering.js';
import { answer as print, type OutputOptions } from '../console.js';
import { beforeLongTask } from '../interrupt.js';
import { readRegrets, type DataArguments } from '../data-options.js';
import { groupsOf, type GroupsArguments } from '../groups-option.js';

interface PrecisionArguments extends OutputOptions, Criterion, DataArguments, GroupsArguments {
  epsilon: number;
  mean?: number;
  meanStdRatio?: number;
  workers?: number;
  seed: number;
}

export async function precision(argv: PrecisionArguments): Promise<void> {
  const groups = groupsOf(argv);
  const regrets = await readRegrets(argv);
  const result = await withUsageErrors(() => resultOf(argv, regrets, groups));
  print(argv, precisionText(result), result);
}

/**
 * With data or a mean in dex, the answer of the library. Otherwise the simulation is loaded only for
 * questions that the mapping does not cover.
 */
async function resultOf(
  argv: PrecisionArguments,
  regrets: Epochs | undefined,
  groups: Group[] | undefined,
): Promise<Precision> {
  const { epsilon, mean, meanStdRatio, workers } = argv;
  const { confidence, factor, scheme, mapping, pNorm, cNorm, seed } = argv;
  const common = { epsilon, confidence, factor, scheme, mapping, pNorm, cNorm, seed };
  if (regrets || mean !== undefined) {
    // With a mean in dex, each std is a question of its own.
    if (!regrets) beforeLongTask();
    const { resolvablePrecision } = await import('../../recommend/recommend.js');
    return resolvablePrecision(regrets ? { ...common, regrets } : { ...common, mean, workers });
  }
  const given = completePrecisionOptions(
    groups ? { ...common, groups } : { ...common, meanStdRatio, workers },
  );
  const { found, one } = await answersTo(given);
  return precisionOf(given, found, null, one);
}

function precisionText(result: Precision): string {
  const { epsilon, std, interval, significantDigits, guarantee, advice, groups } = result;
  const lines =
    std === null
      ? [`epsilon ${epsilon} resolves nothing reliably`, '', guarantee]
      : [`epsilon ${epsilon} resolves regrets that spread by ${roundUp(std)} dex or more`, '', guarantee];
  if (advice !== null) lines.push(advice, ...slopeLines(result));
  if (groups) lines.push(groups.sentence);
  lines.push(factorText(result.question.factor));
  if (std !== null) {
    const rows = [
      ['smallest std', `${short(std)} dex, 95 % interval ${rangeText(interval!)}`],
      ['loss difference', lossDifferenceText(std)],
      ['significant digits', std < 1e6 ? significantDigits!.toFixed(1) : short(significantDigits!)],
    ];
    lines.push('', ...tableLines(rows, { align: 'left', gap: 2 }));
  }
  const { loss, pay } = result.topic.limits;
  lines.push(
    '',
    result.topic.sentence,
    `Smallest std without harm: to the loss ${short(loss.std)} dex (95 % interval ${rangeText(loss.interval)}), ` +
      `to pay ${short(pay.std)} dex (${rangeText(pay.interval)})`,
    ...topicLines(result.topic),
  );
  if (result.data) lines.push('', ...separationText(result.data));
  if (result.warnings.length > 0) lines.push('', ...result.warnings);
  lines.push('', sourceText(result));
  return lines.join('\n');
}

function separationText({ separated, groups, epochs, readAs, notes }: SeparationEvidence): string[] {
  const interval = `95 % interval ${percentRange(separated.low, separated.high)}`;
  return [
    `Of these ${count(epochs, 'epoch')} it separates ${percent(separated.value)} (${interval}).`,
    `Groups of workers that its weights tell apart: ${groups.median} in the median epoch (half of the epochs: ${groups.low} to ${groups.high}).`,
    ...readAsLines(readAs),
    ...notes,
  ];
}
