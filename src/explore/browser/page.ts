/** The page: one state. Every change of the state draws the whole page again. */

import type { CommittedLever } from '../../recommend/lever-tables.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { mappingCaption, ratioCaption, spreadCaption } from '../captions.js';
import { answerText, commandOf } from '../copies.js';
import { announcement } from '../sentences.js';
import {
  fromHash,
  groupsOf,
  libraryCall,
  pinnedFromHash,
  toHash,
  toHashWithPinned,
  type ReadState,
  type State,
} from '../state.js';
import { Announcer } from './announcer.js';
import { showAnswer, showNoAnswer, showPending } from './answer-panel.js';
import { Answers, type Setting } from './answers.js';
import { drawIfChanged } from './chart.js';
import { showComparison } from './compare-panel.js';
import { decompressed } from './compressed.js';
import { buildControls, showControls } from './controls.js';
import { addDownloads } from './downloads.js';
import { byId, writeText } from './elements.js';
import { errorSentences, removeAllErrors, showStaleness } from './field-errors.js';
import { FilePanel, type ReadFile } from './file-panel.js';
import { drawMapping } from './mapping-chart.js';
import { drawRatio } from './ratio-chart.js';
import { startSharing, type Shared } from './sharing.js';
import { TrialPanel } from './trial-panel.js';

/** Milliseconds without a change before the address is written. */
const ADDRESS_DELAY = 200;

/** @param script text of this script, from which a worker is started */
export async function startPage(script: string): Promise<void> {
  const levers = JSON.parse(
    await (await decompressed('levers', 'application/json')).text(),
  ) as CommittedLever[];
  let state: State;
  /** A file of past epochs, which answers in place of std, mean and workers. */
  let file: ReadFile | null = null;
  /** A setting to compare with, and the file that answered it. */
  let pinned: { state: State; file: ReadFile | null } | null = null;
  /** Shown dimmed while the next answer is computed. */
  let last: { setting: Setting; answer: Recommendation } | null = null;
  let addressProblems = '';
  let isDrawScheduled = false;
  const announcer = new Announcer();
  const answers = new Answers(script, levers, scheduleDraw);
  const trial = new TrialPanel(changeState);
  const storeSoon = debounced(ADDRESS_DELAY, () => history.replaceState(null, '', hash()));

  buildControls(changeState);
  addDownloads(announcer);
  startSharing(sharedTexts, announcer);
  startComparing();
  new FilePanel((read) => {
    file = read;
    if (read) answers.useFile(read);
    if (pinned?.file && pinned.file !== read) pinned = null;
    scheduleDraw();
  }, announcer);
  addEventListener('hashchange', loadState);
  new ResizeObserver(scheduleDraw).observe(byId('charts'));
  loadState();

  function startComparing(): void {
    byId('pin').addEventListener('click', () => {
      pinned = { state: last?.setting.state ?? state, file };
      changeState({});
    });
    byId('unpin').addEventListener('click', () => {
      pinned = null;
      changeState({});
      byId('pin').focus();
    });
    byId('swap').addEventListener('click', () => {
      const other = pinned!.state;
      pinned = { state, file };
      changeState(other);
    });
  }

  /** Reads the state from the address, or from the options of the command if the address has none. */
  function loadState(): void {
    const text = location.hash.length > 1 ? location.hash : (document.body.dataset.start ?? '');
    const read: ReadState = fromHash(text);
    const other = pinnedFromHash(text);
    state = read.state;
    pinned = other && { state: other.state, file: null };
    removeAllErrors();
    addressProblems = [...read.problems, ...(other?.problems ?? [])].join(' ');
    writeText(byId('problems'), addressProblems);
    byId<HTMLDetailsElement>('groups-box').open ||= groupsOf(state) !== null;
    byId<HTMLDetailsElement>('formula-box').open ||= /(scheme|mapping|p-norm|c-norm)=/.test(toHash(state));
    scheduleDraw();
  }

  function changeState(change: Partial<State>): void {
    state = { ...state, ...change };
    storeSoon();
    scheduleDraw();
  }

  function hash(): string {
    return `#${toHashWithPinned(state, pinned?.state ?? null)}`;
  }

  function sharedTexts(): Shared {
    const command = commandOf(state, file?.words);
    const link = location.href.replace(/#.*|$/, hash());
    return { answer: last ? answerText(last.answer, command, link) : '', command, link };
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
    const setting = answers.of(state, file);
    const { found, question } = setting;
    const isImpossible = found instanceof Error;
    const isKnown = found !== null && !isImpossible;
    if (isKnown) {
      if (!last) performance.mark('first-answer');
      last = { setting, answer: found };
    }
    showControls(setting.state, file !== null);
    showStaleness(state);
    writeText(byId('call'), libraryCall(state, file?.call));
    showPending(found === null);
    if (last) showAnswer(last.answer);
    if (found === null) {
      const what = file
        ? 'Computing from the epochs of the file'
        : `Simulating epochs of ${state.workers} workers`;
      writeText(byId('source'), `${what} …`);
    } else if (isImpossible) showNoAnswer(found.message, file !== null);

    const shown = (isImpossible ? null : last?.answer) ?? answers.unknown(setting.state);
    trial.show(setting.state, question, shown, (epsilon) => answers.share(setting, epsilon), file !== null);
    const mapping = byId<SVGSVGElement>('mapping-chart');
    drawIfChanged(mapping, [setting.state.std, setting.state.confidence, shown], () =>
      drawMapping(mapping, setting.state, shown),
    );
    const lines = question.groups ? null : answers.infinitelyMany(setting);
    const ratio = byId<SVGSVGElement>('ratio-chart');
    const drawn = drawIfChanged(ratio, [question, shown, lines], () =>
      drawRatio(ratio, question, shown, lines),
    );
    showCaptions(shown, drawn);
    showCompared(isKnown ? { setting, answer: found } : null);
    byId('main').classList.remove('loading');
    const isBusy = found === null || byId('trial').ariaBusy === 'true';
    const sentences = [
      addressProblems,
      errorSentences().join(' '),
      isImpossible ? found.message : announcement(shown),
      document.activeElement?.role === 'slider' ? '' : byId('verdict').textContent,
    ];
    announcer.settle(isBusy ? null : sentences);
  }

  /** @param now null while its answer is computed */
  function showCompared(now: { setting: Setting; answer: Recommendation } | null): void {
    const isSame = pinned !== null && toHash(pinned.state) === toHash(state) && pinned.file === file;
    byId<HTMLButtonElement>('pin').disabled = isSame;
    // A swap would have to bring a file back.
    byId<HTMLButtonElement>('swap').disabled = pinned?.file !== file;
    const other = pinned && answers.of(pinned.state, pinned.file);
    const isReady = other !== null && other.found !== null && !(other.found instanceof Error);
    const both = now && isReady && { pinned: { setting: other, answer: other.found as Recommendation }, now };
    showComparison(pinned !== null, both || null);
  }
}

function showCaptions(shown: Recommendation, lines: readonly string[]): void {
  const captions = {
    spread: spreadCaption(shown),
    mapping: mappingCaption(shown),
    ratio: ratioCaption(shown, lines),
  };
  for (const [name, { title, text }] of Object.entries(captions)) {
    writeText(byId(`${name}-title`), title);
    writeText(byId(`${name}-caption`), text);
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
