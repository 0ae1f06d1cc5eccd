/**
 * Names that are alike, as those of workers often are: `a`, `b`, `c`; `w1`, `w2`; `loss_alice`, `loss_bob`.
 */

import { plainName } from './names.js';

/** Fewest names of one kind that are more than chance. */
const FEWEST = 3;

/** Whether a name is the address of a worker. */
export function isAddress(name: string): boolean {
  return /^(allo|cosmos|0x)[a-z\d]{8,}$/.test(plainName(name));
}

/** Kinds of a name. Names of one kind are alike. */
function kindsOf(name: string): string[] {
  const plain = plainName(name);
  if (/^\d+$/.test(plain)) return ['number'];
  if (/^\p{L}$/u.test(plain)) return ['letter'];
  if (isAddress(name)) return ['address'];
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const stem = plain.replace(/\d+\p{L}?$/u, '');
  const numbered = stem === plain ? [] : [stem.length <= 2 ? 'code' : `${stem} with a number`];
  const [first, last] = [words[0]!, words.at(-1)!];
  return words.length < 2 ? numbered : [...numbered, `${first} first`, `${last} last`];
}

/** Whether a letter is not one of those that others go through: `y` beside `a`, `b` and `c`. */
function isOutOfOrder(letter: string, names: readonly string[]): boolean {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  const run = Array.from(alphabet).findIndex((each) => !names.includes(each));
  return run >= FEWEST && letter.length === 1 && alphabet.indexOf(letter) > run;
}

/**
 * Indices of the names that are alike to others, and of those that are alike to none.
 * @returns none if fewer names are alike than not
 */
export function familiesOf(names: readonly string[]): { alike: number[]; unlike: number[] } {
  const plain = names.map(plainName);
  const kinds = plain.map((name, i) => (isOutOfOrder(name, plain) ? [] : kindsOf(names[i]!)));
  const counts = new Map<string, number>();
  for (const kind of kinds.flat()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const isFamily = (kind: string) => counts.get(kind)! >= FEWEST;
  const indices = [...names.keys()];
  const alike = indices.filter((i) => kinds[i]!.some(isFamily));
  const unlike = indices.filter((i) => kinds[i]!.every((kind) => counts.get(kind) === 1));
  return alike.length > unlike.length ? { alike, unlike } : { alike: [], unlike: [] };
}
