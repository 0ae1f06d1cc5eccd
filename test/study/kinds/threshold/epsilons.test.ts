import { describe, expect, it } from 'vitest';
import { createTools } from '../../../../src/study/kinds/tools.js';
import { normalStream } from '../../../../src/sampling/stream.js';
import { BLOCK_DRAWS } from '../../../../src/sampling/regrets.js';
import {
  solveThresholdPart,
  thresholdParts,
  thresholdPlaces,
} from '../../../../src/study/kinds/threshold/epsilons.js';
import { maxEpsilon } from '../../../../src/weights/max-epsilon.js';
import { runThreshold, thresholdStudy } from '../../../studies.js';

const tools = createTools();

describe('solveThresholdPart', () => {
  it('agrees with maxEpsilon for the regrets of the streams, by scheme, factor and mapping', () => {
    const study = thresholdStudy({
      name: 'tiny',
      schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
      factor: [2, 5],
      workers: 6,
      draws: 40,
      seeds: 9,
      mean: [-2, 1],
      std: [1],
    });
    for (const part of thresholdParts(study)) {
      const normal = normalStream({ seed: 9, cell: part.place.stream, block: 0 });
      const draws = Array.from({ length: 40 }, () =>
        Array.from({ length: 6 }, () => part.place.mean + part.place.std * normal()),
      );
      const runs = solveThresholdPart(study, part, tools);
      let next = 0;
      for (const scheme of study.schemes) {
        for (const factor of study.factor) {
          for (const mapping of study.mappings) {
            const expected = draws.map(
              (regrets) => maxEpsilon(regrets, { scheme, factor, mapping }).epsilon ?? -Infinity,
            );
            expectClose(runs[next++]!, expected, 1e-11);
          }
          const bounds = draws.map((regrets) => maxEpsilon(regrets, { scheme, factor }).upperBound);
          expectClose(runs[next++]!, bounds, 1e-12);
        }
      }
      expect(runs).toHaveLength(next);
    }
  });

  it('gives the same numbers for a mapping alone and with the other mapping', () => {
    const change = { name: 'tiny', draws: 20, mean: 0, std: 1 };
    const both = thresholdStudy(change);
    const [gradient, potential, bound] = solveThresholdPart(both, thresholdParts(both)[0]!, tools);
    for (const [mapping, run] of [
      ['gradient', gradient],
      ['potential', potential],
    ] as const) {
      const study = thresholdStudy({ ...change, mappings: mapping });
      expect(solveThresholdPart(study, thresholdParts(study)[0]!, tools)).toEqual([run, bound]);
    }
  });
});

describe('variants', () => {
  const changes = { name: 'tiny', draws: 30, mean: [-1, 1], std: 1, schemes: ['forum-2024', 'chain-2026'] };
  const variants = [
    { name: 'as it is' },
    { name: 'steep', pNorm: 4, cNorm: 0.5 },
    { name: 'scaled', epsilonScaling: 'median' },
    { name: 'heavy', distribution: 'student-t3' },
  ];

  it('have the numbers of a study with the same changes, on the same streams', () => {
    const study = thresholdStudy({ ...changes, variants });
    const parts = thresholdParts(study);
    expect(parts).toHaveLength(4 * 2);
    for (const part of parts) {
      const { name: _, ...change } = variants.find(({ name }) => name === part.place.variant)!;
      const alone = thresholdStudy({ ...changes, ...change });
      const same = thresholdParts(alone).find(({ place }) => place.mean === part.place.mean)!;
      expect(part.place).toEqual({ variant: part.place.variant, ...same.place });
      expect(solveThresholdPart(study, part, tools)).toEqual(solveThresholdPart(alone, same, tools));
    }
  });

  it('are ordered between mapping and workers in the table', async () => {
    const definition = { ...changes, workers: [3, 4], seeds: [1, 2], factor: [2, 3], variants };
    const { cells } = await runThreshold(definition);
    const names = ['scheme', 'mapping', 'variant', 'workers', 'seed', 'factor', 'mean'] as const;
    const keys = cells.map((row) => names.map((name) => row[name]).join());
    expect(new Set(keys).size).toBe(2 * 2 * 4 * 2 * 2 * 2 * 2);
    expect(keys[0]).toBe('forum-2024,gradient,as it is,3,1,2,-1');
    expect(keys[16]).toBe('forum-2024,gradient,steep,3,1,2,-1');
    expect(keys[64]).toBe('forum-2024,potential,as it is,3,1,2,-1');
    const alone = (await runThreshold({ ...definition, variants: undefined, pNorm: 4, cNorm: 0.5 })).cells;
    expect(cells.filter(({ variant }) => variant === 'steep').map(({ variant: _, ...row }) => row)).toEqual(
      alone,
    );
  });

  it('a variant may differ from the study in its distribution alone', () => {
    const study = thresholdStudy({
      ...changes,
      distribution: 'laplace',
      variants: [{ name: 'study' }, { name: 'normal', distribution: 'normal' }],
    });
    const [first, , third] = thresholdParts(study);
    const normal = thresholdStudy(changes);
    expect(solveThresholdPart(study, third!, tools)).toEqual(
      solveThresholdPart(normal, thresholdParts(normal)[0]!, tools),
    );
    expect(solveThresholdPart(study, first!, tools)).not.toEqual(solveThresholdPart(study, third!, tools));
  });
});

describe('thresholdParts', () => {
  it('cover every draw of every place once, in whole blocks', () => {
    const study = thresholdStudy({
      name: 'tiny',
      draws: 250_001,
      workers: [2, 3],
      seeds: [1, 2],
      mean: [0, 1],
      std: [1, 2],
    });
    const parts = thresholdParts(study);
    const places = thresholdPlaces(study);
    expect(places).toHaveLength(16);
    for (const [index, place] of places.entries()) {
      const own = parts.filter((part) => part.index === index);
      expect(own.length).toBeGreaterThan(1);
      expect(own.map((part) => part.place)).toEqual(own.map(() => place));
      expect(own.map(({ from }) => from)).toEqual([0, ...own.slice(0, -1).map(({ to }) => to)]);
      expect(own.every(({ from, to }) => from % BLOCK_DRAWS === 0 && to > from)).toBe(true);
      expect(own.at(-1)!.to).toBe(250_001);
    }
  });

  it('with "axis": "ratio" a mean is a multiple of the std', () => {
    const study = thresholdStudy({ name: 'tiny', axis: 'ratio', mean: [-2, 0, 3], std: [0.1, 10] });
    expect(thresholdPlaces(study).map(({ mean, std }) => [mean, std])).toEqual(
      [-2, 0, 3].flatMap((ratio) => [0.1, 10].map((std) => [ratio * std, std])),
    );
  });
});

function expectClose(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(
    ...expected.map((value, i) => (value === actual[i] ? 0 : Math.abs(actual[i]! / value - 1))),
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
}
