/** Checks of the arguments of an epoch. */

import { checkNumber, show } from '../text/check.js';

/**
 * Largest loss, dex, and largest inference, stake or reward, in their units: their squares and products are
 * finite.
 */
export const LARGEST = 1e50;
const SMALLEST = 1e-50;

/** Most inferers, forecasters or reputers of a topic: anything larger is almost certainly an error. */
export const MOST_ACTORS = 3000;

/** Most regrets of a topic, and reports or labelled inferences of an epoch: 80 MB. */
export const MOST_NUMBERS = 1e7;

/** @throws {TypeError} if an argument is not an object with these fields */
export function checkMade(name: string, value: unknown, maker: string, ...fields: readonly string[]): void {
  checkFields(name, value, `a result of ${maker}`, ...fields);
}

/** @throws {TypeError} with the rule, if an argument is not an object with these fields */
export function checkFields(name: string, value: unknown, rule: string, ...fields: readonly string[]): void {
  if (typeof value === 'object' && value !== null && fields.every((field) => field in value)) return;
  throw new TypeError(`Expected \`${name}\` to be ${rule}, got ${show(value)}`);
}

/**
 * @throws {TypeError} if an argument is not a Float64Array; {RangeError} if it has not the expected length
 */
export function checkLength(name: string, values: Float64Array, expected: number): void {
  if (!(values instanceof Float64Array))
    throw new TypeError(`Expected \`${name}\` to be a Float64Array, got ${show(values)}`);
  const { length } = values;
  if (length !== expected) checkNumber(`${name}.length`, length, `${expected}`, () => false);
}

/** @throws {RangeError} if a number is infinite or beyond {@link LARGEST}; NaN stands for an absent one */
export function checkSizes(name: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) > LARGEST) {
      const rule =
        Math.abs(value) === Infinity ? 'a finite number' : `a number from -${LARGEST} to ${LARGEST}`;
      checkNumber(`${name}[${i}]`, value, `${rule}, or NaN where absent`, () => false);
    }
  }
}

/** @throws {RangeError} if a stake or the topic reward is negative, not finite, or beyond the limits */
export function checkAmounts(stakes: Float64Array, topicReward: number): void {
  for (let m = 0; m < stakes.length; m++) if (!isAmount(stakes[m]!)) checkAmount(`stakes[${m}]`, stakes[m]);
  checkAmount('topicReward', topicReward);
}

const isAmount = (value: number): boolean => value === 0 || (value >= SMALLEST && value <= LARGEST);

function checkAmount(name: string, value: unknown): void {
  checkNumber(name, value, 'a finite number >= 0', (amount) => amount >= 0 && amount < Infinity);
  checkNumber(name, value, `0, or a number from ${SMALLEST} to ${LARGEST}`, isAmount);
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
