import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalHint, decimalOf, isLikeNumber, percentageOf } from '../../src/text/decimal.js';
import { runs } from '../effort.js';

describe('decimalOf', () => {
  it('reads every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decimalOf(String(value))).toBe(Object.is(value, -0) ? 0 : value);
        expect(decimalOf(value.toExponential())).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });

  it.each([
    ['.5', 0.5],
    ['5.', 5],
    ['+5', 5],
    ['-1E+2', -100],
    [' 7 ', 7],
    ['0e400', 0],
    ['007', 7],
  ])('reads %j as %d', (word, value) => expect(decimalOf(word)).toBe(value));

  it.each([
    ...['', ' ', '.', '-', 'e5', '1e', '1e+', '1e5.5', '1 2', '--1', '+-1', '1.2.3', '0x10', '0b1', '0o7'],
    ...['1_000', '1,5', '1n', '1f', '５', '−5', 'inf', 'Infinity', 'nan', 'NaN', 'null', '1%', '1e400'],
    ...['-1e400', '1e-400', '-1e-400', '0.1e-330', `0.${'0'.repeat(400)}1`],
  ])('does not read %j', (word) => expect(decimalOf(word)).toBeUndefined());
});

describe('percentageOf', () => {
  it.each([
    ['95%', 0.95],
    ['99.9 %', 0.999],
    ['9.4e1%', 0.94],
    ['.5%', 0.005],
    ['29%', 0.29],
  ])('reads %j as %d, the double nearest to it', (word, value) => expect(percentageOf(word)).toBe(value));

  it.each(['95', '%', 'x%', '1,5%', '95%%', '95%5'])('does not read %j', (word) =>
    expect(percentageOf(word)).toBeUndefined(),
  );
});

describe('decimalHint', () => {
  it.each([
    ['1e-400', ': too small for double precision'],
    ['1e400', ': too large for double precision'],
    ['0,05', '; write 0.05, with a decimal point'],
    ['-,5', '; write -.5, with a decimal point'],
    ['1,000', '; write 1.000, with a decimal point, or 1000, without separators'],
    ['1.234,5', '; write 1234.5, without separators'],
    ['1,234.5', '; write 1234.5, without separators'],
    ['1.000.000', '; write 1000000, without separators'],
    ['1 000', '; write 1000, without separators'],
    ["1'000", '; write 1000, without separators'],
    ['1_000', '; write 1000, without separators'],
    ['0x10', '; write 16'],
    ['0b11', '; write 3'],
    ['５', '; write 5'],
    ['−5', '; write -5'],
    ['–０，５', '; write -0.5, with a decimal point'],
    ['5%', '; write 0.05'],
    ['abc', ''],
    ['1e', ''],
    ['-inf', ''],
  ])('%j: %j', (word, hint) => expect(decimalHint(word)).toBe(hint));

  it('leaves out ways that break the rule', () => {
    expect(decimalHint('1,000', (value) => value >= 2)).toBe('; write 1000, without separators');
    expect(decimalHint('0x10', (value) => value > 20)).toBe('');
  });

  it('names only words that decimalOf reads', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789.,_ eExX-+%５')),
      maxLength: 12,
    });
    fc.assert(
      fc.property(digits, (word) => {
        const way = /^; write ([^ ,]+)/.exec(decimalHint(word))?.[1];
        if (way !== undefined) expect(decimalOf(way)).toBeDefined();
      }),
      { numRuns: runs(2000) },
    );
  });
});

it.each([
  ['5', true],
  ['-inf', true],
  ['NaN', true],
  ['0x1f', true],
  ['1e', true],
  ['1_000', true],
  ['95 %', true],
  ['５', true],
  ['−.5', true],
  ['a', false],
  ['info', false],
  ['2024-01-01', false],
  ['1.csv', false],
  ['-', false],
  ['', false],
])('isLikeNumber(%j) is %s', (word, expected) => expect(isLikeNumber(word)).toBe(expected));
