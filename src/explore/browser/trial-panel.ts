/** The tried epsilon: its verdict, its effect on a topic, and the charts of the spread and of the weights. */

import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { short } from '../../text/numbers.js';
import {
  bestToWorstText,
  spreadText,
  verdictOf,
  type Grade,
  type Trial,
  type Verdict,
} from '../sentences.js';
import { epochWeights } from '../shown-epochs.js';
import { MOST_EPOCHS } from '../field-rules.js';
import { DEFAULT_STATE, type State } from '../state.js';
import { byId, setAttributes, writeText } from './elements.js';
import { areFewDrawn, epochOf, shareOf } from './epoch-store.js';
import { hasError, readInto, removeError } from './field-errors.js';
import { SpreadChart } from './spread-chart.js';
import { epochNameOf, spreadData } from './spread-data.js';
import { showTopic } from './topic-panel.js';
import { drawWeights } from './weights-chart.js';

const GRADE_TEXT: Readonly<Record<Grade, string>> = {
  works: 'works',
  sometimes: 'too rarely',
  fails: 'fails',
};

export class TrialPanel {
  readonly #spreadChart: SpreadChart;
  readonly #epsilonField = byId<HTMLInputElement>('epsilon');
  #epoch = 0;
  /** Epsilon that harms no simulated topic, dex. */
  #advised = DEFAULT_STATE.std;

  /** @param onChange receives the epsilon or the epoch that the user chooses */
  constructor(onChange: (change: Partial<State>) => void) {
    this.#spreadChart = new SpreadChart(byId<SVGSVGElement>('spread-chart'), (epsilon) => choose(epsilon));
    const field = this.#epsilonField;
    field.addEventListener('input', () => readInto('epsilon', field.value, onChange));
    field.addEventListener('change', () => onChange({}));
    const choose = (epsilon: number | null) => {
      removeError('epsilon');
      onChange({ epsilon });
    };
    byId('advised').addEventListener('click', () => choose(this.#advised));
    byId('follow').addEventListener('click', () => choose(null));
    byId('typical').addEventListener('click', () => onChange({ epoch: (this.#epoch % MOST_EPOCHS) + 1 }));
    byId('back-to-typical').addEventListener('click', () => {
      onChange({ epoch: 0 });
      // The clicked button disappears, so the focus moves to the other one.
      byId('typical').focus();
    });
  }

  /**
   * @param preciseShare of many draws, or of the epochs of a file, at an epsilon in dex; null while it is
   *   computed
   * @param hasFile whether the share is that of a file
   */
  show(
    { std, epoch, epsilon: chosen }: State,
    question: Question,
    recommendation: Recommendation,
    preciseShare: (epsilon: number) => Trial['share'] | null,
    hasFile: boolean,
  ): void {
    const { ratio, factor, confidence, formula, groups } = question;
    const { median, upperBound } = recommendation;
    // If no epsilon separates the weights, one in the middle of the charts is shown.
    const epsilon = chosen ?? recommendation.epsilon ?? (median || upperBound || std);
    const z = epochOf(question, epoch);
    const { weights, spread } = epochWeights(z, ratio, epsilon / std, formula);
    const epochName = epochNameOf(epoch);
    const isRough = hasFile || areFewDrawn(question);
    const precise = isRough ? preciseShare(epsilon) : null;
    const isPending = isRough && precise === null;
    setAttributes(byId('trial'), { 'aria-busy': String(isPending) });
    const verdict = verdictOf({
      epsilon,
      spread,
      epochName,
      zeroWeights: weights.filter((weight) => weight === 0).length,
      factor,
      confidence,
      isFromFile: hasFile,
      share: precise ?? shareOf(question, epsilon / std),
    });
    byId('file-note').hidden = !hasFile;
    this.#epoch = epoch;
    this.#advised = recommendation.topic.choose;
    byId<HTMLButtonElement>('follow').disabled = chosen === null || recommendation.epsilon === null;
    byId<HTMLButtonElement>('advised').disabled = chosen === this.#advised;
    this.#showVerdict(verdict, epsilon);
    this.#showWeights(weights, spread, epsilon, epochName, groups !== undefined);
    showTopic(recommendation, epsilon);
    this.#spreadChart.draw(
      spreadData({
        question,
        answer: recommendation,
        epsilon,
        epoch,
        verdict: `${short(epsilon)} dex. ${verdict.headline} ${verdict.detail}`,
      }),
    );
  }

  #showVerdict({ grade, headline, detail }: Verdict, epsilon: number): void {
    writeText(byId('verdict'), headline);
    writeText(byId('detail'), detail);
    byId('trial').dataset.grade = grade;
    writeText(byId('grade'), GRADE_TEXT[grade]);
    const isWrong = hasError('epsilon');
    if (!isWrong && document.activeElement !== this.#epsilonField) this.#epsilonField.value = short(epsilon);
    if (!isWrong) writeText(byId('epsilon-help'), 'Type a value, or drag the line in the chart.');
  }

  #showWeights(
    weights: Float64Array,
    spread: number,
    epsilon: number,
    epochName: string,
    hasGroups: boolean,
  ): void {
    const ofGroups = hasGroups ? ' for each group' : '';
    const isTypical = this.#epoch === 0;
    const difference = spreadText(spread);
    drawWeights(byId<SVGSVGElement>('weights-chart'), weights);
    writeText(byId('weights-title'), `Weights of ${epochName} at epsilon ${short(epsilon)}: ${difference}`);
    const regrets = isTypical
      ? `The regrets of a typical epoch are evenly spaced quantiles of a normal distribution${ofGroups}, with exactly this mean and std.`
      : `The regrets of epoch ${this.#epoch} are drawn from a normal distribution${ofGroups} with this mean and std (seed 0).`;
    writeText(byId('weights-caption'), `${bestToWorstText(weights)} ${regrets}`);
    writeText(byId('typical'), isTypical ? 'Draw an epoch' : 'Draw another epoch');
    byId<HTMLButtonElement>('back-to-typical').hidden = isTypical;
  }
}
