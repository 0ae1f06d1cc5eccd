import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, percent, percents, rounded, short, supported } from '../../src/text/numbers.js';

const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });

describe('numbers of the page', () => {
  it('read back as what they are, rounded', () => {
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

  it('have no more digits than their interval supports: the last one is at least a twentieth of its half-width', () => {
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

  it('are shares in percent, never rounded to none or all', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }), (share) => {
        const value = Number(percent(share).replace(' %', ''));
        expect(Math.abs(value - 100 * share)).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(value > 0 && value < 100).toBe(true);
      }),
    );
    expect([percent(0), percent(1), percent(0.31), percent(0.9951), percent(0.0004)]).toEqual([
      '0 %',
      '100 %',
      '31 %',
      '99.5 %',
      '0.04 %',
    ]);
    expect(percents(0.94, 0.953)).toBe('94 to 95 %');
  });
});

describe('escaping', () => {
  it('leaves nothing that HTML would read, and can be undone', () => {
    const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(.*?);/g, (_, name: string) => names[name]!)).toBe(text);
      }),
    );
  });
});
