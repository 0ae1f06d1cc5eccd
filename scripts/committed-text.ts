/** The committed mapping as a module: a library has no results folder to read from, nor has a page. */

import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { wilson } from '../src/analysis/intervals.js';
import { readFit } from '../src/cli/fit-file.js';
import { readTable, TABLES } from '../src/cli/tables.js';
import { regimesOf } from '../src/fit/regimes.js';
import type { ThresholdCellRow } from '../src/study/record.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export async function committedText(): Promise<string> {
  const fit = await readFit(path('results/mapping/fit.json'));
  const rows = await readTable<ThresholdCellRow>(path('results/mapping/cells.csv'), TABLES.threshold.cells);
  const curves = fit.curves
    .filter(({ workers }) => workers !== null)
    .map(({ scheme, mapping, workers, factor, quantile, model, formula, limits, range, draws, worstError, parameters, covariance }) => ({
      ...{ scheme, mapping, workers, factor, quantile, model, formula, limits, range, draws, worstError },
      parameters: parameters.map(({ value, standardError }) => ({ value, standardError })),
      covariance,
    }));
  const shares = regimesOf(rows).map(({ view, regimes }) => ({
    ...view,
    points: regimes.map(({ ratio, rows: cells }) => {
      const draws = cells.reduce((sum, row) => sum + row.draws, 0);
      const attainable = Math.round(cells.reduce((sum, row) => sum + row.draws * row.attainable, 0));
      const { value, low, high } = wilson(attainable, draws);
      return [ratio, value, low, high].map((number) => Number(number.toPrecision(6)));
    }),
  }));
  const text = `/** The mapping of results/mapping, for answers. Written by \`npm run committed\`; a test compares it with the results. */

import type { Committed } from './from-fit.js';

export const COMMITTED: Committed = ${JSON.stringify({ curves, shares })};
`;
  return prettier.format(text, { ...(await prettier.resolveConfig(path('package.json'))), parser: 'typescript' });
}
