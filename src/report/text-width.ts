import { brotliDecompressSync } from 'node:zlib';
import { FONT_WIDTHS } from './font-widths.js';

/**
 * Returns a function from a text to its width in one of the fonts of figures, in em. It ignores kerning,
 * which only makes a text narrower. The widths are stored, because a library that reads fonts takes longer to
 * load than to draw a figure.
 */
export function textWidth(weight: keyof typeof FONT_WIDTHS): (text: string) => number {
  const { unitsPerEm, packed } = FONT_WIDTHS[weight];
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'));
  const widths = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  // The fonts have no character 0: its width is that of the box for missing characters.
  const widthOf = (letter: string) => widths[letter.codePointAt(0)!] ?? widths[0]!;
  return (text) => Array.from(text).reduce((width, letter) => width + widthOf(letter), 0) / unitsPerEm;
}
