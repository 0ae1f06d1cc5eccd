/** What the forum study says, asserted on the committed tables. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTable, TABLES } from '../src/cli/tables.js';
import { axisValues } from '../src/study/axis.js';
import { gridStudy } from './studies.js';
import type { GridCellRow } from '../src/index.js';

const path = (name: string) => new URL(`../${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>;
const cells = await readTable<GridCellRow>(path('results/forum-coarse/cells.csv'), TABLES.grid.cells);
const study = gridStudy(read('studies/forum-coarse.json'));
const isBlank = (cell: GridCellRow) => Number.isNaN(cell.max_epsilon_threshold);

describe('results/forum-coarse', () => {
  it('belongs to the study file', () => {
    expect(read('results/forum-coarse/manifest.json').study).toEqual(study);
    expect(cells).toHaveLength(2 * 2 * 10 * 10);
  });

  it('all-positive cells have no epsilon that reaches the threshold', () => {
    const positive = cells.filter(({ mean, std }) => mean >= 4 && std <= 1);
    expect(positive).toHaveLength(2 * 2 * 4 * 5);
    expect(positive.filter((cell) => !isBlank(cell))).toEqual([]);
  });

  it('where the mean is negative, the largest epsilon depends on std, not on mean', () => {
    const epsilons = axisValues(study.epsilon);
    for (const mapping of study.mappings) {
      for (const seed of study.seeds) {
        const medians = axisValues(study.std).map((std) => {
          const column = cells.filter((cell) => cell.mapping === mapping && cell.seed === seed && cell.std === std && cell.mean < 0);
          expect(column).toHaveLength(5);
          const steps = column.filter((cell) => !isBlank(cell)).map((cell) => epsilons.indexOf(cell.max_epsilon_threshold));
          expect(steps.length).toBeGreaterThan(0);
          expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
          return Math.min(...steps);
        });
        // Over twelve decades of std it moves over nearly all of the axis, and never back.
        expect(medians).toEqual([...medians].sort((a, b) => a - b));
        expect(medians.at(-1)! - medians[0]!).toBeGreaterThanOrEqual(5);
      }
    }
  });

  it('some cells of low mean and low std are blank, and which ones differs between the seeds', () => {
    const blanks = study.seeds.map((seed) =>
      cells
        .filter((cell) => cell.seed === seed && cell.mean < 0 && cell.std <= 1 && isBlank(cell))
        .map(({ mapping, mean, std }) => `${mapping} ${mean} ${std}`),
    );
    for (const each of blanks) expect(each.length).toBeGreaterThan(0);
    expect(blanks[0]).not.toEqual(blanks[1]);
  });
});
