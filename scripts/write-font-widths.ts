/**
 * Writes the widths of all characters in the fonts of figures: `npm run font-widths`, after a change of the
 * fonts.
 */

import { writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { openSync } from 'fontkit';
import { format } from 'prettier';
import { fontFiles } from '../src/report/font.js';

/**
 * Widths by code point, up to the last one of the font; a character that the font lacks has the width of its
 * box.
 */
function widthsOf(file: string): { unitsPerEm: number; widths: Uint16Array } {
  const font = openSync(file);
  if (!('characterSet' in font)) throw new Error(`${file} is a collection of fonts, not a font`);
  const last = font.characterSet.reduce((most, code) => Math.max(most, code), 0);
  const widths = new Uint16Array(last + 1).fill(font.getGlyph(0).advanceWidth);
  for (const code of font.characterSet) widths[code] = font.glyphForCodePoint(code).advanceWidth;
  return { unitsPerEm: font.unitsPerEm, widths };
}

function literal(file: string): string {
  const { unitsPerEm, widths } = widthsOf(file);
  const packed = brotliCompressSync(widths).toString('base64');
  const lines = packed.match(/.{1,100}/g)!.join('\n');
  return `{ unitsPerEm: ${unitsPerEm}, packed: \`\n${lines}\` }`;
}

const { regular, bold } = fontFiles();
const text = `/**
 * Widths of the characters in the fonts of figures, in units of the font. Written by \`npm run font-widths\`;
 * a test compares them with the fonts.
 */

/** \`packed\`: 16-bit numbers by code point, compressed with Brotli, in base64. */
export const FONT_WIDTHS = { regular: ${literal(regular)}, bold: ${literal(bold)} } as const;
`;
const formatted = await format(text, { parser: 'typescript', printWidth: 110, singleQuote: true });
writeFileSync(new URL('../src/report/font-widths.ts', import.meta.url), formatted);
