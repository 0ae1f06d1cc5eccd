import { expect, it } from 'vitest';
import { meanLabel, plainLabel, powerLabel, withMinusSigns } from '../../src/figures/labels.js';
import { short } from '../../src/text/numbers.js';

it('writes powers of ten with superscripts', () => {
  expect([1e-6, 1, 1e10, 0.02, 3.5e4].map(powerLabel)).toEqual(['10⁻⁶', '10⁰', '10¹⁰', '2×10⁻²', '3.5×10⁴']);
});

it('writes plain numbers with a minus sign', () => {
  expect([-20, 0.1 + 0.2, 0].map((value) => plainLabel(value))).toEqual(['−20', '0.3', '0']);
});

it('writes minus signs in names, but leaves hyphens', () => {
  expect(
    ['c -0.5', '-2', 'p 3, c -.5', 'network-2026', 'far-apart', '1e-6', '2-3'].map(withMinusSigns),
  ).toEqual(['c −0.5', '−2', 'p 3, c −.5', 'network-2026', 'far-apart', '1e-6', '2-3']);
});

it('writes a mean in std, except zero', () => {
  expect([-0.5, 0, 2].map(meanLabel)).toEqual(['mean −0.5 std', 'mean 0', 'mean 2 std']);
});

it('shortens numbers to three significant digits', () => {
  expect([10 ** 0.5, 2, 1000].map((value) => short(value))).toEqual(['3.16', '2', '1000']);
});
