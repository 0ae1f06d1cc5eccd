import { expect, it } from 'vitest';
import { wrap } from '../../src/figures/sheet.js';

it('wrap breaks lines only between words and keeps every word', () => {
  const text = 'the quick brown fox jumps over the lazy dog';
  expect(wrap(text, 10).every((line) => line.length <= 10)).toBe(true);
  expect(wrap(text, 10).join(' ')).toBe(text);
  expect(wrap('unbreakable', 3)).toEqual(['unbreakable']);
});
