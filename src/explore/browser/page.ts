/** The page: one state. Every change of the state draws the whole page again. */

import { answer } from '../../recommend/answer.js';
import { withoutGroups } from '../../recommend/groups.js';
import type { Answer, Question } from '../../recommend/question.js';
import {
  completeRecommendOptions,
  recommendation,
  type Recommendation,
} from '../../recommend/recommendation.js';
import { announcement } from '../sentences.js';
import { fromHash, groupsOf, libraryCall, recommendOptions, toHash, type State } from '../state.js';
import { showAnswer, showPending, showSimulationError } from './answer-panel.js';
import { BackgroundTasks } from './background-tasks.js';
import { buildControls, showControls } from './controls.js';
import { byId, writeText } from './elements.js';
import { drawMapping } from './mapping-chart.js';
import { drawRatio, RATIOS } from './ratio-chart.js';
import { TrialPanel } from './trial-panel.js';

/** Milliseconds without a change before the address is written, and before the answer is announced. */
const ADDRESS_DELAY = 200;
const ANNOUNCEMENT_DELAY = 700;

/** Stands for the answer until the first simulation ends: only the upper bound is then known. */
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

/** @param script text of this script, from which a worker is started */
export function startPage(script: string): void {
  let state: State;
  /** Shown dimmed while the next answer is simulated. */
  let lastAnswer: Recommendation | null = null;
  let isDrawScheduled = false;
  const tasks = new BackgroundTasks(script, scheduleDraw);
  const trial = new TrialPanel(changeState);
  const storeSoon = debounced(ADDRESS_DELAY, () => history.replaceState(null, '', `#${toHash(state)}`));
  const announceSoon = debounced(ANNOUNCEMENT_DELAY, () => {
    if (lastAnswer) writeText(byId('announcement'), announcement(lastAnswer));
  });

  buildControls(changeState);
  addEventListener('hashchange', loadState);
  new ResizeObserver(scheduleDraw).observe(byId('charts'));
  loadState();

  /** Reads the state from the address, or from the options of the command if the address has none. */
  function loadState(): void {
    const text = location.hash.length > 1 ? location.hash : (document.body.dataset.start ?? '');
    const read = fromHash(text);
    state = read.state;
    writeText(byId('problems'), read.problems.join(' '));
    byId<HTMLDetailsElement>('groups-box').open ||= groupsOf(state) !== null;
    byId<HTMLDetailsElement>('formula-box').open ||= /(scheme|mapping|p-norm|c-norm)=/.test(toHash(state));
    scheduleDraw();
  }

  function changeState(change: Partial<State>): void {
    state = { ...state, ...change };
    storeSoon();
    scheduleDraw();
  }

  function scheduleDraw(): void {
    if (isDrawScheduled) return;
    isDrawScheduled = true;
    requestAnimationFrame(() => {
      isDrawScheduled = false;
      draw();
    });
  }

  function draw(): void {
    const options = completeRecommendOptions(recommendOptions(state));
    const { question, std } = options;
    const { ratio, workers } = question;
    // Groups decide these three.
    const topic: State = { ...state, std, meanStdRatio: ratio, workers };
    const found = bothAnswers(question);
    if (found !== null && !(found instanceof Error)) {
      lastAnswer = recommendation(options, found.own, null, found.one);
      announceSoon();
    }
    showControls(topic);
    writeText(byId('call'), libraryCall(state));
    showPending(found === null);
    if (lastAnswer) showAnswer(lastAnswer);
    if (found === null) writeText(byId('source'), `Simulating epochs of ${workers} workers …`);
    else if (found instanceof Error) showSimulationError(found.message);

    const shown = lastAnswer ?? recommendation(options, NO_ANSWER);
    trial.show(topic, question, shown);
    drawMapping(byId<SVGSVGElement>('mapping-chart'), topic, shown);
    const limit = question.groups ? null : infinitelyMany(question);
    drawRatio(byId<SVGSVGElement>('ratio-chart'), question, shown, limit);
  }

  /** The answer, and of groups also that for one normal distribution: null until both are finished. */
  function bothAnswers(question: Question): { own: Answer; one: Answer | null } | Error | null {
    const own = answer(question, simulate);
    if (own === null || own instanceof Error) return own;
    if (!question.groups) return { own, one: null };
    const one = answer(withoutGroups(question), simulate);
    return one === null || one instanceof Error ? one : { own, one };
  }

  /** The answer of the worker: null until it is finished, an error if it failed. */
  function simulate(question: Question): Answer | Error | null {
    const outcome = tasks.outcomeOf('answer', question);
    if (outcome === null) return null;
    return 'result' in outcome ? outcome.result : new Error(outcome.error);
  }

  function infinitelyMany({ formula, factor }: Question): readonly (number | null)[] | null {
    const { pNorm, cNorm, mapping } = formula;
    const { scheme } = state;
    const outcome = tasks.outcomeOf('infinitelyMany', {
      ratios: RATIOS,
      options: { pNorm, cNorm, mapping, factor, scheme },
    });
    return outcome && 'result' in outcome ? outcome.result : null;
  }
}

/** Returns a function that calls the task once, after some milliseconds without another call. */
function debounced(milliseconds: number, task: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds);
  };
}
