import fc from 'fast-check';
import { anyCharacter, textOfAnyCharacters } from '../any-text.js';
import { describe, expect, it } from 'vitest';
import { shortText, shownWord, visible, visibleLines } from '../../src/text/visible.js';

describe('visible', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u009b31m', '\\u009b31m'],
    ['a\nb\tc\r', 'a\\u000ab\\u0009c\\u000d'],
    ['\u007f\u0000', '\\u007f\\u0000'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u2028\u2066\u200f', '\\u2028\\u2066\\u200f'],
    ['\ud800', '\\ud800'],
    ['Zürich 数 😀', 'Zürich 数 😀'],
  ])('%j is %j', (text, expected) => expect(visible(text)).toBe(expected));

  it('leaves no character that controls a terminal', () => {
    fc.assert(
      fc.property(textOfAnyCharacters(), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e]/u);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });
});

describe('visibleLines', () => {
  it('keeps line ends', () => expect(visibleLines('a\u001b\nb')).toBe('a\\u001b\nb'));

  it('keeps the meaning of JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: anyCharacter }), (value) => {
        const text = JSON.stringify(value, null, 2);
        expect(JSON.parse(visibleLines(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

it('shortText cuts long texts', () => {
  expect(shortText('x'.repeat(60))).toBe('x'.repeat(60));
  expect(shortText('x'.repeat(61))).toBe(`${'x'.repeat(57)}...`);
});

it.each([
  ['a', 'a'],
  ['--x=1', '--x=1'],
  ['', '""'],
  ['a b', '"a b"'],
  ['ü', '"ü"'],
  ['\u009b', '"\\u009b"'],
])('shownWord(%j) is %s', (word, expected) => expect(shownWord(word)).toBe(expected));
