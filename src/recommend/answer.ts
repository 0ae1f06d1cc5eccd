/** The answer to a question: from the fitted mapping where it covers the question, else from a simulation. */

import { answerFromFit } from './from-fit.js';
import type { Answer, Question } from './question.js';

/**
 * @param simulate draws regrets now. It is passed in because callers differ: the library simulates at once,
 *   the command loads the simulation only when it is needed, and the page asks its background worker. So its
 *   result may be an answer, a promise of one, or a state.
 */
export function answer<T>(question: Question, simulate: (question: Question) => T): Answer | T {
  return answerFromFit(question) ?? simulate(question);
}
