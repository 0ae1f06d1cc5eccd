/** Laws that hold in every table of a threshold study, for any draws. */

import { QUANTILES, type QuantileName } from '../study/table.js';
import type { ThresholdCellRow } from '../study/kinds/threshold/definition.js';
import { short } from '../text/numbers.js';
import { criticalValue, slopeKey } from './compare-fits.js';
import type { SlopeFit } from './slopes.js';

export interface BrokenLaw {
  law: string;
  /** Text that identifies the row or the slope. */
  where: string;
  value: number;
  limit: number;
}

/**
 * Relative error of a largest epsilon, including the rounding error of regrets whose mean is many times their
 * std.
 */
const TOLERANCE = 1e-9;

const NAMES = Object.keys(QUANTILES) as QuantileName[];

/** Laws that a row breaks, alone or in comparison with other rows of the same regrets. */
export function brokenLaws(rows: readonly ThresholdCellRow[]): BrokenLaw[] {
  const broken: BrokenLaw[] = [];
  const expect = (law: string, row: ThresholdCellRow, value: number, limit: number) => {
    // Undefined numbers (NaN) do not break a law.
    if (value > limit) broken.push({ law, where: rowText(row), value, limit });
  };
  const sameRegrets = new Map<string, ThresholdCellRow[]>();
  for (const row of rows) {
    // Each draw is at or below its bound, so the median is at or below the median of the bounds.
    expect(
      'the median is at most the median of the upper bounds',
      row,
      row.epsilon_q50,
      row.upper_bound_q50 * (1 + TOLERANCE),
    );
    expect('a share is at most 1', row, row.attainable, 1);
    for (const [i, name] of NAMES.entries()) {
      if (i > 0) expect('quantiles rise', row, row[`epsilon_${NAMES[i - 1]!}`], row[`epsilon_${name}`]);
      expect('epsilon is not negative', row, -row[`epsilon_${name}`], 0);
    }
    const key = [row.scheme, row.mapping, row.workers, row.seed, row.mean, row.std, row.draws].join();
    if (!sameRegrets.has(key)) sameRegrets.set(key, []);
    sameRegrets.get(key)!.push(row);
  }
  for (const group of sameRegrets.values()) {
    const byFactor = group.toSorted((a, b) => a.factor - b.factor);
    for (const [i, high] of byFactor.entries()) {
      const low = byFactor[i - 1];
      if (!low) continue;
      expect('a larger factor leaves no more draws with an epsilon', high, high.attainable, low.attainable);
      for (const name of NAMES)
        expect(
          'a larger factor has no larger epsilon',
          high,
          high[`epsilon_${name}`],
          low[`epsilon_${name}`],
        );
    }
  }
  return broken;
}

/**
 * Slopes that contradict scale invariance: log10 epsilon against log10 std has slope 1 at every ratio.
 * @param level probability that chance breaks none of them
 */
export function brokenSlopes(slopes: readonly SlopeFit[], level: number): BrokenLaw[] {
  return slopes.flatMap((fit) => {
    const { value, standardError } = fit.parameters.find(({ name }) => name === 'slope')!;
    const distance = Math.abs(value - 1) / standardError;
    const limit = criticalValue(level, slopes.length, fit.degreesOfFreedom);
    return distance > limit
      ? [{ law: 'slope 1, in standard errors', where: slopeKey(fit), value: distance, limit }]
      : [];
  });
}

function rowText({ scheme, mapping, workers, seed, factor, mean, std }: ThresholdCellRow): string {
  return `${scheme} ${mapping}, ${workers} workers, seed ${seed}, factor ${short(factor, 4)}, mean ${mean}, std ${std}`;
}
