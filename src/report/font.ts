import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Paths of the regular and the bold font file that figures use. */
export type FontFiles = Readonly<Record<'regular' | 'bold', string>>;

export function fontFiles(): FontFiles {
  const require = createRequire(import.meta.url);
  return {
    regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  };
}

/** A character that the small files lack (fonts/README.md), except the white space of SVG. */
const RARE =
  /[^\n\t\u0020-\u007E\u00A0-\u017F\u0391-\u03A1\u03A3-\u03C9\u2010-\u2027\u2030\u2032\u2070\u2071\u2074-\u208E\u2090-\u209C\u2190-\u2193\u2202\u2206\u2208\u220F\u2211-\u2213\u221A\u221D\u221E\u2227-\u222B\u2248\u2260-\u2265]/u;

/**
 * The fonts of an image: small files with the same outlines if they hold every character. resvg reads the
 * whole file again for each text, which took a third of the time of an image.
 */
export function imageFontFiles(svg: string): FontFiles {
  if (RARE.test(svg)) return fontFiles();
  // Sources and compiled modules are in folders of the same depth.
  const pathOf = (name: string) => fileURLToPath(new URL(`../../src/report/fonts/${name}`, import.meta.url));
  return { regular: pathOf('dejavu-sans.ttf'), bold: pathOf('dejavu-sans-bold.ttf') };
}
