/** Text of `src/recommend/committed-levers.ts`, from the tables of the studies `slopes` and `offsets`. */

import { fileURLToPath } from 'node:url';
import { readResults } from '../src/results/read-results.js';
import type { ThresholdCellRow } from '../src/study/kinds/threshold/definition.js';
import { rounded } from '../src/text/numbers.js';
import { DEFAULT_OPTIONS } from '../src/weights/defaults.js';
import { literal } from './literal.js';

const QUANTILES = ['q05', 'q50', 'q95'] as const;

export async function committedLeversText(): Promise<string> {
  const levers = [...(await leverTexts('slopes', 'pNorm')), ...(await leverTexts('offsets', 'cNorm'))];
  return `/**
 * Quantiles of the largest epsilon for other slopes and offsets, in standard deviations of the regrets. Written by
 * \`npm run committed\` from results/slopes and results/offsets; a test compares it with them.
 */

import type { MappingName, SchemeName } from '../weights/schemes.js';

/** Value, and the ends of its 95 % interval. */
export type LeverCell = readonly [value: number, low: number, high: number];

/** Tables of one lever, p or c, for one formula, number of workers and factor. */
export interface CommittedLever {
  lever: 'pNorm' | 'cNorm';
  scheme: SchemeName;
  mapping: MappingName;
  workers: number;
  factor: number;
  /** Draws of each cell. */
  draws: number;
  /** Values of the lever, in increasing order. */
  values: readonly number[];
  /** mean / std, in increasing order. */
  ratios: readonly number[];
  /** Shape (values, ratios); null where no epsilon separates that share of draws. */
  quantiles: Readonly<Record<'q05' | 'q50' | 'q95', readonly (readonly (LeverCell | null)[])[]>>;
  /** Share of draws that some epsilon separates, shape (values, ratios). */
  shares: readonly (readonly LeverCell[])[];
}

export const COMMITTED_LEVERS: readonly CommittedLever[] = [
${levers.join('\n')}
];
`;
}

async function leverTexts(name: string, lever: 'pNorm' | 'cNorm'): Promise<string[]> {
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
    const table = (cellOf: (row: ThresholdCellRow) => readonly number[]) =>
      literal(
        rows.map((row) =>
          row.map((cell) => {
            const numbers = cellOf(cell);
            return numbers.every(Number.isFinite) ? numbers.map((number) => rounded(number, 5)) : null;
          }),
        ),
      );
    const { scheme, workers, factor, draws } = rows[0]![0]!;
    return `  {
    ${literal({ lever, scheme, mapping, workers, factor, draws }).slice(2, -2)},
    values: ${literal(variants.map(({ value }) => value))},
    ratios: ${literal(ratios)},
    quantiles: {
${QUANTILES.map((q) => `      ${q}: ${table((row) => [row[`epsilon_${q}`], row[`epsilon_${q}_low`], row[`epsilon_${q}_high`]])},`).join('\n')}
    },
    shares: ${table((row) => [row.attainable, row.attainable_low, row.attainable_high])},
  },`;
  });
}
