/** Checks of the arrays of an epoch. */

import { checkNumber } from '../text/check.js';

/** @throws {RangeError} if an array has not the expected length */
export function checkLength(name: string, { length }: Float64Array, expected: number): void {
  if (length !== expected) checkNumber(`${name}.length`, length, `${expected}`, () => false);
}

/** @throws {RangeError} if a number is infinite; NaN stands for an absent one */
export function checkNotInfinite(name: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) === Infinity)
      checkNumber(`${name}[${i}]`, value, 'a finite number, or NaN where absent', () => false);
  }
}

const AMOUNT = 'a finite number >= 0';
const isAmount = (value: number): boolean => value >= 0 && value < Infinity;

/** @throws {RangeError} if a stake or the topic reward is negative or not finite */
export function checkAmounts(stakes: Float64Array, topicReward: number): void {
  for (let m = 0; m < stakes.length; m++)
    if (!isAmount(stakes[m]!)) checkNumber(`stakes[${m}]`, stakes[m], AMOUNT, isAmount);
  checkNumber('topicReward', topicReward, AMOUNT, isAmount);
}

/** @throws {RangeError} if only some labels of an inference are absent */
export function checkLabels(inferences: Float64Array, labels: number): void {
  for (let i = 0; i < inferences.length; i++) {
    const first = inferences[i - (i % labels)]!;
    if (Number.isNaN(inferences[i]) !== Number.isNaN(first)) {
      const rule = 'absent (NaN) in all labels of an inferer or in none';
      checkNumber(`inferences[${i}]`, inferences[i], rule, () => false);
    }
  }
}
