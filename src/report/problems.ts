/** Problems of results that are drawn all the same, with a note in each figure. */

import { count } from '../text/numbers.js';

export class Problems {
  readonly #folder: string;
  #first = '';
  #count = 0;

  /** @param folder of the results, which the note does not repeat */
  constructor(folder: string) {
    this.#folder = folder;
  }

  readonly add = (problem: string): void => {
    this.#count++;
    if (this.#count === 1) this.#first = problem.replace(this.#folder, '').replace(/^[\\/]+/, '');
  };

  /** One sentence, or an empty text without problems. */
  note(): string {
    if (this.#count === 0) return '';
    const others = this.#count === 1 ? '' : `, the first of ${count(this.#count, 'problem')}`;
    return `Drawn although these results were changed: ${this.#first}${others}.`;
  }
}
