/** Two clusters in data: no false alarms on normal data, power on clusters. */

import { describe, expect, it } from 'vitest';
import { recommendEpsilon } from '../../src/index.js';
import { epochsOf } from '../../src/epochs/from-rows.js';
import { clustersOf } from '../../src/recommend/clusters.js';
import { deviateStream } from '../../src/sampling/distributions.js';
import type { Group } from '../../src/sampling/groups.js';
import { normalStream } from '../../src/sampling/stream.js';
import { RUNS_ALL } from '../effort.js';

/** Inferers and forecasters of epoch 28 of an official table. */
const OFFICIAL: Group[] = [
  { workers: 5, mean: -0.19, std: 0.045 },
  { workers: 3, mean: 0.027, std: 0.008 },
];

type Rows = number[][];

/** A table of regrets of groups, shape (epochs, N). */
function tableOf(groups: readonly Group[], epochs: number, cell: number): Rows {
  const normal = normalStream({ seed: 12, cell, block: 0 });
  return Array.from({ length: epochs }, () =>
    groups.flatMap(({ workers, mean, std }) => Array.from({ length: workers }, () => mean + std * normal())),
  );
}

const found = (rows: Rows) => clustersOf(epochsOf('regrets', rows));

/** Number of tables with two clusters among `tables`. */
function alarms(tables: number, table: (cell: number) => Rows): number {
  return Array.from({ length: tables }, (_, cell) => found(table(cell))).filter((each) => each !== null)
    .length;
}

describe('clustersOf', () => {
  it.each([4, 5, 8, 13, 32, 100])('finds none in normal tables of %s workers', (workers) => {
    // 2 to 9 epochs: few epochs are the ones that show clusters by chance.
    const normal = (cell: number) => tableOf([{ workers, mean: -1, std: 0.3 }], 2 + (cell % 8), cell);
    // At most one in 10,000 of each.
    expect(alarms(RUNS_ALL ? 1000 : 200, normal)).toBe(0);
  });

  it('finds them by chance in one normal table of 20 if all epochs are the same', () => {
    for (const workers of [4, 8, 11, 28, 70]) {
      const same = (cell: number) => {
        const [row] = tableOf([{ workers, mean: 0, std: 1 }], 1, cell);
        return [row!, row!, row!, row!];
      };
      // Within four standard errors of the level of an epoch.
      const tables = RUNS_ALL ? 2000 : 500;
      expect(Math.abs(alarms(tables, same) - tables / 20)).toBeLessThan(4 * Math.sqrt(tables * 0.05 * 0.95));
    }
  });

  it.each(['student-t3', 'laplace', 'outlier'] as const)('finds none in tables of %s', (distribution) => {
    const table = (cell: number): Rows => {
      const deviate = deviateStream(distribution, { seed: 5, cell, block: 0 }, 10);
      return Array.from({ length: 20 }, () => Array.from({ length: 10 }, deviate));
    };
    expect(alarms(200, table)).toBe(0);
  });

  it('finds those of the official table, and describes them', () => {
    expect(alarms(200, (cell) => tableOf(OFFICIAL, 30, cell))).toBeGreaterThanOrEqual(198);
    const { groups, share } = found(tableOf(OFFICIAL, 500, 0))!;
    expect(share.value).toBeGreaterThan(0.65);
    expect(groups.map(({ workers }) => workers)).toEqual([5, 3]);
    for (const [i, { mean, std }] of groups.entries()) {
      const official = OFFICIAL[i]!;
      expect(Math.abs(mean - official.mean)).toBeLessThan(0.01);
      expect(std / official.std).toBeGreaterThan(0.85);
      expect(std / official.std).toBeLessThan(1.15);
    }
  });

  it.each([
    [5, 5, 6],
    [6, 4, 6],
    [16, 16, 4.5],
    [20, 5, 5],
    [3, 3, 9],
  ])('finds groups of %s and %s workers, %s std apart, in nine tables of ten', (a, b, distance) => {
    const groups = [
      { workers: a, mean: 0, std: 1 },
      { workers: b, mean: distance, std: 1 },
    ];
    expect(alarms(100, (cell) => tableOf(groups, 20, cell))).toBeGreaterThanOrEqual(90);
  });

  it('does not depend on unit, mean, order of the workers or sign', () => {
    const rows = tableOf(OFFICIAL, 30, 3);
    const { groups, share } = found(rows)!;
    const shifted = found(rows.map((row) => row.map((each) => 100 * each + 7)))!;
    expect(shifted.share).toEqual(share);
    expect(shifted.groups[0].mean).toBeCloseTo(100 * groups[0].mean + 7, 8);
    expect(shifted.groups[1].std).toBeCloseTo(100 * groups[1].std, 8);
    expect(found(rows.map((row) => row.toReversed()))!.groups[0].mean).toBeCloseTo(groups[0].mean, 12);
    const mirrored = found(rows.map((row) => row.map((each) => -each)))!;
    expect(mirrored.groups[0].mean).toBeCloseTo(-groups[1].mean, 12);
    expect(mirrored.groups[0].workers).toBe(groups[1].workers);
  });

  it('ignores workers that were absent, and examines no epochs of three workers or of equal regrets', () => {
    const rows = tableOf(OFFICIAL, 30, 4).map((row) => [...row, NaN]);
    expect(found(rows)!.groups.map(({ workers }) => workers)).toEqual([5, 3]);
    expect(found(rows.map(([a, b, , , , c]) => [a!, b!, c!]))).toBeNull();
    expect(found(Array.from({ length: 9 }, () => [1, 1, 1, 1, 1]))).toBeNull();
    // Three epochs may be chance.
    expect(found(rows.slice(0, 3))).toBeNull();
  });
});

describe('recommendEpsilon', () => {
  it('says how wrong one normal distribution is for data of two clusters', () => {
    const { data, exact, intervals, warnings } = recommendEpsilon({ regrets: tableOf(OFFICIAL, 400, 1) });
    const { clusters, gaussian } = data!;
    expect(clusters!.factor).toBeCloseTo(gaussian.epsilon / exact!, 12);
    expect(clusters!.factorInterval![0]).toBeCloseTo(gaussian.epsilon / intervals.exact![1], 12);
    expect(clusters!.factorInterval![1]).toBeCloseTo(gaussian.epsilon / intervals.exact![0], 12);
    expect(clusters!.sentence).toMatch(
      /^Two clusters in [\d.]+ % of the epochs, 5 workers around -0\.19\d? \(std 0\.04\d*\) and 3 workers around 0\.02\d* \(std 0\.00\d*\): one normal distribution of the same mean and std would give epsilon [\d.]+, [\d.]+ times that from the data \(95 % interval [\d.]+ to [\d.]+\)\.$/,
    );
    expect(warnings.every((text) => !text.includes('clusters'))).toBe(true);
    // The answer for the groups of the question agrees with that from their data.
    const asked = recommendEpsilon({ groups: OFFICIAL });
    expect(asked.intervals.exact![0]).toBeLessThan(intervals.exact![1]);
    expect(asked.intervals.exact![1]).toBeGreaterThan(intervals.exact![0]);
  });

  it('says nothing about clusters of normal data', () => {
    const rows = tableOf([{ workers: 8, mean: 0, std: 0.05 }], 100, 2);
    expect(recommendEpsilon({ regrets: rows }).data!.clusters).toBeNull();
  });
});
