import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapLines } from '../../src/text/wrapping.js';

it('breaks long lines between words, below the last column of a table', () => {
  expect(wrapLines('one two three', 13)).toBe('one two three');
  expect(wrapLines('one two three', 12)).toBe('one two\nthree');
  expect(wrapLines('  one two three', 10)).toBe('  one two\n    three');
  expect(wrapLines('unbreakable text', 5)).toBe('unbreakable\ntext');
  const row = '  choose   0.0005   harms none of the simulated kinds of topics';
  expect(wrapLines(row, 45)).toBe(
    '  choose   0.0005   harms none of the\n                    simulated kinds of topics',
  );
  // There is no room below the last column.
  expect(wrapLines(row, 40)).toBe('  choose   0.0005   harms none of the\n    simulated kinds of topics');
});

it('measures wide letters', () => {
  expect(wrapLines('日本 語', 6)).toBe('日本\n語');
  expect(wrapLines('日本 語', 7)).toBe('日本 語');
});

it('keeps every word whole and in order, and no line too wide that could be narrower', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12} {1,3}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.nat(8), fc.integer({ min: 10, max: 60 }), (list, margin, width) => {
      const line = ' '.repeat(margin) + list.join('').trimEnd();
      const wrapped = wrapLines(line, width);
      expect(wrapped.split(/\s+/).join(' ').trim()).toBe(line.split(/ +/).join(' ').trim());
      for (const each of wrapped.split('\n')) if (each.length > width) expect(each.trim()).not.toContain(' ');
    }),
  );
});
