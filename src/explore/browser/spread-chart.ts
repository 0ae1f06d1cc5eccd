/** The spread of the weights against epsilon, with a line for the epsilon that is tried: drag it, or move it by keys. */

import { linearAxis, logAxis, type Axis } from '../axis.js';
import type { Band } from '../shown-epochs.js';
import { percent, rounded, short } from '../../text/numbers.js';
import { axes, clipped, frameOf, labels, line, pathOf, type Point } from './chart.js';
import { set, svg } from './elements.js';

export interface Spreads {
  /** In stds of the regrets, increasing. */
  epsilons: readonly number[];
  band: readonly Band[];
  /** S of the epoch that is shown, at each epsilon. */
  epoch: ArrayLike<number>;
  std: number;
  threshold: number;
  factor: number;
  confidence: number;
  /** The largest that the wanted share of epochs can bear, dex. */
  exact: number | null;
  /** The one that is tried, dex. */
  epsilon: number;
  /** What it does, for screen readers. */
  verdict: string;
  epochName: string;
}

export class SpreadChart {
  readonly #drawing = svg('g');
  /** Over the handle, so that it does not cross them out. */
  readonly #labels = svg('g');
  readonly #handle = svg('g', {
    class: 'handle',
    role: 'slider',
    tabindex: 0,
    'aria-label': 'Epsilon that is tried',
    'aria-orientation': 'horizontal',
  });
  #axis: Axis | null = null;
  #shown: Spreads | null = null;

  constructor(
    private readonly place: SVGSVGElement,
    private readonly onTry: (epsilon: number) => void,
  ) {
    place.append(this.#drawing, this.#handle, this.#labels);
    // Anywhere in the chart: the line is thin, and a finger is not.
    place.addEventListener('pointerdown', (event) => {
      place.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.#handle.focus({ preventScroll: true });
      this.#tryAt(event.clientX);
    });
    place.addEventListener('pointermove', (event) => {
      if (place.hasPointerCapture(event.pointerId)) this.#tryAt(event.clientX);
    });
    this.#handle.addEventListener('keydown', (event) => {
      const epsilon = this.#afterKey(event);
      if (epsilon === null) return;
      event.preventDefault();
      this.#try(epsilon);
    });
  }

  draw(shown: Spreads): void {
    const { epsilons, band, epoch, std, threshold, exact, epsilon, verdict, confidence, epochName, factor } =
      shown;
    const frame = frameOf(this.place);
    const x = logAxis(epsilons[0]! * std, epsilons.at(-1)! * std, [frame.left, frame.right]);
    const highest = Array.from(epoch).reduce((most, each) => (each > most ? each : most), 0);
    const y = linearAxis(0, 1.3 * Math.max(threshold, highest), [frame.bottom, frame.top], 5);
    this.#axis = x;
    this.#shown = shown;

    const low = band.map((each): Point => [x.at(each.epsilon * std), y.at(each.low)]);
    const high = band.map((each): Point => [x.at(each.epsilon * std), y.at(each.high)]);
    const shownEpoch = Array.from(epoch).flatMap((spread, i): Point[] =>
      Number.isNaN(spread) ? [] : [[x.at(epsilons[i]! * std), y.at(spread)]],
    );
    const works = exact === null ? frame.left : Math.min(frame.right, Math.max(frame.left, x.at(exact)));
    const atThreshold = y.at(threshold);
    this.#drawing.replaceChildren(
      svg('rect', {
        class: 'works',
        x: frame.left,
        y: frame.top,
        width: works - frame.left,
        height: frame.bottom - frame.top,
      }),
      axes(frame, x, y, { x: 'epsilon, dex', y: 'spread of the weights' }),
      clipped(
        'clip-spread',
        frame,
        ...(low.length > 1
          ? [svg('path', { class: 'band', d: `${pathOf([...low, ...high.reverse()])}Z` })]
          : []),
        ...(shownEpoch.length > 1 ? [line(shownEpoch, 'median')] : []),
        ...(low.length > 1 ? [line(low, 'main')] : []),
      ),
      svg('line', {
        class: 'line threshold',
        x1: frame.left,
        x2: frame.right,
        y1: atThreshold,
        y2: atThreshold,
      }),
      ...(works - frame.left > 60
        ? [svg('text', { class: 'label works', x: frame.left + 6, y: frame.bottom - 7 }, 'works')]
        : []),
    );

    const at = Math.min(frame.right, Math.max(frame.left, x.at(epsilon)));
    this.#handle.replaceChildren(
      svg('line', { class: 'grip', x1: at, x2: at, y1: frame.top, y2: frame.bottom }),
      svg('line', { class: 'rule', x1: at, x2: at, y1: frame.top, y2: frame.bottom }),
      svg('circle', { class: 'knob', cx: at, cy: frame.bottom, r: 9 }),
    );
    this.#labels.replaceChildren(
      labels(frame, [
        {
          x: frame.right - 2,
          y: atThreshold - 5,
          text: `threshold ${short(threshold)} (factor ${short(factor)})`,
          kind: 'threshold',
        },
        ...(shownEpoch[0]
          ? [{ x: frame.right - 2, y: frame.top + 12, text: `line: ${epochName}`, kind: 'median' }]
          : []),
        ...(low[0]
          ? [
              {
                x: frame.right - 2,
                y: frame.top + 28,
                text: `${percent(confidence)} of epochs are above`,
                kind: 'main',
              },
            ]
          : []),
      ]),
    );
    set(this.#handle, {
      'aria-valuemin': rounded(x.from, 3),
      'aria-valuemax': rounded(x.to, 3),
      'aria-valuenow': rounded(epsilon, 3),
      'aria-valuetext': verdict,
    });
  }

  #tryAt(clientX: number): void {
    if (!this.#axis) return;
    const box = this.place.getBoundingClientRect();
    const scale = Math.max(240, this.place.clientWidth) / box.width;
    this.#try(this.#axis.value((clientX - box.left) * scale));
  }

  #try(epsilon: number): void {
    const { from, to } = this.#axis!;
    this.onTry(rounded(Math.min(to, Math.max(from, epsilon)), 3));
  }

  /** A fortieth of a decade a key, a quarter of a page; to the ends of the axis by Home and End. */
  #afterKey({ key, shiftKey }: KeyboardEvent): number | null {
    if (!this.#axis || !this.#shown) return null;
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -10,
      PageUp: 10,
    };
    const step = steps[key];
    if (step !== undefined)
      return this.#shown.epsilon * Math.exp(((shiftKey ? 10 : 1) * step * Math.LN10) / 40);
    return key === 'Home' ? this.#axis.from : key === 'End' ? this.#axis.to : null;
  }
}
