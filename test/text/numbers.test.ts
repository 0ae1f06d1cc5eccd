import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  count,
  grouped,
  percent,
  percentRange,
  range,
  rounded,
  short,
  supported,
} from '../../src/text/numbers.js';

const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });

describe('numbers for people', () => {
  it('parse to the rounded value', () => {
    fc.assert(
      fc.property(
        positive,
        fc.integer({ min: 1, max: 15 }),
        (value, digits) => Number(short(value, digits)) === rounded(value, digits),
      ),
    );
    expect([short(0.05), short(0.0005), short(1e-9), short(1e21), short(Infinity), short(0)]).toEqual([
      '0.05',
      '0.0005',
      '1e-9',
      '1e21',
      'infinity',
      '0',
    ]);
  });

  it('have as many digits as their interval supports, four at most', () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 1e-3, max: 0.5, noNaN: true }), (value, share) => {
        const texts = supported(value, value * (1 - share), value * (1 + share));
        const digits = texts.value
          .replace(/e.*/, '')
          .replace('.', '')
          .replace(/^0+|0+$/g, '').length;
        expect(digits).toBeLessThanOrEqual(4);
        expect(Math.abs(Number(texts.value) - value)).toBeLessThanOrEqual(0.5 * share * value + 0.05 * value);
      }),
    );
    expect(supported(0.02541234, 0.0251, 0.0258)).toEqual({ value: '0.0254', low: '0.0251', high: '0.0258' });
    expect(supported(2, 2, 2).value).toBe('2');
    expect(supported(2, 1, Infinity).high).toBe('infinity');
  });

  it('shares in per cent have three digits, and are below 100 % for shares below 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
        const value = Number(percent(share).replace(' %', ''));
        expect(Math.abs(value / (100 * share) - 1)).toBeLessThanOrEqual(5.0001e-3);
        expect(value > 0 && value < 100).toBe(true);
      }),
    );
    expect([0, 1, 0.31, 0.95, 0.9951, 0.99996, 0.0004].map((share) => percent(share))).toEqual([
      '0 %',
      '100 %',
      '31 %',
      '95 %',
      '99.5 %',
      '99.996 %',
      '0.04 %',
    ]);
    expect(percentRange(0.94, 0.9531)).toBe('94.0 to 95.3 %');
    expect(percentRange(0.94, 0.9531, 2)).toBe('94 to 95 %');
    expect(percentRange(0.99, 1)).toBe('99 to 100 %');
    expect(percentRange(0.99996, 1)).toBe('99.996 to 100.000 %');
  });

  it('both ends of an interval have the same number of decimals, and none loses a digit', () => {
    const ends = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(ends, ends, fc.integer({ min: 1, max: 6 }), (a, b, digits) => {
        const texts = range(a, b, digits).split(' to ');
        const [first, second] = texts.map((text) => text.replace(/e.*/, '').split('.')[1]?.length ?? 0);
        expect(first).toBe(second);
        for (const [i, value] of [a, b].entries())
          expect(Math.abs(Number(texts[i]) - value)).toBeLessThanOrEqual(
            Math.abs(rounded(value, digits) - value) * (1 + 1e-9) + 1e-12 * value,
          );
      }),
    );
    expect([
      range(0.025, 0.0259),
      range(0.5, 1),
      range(0, 2.5),
      range(-0.3, 0.25),
      range(1234, 5678),
      range(9.9e-10, 1.25e-9),
      range(0, 1e-9),
      range(1, Infinity),
      range(0.0999, 0.1),
    ]).toEqual([
      '0.0250 to 0.0259',
      '0.5 to 1.0',
      '0 to 2.5',
      '-0.30 to 0.25',
      '1230 to 5680',
      '9.90e-10 to 1.25e-9',
      '0 to 1e-9',
      '1 to infinity',
      '0.0999 to 0.1000',
    ]);
    expect(supported(0.0254, 0.025, 0.0259)).toEqual({ value: '0.0254', low: '0.0250', high: '0.0259' });
  });
});

describe('counts', () => {
  it('have thousands separators and a singular or plural noun', () => {
    fc.assert(
      fc.property(fc.nat(), (n) => {
        expect(grouped(n)).toBe(n.toLocaleString('en'));
      }),
    );
    expect([count(0, 'draw'), count(1, 'draw'), count(1000, 'draw')]).toEqual([
      '0 draws',
      '1 draw',
      '1,000 draws',
    ]);
  });
});
