/**
 * Answers to settings: at once from committed tables, else from the worker, also from the epochs of a file.
 */

import { answer } from '../../recommend/answer.js';
import { answerFromLevers } from '../../recommend/from-levers.js';
import { withoutGroups } from '../../recommend/groups.js';
import type { CommittedLever } from '../../recommend/lever-tables.js';
import { withRepair } from '../../recommend/margin.js';
import { completeCriterion, type Answer, type Question } from '../../recommend/question.js';
import {
  completeRecommendOptions,
  recommendation,
  type Recommendation,
} from '../../recommend/recommendation.js';
import { recommendOptions, type State } from '../state.js';
import { BackgroundTasks, type FileOptions, type TaskKinds } from './background-tasks.js';
import type { ReadFile } from './file-panel.js';
import { RATIOS } from './ratio-chart.js';

/** Stands for an answer that is not known: only the upper bound is. */
const NO_ANSWER: Answer = {
  recommended: null,
  median: null,
  separable: { value: 0, low: 0, high: 0 },
  source: 'simulation',
  draws: 0,
  ratioLimit: null,
  slopeLimit: null,
  slopeLimitInterval: null,
};

/** A setting with its answer. */
export interface Setting {
  /** With std, mean and workers as they were estimated from a file. */
  state: State;
  question: Question;
  /** null while it is computed; an error if there is none. */
  found: Recommendation | Error | null;
  /** The epochs that answer. */
  file: ReadFile | null;
}

export class Answers {
  readonly #tasks: BackgroundTasks;

  /**
   * @param script text of the script that the worker runs
   * @param levers tables of other slopes and offsets
   * @param onAnswer called when an answer is ready
   */
  constructor(
    script: string,
    private readonly levers: readonly CommittedLever[],
    onAnswer: () => void,
  ) {
    this.#tasks = new BackgroundTasks(script, onAnswer);
  }

  useFile({ epochs }: ReadFile): void {
    this.#tasks.useEpochs(epochs);
  }

  of(state: State, file: ReadFile | null): Setting {
    if (file) return this.#fromFile(state, file);
    const options = completeRecommendOptions(recommendOptions(state));
    const { question, std } = options;
    const { ratio, workers } = question;
    const own = this.#answerOf(question);
    // Groups are compared with one normal distribution.
    const one = question.groups ? this.#answerOf(withoutGroups(question)) : own;
    const failed = [own, one].find((each) => each instanceof Error);
    const isKnown = own !== null && one !== null;
    const found =
      failed ??
      (isKnown
        ? withRepair(
            recommendation(options, own as Answer, null, question.groups ? (one as Answer) : null),
            question,
            this.levers,
          )
        : null);
    // Groups decide these three.
    const topic = question.groups ? { ...state, std, meanStdRatio: ratio, workers } : state;
    return { state: topic, question, found, file };
  }

  #answerOf(question: Question): Answer | Error | null {
    const given = answer(
      question,
      () => answerFromLevers(question, this.levers) ?? this.#tasks.outcomeOf('answer', question),
    );
    if (given === null || 'recommended' in given) return given;
    return 'result' in given ? given.result : new Error(given.error);
  }

  #fromFile(state: State, file: ReadFile): Setting {
    const outcome = this.#tasks.outcomeOf('fileAnswer', { file: file.id, options: fileOptions(state) });
    const result = outcome && ('result' in outcome ? outcome.result : new Error(outcome.error));
    const criterion = completeCriterion(fileOptions(state));
    if (result === null || result instanceof Error) {
      const { meanStdRatio: ratio, workers } = state;
      return { state, question: { ratio, workers, ...criterion }, found: result, file };
    }
    const { std, mean, workers } = result.question;
    const ratio = mean / std;
    return {
      state: { ...state, std, meanStdRatio: ratio, workers },
      question: { ratio, workers, ...criterion },
      found: result,
      file,
    };
  }

  /** Facts that are known without an answer. */
  unknown(state: State): Recommendation {
    return recommendation(completeRecommendOptions(recommendOptions(state)), NO_ANSWER);
  }

  /** Share of epochs that an epsilon separates, from many draws or from the file. @param epsilon dex */
  share({ state, question, file }: Setting, epsilon: number) {
    return file
      ? this.#result('fileShare', { file: file.id, options: fileOptions(state), epsilon })
      : this.#result('share', { question, epsilon: epsilon / state.std });
  }

  /** Largest epsilons of infinitely many workers at `RATIOS`; null while they are computed. */
  infinitelyMany({ question: { formula, factor, scheme } }: Setting): readonly (number | null)[] | null {
    const { pNorm, cNorm, mapping } = formula;
    const options = { pNorm, cNorm, mapping, factor, scheme };
    return this.#result('infinitelyMany', { ratios: RATIOS, options });
  }

  /** The result of a task; null until it is finished, or if it failed. */
  #result<K extends keyof TaskKinds>(kind: K, input: TaskKinds[K]['input']) {
    const outcome = this.#tasks.outcomeOf(kind, input);
    return outcome && 'result' in outcome ? outcome.result : null;
  }
}

function fileOptions({ confidence, factor, scheme, mapping, pNorm, cNorm, scoreStd }: State): FileOptions {
  return { confidence, factor, scheme, mapping, pNorm, cNorm, scoreStd };
}
