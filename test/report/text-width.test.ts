import { Resvg } from '@resvg/resvg-js';
import { openSync } from 'fontkit';
import { expect, it } from 'vitest';
import { fontFiles } from '../../src/report/font.js';
import { textWidth } from '../../src/report/text-width.js';

const files = fontFiles();

it.each(['regular', 'bold'] as const)('measures text as resvg draws it, %s', (weight) => {
  const widthOf = textWidth(weight);
  const font = {
    fontFiles: Object.values(files),
    loadSystemFonts: false,
    defaultFontFamily: 'DejaVu Sans',
  };
  const drawn = (text: string) =>
    new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text font-family="DejaVu Sans" font-size="100" font-weight="${weight === 'bold' ? 'bold' : 'normal'}">${text}</text></svg>`,
      { font },
    ).getBBox()!.width;
  // Equal letters have no kerning, and a second one adds exactly its advance width.
  for (const character of 'aW1m⁻⁰⁹₁≥×−') {
    expect(drawn(character.repeat(3)) - drawn(character.repeat(2))).toBeCloseTo(100 * widthOf(character), 0);
  }
  expect(widthOf('ab')).toBeCloseTo(widthOf('a') + widthOf('b'), 12);
  expect(widthOf('')).toBe(0);
});

it.each(['regular', 'bold'] as const)('the stored widths are those of the font, %s', (weight) => {
  const font = openSync(files[weight]);
  if (!('characterSet' in font)) throw new Error('expected a font');
  const widthOf = textWidth(weight);
  const missing = [0, 0xe123, 0x1f999, 0x10ffff];
  const differing = [...font.characterSet, ...missing].filter(
    (code) =>
      widthOf(String.fromCodePoint(code)) !== font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm,
  );
  expect(font.characterSet.length).toBeGreaterThan(5000);
  expect(differing).toEqual([]);
});
