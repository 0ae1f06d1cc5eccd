import { Resvg } from '@resvg/resvg-js';
import { expect, it } from 'vitest';
import { fontFiles, readTextWidth } from '../../src/report/font.js';

const { regular, bold } = fontFiles();

it.each([
  ['regular', regular],
  ['bold', bold],
])('measures text as resvg draws it, %s', async (weight, file) => {
  const widthOf = await readTextWidth(file);
  const font = { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
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
