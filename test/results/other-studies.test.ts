/** Findings of the studies other than forum-coarse and mapping, asserted on the committed tables. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/results/csv.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { studyHash } from '../../src/results/manifest.js';
import { steepLimit } from '../../src/theory/bounds.js';
import { parseStudy, runStudy, type TopicResult } from '../../src/index.js';
import type { ThresholdCellRow } from '../../src/study/kinds/threshold/definition.js';
import type { VectorRow, VectorSpreadRow } from '../../src/study/kinds/sweep/definition.js';

const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>;

it.each([
  'regimes',
  'relative-thresholds',
  'relative-plane',
  'heavy-tails',
  'clusters',
  'parameters',
  'median-scaling',
  'blank-cells',
  'forum-fine',
  'topic',
  'topic-rules',
  'topic-workers',
  'topic-tails',
  'topic-groups',
  'topic-reputers',
])('results/%s belongs to the study file', (name) => {
  const manifest = read(`results/${name}/manifest.json`);
  const { study } = parseStudy(read(`studies/${name}.json`));
  expect(manifest.study).toEqual(study);
  expect(manifest.studyHash).toBe(studyHash(study!));
});

describe('results/regimes', async () => {
  const vectors = await readTable(path('results/regimes/vectors.csv'), KINDS.sweep.tables.vectors);
  const spread = await readTable(path('results/regimes/spread.csv'), KINDS.sweep.tables.spread);
  const of = (vector: string, mapping: string, scaling = 'none') => {
    const isShown = (row: VectorRow | VectorSpreadRow) =>
      row.vector === vector && row.mapping === mapping && row.epsilon_scaling === scaling;
    return { ...vectors.find(isShown)!, curve: spread.filter(isShown) };
  };

  it.each(['gradient', 'potential'])(
    '%s: with negative regrets, the weights keep their spread until epsilon approaches the std',
    (mapping) => {
      for (const vector of ['negative', 'negative-narrow']) {
        const {
          curve,
          std_regrets: std,
          max_std_log10_weights: largest,
          max_epsilon_threshold: epsilon,
        } = of(vector, mapping);
        expect(
          curve
            .filter((row) => row.epsilon < std / 100)
            .every((row) => row.std_log10_weights > 0.98 * largest),
        ).toBe(true);
        expect(
          curve
            .filter((row) => row.epsilon > 100 * std)
            .every((row) => row.std_log10_weights < 0.02 * largest),
        ).toBe(true);
        expect(epsilon / std).toBeGreaterThan(1.5);
        // No vector exceeds the steep limit.
        expect(epsilon / std).toBeLessThan(steepLimit({ scheme: 'forum-2024' })!);
      }
    },
  );

  it('positive regrets: the spread is largest for epsilon near |median|, and never reaches a factor of 3.16', () => {
    for (const vector of ['positive', 'positive-high', 'positive-narrow']) {
      for (const mapping of ['gradient', 'potential']) {
        const {
          curve,
          max_std_log10_weights: largest,
          max_epsilon_std_log10_weights: top,
          max_epsilon_threshold,
          median_regret,
        } = of(vector, mapping);
        expect(curve[0]!.std_log10_weights).toBeLessThan(0.1 * largest);
        expect(curve.at(-1)!.std_log10_weights).toBeLessThan(0.01 * largest);
        expect(top / median_regret).toBeGreaterThan(0.5);
        expect(top / median_regret).toBeLessThan(1.5);
        expect(max_epsilon_threshold).toBeNaN();
      }
    }
  });

  it('regrets >= 0: the potential reaches the threshold, the gradient does not', () => {
    for (const vector of ['zero-to-one', 'zero-to-two']) {
      expect(of(vector, 'gradient').max_epsilon_threshold).toBeNaN();
      expect(of(vector, 'potential').max_epsilon_threshold).toBeGreaterThan(0);
    }
  });

  it('scaling by the median divides the largest epsilon by |median|', () => {
    for (const row of vectors.filter(
      (each) => each.epsilon_scaling === 'median' && !Number.isNaN(each.max_epsilon_threshold),
    )) {
      const plain = of(row.vector, row.mapping).max_epsilon_threshold;
      expect(row.max_epsilon_threshold * Math.abs(row.median_regret)).toBeCloseTo(plain, 10);
    }
  });
});

describe('results/blank-cells', async () => {
  const blanks = await readTable(path('results/blank-cells/blanks.csv'), KINDS.grid.tables.blanks);

  it('with negative means, blank draws have an epsilon but a zero weight; with positive means, no epsilon', () => {
    for (const row of blanks) {
      if (row.mean < 0) {
        expect(row.blank_zero_weight).toBe(row.blank_attainable);
        if (row.std <= 1) expect(row.blank_attainable).toBe(row.blank);
      }
      if (row.mean > 0) {
        expect(row.zero_weight).toBe(0);
        expect(row.blank_attainable).toBeLessThan(0.01);
      }
    }
    expect(Math.max(...blanks.map((row) => row.blank_zero_weight))).toBeGreaterThan(0.75);
  });
});

describe('results/relative-plane', async () => {
  const cells = await readTable(path('results/relative-plane/cells.csv'), KINDS.relative.tables.cells);

  it('the largest epsilon is 0.6 to 3.1 std for negative means, and a multiple of the mean for large means', () => {
    for (const row of cells) {
      if (row.mean < 0) {
        const ratio = row.epsilon_q50 / row.std;
        expect(ratio).toBeGreaterThan(row.fraction === 0.5 ? 0.6 : 1.5);
        expect(ratio).toBeLessThan(row.fraction === 0.5 ? 1.4 : 3.1);
      }
      if (row.mean > 100 * row.std) {
        const limits: Record<string, number> = {
          'gradient 0.5': 4.4,
          'gradient 0.3': 7.66,
          'potential 0.5': 2.92,
          'potential 0.3': 5.06,
        };
        const limit = limits[`${row.mapping} ${row.fraction}`]!;
        expect(row.epsilon_q50 / row.mean / limit).toBeCloseTo(1, 2);
      }
      expect(row.max_std_log10_weights_q50).toBeGreaterThan(0);
    }
  });
});

describe('results/heavy-tails and results/parameters', async () => {
  const table = (name: string) => readTable(path(`results/${name}/cells.csv`), KINDS.threshold.tables.cells);
  const [tails, parameters] = await Promise.all([table('heavy-tails'), table('parameters')]);

  it('normal regrets have the same numbers as in results/mapping, within their intervals', async () => {
    const mapping = await table('mapping');
    const normal = tails.filter(({ variant, mean }) => variant === 'normal' && mean <= 0);
    expect(normal.length).toBeGreaterThan(50);
    for (const row of normal) {
      const same = mapping.find(
        (each) =>
          (['scheme', 'mapping', 'mean', 'std'] as const).every((name) => each[name] === row[name]) &&
          Math.abs(each.factor - row.factor) < 1e-9,
      )!;
      // The sum of the widths of both 95 % intervals, times 1.5.
      const tolerance =
        1.5 * (row.epsilon_q50_high - row.epsilon_q50_low + same.epsilon_q50_high - same.epsilon_q50_low);
      expect(Math.abs(row.epsilon_q50 - same.epsilon_q50)).toBeLessThan(tolerance / 2);
    }
  });

  it('heavy tails need a smaller epsilon for 95 % of epochs; one outlier allows a larger one', () => {
    const ratio = (row: ThresholdCellRow) => {
      const same = tails.find(
        (each) =>
          each.variant === 'normal' &&
          (['scheme', 'mapping', 'mean'] as const).every((name) => each[name] === row[name]),
      )!;
      return row.epsilon_q05 / same.epsilon_q05;
    };
    for (const row of tails.filter(({ mean, variant }) => mean <= -1 && variant !== 'normal')) {
      if (row.variant === 'one outlier') expect(ratio(row)).toBeGreaterThan(1.3);
      else expect(Math.abs(ratio(row) - (row.variant === 'laplace' ? 0.84 : 0.72))).toBeLessThan(0.08);
    }
  });

  it('for means far below zero, c has no effect, and the median grows linearly with p', () => {
    const far = parameters.filter(({ mean, mapping }) => mean === -20 && mapping === 'gradient');
    const median = (variant: string) => far.find((row) => row.variant === variant)!.epsilon_q50;
    for (const variant of ['c 0', 'c 0.5', 'c 1', 'c 1.5'])
      expect(median(variant)).toBeCloseTo(median('p 3, c 0.75'), 6);
    const slopes = [2.5, 3, 3.5, 4].map(
      (p) =>
        median(p + 0.5 === 3 ? 'p 3, c 0.75' : `p ${p + 0.5}`) - median(p === 3 ? 'p 3, c 0.75' : `p ${p}`),
    );
    for (const slope of slopes) expect(slope).toBeCloseTo(0.397, 2);
  });
});

it('two topics of results/topic are computed again with the same numbers', async () => {
  const { cells: table } = KINDS.topic.tables;
  const committed = await readTable(path('results/topic/cells.csv'), table);
  const epsilons = committed.slice(0, 40).map(({ epsilon }) => epsilon);
  const few = [epsilons[0]!, epsilons[39]!];
  const study = { ...read('studies/topic.json'), seeds: [1, 100], epsilon: few, shown: [] };
  const { cells } = (await runStudy(study, { threads: 0 })) as TopicResult;
  // The file has no column for the variant.
  expect([...cells].map((row) => ({ ...row, variant: '' }))).toEqual(
    committed.filter(({ seed, epsilon }) => (seed === 1 || seed === 100) && few.includes(epsilon)),
  );
});
