/** Sentences of the answer of `tune`. */

import type { Epochs } from '../epochs/epochs.js';
import type { Group } from '../sampling/groups.js';
import { percent, short } from '../text/numbers.js';
import { acceptedRange, CHAIN_LIMITS } from '../weights/chain-limits.js';
import { groupsText } from './groups.js';
import { roundUp } from './rounding.js';
import type { Shape } from './separated-draws.js';

/** The part of a complete question that sentences name; std and mean null with data. */
interface TunedQuestion {
  workers: number;
  std: number | null;
  mean: number | null;
  factor: number;
  confidence: number;
}

/** @param chosen the setting; null: none is enough */
export function guaranteeOf(
  chosen: Shape | null,
  { workers, std, mean, factor, confidence }: TunedQuestion,
  epsilon: number,
  data: Pick<Epochs, 'epochs'> | null,
  groups: readonly Group[] | undefined,
): string {
  const epochs = data ? `these ${data.epochs} epochs` : 'epochs';
  const expected = groups
    ? groupsText(groups)
    : `${workers} workers whose regrets spread by ${short(std ?? NaN)} dex around ${short(mean ?? NaN)}`;
  const regrets = data ? '' : `${expected}, and `;
  const weights = `weights differ by a factor of ${short(factor)} or more in ${percent(confidence)} of ${epochs}`;
  return chosen
    ? `With ${regrets}epsilon ${short(epsilon)}, ${weights}.`
    : `With ${regrets}epsilon ${short(epsilon)}, no p up to ${CHAIN_LIMITS.pNorm.to} and no c make it so that ${weights}.`;
}

export function adviceOf({
  chosen,
  present,
  isEnough,
  byC,
  pNormBeyond,
}: {
  chosen: Shape | null;
  present: Shape;
  isEnough: boolean;
  byC: Shape | null;
  pNormBeyond: number | null;
}): string {
  if (isEnough)
    return `The present p ${short(present.pNorm)} and c ${short(present.cNorm)} are enough: change nothing.`;
  const limits = `the chain accepts p ${acceptedRange('pNorm')} (${CHAIN_LIMITS.version})`;
  if (chosen) {
    const other =
      byC && chosen.cNorm === present.cNorm ? `; or keep p and set c to ${short(roundUp(byC.cNorm))}` : '';
    return `Update the topic${other}; ${limits}.`;
  }
  const beyond = pNormBeyond === null ? '' : `p ${short(roundUp(pNormBeyond))} would, but ${limits}; `;
  return `${beyond}create a new topic with a smaller epsilon, or accept a smaller factor or confidence.`;
}
