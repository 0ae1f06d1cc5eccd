/**
 * Computations that take longer than a frame. A worker performs them, so that the page keeps reacting to the
 * user.
 */

import type { Epochs } from '../../epochs/epochs.js';
import { recommendationFromData } from '../../recommend/from-data.js';
import { answerBySimulation } from '../../recommend/from-simulation.js';
import {
  completeCriterion,
  completeScoreStd,
  type Answer,
  type Criterion,
  type Question,
} from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { separation } from '../../recommend/separation.js';
import type { Estimate } from '../../statistics/intervals.js';
import { preciseShareOf } from './epoch-store.js';
import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../../theory/infinite-workers.js';

/** Options of an answer from a file, which replaces std, mean and workers. */
export interface FileOptions extends Criterion {
  scoreStd: number | null;
}

/** Input and result of each kind of task. */
export interface TaskKinds {
  answer: { input: Question; result: Answer };
  /** Share of epochs that an epsilon separates, in stds of the regrets, from many draws. */
  share: { input: { question: Question; epsilon: number }; result: ReturnType<typeof preciseShareOf> };
  /** The answer from the epochs of a file, and the share of them that an epsilon separates. */
  fileAnswer: { input: { file: number; options: FileOptions }; result: Recommendation };
  fileShare: { input: { file: number; options: FileOptions; epsilon: number }; result: Estimate };
  /** Largest epsilon of infinitely many workers at each mean / std, in stds of the regrets; null: none. */
  infinitelyMany: {
    input: { ratios: readonly number[]; options: GaussianEpsilonOptions };
    result: (number | null)[];
  };
}
type Kind = keyof TaskKinds;

/** Most urgent first. */
const KINDS: readonly Kind[] = ['fileAnswer', 'answer', 'fileShare', 'share', 'infinitelyMany'];

type Outcome<K extends Kind> = { result: TaskKinds[K]['result'] } | { error: string };
type Task = { [K in Kind]: { kind: K; input: TaskKinds[K]['input'] } }[Kind];

function perform(task: Task): Outcome<Kind> {
  try {
    if (task.kind === 'answer') return { result: answerBySimulation(task.input, 0) };
    if (task.kind === 'fileAnswer') return { result: fileAnswer(task.input.options) };
    if (task.kind === 'fileShare') return { result: fileShare(task.input.options, task.input.epsilon) };
    if (task.kind === 'share') return { result: preciseShareOf(task.input.question, task.input.epsilon) };
    const { ratios, options } = task.input;
    return { result: ratios.map((ratio) => gaussianMaxEpsilon(ratio, options)) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Epochs of the file, which stay on this thread. */
let epochs: Epochs | null = null;

function fileAnswer({ scoreStd, ...criterion }: FileOptions): Recommendation {
  const options = { scoreStd: completeScoreStd(scoreStd ?? undefined), seed: 0 };
  return recommendationFromData(epochs!, completeCriterion(criterion), options, null);
}

function fileShare({ scoreStd: _, ...criterion }: FileOptions, epsilon: number): Estimate {
  return separation(epochs!, epsilon, completeCriterion(criterion)).separated;
}

/** Makes this thread, a worker, perform each task that it receives. */
export function performReceivedTasks(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Task | { epochs: Epochs }>) => void;
    postMessage: (outcome: Outcome<Kind>) => void;
  };
  scope.onmessage = ({ data }) => {
    if ('epochs' in data) epochs = data.epochs;
    else scope.postMessage(perform(data));
  };
}

/** Number of stored outcomes at which all are dropped. It limits the memory of a page that stays open. */
const MOST_OUTCOMES = 500;

/** Milliseconds before a task is performed in the page itself, so that the page is drawn first. */
const DELAY_WITHOUT_WORKER = 50;

/** Queue of tasks and store of their outcomes. Of each kind, only the task that was asked for last waits. */
export class BackgroundTasks {
  readonly #outcomes = new Map<string, Outcome<Kind>>();
  readonly #waiting = new Map<Kind, { key: string; task: Task }>();
  #running: { key: string; task: Task } | null = null;
  #worker: Worker | null = null;

  /**
   * @param script text of the script that the worker runs
   * @param onOutcome called after each finished task
   */
  constructor(
    script: string,
    private readonly onOutcome: () => void,
  ) {
    try {
      const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      this.#worker = new Worker(address);
      this.#worker.onmessage = ({ data }: MessageEvent<Outcome<Kind>>) => this.#finish(data);
      this.#worker.onerror = () => this.#continueWithoutWorker();
    } catch {
      // Some browsers start no worker for a page from a file. The page then performs the tasks itself.
      this.#worker = null;
    }
  }

  /** Gives the tasks the epochs of a file. */
  useEpochs(given: Epochs): void {
    epochs = given;
    this.#worker?.postMessage({ epochs: given });
  }

  /** The outcome of a task; null while the task waits or runs. The page calls this whenever it is drawn. */
  outcomeOf<K extends Kind>(kind: K, input: TaskKinds[K]['input']): Outcome<K> | null {
    const key = kind + JSON.stringify(input);
    const outcome = this.#outcomes.get(key);
    if (outcome) {
      this.#waiting.delete(kind);
      return outcome;
    }
    if (key !== this.#running?.key) {
      this.#waiting.set(kind, { key, task: { kind, input } as Task });
      this.#startNext();
    }
    return null;
  }

  #startNext(): void {
    const kind = KINDS.find((each) => this.#waiting.has(each));
    if (this.#running || !kind) return;
    this.#running = this.#waiting.get(kind)!;
    this.#waiting.delete(kind);
    this.#start(this.#running.task);
  }

  #start(task: Task): void {
    if (this.#worker) this.#worker.postMessage(task);
    else setTimeout(() => this.#finish(perform(task)), DELAY_WITHOUT_WORKER);
  }

  #finish(outcome: Outcome<Kind>): void {
    if (this.#outcomes.size > MOST_OUTCOMES) this.#outcomes.clear();
    this.#outcomes.set(this.#running!.key, outcome);
    this.#running = null;
    this.#startNext();
    this.onOutcome();
  }

  #continueWithoutWorker(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#running) this.#start(this.#running.task);
  }
}
