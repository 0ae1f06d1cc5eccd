import { distance } from 'fastest-levenshtein';

/** `; did you mean "..."?` if one of the choices is similar to the word, otherwise an empty text. */
export function didYouMean(word: string, choices: readonly string[]): string {
  const typed = word.toLowerCase();
  const edits = new Map(choices.map((choice) => [choice, editsBetween(typed, choice)]));
  const [best] = [...choices].sort((a, b) => edits.get(a)! - edits.get(b)!);
  if (best === undefined) return '';
  const fewest = edits.get(best)!;
  return fewest < best.length && fewest <= Math.max(2, best.length / 3) ? `; did you mean "${best}"?` : '';
}

/** The suggestion for the first word of a list that is no choice; null if all are choices. */
export function hintForList(words: readonly string[], choices: readonly string[]): string | null {
  const wrong = words.find((word) => !choices.includes(word));
  return wrong === undefined ? null : didYouMean(wrong, choices);
}

/** Letters to insert, remove or replace. Two letters in the wrong order are one mistake, not two. */
function editsBetween(typed: string, choice: string): number {
  const letters = (text: string) => Array.from(text).sort().join('');
  const isReordered = typed.length === choice.length && letters(typed) === letters(choice);
  return distance(typed, choice) - Number(isReordered);
}
