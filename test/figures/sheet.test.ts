import { expect, it } from 'vitest';
import { plainLabel, powerLabel, shortNumber, wrap } from '../../src/figures/sheet.js';

it('writes powers of ten with superscripts', () => {
  expect([1e-6, 1, 1e10, 0.02, 3.5e4].map(powerLabel)).toEqual(['10⁻⁶', '10⁰', '10¹⁰', '2×10⁻²', '3.5×10⁴']);
});

it('writes plain numbers with a minus sign', () => {
  expect([-20, 0.1 + 0.2, 0].map(plainLabel)).toEqual(['−20', '0.3', '0']);
});

it('shortens numbers to three significant digits', () => {
  expect([10 ** 0.5, 2, 1000].map(shortNumber)).toEqual(['3.16', '2', '1000']);
});

it('wraps between words, losing none', () => {
  const text = 'the quick brown fox jumps over the lazy dog';
  expect(wrap(text, 10).every((line) => line.length <= 10)).toBe(true);
  expect(wrap(text, 10).join(' ')).toBe(text);
  expect(wrap('unbreakable', 3)).toEqual(['unbreakable']);
});
