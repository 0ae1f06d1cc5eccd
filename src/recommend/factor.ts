/** The meaning of the factor, in words. */

import { short } from '../text/numbers.js';

/**
 * Defines the factor and compares it with the range of the weights. Any numbers with the population std S lie
 * at least 2 S apart at their ends, so the best weight is at least factor^2 times the worst.
 */
export function factorText(factor: number): string {
  return (
    `A factor of ${short(factor)}: the std of the log10 weights is log10 ${short(factor)} = ${short(Math.log10(factor))}; ` +
    `so the best weight is at least ${short(factor * factor)} times the worst.`
  );
}
