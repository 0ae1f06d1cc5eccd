/** Text of `src/recommend/committed-levers.ts`, from the tables of the studies `slopes` and `offsets`. */

import { fileURLToPath } from 'node:url';
import type { CommittedLever, LeverCell, LeverTables } from '../src/recommend/lever-tables.js';
import { readResults } from '../src/results/read-results.js';
import type { ThresholdCellRow } from '../src/study/kinds/threshold/definition.js';
import { rounded } from '../src/text/numbers.js';
import { DEFAULT_OPTIONS } from '../src/weights/defaults.js';
import { literal } from './literal.js';

export async function committedLeversText(): Promise<string> {
  const levers = [...(await leversOf('slopes', 'pNorm')), ...(await leversOf('offsets', 'cNorm'))];
  const entries = levers.map(({ quantiles, shares, ...rest }) => {
    // A line for each row of a table, so that a change can be read.
    const text = JSON.stringify({ quantiles, shares }).replaceAll('],[[', '],\n[[');
    return `  {\n    ${literal(rest).slice(2, -2)},\n    tables: \`${text}\`,\n  },`;
  });
  return `/**
 * Quantiles of the largest epsilon for other slopes and offsets, in standard deviations of the regrets. Written by
 * \`npm run committed\` from results/slopes and results/offsets; a test compares it with them.
 */

import type { CommittedLever } from './lever-tables.js';

export const COMMITTED_LEVERS: readonly CommittedLever[] = [
${entries.join('\n')}
];
`;
}

async function leversOf(
  name: string,
  lever: CommittedLever['lever'],
): Promise<(Omit<CommittedLever, 'tables'> & LeverTables)[]> {
  const folder = fileURLToPath(new URL(`../results/${name}`, import.meta.url));
  const results = await readResults(folder);
  if (results.kind !== 'threshold') throw new Error(`results/${name}: expected a threshold study`);
  const { study } = results;
  const cells = await results.tables.cells();
  const variants = study
    .variants!.map((variant) => ({ name: variant.name, value: variant[lever] ?? DEFAULT_OPTIONS[lever] }))
    .sort((a, b) => a.value - b.value);
  const ratios = [...new Set(cells.map(({ mean }) => mean))].sort((a, b) => a - b);
  return study.mappings.map((mapping) => {
    const rows = variants.map((variant) =>
      ratios.map((ratio) =>
        cells.find((row) => row.mapping === mapping && row.variant === variant.name && row.mean === ratio)!,
      ),
    );
    const table = (cellOf: (row: ThresholdCellRow) => LeverCell): (LeverCell | null)[][] =>
      rows.map((row) =>
        row.map((cell) => {
          const [value, low, high] = cellOf(cell);
          return Number.isFinite(value + low + high)
            ? [rounded(value, 5), rounded(low, 5), rounded(high, 5)]
            : null;
        }),
      );
    const { scheme, workers, factor, draws } = rows[0]![0]!;
    return {
      lever,
      scheme,
      mapping,
      workers,
      factor,
      draws,
      values: variants.map(({ value }) => value),
      ratios,
      quantiles: {
        q05: table((row) => [row.epsilon_q05, row.epsilon_q05_low, row.epsilon_q05_high]),
        q50: table((row) => [row.epsilon_q50, row.epsilon_q50_low, row.epsilon_q50_high]),
        q95: table((row) => [row.epsilon_q95, row.epsilon_q95_low, row.epsilon_q95_high]),
      },
      shares: table((row) => [row.attainable, row.attainable_low, row.attainable_high]) as LeverCell[][],
    };
  });
}
