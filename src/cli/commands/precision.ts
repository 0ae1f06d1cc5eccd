/** `allora-epsilon precision`: what an epsilon still resolves. */

import type { Epochs } from '../../epochs/epochs.js';
import type { Separation } from '../../recommend/separation.js';
import { precision as precisionOf, roundUp, type Precision } from '../../recommend/recommendation.js';
import { answer, type OutputOptions } from '../console.js';
import { grouped } from '../../text/numbers.js';
import { withUsageErrors } from '../../text/errors.js';
import { answererFor, epochsOf, number, percent, sourceText, type QuestionArguments } from '../questions.js';

interface PrecisionArguments extends OutputOptions, Omit<QuestionArguments, 'mean'> {
  epsilon: number;
}

interface DataAnswer extends Separation {
  notes: readonly string[];
  epochs: number;
}

export async function precision(argv: PrecisionArguments): Promise<void> {
  const epochs = await epochsOf(argv);
  const workers = epochs ? await medianWorkers(epochs) : argv.workers;
  const options = { ...argv, workers, meanStdRatio: argv.meanStdRatio ?? 0 };
  const result = await withUsageErrors(async () => {
    const answerOf = await answererFor(options, 1);
    return precisionOf(options, answerOf);
  });
  const data = epochs && (await lookAt(epochs, argv));
  answer(argv, precisionText(result, data), { ...result, data });
}

async function lookAt(epochs: Epochs, argv: PrecisionArguments): Promise<DataAnswer> {
  const { separation } = await import('../../recommend/separation.js');
  return { notes: epochs.notes, epochs: epochs.epochs, ...separation(epochs, argv.epsilon, argv) };
}

async function medianWorkers(epochs: Epochs): Promise<number> {
  const { presentIn, quartiles } = await import('../../epochs/epochs.js');
  return quartiles(Float64Array.from(presentIn(epochs)).sort()).median;
}

function precisionText(result: Precision, data: DataAnswer | null): string {
  const { epsilon, std, interval, guarantee, advice } = result;
  const lines =
    std === null
      ? [`epsilon ${epsilon} resolves nothing reliably`, '', guarantee, advice!]
      : [`epsilon ${epsilon} resolves regrets that spread by ${roundUp(std)} dex or more`, '', guarantee];
  if (std !== null) {
    lines.push(
      '',
      `  smallest std        ${number(std)} dex, 95 % interval ${number(interval![0])} to ${number(interval![1])}`,
    );
    lines.push(
      `  loss difference     ${percent(result.relativeLossDifference!)}`,
      `  significant digits  ${result.significantDigits!.toFixed(1)}`,
    );
  }
  if (data) {
    const { separated, groups, epochs } = data;
    const ends = [separated.low, separated.high].map((end) => Number((100 * end).toPrecision(3)));
    lines.push(
      '',
      `Of these ${grouped(epochs)} epochs it separates ${percent(separated.value)} (95 % interval ${ends[0]} to ${ends[1]} %).`,
    );
    lines.push(
      `Groups of workers that its weights tell apart: ${groups.median} in the median epoch (half of the epochs: ${groups.low} to ${groups.high}).`,
    );
    lines.push(...data.notes);
  }
  lines.push('', sourceText(result));
  return lines.join('\n');
}
