import { createRequire } from 'node:module';

/** Paths of the regular and the bold font file that figures use. */
export function fontFiles(): { regular: string; bold: string } {
  const require = createRequire(import.meta.url);
  return {
    regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  };
}

/**
 * Returns a function from a text to its width in one of the font files, in em. It ignores kerning, which only
 * makes a text narrower.
 */
export async function readTextWidth(file: string): Promise<(text: string) => number> {
  const fontkit = await import('fontkit');
  const font = fontkit.openSync(file);
  if (!('glyphForCodePoint' in font)) throw new Error(`${file} is a collection of fonts, not a font`);
  return (text) =>
    Array.from(text).reduce(
      (width, letter) => width + font.glyphForCodePoint(letter.codePointAt(0)!).advanceWidth,
      0,
    ) / font.unitsPerEm;
}
