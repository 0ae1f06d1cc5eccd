import fc from 'fast-check';

/** From here to {@link AFTER_HALVES}, numbers mean halves of characters. */
const HALVES = 0xd800;
const AFTER_HALVES = 0xe000;
const COUNT = AFTER_HALVES - HALVES;

/**
 * Any character of Unicode. The unit 'binary' gives the same ones, but takes seconds, because it fills a
 * table of all characters.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - COUNT }).map(
  (index) => String.fromCodePoint(index < HALVES ? index : index + COUNT),
  (text) => {
    if (!/^[^\p{Cs}]$/su.test(text as string)) throw new Error('not a character');
    const code = (text as string).codePointAt(0)!;
    return code < HALVES ? code : code - COUNT;
  },
);

/** Texts of any characters; some are names that every object inherits. */
export const textOfAnyCharacters = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: anyCharacter, ...(maxLength !== undefined && { maxLength }) });
