/**
 * The cost of drawing regrets, threads and collecting results, compared with the kernel alone, in a study of
 * some seconds with all four formulas.
 */

import type { GridResult, StudyResult } from '../../../src/index.js';
import { axisValues } from '../../../src/study/axis.js';
import { SCHEME_NAMES } from '../../../src/weights/schemes.js';
import { loadLibrary, type Checkout } from '../checkouts.js';
import { cellsOf, drawData, gridDefinition, parsedGridStudy, type Data } from '../data.js';
import { largestDifference } from '../difference.js';
import { localTask } from '../external-process.js';
import { kernelSpreads } from '../kernel-tasks.js';
import type { Benchmark, Competitor } from '../measure.js';
import type { Setting } from './setting.js';

export const KERNEL_ALONE = 'kernel alone, 2 threads';
const RUN = 'runStudy, 2 threads';

export async function orchestrationBenchmark({ quick, checkouts }: Setting): Promise<Benchmark> {
  const definition = definitionOf(quick);
  const study = parsedGridStudy(definition);
  const cells = cellsOf(axisValues(study.mean), axisValues(study.std));
  const data = drawData(cells, study.draws, study.workers[0]!, axisValues(study.epsilon));
  const competitors = await Promise.all(
    checkouts.map(async (checkout): Promise<Competitor[]> => {
      const { runStudy } = await loadLibrary(checkout);
      return [
        {
          name: KERNEL_ALONE + checkout.suffix,
          units: 1,
          note: 'regrets in memory, threads running',
          start: () => localTask(() => spreadsOfSchemes(checkout, data)),
        },
        {
          name: RUN + checkout.suffix,
          units: 1,
          note: 'starts threads, draws regrets',
          start: () => ({
            ...localTask(async () =>
              spreadsOf(await runStudy(definition, { threads: 2 }), data.epsilons.length),
            ),
            async seconds() {
              const start = performance.now();
              await runStudy(definition, { threads: 2 });
              return (performance.now() - start) / 1000;
            },
          }),
        },
      ];
    }),
  );

  return {
    title: 'orchestration',
    competitors: competitors.flat(),
    check(results) {
      const expected = results.get(KERNEL_ALONE)!;
      return [...results]
        .filter(([name]) => name !== KERNEL_ALONE)
        .map(([name, values]) => ({
          name,
          numbers: 'mean spreads',
          difference: largestDifference(values, expected),
          tolerance: 0,
        }));
    },
  };
}

/** Mean spreads, shape (scheme, cell, metric, mapping, epsilon), metrics S and S_lin. */
async function spreadsOfSchemes(checkout: Checkout, data: Data): Promise<Float64Array> {
  const parts: Float64Array[] = [];
  for (const scheme of SCHEME_NAMES) {
    parts.push(await kernelSpreads(checkout, data, 2, { scheme, linear: true }));
  }
  const spreads = new Float64Array(parts.length * parts[0]!.length);
  parts.forEach((part, i) => spreads.set(part, i * part.length));
  return spreads;
}

/** The same from the rows of a study, which are in the order (scheme, mapping, cell, epsilon). */
function spreadsOf(result: StudyResult, epsilons: number): Float64Array {
  const rows = [...(result as GridResult).spread];
  const rowsPerScheme = rows.length / SCHEME_NAMES.length;
  return Float64Array.from({ length: 2 * rows.length }, (_, i) => {
    const scheme = Math.floor(i / (2 * rowsPerScheme));
    const block = Math.floor((i % (2 * rowsPerScheme)) / epsilons);
    const [cell, isLinear, mapping] = [Math.floor(block / 4), block % 4 >= 2, block % 2];
    const row =
      rows[scheme * rowsPerScheme + (mapping * rowsPerScheme) / 2 + cell * epsilons + (i % epsilons)]!;
    return isLinear ? row.std_weights : row.std_log10_weights;
  });
}

function definitionOf(quick: boolean): object {
  const side = quick ? 3 : 30;
  return gridDefinition({
    name: 'orchestration',
    schemes: [...SCHEME_NAMES],
    workers: 10,
    draws: 1000,
    mean: { linspace: [-3, 1, side] },
    std: { logspace: [-1, 0.5, side] },
    epsilon: { logspace: [-4, 3, 100] },
  });
}
