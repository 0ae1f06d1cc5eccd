/** Answers of the commands: code that a question does not need is not loaded. */

import { answer } from '../recommend/answer.js';
import type { Answer, Question } from '../recommend/question.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { beforeLongTask } from './interrupt.js';

/** From the fitted mapping, from the tables of other slopes and offsets, or from a simulation. */
export async function answerOf(question: Question, seed: number): Promise<Answer> {
  return answer(question, async () => {
    const { pNorm, cNorm } = question.formula;
    if (pNorm !== DEFAULT_OPTIONS.pNorm || cNorm !== DEFAULT_OPTIONS.cNorm) {
      const { answerFromLevers } = await import('../recommend/from-levers.js');
      const { COMMITTED_LEVERS } = await import('../recommend/committed-levers.js');
      const found = answerFromLevers(question, COMMITTED_LEVERS);
      if (found) return found;
    }
    beforeLongTask();
    const { answerBySimulation } = await import('../recommend/from-simulation.js');
    return answerBySimulation(question, seed);
  });
}
