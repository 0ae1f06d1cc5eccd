/** Defects of any text file: an encoding other than UTF-8, or no content. */

export type DamagedFile = [defect: string, content: string | Buffer];

/** @returns `count` positions in a text, evenly spaced, without its ends */
export function positions(text: string, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * text.length) / count));
}

export function inserted(text: string, at: number, bytes: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))]);
}

/** Byte sequences that are not text in UTF-8. */
const INVALID_BYTES: readonly [defect: string, bytes: readonly number[]][] = [
  ['zero byte', [0]],
  ['byte ff', [0xff]],
  ['latin1', [0xe9]],
  ['surrogate', [0xed, 0xa0, 0x80]],
  ['overlong', [0xc0, 0xaf]],
  ['half a character', [0xe2, 0x82]],
];

const GZIP = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

export function damagedText(text: string): DamagedFile[] {
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
  const at = positions(text, INVALID_BYTES.length);
  return [
    ['empty', ''],
    ['blank lines', '\n \n\r\n\t\n'],
    ['byte order mark only', '\uFEFF'],
    ['utf16le', utf16],
    ['utf16be', Buffer.from(utf16).swap16()],
    ['utf16 without byte order mark', utf16.subarray(2)],
    ['gzip', Buffer.from(GZIP)],
    ...INVALID_BYTES.map(([defect, bytes], i): DamagedFile => [defect, inserted(text, at[i]!, bytes)]),
  ];
}

/** The same of a table of epochs, which may be UTF-16 with a byte order mark if it is complete. */
export function damagedTableText(text: string): DamagedFile[] {
  return damagedText(text).map(([defect, content]): DamagedFile =>
    /^utf16[bl]e$/.test(defect) ? [`${defect}, cut off`, content.slice(0, -1)] : [defect, content],
  );
}
