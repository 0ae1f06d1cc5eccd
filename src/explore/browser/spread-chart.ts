/**
 * Chart of the spread of the weights against epsilon, with the tried epsilon as a line that the user can
 * drag.
 */

import { rounded } from '../../text/numbers.js';
import { power, type Axis } from '../axis.js';
import { drawnWidth, type Frame } from './chart.js';
import { setAttributes, svg } from './elements.js';
import { clamp, spreadDrawing, type SpreadChartData } from './spread-drawing.js';

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
  #shown: { x: Axis; epsilon: number } | null = null;

  /** @param onTry receives the epsilon that the user chooses, dex */
  constructor(
    private readonly element: SVGSVGElement,
    private readonly onTry: (epsilon: number) => void,
  ) {
    element.append(this.#drawing, this.#handle);
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
    const { frame, x, drawing } = spreadDrawing(this.element, data);
    this.#shown = { x, epsilon: data.epsilon };
    this.#drawing.replaceChildren(...drawing);
    this.#drawHandle(data, frame, x);
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
