/** The committed mapping as a module: a library has no results folder to read from, nor has a page. */

import { fileURLToPath } from 'node:url';
import { wilson } from '../src/statistics/intervals.js';
import { readFit } from '../src/results/fit-file.js';
import { readTable } from '../src/results/csv.js';
import * as KINDS from '../src/study/kinds/index.js';
import type { CurveFit } from '../src/fit/fitted-curve.js';
import { regimesOf, type View } from '../src/fit/rows-by-ratio.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export async function committedText(): Promise<string> {
  const { curves } = await readFit(path('results/mapping/fit.json'));
  const rows = await readTable(path('results/mapping/cells.csv'), KINDS.threshold.tables.cells);
  const views = regimesOf(rows).map(({ view, regimes }) => {
    const isOfView = (curve: CurveFit) =>
      Object.entries(view).every(([key, value]) => curve[key as keyof View] === value);
    const quantiles = curves
      .filter(isOfView)
      .map(
        ({
          quantile,
          model,
          limits: { rate },
          range: { ratio: ratios },
          draws,
          worstError,
          parameters,
          covariance,
        }) => [
          quantile,
          lineOf({
            ...{ model, rate, ratios, draws, worstError },
            parameters: parameters.map(({ value }) => value),
            covariance: covariance.map((row, i) => row.slice(0, i + 1)),
          }),
        ],
      );
    const shares = regimes.map(({ ratio, rows: cells }) => {
      const draws = cells.reduce((sum, row) => sum + row.draws, 0);
      const attainable = Math.round(cells.reduce((sum, row) => sum + row.draws * row.attainable, 0));
      const { value, low, high } = wilson(attainable, draws);
      return [ratio, value, low, high].map((number) => Number(number.toPrecision(6)));
    });
    return `  {
    ${lineOf(view).slice(2, -2)},
    quantiles: {
${quantiles.map(([name, line]) => `      ${name}: ${line},`).join('\n')}
    },
    shares: ${lineOf(shares)},
  },`;
  });
  return `/** The mapping of results/mapping, for answers. Written by \`npm run committed\`; a test compares it with the results. */

import type { CommittedMapping } from './committed-mapping.js';

export const COMMITTED: readonly CommittedMapping[] = [
${views.join('\n')}
];
`;
}

/** As TypeScript, in one line. */
function lineOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(lineOf).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key}: ${lineOf(each)}`)
    .join(', ')} }`;
}
