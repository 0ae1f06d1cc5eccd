/** Weighted percentiles of inferences, the error bars of a topic (NETWORK.md section 5). */

import { checkNumber, checkNumbers } from '../text/check.js';
import { LARGEST } from './check.js';

/** Percentages of the error bars: median, one and two standard deviations of a normal distribution. */
export const ERROR_BARS = [2.28, 15.87, 50, 84.13, 97.72] as const;

/**
 * Percentiles of weighted values. Each value lies at (cumulative weight - half its own weight) / total
 * weight; between these positions percentiles are linear, beyond the first and the last they are constant.
 * @param values at most 1e50 in size, [n], n >= 1
 * @param weights from 0 to 1e50, [n], not all 0
 * @param percentages in [0, 100]. Default {@link ERROR_BARS}
 * @returns one per percentage, in the unit of the values
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function weightedPercentiles(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  percentages: ArrayLike<number> = ERROR_BARS,
): Float64Array {
  const numbers = checkNumbers('values', values, 'a finite number', Number.isFinite);
  const shares = checkNumbers('weights', weights, 'a finite number >= 0', (w) => w >= 0 && w < Infinity);
  const wanted = checkNumbers('percentages', percentages, 'a number in [0, 100]', (p) => p >= 0 && p <= 100);
  checkNumber('weights.length', shares.length, `${numbers.length}`, (length) => length === numbers.length);
  for (const [name, list] of Object.entries({ values: numbers, weights: shares }))
    for (const [i, each] of list.entries())
      checkNumber(`${name}[${i}]`, each, `at most ${LARGEST} in size`, (n) => Math.abs(n) <= LARGEST);
  const total = shares.reduce((sum, weight) => sum + weight, 0);
  checkNumber('weights', total, 'numbers with a sum > 0', (sum) => sum > 0);

  const order = Array.from(numbers, (_, i) => i).sort((a, b) => numbers[a]! - numbers[b]!);
  let cumulative = 0;
  const positions = order.map((i) => {
    cumulative += shares[i]!;
    return (cumulative - 0.5 * shares[i]!) / total;
  });
  return wanted.map((percentage) => interpolated(percentage / 100));

  function interpolated(position: number): number {
    const above = positions.findIndex((each) => each >= position);
    if (above < 0) return numbers[order.at(-1)!]!;
    const high = numbers[order[above]!]!;
    if (above === 0) return high;
    const low = numbers[order[above - 1]!]!;
    const [from, to] = [positions[above - 1]!, positions[above]!];
    return low + ((high - low) * (position - from)) / (to - from);
  }
}
