/** Images are drawn with small fonts, and show the same pixels as with the whole ones. */

import { readdirSync, readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { openSync } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { fontFiles, imageFontFiles, type FontFiles } from '../../src/report/font.js';
import { RUNS_ALL, some } from '../effort.js';

const small = imageFontFiles('');

function pixels(svg: string, { regular, bold }: FontFiles): Buffer {
  const font = { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font }).render().pixels;
}

function expectSamePixels(svg: string): void {
  expect(pixels(svg, imageFontFiles(svg)).equals(pixels(svg, fontFiles()))).toBe(true);
}

function svgOf(text: string, weight: string): string {
  const escaped = text.replace(/[&<]/g, (character) => `&#${character.codePointAt(0)!};`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="30"><text x="3" y="20" font-family="DejaVu Sans" font-size="13" font-weight="${weight}">${escaped}</text></svg>`;
}

/** Characters of a font file. 0xffff stands for those that it lacks. */
function charactersOf(file: string): number[] {
  const font = openSync(file);
  if (!('characterSet' in font)) throw new Error(`${file} is a collection of fonts`);
  return font.characterSet.filter((code) => code !== 0xffff);
}

describe('the small fonts of images', () => {
  it.each(['regular', 'bold'] as const)('are used for texts of their characters only: %s', (name) => {
    const held = new Set(charactersOf(small[name]));
    expect(held.size).toBeGreaterThan(400);
    for (const code of charactersOf(fontFiles()[name])) {
      const isSmall = imageFontFiles(String.fromCodePoint(code))[name] === small[name];
      expect(isSmall, `U+${code.toString(16)}`).toBe(held.has(code) || code === 0x0a || code === 0x09);
    }
  });

  it('draw random texts as the whole fonts do, with kerning and ligatures', () => {
    const characters = charactersOf(small.regular).map((code) => String.fromCodePoint(code));
    const letters = characters.filter((character) => /[a-zA-Z]/.test(character));
    const texts = fc.oneof(
      fc.string({ unit: fc.constantFrom(...characters), maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...letters, 'ffi', 'fl', 'AV', 'To', 'Te'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('normal', 'bold'), (text, weight) =>
        expectSamePixels(svgOf(text, weight)),
      ),
      // Each text is drawn twice.
      { numRuns: RUNS_ALL ? 100 : 12 },
    );
  });

  it('leave a text with another character to the whole fonts', () => {
    const svg = svgOf('Жuk', 'normal');
    expect(imageFontFiles(svg)).toEqual(fontFiles());
    expect(pixels(svg, small).equals(pixels(svg, fontFiles()))).toBe(false);
  });

  const results = new URL('../../results/', import.meta.url);
  const drawings = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svg'))
    .sort();
  // Every tenth committed drawing. Outside CI every fortieth.
  const tenth = drawings.filter((_, i) => i % 10 === 0);
  it.each(some(tenth, 4))('draw %s as the whole fonts do', (path) => {
    const svg = readFileSync(new URL(path, results), 'utf8');
    expect(imageFontFiles(svg)).toEqual(small);
    expectSamePixels(svg);
  });
});
