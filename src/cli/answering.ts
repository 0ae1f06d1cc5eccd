/** Answers of the commands: code that a question does not need is not loaded. */

import { answer } from '../recommend/answer.js';
import type { Answer, Question } from '../recommend/question.js';
import { inTurns } from '../run/turns.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { beforeLongTask } from './interrupt.js';

/**
 * Most workers of a simulation in turns, between which signals are answered: each then takes half a second at
 * most. Another thread would take longer to start than most simulations take.
 */
const MOST_IN_TURNS = 100;

/** From the fitted mapping, from the tables of other slopes and offsets, or from a simulation. */
async function answerOf(question: Question, seed: number): Promise<Answer> {
  return answer(question, async () => {
    const { pNorm, cNorm } = question.formula;
    if (pNorm !== DEFAULT_OPTIONS.pNorm || cNorm !== DEFAULT_OPTIONS.cNorm) {
      const { answerFromLevers } = await import('../recommend/from-levers.js');
      const { COMMITTED_LEVERS } = await import('../recommend/committed-levers.js');
      const found = answerFromLevers(question, COMMITTED_LEVERS);
      if (found) return found;
    }
    if (question.workers > MOST_IN_TURNS) beforeLongTask();
    const { simulationSteps } = await import('../recommend/from-simulation.js');
    return inTurns(simulationSteps(question, seed));
  });
}

/** The answer, and of groups also that for one normal distribution. */
export async function answersTo({ question, seed }: { question: Question; seed: number }) {
  const found = await answerOf(question, seed);
  if (!question.groups) return { found, one: null };
  const { withoutGroups } = await import('../recommend/groups.js');
  return { found, one: await answerOf(withoutGroups(question), seed) };
}
