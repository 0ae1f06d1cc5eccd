import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "..."?` if one of the choices is similar to the word, otherwise an empty text. */
export function didYouMean(word: string, choices: readonly string[]): string {
  if (choices.length === 0) return '';
  const best = closest(word.toLowerCase(), choices);
  const edits = distance(word.toLowerCase(), best);
  return edits < best.length && edits <= Math.max(2, best.length / 3) ? `; did you mean "${best}"?` : '';
}
