/** Studies of kind `slope`. */

import { describe, expect, it } from 'vitest';
import { runStudy, type SlopeResult } from '../../../../src/index.js';
import { slope as figuresOf } from '../../../../src/figures/slope/figures.js';
import { WIDE } from '../../../../src/figures/sheet.js';
import { parseStudy } from '../../../../src/study/study-file.js';
import { gaussianSlopeLimit, pairSlopeLimit } from '../../../../src/theory/slope-limits.js';

const study = {
  name: 'limits',
  kind: 'slope',
  mappings: ['gradient', 'potential'],
  workers: [2, 10],
  draws: 2000,
  factor: [2, 10],
  confidence: [0.5, 0.9],
  ratio: [0, 0.5],
};

describe('a slope study', async () => {
  const result = (await runStudy(study, { threads: 0 })) as SlopeResult;
  const { cells } = result;

  it('has a row for each cell, in order', () => {
    expect(cells.length).toBe(2 * 2 * 2 * 2 * 2);
    expect(cells[0]).toMatchObject({ mapping: 'gradient', workers: 2, factor: 2, ratio: 0, confidence: 0.5 });
    expect(cells[1]).toMatchObject({ workers: 2, factor: 2, ratio: 0, confidence: 0.9 });
    expect(cells[2]).toMatchObject({ workers: 2, factor: 2, ratio: 0.5, confidence: 0.5 });
    expect(cells[4]).toMatchObject({ workers: 2, factor: 10, ratio: 0, confidence: 0.5 });
    expect(cells[8]).toMatchObject({ workers: 10, factor: 2, ratio: 0, confidence: 0.5 });
    expect(cells.at(-1)).toMatchObject({ mapping: 'potential', workers: 10, factor: 10, ratio: 0.5 });
  });

  it('agrees with the exact limits of two and of infinitely many workers', () => {
    for (const row of cells) {
      const { mapping, factor, confidence, ratio } = row;
      expect(row.slope_infinite).toBe(gaussianSlopeLimit(ratio, { mapping, factor }));
      expect(row.slope_low).toBeLessThanOrEqual(row.slope);
      expect(row.slope_high).toBeGreaterThanOrEqual(row.slope);
      if (row.workers !== 2 || ratio !== 0) continue;
      const exact = pairSlopeLimit(confidence, { mapping, factor })!;
      // Four of these rows share their draws: wider than the interval by its own width.
      expect(exact).toBeGreaterThan(2 * row.slope_low - row.slope);
      expect(exact).toBeLessThan(2 * row.slope_high - row.slope);
    }
  });

  it('has a figure for each mapping and factor', async () => {
    const figures = await figuresOf(
      result.study,
      { read: () => Promise.resolve(cells as never), curves: () => [] },
      WIDE,
    );
    expect(figures.map(({ name }) => name)).toEqual([
      'slope-gradient-factor-2',
      'slope-gradient-factor-10',
      'slope-potential-factor-2',
      'slope-potential-factor-10',
    ]);
  });

  it.each([
    [{ schemes: 'forum-2024' }, 'schemes', /without bounds/],
    [{ cNorm: -0.5 }, 'cNorm', /expected a number >= 0/],
    [{ confidence: 1 }, 'confidence', /a number between 0 and 1/],
    [{ pNorm: 3 }, 'pNorm', /unknown key/],
    [{ draws: 9_000_000 }, 'draws', /at most 20000000 regrets/],
  ])('refuses %j', (changes, path, message) => {
    const { problems } = parseStudy({ ...study, ...changes });
    expect(problems).toEqual([{ path, message: expect.stringMatching(message) as string }]);
  });
});
