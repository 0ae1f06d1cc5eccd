/** What takes longer than a frame is computed beside the page, so that sliders stay fluid. */

import { gaussianMaxEpsilon, type GaussianEpsilonOptions } from '../../theory/infinite-workers.js';
import { answerBySimulation } from '../../recommend/from-simulation.js';
import type { Answer, Question } from '../../recommend/question.js';

/** Jobs by kind, most urgent first; of each kind only the last that was asked for is of interest. */
export interface Jobs {
  answer: { asks: Question; gives: Answer };
  /** Largest epsilons of infinitely many workers at each ratio. */
  curve: { asks: { ratios: readonly number[]; options: GaussianEpsilonOptions }; gives: (number | null)[] };
}
type Kind = keyof Jobs;
const KINDS: readonly Kind[] = ['answer', 'curve'];

type Outcome<K extends Kind> = { gives: Jobs[K]['gives'] } | { error: string };
type Task = { [K in Kind]: { kind: K; asks: Jobs[K]['asks'] } }[Kind];

function perform(task: Task): Outcome<Kind> {
  try {
    if (task.kind === 'answer') return { gives: answerBySimulation(task.asks, 0) };
    return { gives: task.asks.ratios.map((ratio) => gaussianMaxEpsilon(ratio, task.asks.options)) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** The worker's side. */
export function serve(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Task>) => void;
    postMessage: (outcome: Outcome<Kind>) => void;
  };
  scope.onmessage = ({ data }) => scope.postMessage(perform(data));
}

/** The page's side: remembers what came out, and does one job at a time. */
export class Background {
  readonly #known = new Map<string, Outcome<Kind>>();
  readonly #wanted = new Map<Kind, { key: string; task: Task }>();
  #running: string | null = null;
  #worker: Worker | null = null;

  /**
   * @param script text of the script that the worker runs
   * @param onDone called whenever there is something new
   */
  constructor(
    script: string,
    private readonly onDone: () => void,
  ) {
    try {
      const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      this.#worker = new Worker(address);
      this.#worker.onmessage = ({ data }: MessageEvent<Outcome<Kind>>) => this.#finish(data);
      // A browser that starts no workers here: the page computes by itself, and stands still meanwhile.
      this.#worker.onerror = () => this.#dismiss();
    } catch {
      this.#worker = null;
    }
  }

  /** What came of a job; null until it is done. Asked for again and again, as the page is drawn. */
  outcome<K extends Kind>(kind: K, asks: Jobs[K]['asks']): Outcome<K> | null {
    const key = kind + JSON.stringify(asks);
    const known = this.#known.get(key);
    if (known) {
      this.#wanted.delete(kind);
      return known;
    }
    if (key !== this.#running) {
      this.#wanted.set(kind, { key, task: { kind, asks } as Task });
      this.#next();
    }
    return null;
  }

  #next(): void {
    if (this.#running !== null) return;
    const kind = KINDS.find((each) => this.#wanted.has(each));
    if (!kind) return;
    const { key, task } = this.#wanted.get(kind)!;
    this.#wanted.delete(kind);
    this.#start(key, task);
  }

  #start(key: string, task: Task): void {
    this.#running = key;
    this.#task = task;
    if (this.#worker) this.#worker.postMessage(task);
    else setTimeout(() => this.#finish(perform(task)), 50);
  }
  #task: Task | null = null;

  #finish(outcome: Outcome<Kind>): void {
    if (this.#known.size > 500) this.#known.clear();
    this.#known.set(this.#running!, outcome);
    this.#running = null;
    this.#next();
    this.onDone();
  }

  #dismiss(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#running !== null && this.#task) this.#start(this.#running, this.#task);
  }
}
