import { beforeAll, describe, expect, it } from 'vitest';
import { drawRegrets } from '../../src/sampling/regrets.js';
import { ThresholdTable } from '../../src/study/kinds/threshold/cells.js';
import type { ThresholdCellRow, ThresholdStudy } from '../../src/study/kinds/threshold/definition.js';
import { thresholdParts } from '../../src/study/kinds/threshold/epsilons.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { scaleOf } from '../../src/weights/scale.js';
import { runThreshold, thresholdStudy } from '../studies.js';
import { RUNS_ALL } from '../effort.js';
import { reportShape, SMALL, smallResults } from './check-results.js';

const { check, damaged, writeResults } = smallResults();

/** The committed results come from a formula with another constant. */
describe('a changed constant: status 1, and a report of what moved', () => {
  beforeAll(async () => {
    const study = thresholdStudy(SMALL);
    if (RUNS_ALL) await writeResults('p', study, (await runThreshold({ ...SMALL, pNorm: 3.03 })).cells);
    const sample = (await runThreshold({ ...SMALL, schemes: 'chain-2024' })).cells;
    await writeResults(
      'sample',
      study,
      sample.map((row) => ({ ...row, scheme: 'forum-2024' as const })),
    );
    const mad = thresholdStudy({ ...SMALL, schemes: 'chain-2026', draws: 100 });
    await writeResults('mad', mad, rowsWithMadFactor(mad, 1.48));
    await writeResults('mad-as-it-is', mad, rowsWithMadFactor(mad, 1.4826));
  }, 60_000);

  // Each check computes the study again. The same law holds for each constant.
  const changes = [
    ['sample for population std', 'sample'],
    ['p 3.03 for 3', 'p'],
    ['1.48 for 1.4826 times the median absolute deviation', 'mad'],
  ] as const;
  it.each(RUNS_ALL ? changes : changes.slice(0, 1))(
    '%s, same draws: finds that the tables differ',
    async (_, name) => {
      const { status, stdout } = await check(name);
      expect(status).toBe(1);
      expect(stdout).toMatch(
        new RegExp(
          `^the mapping has moved: ${name}\n\ntables: ${name}/cells\\.csv: \\d+ of 41 lines differ; the first is line \\d+: \\w+ [\\d.e-]+, now [\\d.e-]+\n`,
        ),
      );
    },
  );

  it('rows of the reference formula with the right constant pass, so only the constant was found', async () => {
    // Both formulas agree to 1e-12. The tables differ in their bytes, but the numbers of the fit do not.
    const report = reportShape.parse(JSON.parse((await check('mad-as-it-is', '--json')).stdout));
    expect(report.fit.differences).toEqual([]);
    const changed = reportShape.parse(JSON.parse((await check('mad', '--json', '--seed', '2')).stdout));
    // A hundred draws cannot resolve 0.1 %: with other draws only a comparison of bytes would find it.
    expect(changed.passed).toBe(true);
  });

  const others = [
    ['sample', '3'],
    ['p', '2'],
  ] as const;
  it.each(RUNS_ALL ? others : others.slice(0, 1))(
    '%s, seed %s: finds the change with other draws',
    async (name, seed) => {
      const { status, stdout } = await check(name, '--seed', seed, '--json');
      expect(status).toBe(1);
      const report = reportShape.parse(JSON.parse(stdout));
      expect(report.passed).toBe(false);
      expect(report.tables).toMatchObject({ compared: false, differences: [] });
      expect(report.fit.differences.length).toBeGreaterThan(10);
      for (const { standardErrors, reach } of report.fit.differences)
        expect(Math.abs(standardErrors)).toBeGreaterThan(reach);
    },
  );

  it('reports which number moved, by how many standard errors, and where on the curve', async () => {
    const { status, stdout } = await check('sample', '--seed', '2');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^the mapping has moved: sample\n\ntables: not compared, because they have seed 1, this run has 2\nlaws: all hold\nfit: .*: \d+ moved\n/,
    );
    expect(stdout).toMatch(
      /\n {2}forum-2024 gradient, factor 3\.162, 10 workers, q50: curve at mean\/std -?[\d.]+ \d\.\d+, now \d\.\d+, \d+\.\d standard errors \(chance explains \d\.\d\)\n/,
    );
    expect(stdout).toMatch(/\n {2}and \d+ more \(--json has them all\)\n$/);
    expect(stdout.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(11);
  });

  it('finds one number of the table that differs in its fourth digit', async () => {
    let was = '';
    const name = damaged('digit', 'cells.csv', (text) => {
      const lines = text.split('\n');
      const fields = lines[7]!.split(',');
      const column = lines[0]!.split(',').indexOf('epsilon_q25');
      was = fields[column]!;
      fields[column] = String(Number(was) * 1.001);
      lines[7] = fields.join();
      return lines.join('\n');
    });
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `digit/cells.csv: 1 of 41 lines differ; the first is line 8: epsilon_q25 ${String(Number(was) * 1.001)}, now ${was}\n`,
    );
  });

  it('finds a missing line', async () => {
    const name = damaged('line', 'cells.csv', (text) => text.split('\n').slice(0, -2).join('\n') + '\n');
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'line/cells.csv: 1 of 40 lines differ; the first is line 41: scheme nothing, now forum-2024\n',
    );
  });

  it('finds a fit that was not made from the table', async () => {
    const name = damaged('stale', 'fit.json', (text) => {
      const fit = JSON.parse(text) as { curves: { parameters: { value: number }[] }[] };
      fit.curves[2]!.parameters[0]!.value *= 1.00001;
      return JSON.stringify(fit);
    });
    const { status, stdout } = await check(name);
    expect(status).toBe(1);
    expect(stdout).toContain('tables: equal bytes\n');
    expect(stdout).toMatch(
      /\n {2}forum-2024 gradient, factor 3\.162, 10 workers, q50: \w.* 1\.\d+, now 1\.\d+\n/,
    );
    expect(stdout).not.toContain('standard errors');
  });

  it('fails if a curve is no longer fitted, and if there is nothing to compare', async () => {
    const more = damaged('more', 'fit.json', (text) => {
      const fit = JSON.parse(text) as { curves: { workers: number | null }[] };
      return JSON.stringify({ ...fit, curves: [...fit.curves, { ...fit.curves[2]!, workers: 11 }] });
    });
    const { status, stdout } = await check(more);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /none moved\n {2}no longer fitted: forum-2024 gradient, factor 3\.162, 11 workers, q50\n$/,
    );
    const few = await check('small', '--against', 'mad');
    expect(few.status).toBe(1);
    expect(few.stdout).toMatch(/^the mapping cannot be compared: mad\n/);
    expect(few.stdout).toContain(
      'fit: 0 numbers compared at a level of 0.9995 for all together: nothing to compare\n  no longer fitted: chain-2026',
    );
  });
});

/**
 * Rows of chain-2026 with another factor for the median absolute deviation. The regrets determine s +
 * epsilon, so a change of s changes epsilon by the opposite amount.
 */
function rowsWithMadFactor(study: ThresholdStudy, factor: number): ThresholdCellRow[] {
  const table = new ThresholdTable(study);
  for (const part of thresholdParts(study)) {
    const [epsilons, bounds]: [number[], number[]] = [[], []];
    for (const regrets of drawRegrets(part.place, part.from, part.to)) {
      for (let i = 0; i < regrets.length; i += part.place.workers) {
        const draw = regrets.slice(i, i + part.place.workers);
        const { epsilon, upperBound } = maxEpsilon(draw, { scheme: 'chain-2026', mapping: 'gradient' });
        const change = (1.4826 - factor) * (scaleOf(draw, 'mad') / 1.4826);
        epsilons.push(epsilon === null ? -Infinity : epsilon + change);
        bounds.push(upperBound + change);
      }
    }
    table.add(
      part,
      [epsilons, bounds].map((run) => Float64Array.from(run).sort()),
    );
  }
  return [...table.rows()];
}
