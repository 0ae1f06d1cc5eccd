/**
 * Computations that take longer than a frame. A worker performs them, so that the page keeps reacting to the
 * user.
 */

import { answerBySimulation } from '../../recommend/from-simulation.js';
import type { Answer, Question } from '../../recommend/question.js';
import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../../theory/infinite-workers.js';

/** Input and result of each kind of task. */
export interface TaskKinds {
  answer: { input: Question; result: Answer };
  /** Largest epsilon of infinitely many workers at each mean / std, in stds of the regrets; null: none. */
  infinitelyMany: {
    input: { ratios: readonly number[]; options: GaussianEpsilonOptions };
    result: (number | null)[];
  };
}
type Kind = keyof TaskKinds;

/** Most urgent first. */
const KINDS: readonly Kind[] = ['answer', 'infinitelyMany'];

type Outcome<K extends Kind> = { result: TaskKinds[K]['result'] } | { error: string };
type Task = { [K in Kind]: { kind: K; input: TaskKinds[K]['input'] } }[Kind];

function perform(task: Task): Outcome<Kind> {
  try {
    if (task.kind === 'answer') return { result: answerBySimulation(task.input, 0) };
    const { ratios, options } = task.input;
    return { result: ratios.map((ratio) => gaussianMaxEpsilon(ratio, options)) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Makes this thread, a worker, perform each task that it receives. */
export function performReceivedTasks(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Task>) => void;
    postMessage: (outcome: Outcome<Kind>) => void;
  };
  scope.onmessage = ({ data }) => scope.postMessage(perform(data));
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
