/**
 * Text of `src/recommend/committed.ts`. It is a module, because neither the library nor the page reads
 * results folders.
 */

import { fileURLToPath } from 'node:url';
import type { CurveFit } from '../src/fit/fitted-curve.js';
import { groupByRatio, type Configuration } from '../src/fit/rows-by-ratio.js';
import { readTable } from '../src/results/csv.js';
import { readFit } from '../src/results/fit-file.js';
import { wilson } from '../src/statistics/intervals.js';
import * as KINDS from '../src/study/kinds/index.js';
import { rounded } from '../src/text/numbers.js';
import { literal } from './literal.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export async function committedText(): Promise<string> {
  const { curves } = await readFit(path('results/mapping/fit.json'));
  const rows = await readTable(path('results/mapping/cells.csv'), KINDS.threshold.tables.cells);
  const mappings = groupByRatio(rows).map(({ configuration, groups }) => {
    const hasConfiguration = (curve: CurveFit) =>
      Object.entries(configuration).every(([key, value]) => curve[key as keyof Configuration] === value);
    const quantiles = curves.filter(hasConfiguration).map((curve) => [curve.quantile, curveText(curve)]);
    const shares = groups.map(({ ratio, rows: cells }) => {
      const draws = cells.reduce((sum, row) => sum + row.draws, 0);
      const attainable = Math.round(cells.reduce((sum, row) => sum + row.draws * row.attainable, 0));
      const { value, low, high } = wilson(attainable, draws);
      return [ratio, value, low, high].map((number) => rounded(number, 6));
    });
    return `  {
    ${literal(configuration).slice(2, -2)},
    quantiles: {
${quantiles.map(([name, text]) => `      ${name}: ${text},`).join('\n')}
    },
    shares: ${literal(shares)},
  },`;
  });
  return `/** The mapping of results/mapping, for answers. Written by \`npm run committed\`; a test compares it with the results. */

import type { CommittedMapping } from './committed-mapping.js';

export const COMMITTED: readonly CommittedMapping[] = [
${mappings.join('\n')}
];
`;
}

function curveText({ model, limits, range, draws, worstError, parameters, covariance }: CurveFit): string {
  return literal({
    model,
    rate: limits.rate,
    ratios: range.ratio,
    draws,
    worstError,
    parameters: parameters.map(({ value }) => value),
    covariance: covariance.map((row, i) => row.slice(0, i + 1)),
  });
}
