/** Figures of small studies that are simulated here; `tables.ts` makes up numbers instead. */

import {
  runStudy,
  type GridResult,
  type RelativeResult,
  type SensitivityResult,
  type SlopeResult,
  type SweepResult,
  type ThresholdResult,
  type TopicResult,
} from '../../src/index.js';
import { sensitivity } from '../../src/figures/sensitivity/figures.js';
import { slope } from '../../src/figures/slope/figures.js';
import { topic } from '../../src/figures/topic/figures.js';
import * as KINDS from '../../src/study/kinds/index.js';
import type { RowOf, Table } from '../../src/study/table.js';
import { WIDE, type Figure } from '../../src/figures/sheet.js';
import { blankFigures } from '../../src/figures/grid/blanks.js';
import { schemeFigures } from '../../src/figures/grid/schemes.js';
import { relativeFigures } from '../../src/figures/relative/sheets.js';
import { sweepFigures } from '../../src/figures/sweep/sheets.js';
import { thresholdFigures } from '../../src/figures/threshold/sheets.js';

/** Results by their study: several files draw the same ones, in two layouts. */
const results = new Map<string, ReturnType<typeof runStudy>>();

function resultOf<T>(definition: object): Promise<T> {
  const key = JSON.stringify(definition);
  const found = results.get(key) ?? runStudy(definition, { threads: 0 });
  results.set(key, found);
  return found as Promise<T>;
}

const plane = { mean: [-4, 0, 4], std: [0.1, 1, 10], workers: 5, draws: 12 };

export async function sweepSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'sweep',
    kind: 'sweep',
    schemes: 'forum-2024',
    epsilonScaling: ['median', 'none'],
    regrets: [
      { name: 'negative', values: [-4, -2, -1] },
      { name: 'positive', values: { linspace: [3, 6, 4] } },
      { name: 'around-zero', values: [-1, 0, 1] },
    ],
    epsilon: { logspace: [-4, 4, 17] },
  };
  const { study, weights, spread, vectors } = await resultOf<SweepResult>({ ...definition, ...change });
  return sweepFigures(study, { weights: [...weights], spread: [...spread], vectors }, layout);
}

export async function relativeSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'relative',
    kind: 'relative',
    ...plane,
    std: [0.01, 1],
    draws: 3,
    epsilon: { logspace: [-3, 3, 13] },
  };
  const { study, cells, spread } = await resultOf<RelativeResult>({ ...definition, ...change });
  return relativeFigures(study, cells, [...(spread ?? [])], layout);
}

export async function blankSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'blanks',
    kind: 'grid',
    schemes: 'forum-2024',
    ...plane,
    workers: 10,
    blanks: true,
    epsilon: [1e-4, 0.1, 10],
  };
  const { study, blanks } = await resultOf<GridResult>({ ...definition, ...change });
  return blankFigures(study, [...blanks!], layout);
}

export async function schemeSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'schemes',
    kind: 'grid',
    schemes: ['forum-2024', 'chain-2026'],
    ...plane,
    workers: 10,
    spreadTable: false,
    epsilon: { logspace: [-4, 4, 9] },
  };
  const { study, cells } = await resultOf<GridResult>({ ...definition, ...change });
  return schemeFigures(study, cells, layout);
}

export async function variantSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const { study, cells } = await resultOf<ThresholdResult>({
    name: 'variants',
    kind: 'threshold',
    axis: 'ratio',
    mean: [-5, -1, 0, 1, 2],
    std: 1,
    draws: 60,
    workers: 8,
    variants: [
      { name: 'usual' },
      { name: 'heavy', distribution: 'student-t3' },
      { name: 'outlier', distribution: 'outlier' },
      { name: 'steep', pNorm: 4.5 },
      { name: 'flat', pNorm: 2.5 },
      { name: 'same' },
    ],
    ...change,
  });
  return thresholdFigures(study, cells, [], layout);
}

export async function groupSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const groups = (workers: number, distance: number) => ({
    name: `groups of ${workers} at ${distance}`,
    groups: [
      { workers, mean: 0, std: 0.5 },
      { workers: 8 - workers, mean: distance / 2, std: 0.5 },
    ],
  });
  const variants = [5, 7].flatMap((workers) => [1, 4, 8].map((distance) => groups(workers, distance)));
  return variantSheets(
    { mean: [-5, -2, -1, 0], variants: [{ name: 'one normal' }, ...variants], ...change },
    layout,
  );
}

export async function variantPlanes(change: object = {}, layout = WIDE): Promise<Figure[]> {
  return variantSheets(
    {
      axis: 'mean',
      mean: [-8, -2, 4],
      std: [0.01, 1, 100],
      schemes: 'forum-2024',
      variants: [{ name: 'not scaled' }, { name: 'scaled', epsilonScaling: 'median' }],
      ...change,
    },
    layout,
  );
}

export async function topicSheets(change: object = {}, layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'topics',
    kind: 'topic',
    seeds: [1, 2, 3],
    epsilon: [0.001, 0.03, 1, 8],
    shown: [0.03, 8],
    topic: { epochs: 60, burnIn: 30, inferers: 4, forecasters: 2, reputers: 2 },
    variants: [
      { name: 'alike', topic: { skillRange: 0 } },
      { name: 'far apart', topic: { skillRange: 1.2 } },
    ],
  };
  const result = await resultOf<TopicResult>({ ...definition, ...change });
  return topic(result.study, sourceOf(result, KINDS.topic.tables), layout);
}

export async function slopeSheets(layout = WIDE): Promise<Figure[]> {
  const definition = {
    name: 'slopes',
    kind: 'slope',
    ratio: [-5, 0, 1],
    workers: [3, 8, 20],
    confidence: [0.5, 0.9, 0.95],
    draws: 200,
  };
  const result = await resultOf<SlopeResult>(definition);
  return slope(result.study, sourceOf(result, KINDS.slope.tables), layout);
}

export async function sensitivitySheets(layout = WIDE): Promise<Figure[]> {
  const result = await resultOf<SensitivityResult>({
    name: 'indices',
    kind: 'sensitivity',
    rows: 64,
    draws: 100,
    inputs: { ratio: [-3, 1], pNorm: [2, 6] },
  });
  return sensitivity(result.study, sourceOf(result, KINDS.sensitivity.tables), layout);
}

/** The tables of a result, as figures read them. */
function sourceOf(result: object, tables: Readonly<Record<string, Table>>) {
  const read = <T extends Table>(table: T) => {
    const [name] = Object.entries(tables).find(([, each]) => each === (table as Table))!;
    return Promise.resolve([...(result as Record<string, Iterable<RowOf<T>>>)[name]!]);
  };
  return { read, curves: () => [] };
}
