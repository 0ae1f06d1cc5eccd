/** The tried epsilon: its verdict, its effect on a topic, and the charts of the spread and of the weights. */

import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { short } from '../../text/numbers.js';
import { power } from '../axis.js';
import { verdictOf, type Grade, type Verdict } from '../sentences.js';
import { epochWeights, spreadsAt } from '../shown-epochs.js';
import { DEFAULT_STATE, FIELD_RULES, MOST_EPOCHS, type State } from '../state.js';
import { byId, setAttributes, writeText } from './elements.js';
import { epochOf, EPSILONS, shareOf, spreadBand } from './epoch-store.js';
import { SpreadChart } from './spread-chart.js';
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
    this.#spreadChart = new SpreadChart(byId<SVGSVGElement>('spread-chart'), (epsilon) =>
      onChange({ epsilon }),
    );
    const field = this.#epsilonField;
    field.addEventListener('input', () => {
      const value = field.value.trim() === '' ? NaN : Number(field.value.replace(',', '.'));
      const isValid = FIELD_RULES.epsilon.holds(value);
      if (isValid) field.removeAttribute('aria-invalid');
      else setAttributes(field, { 'aria-invalid': 'true' });
      if (isValid) onChange({ epsilon: value });
    });
    // When the user leaves the field, an invalid text is replaced by the current value.
    field.addEventListener('blur', () => {
      field.removeAttribute('aria-invalid');
      onChange({});
    });
    byId('advised').addEventListener('click', () => onChange({ epsilon: this.#advised }));
    byId('follow').addEventListener('click', () => onChange({ epsilon: null }));
    byId('typical').addEventListener('click', () => onChange({ epoch: (this.#epoch % MOST_EPOCHS) + 1 }));
    byId('back-to-typical').addEventListener('click', () => {
      onChange({ epoch: 0 });
      // The clicked button disappears, so the focus moves to the other one.
      byId('typical').focus();
    });
  }

  show({ std, epoch, epsilon: chosen }: State, question: Question, recommendation: Recommendation): void {
    const { ratio, workers, factor, confidence, formula, groups } = question;
    const { exact, median, upperBound } = recommendation;
    // If no epsilon separates the weights, one in the middle of the charts is shown.
    const epsilon = chosen ?? recommendation.epsilon ?? (median || upperBound || std);
    const z = epochOf(question, epoch);
    const { weights, spread } = epochWeights(z, ratio, epsilon / std, formula);
    const epochName = epoch === 0 ? 'a typical epoch' : `epoch ${epoch}`;
    const verdict = verdictOf({
      epsilon,
      spread,
      epochName,
      zeroWeights: weights.filter((weight) => weight === 0).length,
      factor,
      confidence,
      share: shareOf(question, epsilon / std),
    });
    this.#epoch = epoch;
    this.#advised = recommendation.topic.choose;
    byId<HTMLButtonElement>('advised').disabled = chosen === this.#advised;
    this.#showVerdict(verdict, epsilon, chosen === null);
    this.#showWeights(weights, spread, epsilon, epochName, groups !== undefined);
    showTopic(recommendation, epsilon);
    this.#spreadChart.draw({
      epsilons: EPSILONS,
      band: spreadBand(question),
      epochSpreads: spreadsAt(z, workers, ratio, EPSILONS, formula),
      epochName,
      std,
      threshold: Math.log10(factor),
      factor,
      confidence,
      exact,
      epsilon,
      verdict: `${short(epsilon)} dex. ${verdict.headline} ${verdict.detail}`,
    });
  }

  #showVerdict({ grade, headline, detail }: Verdict, epsilon: number, isRecommended: boolean): void {
    writeText(byId('verdict'), headline);
    writeText(byId('detail'), detail);
    byId('trial').dataset.grade = grade;
    writeText(byId('grade'), GRADE_TEXT[grade]);
    if (document.activeElement !== this.#epsilonField) this.#epsilonField.value = short(epsilon);
    byId<HTMLButtonElement>('follow').disabled = isRecommended;
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
    const difference = Number.isNaN(spread)
      ? 'some weights are zero'
      : `they differ by a factor of ${short(power(spread))}`;
    drawWeights(byId<SVGSVGElement>('weights-chart'), weights);
    writeText(byId('weights-title'), `Weights of ${epochName} at epsilon ${short(epsilon)}: ${difference}`);
    writeText(
      byId('weights-caption'),
      isTypical
        ? `The regrets of a typical epoch are evenly spaced quantiles of a normal distribution${ofGroups}, with exactly this mean and std.`
        : `The regrets of epoch ${this.#epoch} are drawn from a normal distribution${ofGroups} with this mean and std (seed 0).`,
    );
    writeText(byId('typical'), isTypical ? 'Draw an epoch' : 'Draw another epoch');
    byId<HTMLButtonElement>('back-to-typical').hidden = isTypical;
  }
}
