/** Columns that hold text: dates and numbers of epochs, words, or numbers with other signs. */

import { kindOfNumber } from './cells.js';
import { named } from './decisions.js';
import { keysOfTexts } from './epoch-order.js';
import { indexRank, INDEX_RANKS } from './names.js';
import { NetworkColumns } from './network-columns.js';

/** Texts of a column that are looked at. */
const MOST_WORDS = 1000;
/**
 * A number with a fraction, a percent sign or a currency, beside other signs or a unit: `**0.01**`, `1 %`,
 * `0.2 ms`.
 */
const DECORATED =
  /^[^\p{L}\d]*(?:[$€£¥₿][\d.,]*\d|\d[\d.,]*\s*[%‰]|(?!\d+(?:\.\d+){2})\d*[.,]\d+(?:e[-+]?\d+)?)(?:\s*[^\p{L}\d]*|\s*[a-zµ]{1,4})$/iu;

export class TextColumns extends NetworkColumns {
  protected decideTexts(): void {
    for (const column of [...this.where('undecided'), ...this.where('worker')]) {
      const { texts, label } = this.table.columns[column]!;
      if (texts === null) continue;
      if (this.isListed(column))
        throw this.refuse(`${named(label)} of --columns holds text, such as "${texts[0] ?? ''}"`, [
          'name columns of numbers',
        ]);
      const areWords = texts.slice(0, MOST_WORDS).every((text) => keysOfTexts([text]) === null);
      const isUnlisted = this.options.columns !== undefined && this.roles[column] === 'undecided';
      if (!isUnlisted && areWords) this.#checkWords(column, texts);
      if (!areWords || this.meanings[column] === 'perhaps index') this.roles[column] = 'index';
      else this.leaveOut(column, 'it holds text');
    }
  }

  #checkWords(column: number, texts: readonly string[]): void {
    const { label } = this.table.columns[column]!;
    const numbers = texts.filter((text) => kindOfNumber(text) === null && DECORATED.test(text));
    if (2 * numbers.length >= texts.length && texts.length > 0) {
      throw this.refuse(`${named(label)} holds numbers with other signs, such as "${numbers[0]}"`, [
        'write plain numbers',
        'if it is no worker, name the columns of the workers (--columns)',
      ]);
    }
    if (texts.length > 1 && texts.length === this.facts[column]!.values) {
      throw this.refuse(`${named(label)} holds another text in each row, such as "${texts[0]}"`, [
        `if these are epochs, add --index "${label}"`,
        'if these are workers, give one row per epoch and one column per worker, or a long table (epoch, worker, value)',
        'otherwise name the columns of the workers (--columns)',
      ]);
    }
  }

  /** Whether a column of texts numbers rows by its name only, so that it may as well hold workers. */
  protected isNameless(column: number): boolean {
    return this.table.columns[column]!.name === '' || indexRank(this.label(column)) === INDEX_RANKS - 1;
  }
}
