import { createRequire } from 'node:module';

/** Where the two faces that figures use are installed. */
export function fontFiles(): { regular: string; bold: string } {
  const require = createRequire(import.meta.url);
  return {
    regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  };
}

/** The width of a text in ems, in one of the font files. Kerning, which only narrows, is left out. */
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
