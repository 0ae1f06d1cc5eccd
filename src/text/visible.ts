/** Texts of users and files inside messages: without characters that control a terminal. */

/**
 * Control characters (C0, DEL, C1 with U+009B, which starts escape sequences like ESC [), halves of a
 * surrogate pair, line separators, and marks that reorder the text after them.
 */
const CONTROL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text with every control character as an escape, such as `\u001b`; also line ends. */
export function visible(text: string): string {
  return text.replace(CONTROL, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The same for an output of several lines: keeps line ends. Inside the strings of JSON the escapes are those
 * of JSON, so the document keeps its meaning.
 */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** Most characters of a text in a message. */
const MOST_CHARACTERS = 60;

/** A short text for a message, without control characters. */
export function shortText(text: string): string {
  return visible(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text);
}

/**
 * A word of the command line in a message. It is quoted if it is empty, or has blanks or letters like them.
 */
export function shownWord(word: string): string {
  return shortText(/^[\x21-\x7e]+$/.test(word) ? word : JSON.stringify(word));
}
