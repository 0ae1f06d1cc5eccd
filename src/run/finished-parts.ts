/** Checks of finished parts, which an earlier run of a study computed. */

import { checkNumber, checkOptions, show } from '../text/check.js';
import type { PartResult } from '../study/kinds/kind.js';

/** A finished part of a study: numbers that depend on the study alone. */
export interface FinishedPart {
  /** Index among the parts of the study. */
  index: number;
  result: PartResult;
}

/**
 * The finished parts, each checked before it is used.
 * @param isDone by the index of a part: whether it is finished already
 * @param lengthsOf the lists of a part, by its index
 */
export function* checkFinished(
  finished: unknown,
  isDone: Uint8Array,
  lengthsOf: (index: number) => number[] | undefined,
): Generator<FinishedPart> {
  if (finished === undefined || finished === null) return;
  if (typeof (finished as Iterable<unknown>)[Symbol.iterator] !== 'function')
    throw new TypeError(`Expected \`finished\` to be a list of parts, got ${show(finished)}`);
  let position = 0;
  for (const part of finished as Iterable<unknown>) {
    const name = `finished[${position++}]`;
    const { index, result } = checkOptions<FinishedPart>(part as FinishedPart, name);
    const last = isDone.length - 1;
    checkNumber(`${name}.index`, index, `a whole number from 0 to ${last}`, isWholeWithin(0, last));
    if (isDone[index!] === 1)
      throw new RangeError(`Expected every part of \`finished\` once, got part ${index} again`);
    if (!Array.isArray(result) || !result.every((each) => each instanceof Float64Array))
      throw new TypeError(`Expected \`${name}.result\` to be a list of Float64Array, got ${show(result)}`);
    const lengths = lengthsOf(index!);
    if (lengths && (result.length !== lengths.length || result.some((list, i) => list.length !== lengths[i])))
      throw new RangeError(
        `Expected \`${name}.result\` to hold lists of ${lengths.join(', ')} numbers, got ${result.map(({ length }) => length).join(', ') || 'none'}`,
      );
    yield { index: index!, result };
  }
}

export function isWholeWithin(least: number, most: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least && value <= most;
}
