/** Studies of kind `sensitivity`. */

import { describe, expect, it } from 'vitest';
import { runStudy, type SensitivityResult, type SensitivityStudy } from '../../../../src/index.js';
import { sensitivity as figuresOf } from '../../../../src/figures/sensitivity/figures.js';
import { WIDE } from '../../../../src/figures/sheet.js';
import { deviates, regretsOf, settingAt } from '../../../../src/study/kinds/sensitivity/epsilons.js';
import { parseStudy } from '../../../../src/study/study-file.js';
import { populationStd } from '../../../../src/weights/scale.js';

const fields = { name: 'small', kind: 'sensitivity', mappings: ['gradient'], draws: 100, rows: 100 };
const studyOf = (changes: object) => parseStudy({ ...fields, ...changes }).study as SensitivityStudy;

describe('a sensitivity study', async () => {
  const inputs = { ratio: [-2, 0.5], workers: [4, 12], tails: 0, distance: 0, pNorm: [3, 8], cNorm: 0.75 };
  const result = (await runStudy({ ...fields, inputs }, { threads: 0 })) as SensitivityResult;

  it('has a row for each input with a range; p decides most', () => {
    expect(result.indices.map(({ input }) => input)).toEqual(['ratio', 'workers', 'pNorm']);
    const [ratio, workers, pNorm] = result.indices;
    expect(pNorm!.first).toBeGreaterThan(0.4);
    expect(pNorm!.total_low).toBeGreaterThan(ratio!.total_high);
    expect(workers!.total).toBeGreaterThan(0);
    for (const row of result.indices) {
      expect(row.total_low).toBeLessThanOrEqual(row.total);
      expect(row.total_high).toBeGreaterThanOrEqual(row.total);
      expect(row.mean_epsilon).toBe(ratio!.mean_epsilon);
    }
  });

  it('has one figure, named after the mapping, with a bar for each index', async () => {
    const [figure, ...others] = await figuresOf(
      result.study,
      { read: () => Promise.resolve(result.indices as never), curves: () => [] },
      WIDE,
    );
    expect(others).toEqual([]);
    expect(figure!.name).toBe('indices-gradient');
    expect(JSON.stringify(figure!.spec)).toContain('depends most on the slope p');
    expect(JSON.stringify(figure!.spec)).toContain('mean / std, −2 to 0.5');
  });

  it('maps the unit cube to the ranges, and keeps fixed inputs', () => {
    const study = studyOf({ inputs });
    expect(settingAt(study, Float64Array.of(0, 0, 0))).toEqual({
      ratio: -2,
      workers: 4,
      tails: 0,
      distance: 0,
      pNorm: 3,
      cNorm: 0.75,
    });
    const last = settingAt(study, Float64Array.of(0.5, 1 - 1e-12, 0.5));
    expect(last).toMatchObject({ ratio: -0.75, workers: 12, pNorm: 5.5 });
  });

  it('draws regrets of the wanted mean and std, for all tails and distances', () => {
    const study = studyOf({ draws: 20_000, inputs: { ...inputs, workers: 8 } });
    const grades = deviates(study, 5);
    for (const [tails, distance] of [
      [0, 0],
      [0, 3],
      [1 / 6, 1],
      [1 / 12, 4],
    ] as const) {
      const setting = { ratio: -0.5, workers: 8, tails, distance, pNorm: 3, cNorm: 0.75 };
      const regrets = regretsOf(study, setting, grades);
      const mean = regrets.reduce((sum, regret) => sum + regret, 0) / regrets.length;
      expect(mean).toBeCloseTo(-0.5, 1);
      expect(populationStd(regrets)).toBeCloseTo(1, 1);
    }
    // The upper two of eight workers are three standard deviations of a cluster above the others.
    const setting = { ratio: 0, workers: 8, tails: 0, distance: 3, pNorm: 3, cNorm: 0.75 };
    const apart = regretsOf(study, setting, grades);
    const meanOf = (worker: number) =>
      apart.filter((_, i) => i % 8 === worker).reduce((sum, regret) => sum + regret, 0) / study.draws;
    expect((meanOf(0) - meanOf(2)) / (3 / Math.sqrt(1 + 9 * 0.1875))).toBeCloseTo(1, 1);
  });

  it.each([
    [{ ratio: 0, workers: 5, tails: 0, distance: 0, pNorm: 3, cNorm: 0 }, 'inputs', /at least one input/],
    [{ pNorm: [3, 2] }, 'inputs.pNorm', /from < to/],
    [{ tails: [0, 0.5] }, 'inputs.tails', /0.333/],
    [{ cNorm: [0, 90] }, 'inputs.cNorm', /pNorm \* cNorm/],
  ])('refuses inputs %j', (given, path, message) => {
    const { problems } = parseStudy({ ...fields, inputs: given });
    expect(problems![0]!.path).toContain(path);
    expect(problems!.map((problem) => problem.message).join()).toMatch(message);
  });
});
