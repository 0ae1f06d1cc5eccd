/** `allora-epsilon fit`: the mapping of a results folder, fitted again to its table. */

import { join } from 'node:path';
import { curveKey } from '../fit/compare-fits.js';
import type { MappingFit } from '../fit/mapping-fit.js';
import { answer, count, type OutputOptions } from './console.js';
import { UsageError } from './failure.js';
import { FIT, writeFit } from './fit-file.js';
import { MANIFEST, readManifestStudy } from './manifest.js';
import { writeResultsFolder } from './results-folder.js';

interface FitArguments extends OutputOptions {
  folder: string;
}

export async function fit(argv: FitArguments): Promise<void> {
  const study = await readManifestStudy(join(argv.folder, MANIFEST));
  if (study.kind !== 'threshold') {
    throw new UsageError(
      `${join(argv.folder, MANIFEST)}: study.kind: expected "threshold", whose largest epsilons can be fitted, got "${study.kind}"`,
    );
  }
  const fitted = await writeResultsFolder(argv.folder, FIT, (staging) => writeFit(study, argv.folder, staging));
  if (!fitted) {
    throw new UsageError(
      `${argv.folder}: nothing to fit: a line needs 4 stds, a curve 9 ratios ("axis": "ratio"), a series 6 numbers of workers`,
    );
  }
  answer(argv, fitText(argv.folder, fitted), { folder: argv.folder, fit: FIT, ...fitted });
}

function fitText(folder: string, { slopes, curves, workers }: MappingFit): string {
  const lines = [`${join(folder, FIT)}: ${count(curves.length, 'curve')}, ${count(slopes.length, 'slope')}, ${workers.length} series in N`];
  for (const curve of curves) {
    lines.push('', curveKey(curve), `  ${curve.formula}`);
    const [from, to] = curve.range.ratio.map((ratio) => Number(ratio.toPrecision(4)));
    lines.push(`  mean / std from ${from} to ${to}; off by ${(100 * curve.worstError).toPrecision(2)} % at most there`);
    const parameters = curve.parameters.map(({ name, value, standardError }) => `${name} ${withError(value, standardError)}`);
    if (curve.workers !== null) lines.push(`  ${parameters.join(', ')} (standard errors; ${curve.draws!.toLocaleString('en')} draws)`);
  }
  if (slopes.length > 0) {
    const values = slopes.map(({ parameters }) => parameters[1]!.value);
    const holds = slopes.filter(({ holdsOne }) => holdsOne).length;
    lines.push(
      '',
      `log10 epsilon against log10 std: slopes from ${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)}; ` +
        `1 lies in the 95 % t interval of ${holds} of ${slopes.length}`,
    );
  }
  if (workers.length > 0)
    lines.push(
      '',
      ...workers.map(({ scheme, mapping, factor, ratio, quantile, formula }) => {
        return `${scheme} ${mapping}, factor ${Number(factor.toPrecision(4))}, mean/std ${ratio}, ${quantile}\n  ${formula}`;
      }),
    );
  return lines.join('\n');
}

/** `1.450 +- 0.001`: as many digits as the error supports. */
function withError(value: number, error: number): string {
  const decimals = Math.max(0, Math.min(12, 1 - Math.floor(Math.log10(error))));
  return `${value.toFixed(decimals)} +- ${error.toFixed(decimals)}`;
}
