/** Defects of any JSON file: invalid JSON, a value that is not an object, or a repeated key. */

import { damagedText, inserted, positions, type DamagedFile } from './text.js';

const NOT_OBJECTS = ['null', '[]', '"text"', '42', 'true', '{}', '[{}]', '-', 'NaN'];
const INVALID_NUMBERS = ['01', '+1', '.5', '1.', '0x10', 'NaN', '-Infinity', '1e', "'1'", 'nil', '1_000'];
/** The first integer that is the value of a field. */
const NUMBER = /(?<=: )\d+(?=,)/;

export function damagedJson(text: string): DamagedFile[] {
  const document = text.trim();
  return [
    ...damagedText(text),
    ...positions(document, 8).map((at): DamagedFile => [`cut at ${at}`, document.slice(0, at)]),
    ...positions(document, 4).map((at): DamagedFile => [
      `control character at ${at}`,
      inserted(document, at, [1]),
    ]),
    ...withoutPunctuation(document),
    ...NOT_OBJECTS.map((value, i): DamagedFile => [`not an object ${i}`, value]),
    ...INVALID_NUMBERS.map((value, i): DamagedFile => [`invalid number ${i}`, text.replace(NUMBER, value)]),
    ['comma at the end', text.replace(/\n\}\s*$/, ',\n}')],
    ['comma twice', text.replace(',', ',,')],
    ['line comment', text.replace('\n', ' // note\n')],
    ['block comment', text.replace('\n', ' /* note */\n')],
    ['single quotes', text.replaceAll('"', "'")],
    ['two documents', text + text],
    ['text after the document', `${text}x`],
    ...repeatedKeys(text),
    ['101 levels', document.replace('{', `{"x": ${'['.repeat(101)}${']'.repeat(101)},`)],
  ];
}

/** About sixteen documents, each without one character of punctuation that JSON needs. */
function withoutPunctuation(document: string): DamagedFile[] {
  const punctuation = [...document.matchAll(/[{}[\]:,"]/g)].map(({ index }) => index);
  return punctuation
    .filter((_, i) => i % Math.ceil(punctuation.length / 16) === 0)
    .map((at): [string, string] => [
      `without the character at ${at}`,
      document.slice(0, at) + document.slice(at + 1),
    ])
    .filter(([, content]) => !isJson(content));
}

function repeatedKeys(text: string): DamagedFile[] {
  const document = text.trim();
  const topKeys = Object.keys(JSON.parse(text) as object);
  const lastKey = [...text.matchAll(/"([^"]+)":/g)].at(-1)![1]!;
  const firstKeyEscaped = `\\u${topKeys[0]!.charCodeAt(0).toString(16).padStart(4, '0')}${topKeys[0]!.slice(1)}`;
  return [
    ...topKeys.map((key): DamagedFile => [`${key} twice`, document.replace('{', `{"${key}": null,`)]),
    ['a key twice, once escaped', document.replace('{', `{"${firstKeyEscaped}": 1,`)],
    ['last key twice', document.replaceAll(new RegExp(`"${lastKey}": `, 'g'), (key) => `${key}1, ${key}`)],
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Path = readonly (string | number)[];

/**
 * Replaces the value of a field.
 * @param raw the new value as JSON or invalid JSON; undefined removes the field
 */
export function withField(text: string, path: Path, raw: string | undefined): string {
  const document = JSON.parse(text) as Record<string | number, never>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>((value, key) => value[key] as never, document);
  const mark = '@@ here @@';
  if (raw === undefined) Reflect.deleteProperty(parent, path.at(-1)!);
  else
    // An assignment would not create a field named `__proto__`.
    Object.defineProperty(parent, path.at(-1)!, {
      value: mark,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return `${JSON.stringify(document, null, 1).replace(JSON.stringify(mark), () => raw!)}\n`;
}
