/** The margin of an epsilon in words, the same in the command and on the page. */

import { range, short } from '../text/numbers.js';
import type { Margin, Recommendation } from './recommendation.js';
import { roundDown } from './rounding.js';

/**
 * The largest epsilons at half and twice the std; then the epsilon, or the p, that still separates at half.
 */
export function marginSentences(
  { half, twice, epsilon, repair }: Margin,
  { exact, source }: Pick<Recommendation, 'exact' | 'source'>,
): [stds: string, repair: string] {
  const repaired =
    repair &&
    `With ${roundDown(exact!)} there, p ${repair.pNorm} repairs the topic (the smallest: ${short(repair.exact)}, 95 % interval ${range(...repair.interval)}).`;
  const tuned = `allora-epsilon tune finds the p that repairs a larger epsilon.`;
  return [
    'Epsilon cannot be changed later. ' +
      `If the std is half as large, ${short(half.std)} dex, up to ${short(half.exact)} separates; if twice, ${short(twice.std)} dex, up to ${short(twice.exact)}.`,
    `Epsilon ${epsilon} still separates at half. ${repaired ?? (source === 'data' ? '' : tuned)}`.trimEnd(),
  ];
}
