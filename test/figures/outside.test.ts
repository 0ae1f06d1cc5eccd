/** Figures of numbers that are undefined, or lie far outside the axes: resvg ends the process at a huge image. */

import { expect, it } from 'vitest';
import { sensitivity } from '../../src/figures/sensitivity/figures.js';
import { relativeFigures } from '../../src/figures/relative/sheets.js';
import { WIDE } from '../../src/figures/sheet.js';
import { runStudy, type RelativeResult, type SensitivityResult } from '../../src/index.js';
import { renderSvg } from '../../src/report/render.js';
import { sizeOf } from '../../src/report/svg-size.js';

it('thresholds beyond the epsilons of a study do not widen its figure', async () => {
  // The largest epsilon that leaves half of the spread is about 50 dex.
  const study = { name: 'narrow', kind: 'relative', mean: [-1], std: [30], draws: 1 };
  const widthAt = async (epsilon: readonly number[]) => {
    const {
      study: complete,
      cells,
      spread,
    } = (await runStudy({ ...study, epsilon }, { threads: 0 })) as RelativeResult;
    const [figure] = relativeFigures(complete, [...cells], [...spread!]);
    return sizeOf((await renderSvg(figure!.spec)).svg).width;
  };
  const usual = await widthAt([0.01, 1000]);
  expect(await widthAt([0.999, 0.9990000000000002])).toBeLessThan(usual + 60);
  expect(await widthAt([0.001, 0.01])).toBeLessThan(usual + 60);
});

it('indices that are undefined have no bar', async () => {
  const fixed = { workers: 5, tails: 0, distance: 0, pNorm: 3 };
  const { study, indices } = (await runStudy(
    {
      name: 'constant',
      kind: 'sensitivity',
      mappings: 'gradient',
      draws: 20,
      rows: 3,
      factor: 1e9,
      inputs: { ...fixed, ratio: [2, 3], cNorm: [0, 1] },
    },
    { threads: 0 },
  )) as SensitivityResult;
  expect(indices.map(({ total }) => total)).toEqual([NaN, NaN]);
  const drawn = async (rows: typeof indices) => {
    const source = { read: () => Promise.resolve(rows as never), curves: () => [] };
    const [figure] = await sensitivity(study, source, WIDE);
    return (await renderSvg(figure!.spec)).svg;
  };
  const bars = (svg: string) => svg.match(/fill="#(?:0072b2|b85000)"/g)!.length;
  const none = await drawn(indices);
  expect(none).toContain('No input has a share of the variance');
  expect(none).not.toMatch(/NaN|Infinity/);
  for (const name of ['mean / std, 2 to 3', 'offset c, 0 to 1']) expect(none).toContain(name);
  const part = await drawn([
    { ...indices[0]!, first: 0.1, total: 0.2, total_low: 0.1 },
    { ...indices[1]!, total: 0.5, total_low: 0.4, total_high: 0.6 },
  ]);
  expect(part).toContain('depends most on the offset c');
  // Beside the symbols of the legend.
  expect(bars(part) - bars(none)).toBe(3);
});

it('an image that resvg cannot hold is an error', async () => {
  const mark = { data: { values: [{}] }, mark: 'point', height: 10 } as const;
  await expect(renderSvg({ ...mark, width: 1e9 })).rejects.toThrow(
    /^the figure cannot be drawn: it would be \d+ x \d+ pixels$/,
  );
});
