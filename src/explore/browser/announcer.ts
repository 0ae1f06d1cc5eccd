/** Announces changes to screen readers: one text for each change, after the page has settled. */

import { byId, writeText } from './elements.js';

/** Milliseconds without a change before it is announced. */
const DELAY = 700;

export class Announcer {
  #timer = 0;
  /** The parts that were announced last. */
  #announced: readonly string[] = [];

  /**
   * Announces the parts that differ from those announced last.
   * @param parts of the state of the page, each of them a sentence or empty; null while an answer is computed
   */
  settle(parts: readonly string[] | null): void {
    clearTimeout(this.#timer);
    if (parts === null) return;
    this.#timer = setTimeout(() => {
      const changed = parts.filter((part, i) => part !== '' && part !== this.#announced[i]);
      this.#announced = parts;
      if (changed.length > 0) writeText(byId('announcement'), changed.join(' '));
    }, DELAY);
  }

  /** Announces the effect of a button at once. */
  say(text: string): void {
    writeText(byId('announcement'), text);
  }
}
