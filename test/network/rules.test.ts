/** Parameters of the network: the ends of their ranges, and the message beyond each end. */

import { describe, expect, it } from 'vitest';
import { networkRules, type NetworkParameters } from '../../src/network/rules.js';

/** Rule of a parameter, values that it accepts, values that break the rule, and values beyond its size. */
interface Range {
  rule: string;
  accepted: readonly number[];
  refused: readonly number[];
  /** Sizes from and to. */
  sizes: readonly [from: number, to: number];
  tooSmall?: number | undefined;
  tooLarge?: number | undefined;
}

const SIZES = [1e-100, 1e100] as const;
const SLOPES = [1e-9, 1e6] as const;
const OFFSETS = [0, 1e6] as const;
const BELOW = 1 - Number.EPSILON / 2;
const ABOVE = 1 + Number.EPSILON;

const positive = (sizes: readonly [number, number]): Range => ({
  rule: 'a finite number > 0',
  accepted: sizes,
  refused: [0, -1, Infinity, NaN],
  sizes,
  tooSmall: sizes[0] * (1 - 1e-9),
  tooLarge: sizes[1] * (1 + 1e-9),
});
const offset: Range = {
  rule: 'a finite number',
  accepted: [0, -1e6, 1e6, 1e-300],
  refused: [Infinity, -Infinity, NaN],
  sizes: OFFSETS,
  tooLarge: -1e6 * (1 + 1e-9),
};
const closedShare: Range = {
  rule: 'a number in [0, 1]',
  accepted: [0, 1, 5e-324],
  refused: [-5e-324, ABOVE, NaN],
  sizes: [0, 1],
};
const count = (most: number): Range => ({
  rule: 'a whole number >= 1',
  accepted: [1, most],
  refused: [0, 1.5, -1, 2 ** 53, NaN],
  sizes: [1, most],
  tooLarge: most + 1,
});

const RANGES: Record<keyof NetworkParameters, Range> = {
  epsilon: { ...positive([5e-324, 1e100]), tooSmall: undefined },
  pNorm: positive(SLOPES),
  cNorm: offset,
  regretAlpha: { rule: 'a number in (0, 1]', accepted: [1, 5e-324], refused: [0, ABOVE, NaN], sizes: [0, 1] },
  inferenceSlope: positive(SLOPES),
  inferenceOffset: offset,
  forecastSlope: positive(SLOPES),
  forecastOffset: offset,
  reputerExponent: positive(SIZES),
  scoreHistory: count(1e5),
  rewardAlpha: {
    rule: 'a number in (0, 1]',
    accepted: [1, 1e-50],
    refused: [0, ABOVE, NaN],
    sizes: [1e-50, 1],
    tooSmall: 9.9e-51,
  },
  entropyExponent: {
    rule: 'a finite number >= 0',
    accepted: [0, 100],
    refused: [-5e-324, Infinity, NaN],
    sizes: [0, 100],
    tooLarge: 100.1,
  },
  listeningRate: positive(SIZES),
  listeningSteps: count(1e4),
  listeningDifference: {
    rule: 'a number in (0, 1)',
    accepted: [BELOW, 1e-100],
    refused: [0, 1, -1, NaN],
    sizes: SIZES,
    tooSmall: 9e-101,
  },
  leastGradient: {
    rule: 'a finite number >= 0',
    accepted: [0, 5e-324, 1e100],
    refused: [-5e-324, Infinity, NaN],
    sizes: [0, 1e100],
    tooLarge: 2e100,
  },
  leastListened: closedShare,
  stakeCap: {
    rule: 'a number > 0',
    accepted: [Infinity, 1e-100, 1e100],
    refused: [0, -1, NaN],
    sizes: SIZES,
    tooSmall: 9e-101,
    tooLarge: 2e100,
  },
  reputerTolerance: positive(SIZES),
  safeDivisor: positive(SIZES),
  initialQuantile: closedShare,
};

const rulesWith = (name: string, value: number) => networkRules({ parameters: { [name]: value } });

describe.each(Object.entries(RANGES))(
  '%s',
  (name, { rule, accepted, refused, sizes, tooSmall, tooLarge }) => {
    it('accepts both ends of its range', () => {
      for (const value of accepted)
        expect(rulesWith(name, value).parameters[name as keyof NetworkParameters]).toBe(value);
    });

    it('refuses other values by its rule, and other sizes by their limits', () => {
      for (const value of refused)
        expect(() => rulesWith(name, value), String(value)).toThrow(
          `Expected \`${name}\` to be ${rule}, got`,
        );
      for (const value of [tooSmall, tooLarge])
        if (value !== undefined)
          expect(() => rulesWith(name, value), String(value)).toThrow(
            `Expected \`${name}\` to be a number with a size from ${sizes[0]} to ${sizes[1]}, got`,
          );
    });
  },
);

it('each parameter has its default', () => {
  const parameters = Object.keys(RANGES);
  expect(Object.keys(networkRules().parameters)).toEqual(parameters);
  const { parameters: before } = networkRules({ version: 'network-2024-10' });
  expect(before).toEqual({ ...networkRules().parameters, inferenceSlope: 1, reputerExponent: 3 });
});
