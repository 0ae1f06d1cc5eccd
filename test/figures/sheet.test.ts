import { expect, it } from 'vitest';
import { wrap, wrapEvenly } from '../../src/figures/sheet.js';

it('wrap breaks lines only between words and keeps every word', () => {
  const text = 'the quick brown fox jumps over the lazy dog';
  expect(wrap(text, 10).every((line) => line.length <= 10)).toBe(true);
  expect(wrap(text, 10).join(' ')).toBe(text);
  expect(wrap('unbreakable', 3)).toEqual(['unbreakable']);
});

it('wrapEvenly keeps numbers with their words, and makes lines of similar lengths', () => {
  const text = 'network-2026, 10 inferers, 3 forecasters, 3 reputers, 4,000 epochs, slope p 3, offset c 0.75';
  const lines = wrapEvenly(text, 41);
  expect(lines.join(' ')).toBe(text);
  for (const words of ['3 reputers', '4,000 epochs', 'p 3', 'c 0.75'])
    expect(lines.join('\n')).toContain(words);
  expect(wrapEvenly('less from draw to draw than with 3', 31)).toEqual([
    'less from draw to',
    'draw than with 3',
  ]);
});
