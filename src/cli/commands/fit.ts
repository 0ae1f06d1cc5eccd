/** `allora-epsilon fit`: the mapping of a results folder, fitted again to its table. */

import { join } from 'node:path';
import { curveKey } from '../../fit/compare-fits.js';
import { brokenSlopes } from '../../fit/mapping-laws.js';
import type { MappingFit } from '../../fit/mapping-fit.js';
import { refitResults } from '../../report/results.js';
import { answer, type OutputOptions } from '../console.js';
import { count, grouped, percent, short } from '../../text/numbers.js';
import { UsageError } from '../../text/errors.js';
import { FIT } from '../../results/layout.js';
import { untilInterrupted } from '../interrupt.js';
import { withProgress } from '../running.js';

interface FitArguments extends OutputOptions {
  folder: string;
}

export async function fit(argv: FitArguments): Promise<void> {
  const fitted = await untilInterrupted(
    (signal) => withProgress(argv, ({ show }) => refitResults(argv.folder, signal, { onPhase: show })),
    argv.folder,
  );
  if (!fitted) {
    throw new UsageError(
      `${argv.folder}: nothing to fit: a line needs 4 stds, a curve 9 ratios ("axis": "ratio"), a series 6 numbers of workers; ` +
        'all need draws enough for intervals, and epsilons that are not scaled by the median',
    );
  }
  answer(argv, fitText(argv.folder, fitted), { folder: argv.folder, fit: FIT, ...fitted });
}

function fitText(folder: string, { slopes, curves, workers }: MappingFit): string {
  const lines = [
    `${join(folder, FIT)}: ${count(curves.length, 'curve')}, ${count(slopes.length, 'slope')}, ${workers.length} series in N`,
  ];
  for (const curve of curves) {
    lines.push('', curveKey(curve), `  ${curve.formula}`);
    const [from, to] = curve.range.ratio.map((ratio) => short(ratio, 4));
    lines.push(`  mean / std from ${from} to ${to}; error at most ${percent(curve.worstError, 2)} there`);
    if (curve.workers === null) continue;
    const parameters = curve.parameters.map(
      ({ name, value, standardError }) => `${name} ${withError(value, standardError)}`,
    );
    lines.push(`  ${parameters.join(', ')} (standard errors; ${grouped(curve.draws!)} draws)`);
  }
  if (slopes.length > 0) {
    const values = slopes.map(({ parameters }) => parameters[1]!.value);
    const within = slopes.filter(({ holdsOne }) => holdsOne).length;
    const { level } = slopes[0]!;
    const withinAll = slopes.length - brokenSlopes(slopes, level).length;
    lines.push(
      '',
      `log10 epsilon against log10 std: slopes from ${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)}; ` +
        `1 lies in ${within} of ${slopes.length} t intervals of ${100 * level} %, in ${withinAll} of those of ${100 * level} % for all together`,
    );
  }
  for (const { scheme, mapping, factor, ratio, quantile, formula } of workers) {
    lines.push(
      '',
      `${scheme} ${mapping}, factor ${short(factor, 4)}, mean/std ${ratio}, ${quantile}`,
      `  ${formula}`,
    );
  }
  return lines.join('\n');
}

/**
 * A value with its standard error, `1.450 +- 0.001`: two digits of the error, and the value to the same
 * decimal.
 */
function withError(value: number, error: number): string {
  const decimals = Math.max(0, Math.min(12, 1 - Math.floor(Math.log10(error))));
  return `${value.toFixed(decimals)} +- ${error.toFixed(decimals)}`;
}
