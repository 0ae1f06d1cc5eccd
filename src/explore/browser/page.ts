/** The page: one state, and everything on it drawn anew from that whenever it changes. */

import { answer } from '../../recommend/answer.js';
import type { Answer, Question } from '../../recommend/question.js';
import {
  completeRecommendOptions,
  recommendation,
  type Recommendation,
} from '../../recommend/recommendation.js';
import { power } from '../axis.js';
import {
  bandOf,
  drawnEpochs,
  epochWeights,
  separatedShare,
  spreads,
  typicalEpoch,
  type Band,
} from '../shown-epochs.js';
import { percent, short, supported } from '../../text/numbers.js';
import { callOf, fromHash, questionOf, RULES, toHash, type State } from '../state.js';
import { announcement, limitsText, verdictOf, type Verdict } from '../words.js';
import { Background } from './background.js';
import { buildControls } from './controls.js';
import { byId, setAttributes, writeText } from './elements.js';
import { drawMapping } from './mapping-chart.js';
import { drawRatio, RATIOS } from './ratio-chart.js';
import { SpreadChart } from './spread-chart.js';
import { drawWeights } from './weights-chart.js';

/** In stds of the regrets. */
const EPSILONS: readonly number[] = Array.from({ length: 31 }, (_, i) => power(-2.5 + (i * 4) / 30));
/** Epochs for the share at one epsilon, and for the band at all: as many as a frame has time for. */
const SHARE_REGRETS = 20_000;
const BAND_REGRETS = 2000;

/** @param script text of this script, for the worker */
export function start(script: string): void {
  let state: State;
  let isDrawing = false;
  const background = new Background(script, () => redraw());
  const controls = buildControls((change) => change_(change));
  const chart = new SpreadChart(byId<SVGSVGElement>('spread-chart'), (epsilon) => change_({ epsilon }));
  const epsilonField = byId<HTMLInputElement>('epsilon');
  /** The last answer, shown dimmed while the next is simulated. */
  let last: Recommendation | null = null;

  const change_ = (change: Partial<State>): void => {
    state = { ...state, ...change };
    rememberSoon();
    redraw();
  };
  const redraw = (): void => {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      draw();
    });
  };
  const rememberSoon = debounced(200, () => history.replaceState(null, '', `#${toHash(state)}`));
  const announceSoon = debounced(700, () => {
    if (last) writeText(byId('announcement'), announcement(last));
  });

  const load = (): void => {
    const text = location.hash.length > 1 ? location.hash : (document.body.dataset.start ?? '');
    const read = fromHash(text);
    state = read.state;
    writeText(byId('problems'), read.problems.join(' '));
    byId<HTMLDetailsElement>('formula-box').open ||= /(scheme|mapping|p-norm|c-norm)=/.test(toHash(state));
    redraw();
  };

  function draw(): void {
    controls.show(state);
    const given = completeRecommendOptions(questionOf(state));
    const { question } = given;
    const found = answer(question, simulate);
    const isAnswered = found !== null && !(found instanceof Error);
    if (isAnswered) last = recommendation(given, found);
    setAttributes(byId('answer'), { 'aria-busy': String(found === null) });
    byId('answer').classList.toggle('pending', !isAnswered);
    writeText(byId('call'), callOf(state));
    if (isAnswered) announceSoon();
    if (last) showAnswer(last);
    if (found === null) writeText(byId('source'), `Simulating epochs of ${state.workers} workers …`);
    else if (found instanceof Error) showError(found.message);

    // Until the first answer there is the bound, which needs none.
    const shown = last ?? recommendation(given, UNKNOWN);
    drawMapping(byId<SVGSVGElement>('mapping-chart'), state, shown);
    drawRatio(byId<SVGSVGElement>('ratio-chart'), question, shown, closedForm(question));
    drawEpochs(shown, question);
  }

  /** The answer of the background worker: null until it is done, an error if it failed. */
  function simulate(question: Question): Answer | Error | null {
    const outcome = background.outcome('answer', question);
    if (outcome === null) return null;
    return 'gives' in outcome ? outcome.gives : new Error(outcome.error);
  }

  function closedForm({ formula, factor }: Question): readonly (number | null)[] | null {
    const { pNorm, cNorm, mapping } = formula;
    const outcome = background.outcome('curve', {
      ratios: RATIOS,
      options: { pNorm, cNorm, mapping, factor, scheme: state.scheme },
    });
    return outcome && 'gives' in outcome ? outcome.gives : null;
  }

  function drawEpochs(
    recommendation: Recommendation,
    { ratio, workers, factor, confidence, formula }: Question,
  ): void {
    const { std, epoch } = state;
    const epsilon = triedEpsilon(recommendation);
    const z = epoch === 0 ? typicalEpoch(workers) : epochOf(workers, epoch);
    const { weights, spread } = epochWeights(z, ratio, epsilon / std, formula);
    const name = epoch === 0 ? 'a typical epoch' : `epoch ${epoch}`;
    const count = Math.min(2000, Math.max(20, Math.floor(SHARE_REGRETS / workers)));
    const share = separatedShare(epochs(workers, count), workers, ratio, epsilon / std, factor, formula);
    const zeroWeights = weights.reduce((zeros, weight) => zeros + Number(weight === 0), 0);
    const verdict = verdictOf({ epsilon, spread, epoch: name, zeroWeights, factor, confidence, share });
    showVerdict(verdict, epsilon);

    drawWeights(byId<SVGSVGElement>('weights-chart'), weights);
    const differ = Number.isNaN(spread)
      ? 'some weights are zero'
      : `they differ by a factor of ${short(power(spread))}`;
    writeText(byId('weights-title'), `Weights of ${name} at epsilon ${short(epsilon)}: ${differ}`);
    writeText(byId('typical'), epoch === 0 ? 'Draw an epoch' : 'Another epoch');
    byId<HTMLButtonElement>('back-to-typical').hidden = epoch === 0;
    writeText(
      byId('weights-caption'),
      epoch === 0
        ? 'A typical epoch: regrets at even quantiles of the normal distribution, with exactly this mean and std.'
        : `Epoch ${epoch} of the simulation with seed 0: regrets drawn from a normal distribution with this mean and std.`,
    );

    chart.draw({
      epsilons: EPSILONS,
      band: band(ratio, workers, confidence, formula),
      epochSpreads: spreads(z, workers, ratio, EPSILONS, formula),
      epochName: name,
      std,
      threshold: Math.log10(factor),
      factor,
      confidence,
      exact: recommendation.exact,
      epsilon,
      verdict: `${short(epsilon)} dex. ${verdict.headline} ${verdict.detail}`,
    });
  }

  function triedEpsilon(recommendation: Recommendation): number {
    return (
      state.epsilon ??
      recommendation.epsilon ??
      (recommendation.median || recommendation.upperBound || state.std)
    );
  }

  function showVerdict({ grade, headline, detail }: Verdict, epsilon: number): void {
    writeText(byId('verdict'), headline);
    writeText(byId('detail'), detail);
    byId('trial').dataset.grade = grade;
    writeText(byId('grade'), { works: 'works', sometimes: 'too seldom', fails: 'fails' }[grade]);
    if (document.activeElement !== epsilonField) epsilonField.value = short(epsilon);
    byId<HTMLButtonElement>('follow').disabled = state.epsilon === null;
  }

  epsilonField.addEventListener('input', () => {
    const value = Number(epsilonField.value.replace(',', '.'));
    const isValid = epsilonField.value.trim() !== '' && RULES.epsilon.holds(value);
    if (isValid) epsilonField.removeAttribute('aria-invalid');
    else setAttributes(epsilonField, { 'aria-invalid': 'true' });
    if (isValid) change_({ epsilon: value });
  });
  epsilonField.addEventListener('blur', () => {
    epsilonField.removeAttribute('aria-invalid');
    redraw();
  });
  byId('follow').addEventListener('click', () => change_({ epsilon: null }));
  byId('typical').addEventListener('click', () => change_({ epoch: (state.epoch % 1000) + 1 }));
  byId('back-to-typical').addEventListener('click', () => {
    change_({ epoch: 0 });
    byId('typical').focus();
  });
  addEventListener('hashchange', load);
  new ResizeObserver(() => redraw()).observe(byId('charts'));
  load();
}

/** Until the simulation has ended. */
const UNKNOWN: Answer = {
  ...{ recommended: null, median: null, separable: { value: 0, low: 0, high: 0 } },
  ...{ source: 'simulation', draws: 0, ratioLimit: null },
};

function showAnswer(answer: Recommendation): void {
  const { epsilon, exact, median, upperBound, separableShare, intervals, guarantee, advice } = answer;
  writeText(byId('number'), epsilon === null ? 'none' : short(epsilon));
  writeText(byId('number-unit'), epsilon === null ? '' : 'dex');
  writeText(byId('guarantee'), guarantee);
  writeText(byId('next'), advice ?? `In the message that creates the topic: "epsilon": "${epsilon}"`);
  writeText(byId('limits'), limitsText(answer));
  const row = (id: string, value: number | null, interval: readonly [number, number] | null) => {
    const texts =
      value === null || !interval ? { value: 'none', low: '', high: '' } : supported(value, ...interval);
    writeText(byId(`${id}-value`), texts.value);
    writeText(byId(`${id}-interval`), texts.low === '' ? '' : `${texts.low} to ${texts.high}`);
  };
  row('exact', exact, intervals.exact);
  row('median', median, intervals.median);
  writeText(byId('bound-value'), short(upperBound));
  const [low, high] = intervals.separableShare;
  const separable = supported(100 * separableShare, 100 * low, 100 * high);
  writeText(byId('share-value'), `${separable.value} %`);
  writeText(byId('share-interval'), `${separable.low} to ${separable.high} %`);
  const share = percent(answer.question.confidence);
  writeText(byId('source'), sourceText(answer));
  writeText(byId('exact-name'), `largest epsilon for ${share} of epochs`);
  writeText(
    byId('spread-title'),
    exact === null
      ? `Fewer than ${share} of epochs reach the threshold at any epsilon`
      : `${share} of epochs reach the threshold up to epsilon ${supported(exact, ...intervals.exact!).value}`,
  );
}

function showError(message: string): void {
  writeText(byId('number'), 'none');
  writeText(byId('number-unit'), '');
  writeText(byId('guarantee'), `This question cannot be simulated. ${message}`);
  writeText(byId('next'), '');
  writeText(byId('source'), message);
}

function sourceText({ source, draws, question: { scheme, mapping, pNorm, cNorm } }: Recommendation): string {
  const how =
    source === 'fit'
      ? `fitted mapping, from ${draws.toLocaleString('en')} epochs`
      : `simulated here, ${draws.toLocaleString('en')} epochs`;
  return `${scheme}, ${mapping}, p ${short(pNorm)}, c ${short(cNorm)}; ${how}`;
}

/** Standardised regrets of the first epochs; those of one number of workers are kept. */
let kept: { workers: number; z: Float64Array } = { workers: 0, z: new Float64Array() };
function epochs(workers: number, count: number): Float64Array {
  if (kept.workers !== workers || kept.z.length < count * workers)
    kept = { workers, z: drawnEpochs(workers, count) };
  return kept.z.subarray(0, count * workers);
}

function epochOf(workers: number, epoch: number): Float64Array {
  return epochs(workers, epoch).subarray((epoch - 1) * workers);
}

/** The band of the spreads, in stds of the regrets: the same for all stds and epsilons. */
let bands: { key: string; band: Band[] } = { key: '', band: [] };
function band(ratio: number, workers: number, confidence: number, formula: Question['formula']): Band[] {
  const key = JSON.stringify([ratio, workers, confidence, formula]);
  if (bands.key !== key) {
    const count = Math.min(200, Math.max(8, Math.floor(BAND_REGRETS / workers)));
    bands = {
      key,
      band: bandOf(spreads(epochs(workers, count), workers, ratio, EPSILONS, formula), EPSILONS, confidence),
    };
  }
  return bands.band;
}

function debounced(milliseconds: number, task: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds);
  };
}
