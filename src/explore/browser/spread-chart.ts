/**
 * Chart of the spread of the weights against epsilon. A vertical line shows the tried epsilon; the user can
 * drag it.
 */

import { max } from 'd3-array';
import { percent, rounded, short } from '../../text/numbers.js';
import { linearAxis, logAxis, power, type Axis } from '../axis.js';
import type { Band } from '../shown-epochs.js';
import {
  axes,
  clipped,
  drawnWidth,
  frameOf,
  horizontalLine,
  lineLabels,
  pathThrough,
  polyline,
  type Frame,
  type LineLabel,
  type Point,
} from './chart.js';
import { setAttributes, svg } from './elements.js';

export interface SpreadChartData {
  /** Increasing, in stds of the regrets. */
  epsilons: readonly number[];
  band: readonly Band[];
  /** Spread S of the shown epoch at each of `epsilons`; NaN where a weight is zero. */
  epochSpreads: Float64Array;
  epochName: string;
  /** Std of the regrets, dex. */
  std: number;
  /** Spread at which weights count as separated: log10 of the factor. */
  threshold: number;
  factor: number;
  confidence: number;
  /** Largest epsilon with which the wanted share of epochs reaches the threshold, dex. */
  exact: number | null;
  /** The tried epsilon, dex. */
  epsilon: number;
  /** The verdict on the tried epsilon, for screen readers. */
  verdict: string;
}

/** Steps of the keys, in fortieths of a decade of epsilon. Shift makes them ten times as large. */
const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};
const STEPS_PER_DECADE = 40;

export class SpreadChart {
  readonly #drawing = svg('g');
  readonly #handle = svg('g', {
    class: 'handle',
    role: 'slider',
    tabindex: 0,
    'aria-label': 'Epsilon to try',
    'aria-orientation': 'horizontal',
  });
  /** Above the handle, whose line would otherwise cross them. */
  readonly #labels = svg('g');
  #shown: { x: Axis; epsilon: number } | null = null;

  /** @param onTry receives the epsilon that the user chooses, dex */
  constructor(
    private readonly element: SVGSVGElement,
    private readonly onTry: (epsilon: number) => void,
  ) {
    element.append(this.#drawing, this.#handle, this.#labels);
    // The whole chart reacts, because the line is too thin for a finger.
    element.addEventListener('pointerdown', (event) => {
      element.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.#handle.focus({ preventScroll: true });
      this.#tryAt(event.clientX);
    });
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#tryAt(event.clientX);
    });
    this.#handle.addEventListener('keydown', (event) => {
      const epsilon = this.#epsilonAfterKey(event);
      if (epsilon === null) return;
      event.preventDefault();
      this.#try(epsilon);
    });
  }

  draw(data: SpreadChartData): void {
    const { epsilons, band, epochSpreads, std, threshold, exact, epsilon } = data;
    const frame = frameOf(this.element);
    const x = logAxis([epsilons[0]! * std, epsilons.at(-1)! * std], [frame.left, frame.right]);
    const highest = 1.3 * Math.max(threshold, max(epochSpreads) ?? 0);
    const y = linearAxis([0, highest], [frame.bottom, frame.top]);
    this.#shown = { x, epsilon };

    const bandLine = (spreadOf: (each: Band) => number): Point[] =>
      band.map((each) => [x.scale(each.epsilon * std), y.scale(spreadOf(each))]);
    const low = bandLine((each) => each.low);
    const high = bandLine((each) => each.high);
    const epochLine = Array.from(epochSpreads).flatMap((spread, i): Point[] =>
      Number.isNaN(spread) ? [] : [[x.scale(epsilons[i]! * std), y.scale(spread)]],
    );
    const worksUpTo = exact === null ? frame.left : clamp(x.scale(exact), frame.left, frame.right);
    this.#drawing.replaceChildren(
      svg('rect', {
        class: 'works',
        x: frame.left,
        y: frame.top,
        width: worksUpTo - frame.left,
        height: frame.bottom - frame.top,
      }),
      axes(frame, x, y, { x: 'epsilon, dex', y: 'spread of the weights' }),
      clipped(
        'clip-spread',
        frame,
        svg('path', { class: 'band', d: pathThrough([...low, ...high.reverse()]) }),
        polyline(epochLine, 'median'),
        polyline(low, 'main'),
      ),
      horizontalLine(frame, y.scale(threshold), 'threshold'),
      ...(worksUpTo - frame.left > 60
        ? [svg('text', { class: 'label works', x: frame.left + 6, y: frame.bottom - 7 }, 'works')]
        : []),
    );
    this.#drawHandle(data, frame, x);
    this.#labels.replaceChildren(lineLabels(frame, labelsOf(data, frame, y, epochLine.length > 0)));
  }

  #drawHandle({ epsilon, verdict }: SpreadChartData, frame: Frame, x: Axis): void {
    const at = clamp(x.scale(epsilon), frame.left, frame.right);
    this.#handle.replaceChildren(
      svg('line', { class: 'grip', x1: at, x2: at, y1: frame.top, y2: frame.bottom }),
      svg('line', { class: 'rule', x1: at, x2: at, y1: frame.top, y2: frame.bottom }),
      svg('circle', { class: 'knob', cx: at, cy: frame.bottom, r: 9 }),
    );
    const [least, most] = x.scale.domain() as [number, number];
    setAttributes(this.#handle, {
      'aria-valuemin': rounded(least, 3),
      'aria-valuemax': rounded(most, 3),
      'aria-valuenow': rounded(epsilon, 3),
      'aria-valuetext': verdict,
    });
  }

  #tryAt(clientX: number): void {
    if (!this.#shown) return;
    const box = this.element.getBoundingClientRect();
    const pixel = (clientX - box.left) * (drawnWidth(this.element) / box.width);
    this.#try(this.#shown.x.scale.invert(pixel));
  }

  #try(epsilon: number): void {
    const [least, most] = this.#shown!.x.scale.domain() as [number, number];
    this.onTry(rounded(clamp(epsilon, least, most), 3));
  }

  #epsilonAfterKey({ key, shiftKey }: KeyboardEvent): number | null {
    if (!this.#shown) return null;
    const { x, epsilon } = this.#shown;
    const [least, most] = x.scale.domain() as [number, number];
    const step = KEY_STEPS[key];
    if (step !== undefined) return epsilon * power(((shiftKey ? 10 : 1) * step) / STEPS_PER_DECADE);
    return key === 'Home' ? least : key === 'End' ? most : null;
  }
}

/** Labels at the right edge: the threshold at its line, the two curves in the corner. */
function labelsOf(
  { threshold, factor, epochName, confidence, band }: SpreadChartData,
  { right, top }: Frame,
  y: Axis,
  hasEpoch: boolean,
): LineLabel[] {
  const x = right - 2;
  const labels: LineLabel[] = [
    {
      x,
      y: y.scale(threshold) - 5,
      text: `threshold ${short(threshold)} (factor ${short(factor)})`,
      kind: 'threshold',
    },
  ];
  if (hasEpoch) labels.push({ x, y: top + 12, text: `line: ${epochName}`, kind: 'median' });
  if (band.length > 0)
    labels.push({ x, y: top + 28, text: `${percent(confidence)} of epochs are above`, kind: 'main' });
  return labels;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
