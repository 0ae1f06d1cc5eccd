import { describe, expect, it } from 'vitest';
import { createTools } from '../../src/study/kinds/tools.js';
import { cellsOf } from '../../src/study/cells.js';
import { cellSpreads, SPREAD_FIELDS, spreadRows } from '../../src/study/spreads.js';
import { getWeights, weightSpread } from '../../src/weights/weights.js';
import { normalStream } from '../../src/sampling/stream.js';
import { populationStd } from '../../src/weights/scale.js';
import { gridStudy } from '../studies.js';

const tools = createTools();

const studyOf = (change: object) =>
  gridStudy({ name: 'tiny', mean: [-3, 0], std: [0.5, 2], epsilon: [0.1, 1, 10], workers: 5, ...change });

describe('cellSpreads', () => {
  it('agrees with getWeights for the regrets of the stream (seed, cell, block 0)', () => {
    const study = studyOf({ schemes: ['forum-2024', 'chain-2026'], seeds: [4] });
    for (const cell of cellsOf(study)) {
      const normal = normalStream({ seed: 4, cell: cell.stream, block: 0 });
      const regrets = Array.from({ length: 5 }, () => cell.mean + cell.std * normal());
      const spreads = cellSpreads(study, cell, tools);
      study.mappings.forEach((mapping, m) =>
        [0.1, 1, 10].forEach((epsilon, e) => {
          const { weights, log10Weights } = getWeights(regrets, { epsilon, scheme: cell.scheme, mapping });
          const [linear, linearSe, log10, log10Se] = spreads.subarray((m * 3 + e) * SPREAD_FIELDS);
          expect(linear).toBeCloseTo(populationStd(weights), 13);
          const spread = weightSpread(log10Weights);
          if (Number.isNaN(spread)) expect(log10).toBeNaN();
          else expect(log10).toBeCloseTo(spread, 12);
          expect([linearSe, log10Se]).toEqual([NaN, NaN]);
        }),
      );
    }
  });

  it('schemes share the regrets of a cell; seeds, workers, means and stds do not', () => {
    const cells = cellsOf(studyOf({ schemes: ['forum-2024', 'chain-2026'], workers: [3, 5], seeds: [1, 2] }));
    const streams = new Map<string, Set<string>>();
    for (const { scheme, workers, seed, mean, std, stream } of cells) {
      const key = `${seed}/${stream}`;
      streams.set(key, (streams.get(key) ?? new Set()).add(JSON.stringify([workers, seed, mean, std])));
      expect(
        cells.filter((cell) => cell.seed === seed && cell.stream === stream && cell.scheme === scheme),
      ).toHaveLength(1);
    }
    expect(streams.size).toBe(2 * 2 * 2 * 2);
    for (const same of streams.values()) expect(same.size).toBe(1);
  });

  it('means and standard errors agree with those of single draws', () => {
    const study = studyOf({
      draws: 2000,
      mean: 0,
      std: 1,
      epsilon: 0.5,
      mappings: 'gradient',
      schemes: 'whitepaper',
    });
    const [cell] = cellsOf(study);
    const spreads: number[] = [];
    for (const block of [0, 1]) {
      const normal = normalStream({ seed: 1, cell: 0, block });
      for (let draw = 0; draw < 1024 && spreads.length < 2000; draw++) {
        const regrets = Array.from({ length: 5 }, normal);
        spreads.push(weightSpread(getWeights(regrets, { epsilon: 0.5, scheme: 'whitepaper' }).log10Weights));
      }
    }
    const mean = spreads.reduce((sum, spread) => sum + spread, 0) / 2000;
    const se = Math.sqrt(spreads.reduce((sum, spread) => sum + (spread - mean) ** 2, 0) / 1999 / 2000);
    const [, , log10, log10Se] = cellSpreads(study, cell!, tools);
    expect(log10).toBeCloseTo(mean, 13);
    expect(log10Se).toBeCloseTo(se, 13);
  });

  it('the mean of S is undefined if any draw has a zero weight, that of S_lin is not', () => {
    const study = studyOf({
      draws: 200,
      mean: -10,
      std: 0.1,
      epsilon: [1e-9, 1],
      workers: 10,
      mappings: 'gradient',
      schemes: 'forum-2024',
    });
    const [linear, , log10, , linearFar, , log10Far] = cellSpreads(study, cellsOf(study)[0]!, tools);
    expect(linear).toBeGreaterThan(0);
    expect(log10).toBeNaN();
    expect(linearFar).toBeGreaterThan(0);
    expect(log10Far).toBeGreaterThan(0);
  });
});

describe('spreadRows', () => {
  it('have the order scheme, mapping, workers, seed, mean, std, epsilon', () => {
    const study = studyOf({ schemes: ['whitepaper', 'chain-2024'], workers: [3, 5], seeds: [1, 2] });
    const cells = cellsOf(study);
    const rows = [
      ...spreadRows(
        study,
        cells.map((cell) => cellSpreads(study, cell, tools)),
      ),
    ];
    const order = (name: 'scheme' | 'mapping', list: readonly string[]) => (row: (typeof rows)[number]) =>
      list.indexOf(row[name]);
    const rank = [
      order('scheme', study.schemes),
      order('mapping', study.mappings),
      ...(['workers', 'seed', 'mean', 'std', 'epsilon'] as const).map(
        (name) => (row: (typeof rows)[number]) => row[name],
      ),
    ];
    rows.slice(1).forEach((row, i) => {
      const differs = rank.find((of) => of(row) !== of(rows[i]!))!;
      expect(differs(row)).toBeGreaterThan(differs(rows[i]!));
    });
    expect(rows).toHaveLength(2 * 2 * 2 * 2 * 2 * 2 * 3);
  });
});
