/** Statements of the forum study, asserted on the committed tables. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/results/csv.js';
import * as KINDS from '../../src/study/kinds/index.js';
import { axisValues } from '../../src/study/axis.js';
import { committedText } from '../../scripts/committed-text.js';
import { readFit } from '../../src/results/fit-file.js';
import { gridStudy, thresholdStudy } from '../studies.js';
import type { GridCellRow } from '../../src/index.js';

const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>;
const cells = await readTable(path('results/forum-coarse/cells.csv'), KINDS.grid.tables.cells);
const study = gridStudy(read('studies/forum-coarse.json'));
const isBlank = (cell: GridCellRow) => Number.isNaN(cell.max_epsilon_threshold);

describe('results/forum-coarse', () => {
  it('belongs to the study file', () => {
    expect(read('results/forum-coarse/manifest.json').study).toEqual(study);
    expect(cells).toHaveLength(2 * 2 * 10 * 10);
  });

  it('no epsilon reaches the threshold in cells whose regrets are all positive', () => {
    const positive = cells.filter(({ mean, std }) => mean >= 4 && std <= 1);
    expect(positive).toHaveLength(2 * 2 * 4 * 5);
    expect(positive.filter((cell) => !isBlank(cell))).toEqual([]);
  });

  it('for negative means, the largest epsilon depends on the std and not on the mean', () => {
    const epsilons = axisValues(study.epsilon);
    for (const mapping of study.mappings) {
      for (const seed of study.seeds) {
        const medians = axisValues(study.std).map((std) => {
          const column = cells.filter(
            (cell) => cell.mapping === mapping && cell.seed === seed && cell.std === std && cell.mean < 0,
          );
          expect(column).toHaveLength(5);
          const steps = column
            .filter((cell) => !isBlank(cell))
            .map((cell) => epsilons.indexOf(cell.max_epsilon_threshold));
          expect(steps.length).toBeGreaterThan(0);
          expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
          return Math.min(...steps);
        });
        // Over twelve decades of std, epsilon increases over nearly the whole axis and never decreases.
        expect(medians).toEqual([...medians].sort((a, b) => a - b));
        expect(medians.at(-1)! - medians[0]!).toBeGreaterThanOrEqual(5);
      }
    }
  });

  it('some cells of low mean and low std are blank, and not the same ones for both seeds', () => {
    const blanks = study.seeds.map((seed) =>
      cells
        .filter((cell) => cell.seed === seed && cell.mean < 0 && cell.std <= 1 && isBlank(cell))
        .map(({ mapping, mean, std }) => `${mapping} ${mean} ${std}`),
    );
    for (const each of blanks) expect(each.length).toBeGreaterThan(0);
    expect(blanks[0]).not.toEqual(blanks[1]);
  });
});

describe.each(['mapping', 'workers', 'plane'])('results/%s', (name) => {
  it('belongs to the study file, and its fit to its table', () => {
    expect(read(`results/${name}/manifest.json`).study).toEqual(thresholdStudy(read(`studies/${name}.json`)));
    if (name === 'plane') return;
    const hash = createHash('sha256')
      .update(readFileSync(path(`results/${name}/cells.csv`)))
      .digest('hex');
    expect(read(`results/${name}/fit.json`).dataHash).toBe(hash);
  });
});

describe('results/mapping', async () => {
  const fit = await readFit(path('results/mapping/fit.json'));

  it('every slope has a t interval that contains 1, at a joint level of 99 %', () => {
    expect(fit.slopes.length).toBeGreaterThan(200);
    const tail = (1 - Math.exp(Math.log(0.99) / fit.slopes.length)) / 2;
    for (const { parameters, degreesOfFreedom } of fit.slopes) {
      const [, slope] = parameters;
      expect(Math.abs(slope!.value - 1)).toBeLessThan(
        -studentQuantile(tail, degreesOfFreedom) * slope!.standardError,
      );
      expect(slope!.standardError).toBeLessThan(0.01);
    }
  });

  it('the chosen model is within 1 % of quadrature in the attainable range, for all mappings and factors', () => {
    const curves = fit.curves.filter(({ workers }) => workers === null);
    expect(curves).toHaveLength(2 * 2 * 3);
    for (const { worstError, candidates, model } of curves) {
      expect(worstError).toBeLessThanOrEqual(0.01);
      expect(candidates.length).toBeGreaterThanOrEqual(3);
      expect(candidates[0]!.model).toBe(model);
    }
  });

  it('the README states the fitted mapping', () => {
    const median = fit.curves.find(
      ({ scheme, mapping, workers, factor, quantile }) =>
        scheme === 'chain-2026' &&
        mapping === 'gradient' &&
        workers === 10 &&
        Math.abs(factor - 10 ** 0.5) < 1e-9 &&
        quantile === 'q50',
    )!;
    expect(median.model).toBe('exponential');
    const digits = (i: number, decimals: number) => {
      const { value, standardError } = median.parameters[i]!;
      return `${value.toFixed(decimals)}(${Math.round(standardError * 10 ** decimals)})`;
    };
    const readme = readFileSync(path('README.md'), 'utf8');
    expect(readme).toContain(
      `epsilon = ${digits(0, 4)} × std × (1 − exp((mean / std − ${digits(1, 3)}) / ${digits(2, 3)}))`,
    );
    expect(readme).toContain(
      `with an error of at most ${(100 * median.worstError).toPrecision(1)} % for mean / std from −20 to ${median.range.ratio[1]}`,
    );
  });

  it('the committed mapping of the answers is up to date (npm run committed)', async () => {
    expect(readFileSync(path('src/recommend/committed.ts'), 'utf8')).toBe(await committedText());
  });
});
