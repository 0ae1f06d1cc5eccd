/**
 * Part 4: what drawing, threads and collecting add to the kernel alone, in a study of some seconds: of all four formulas, as the fine study of
 * the forum.
 */

import type { GridResult, StudyResult } from '../../src/index.js';
import { axisValues } from '../../src/study/axis.js';
import type { GridStudy } from '../../src/study/kinds/grid/definition.js';
import { SCHEME_NAMES } from '../../src/weights/schemes.js';
import { worstDifference } from './compare.js';
import type { Contest } from './contest.js';
import { cellsOf, drawData, gridStudy, type Data } from './data.js';
import { ourSpreads } from './ours.js';
import { ownTask } from './peers.js';

export const KERNEL_ALONE = 'kernel alone, 2 threads';
const RUN = 'runStudy, 2 threads';

export async function orchestration(
  _installed: unknown,
  _temporary: string,
  quick: boolean,
): Promise<Contest> {
  // The built package: its threads start without a compiler.
  const { runStudy } = (await import(
    new URL('../../dist/index.js', import.meta.url).href
  )) as typeof import('../../src/index.js');
  const definition = studyOf(quick);
  const cells = cellsOf(axisValues(definition.mean), axisValues(definition.std));
  const data = drawData(cells, definition.draws, definition.workers[0]!, axisValues(definition.epsilon));

  return {
    title: 'orchestration',
    entries: [
      {
        name: KERNEL_ALONE,
        units: 1,
        start: () => ownTask(() => allSpreads(data), 'regrets in memory, threads running'),
      },
      {
        name: RUN,
        units: 1,
        start: () => ({
          ...ownTask(
            async () => tablesOf(await runStudy(definition, { threads: 2 }), data.epsilons.length),
            'starts threads, draws regrets',
          ),
          async seconds() {
            const start = performance.now();
            await runStudy(definition, { threads: 2 });
            return (performance.now() - start) / 1000;
          },
        }),
      },
    ],
    check(results) {
      const [kernel, run] = [results.get(KERNEL_ALONE), results.get(RUN)];
      return kernel && run
        ? [{ name: RUN, what: 'mean spreads', difference: worstDifference(run, kernel), tolerance: 0 }]
        : [];
    },
  };
}

/** Mean spreads in the kernel's order, scheme by scheme: cell, metric (S, S_lin), mapping, epsilon. */
async function allSpreads(data: Data): Promise<Float64Array> {
  const parts = [];
  for (const scheme of SCHEME_NAMES) parts.push(await ourSpreads(data, 2, { scheme, linear: true }));
  const spreads = new Float64Array(parts.length * parts[0]!.length);
  parts.forEach((part, i) => spreads.set(part, i * part.length));
  return spreads;
}

/** The same from the rows of a study. */
function tablesOf(result: StudyResult, epsilons: number): Float64Array {
  const { spread } = result as GridResult;
  const rows = [...spread];
  const ofScheme = rows.length / SCHEME_NAMES.length;
  return Float64Array.from({ length: 2 * rows.length }, (_, i) => {
    const scheme = Math.floor(i / (2 * ofScheme));
    const row = Math.floor((i % (2 * ofScheme)) / epsilons);
    const at =
      rows[scheme * ofScheme + ((row % 2) * ofScheme) / 2 + Math.floor(row / 4) * epsilons + (i % epsilons)]!;
    return row % 4 < 2 ? at.std_log10_weights : at.std_weights;
  });
}

function studyOf(quick: boolean): GridStudy {
  const side = quick ? 3 : 30;
  return gridStudy({
    name: 'orchestration',
    schemes: [...SCHEME_NAMES],
    workers: 10,
    draws: 1000,
    mean: { linspace: [-3, 1, side] },
    std: { logspace: [-1, 0.5, side] },
    epsilon: { logspace: [-4, 3, 100] },
  });
}
