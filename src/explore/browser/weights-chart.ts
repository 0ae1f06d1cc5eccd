/** Bar chart of the weights of one epoch, relative to the best worker. */

import { linearAxis } from '../axis.js';
import { axes, frameOf, horizontalLine, pixel } from './chart.js';
import { setChartData } from './chart-data.js';
import { svg } from './elements.js';
import type { KeyItem } from './key.js';

/** Largest number of bars. Narrower bars cannot be seen separately. */
const MOST_BARS = 400;
/** Width of a bar, in pixels, above which there are gaps between bars. */
const GAP_FROM = 5;
/** Largest number of workers with a tick for each. */
const MOST_WORKER_TICKS = 12;

/** @param weights relative to the best worker, shape (N) */
export function drawWeights(element: SVGSVGElement, weights: Float64Array): void {
  const ticksOfY = linearAxis([0, 1], [1, 0]).ticks;
  const key: KeyItem[] = [{ text: 'all weights equal', kind: 'equal', mark: 'line' }];
  const frame = frameOf(element, key, ticksOfY);
  const sorted = weights.toSorted().reverse();
  const workers = sorted.length;
  const bars = Math.min(workers, MOST_BARS);
  const x = linearAxis([0.5, workers + 0.5], [frame.left, frame.right]);
  const y = linearAxis([0, 1], [frame.bottom, frame.top + 4]);
  // Each bar stands for the worker in the middle of as many workers as share it.
  const perBar = workers / bars;
  const gap = (frame.right - frame.left) / bars > GAP_FROM ? 0.18 : 0;
  const path = Array.from({ length: bars }, (_, bar) => {
    const weight = sorted[Math.floor((bar + 0.5) * perBar)]!;
    const left = x.scale(0.5 + (bar + gap) * perBar);
    const right = x.scale(0.5 + (bar + 1 - gap) * perBar);
    return `M${pixel(left)} ${frame.bottom}V${pixel(y.scale(weight))}H${pixel(right)}V${frame.bottom}Z`;
  });
  const ticks =
    workers > MOST_WORKER_TICKS
      ? x.ticks.filter(({ value }) => value >= 1)
      : Array.from(sorted, (_, i) => ({ value: i + 1, text: String(i + 1) }));
  setChartData(element, () => ({
    columns: ['worker', 'relative_weight'],
    rows: Array.from(sorted, (weight, i) => [i + 1, weight]),
  }));
  element.replaceChildren(
    axes(frame, { ...x, ticks }, y, { x: 'worker, best first', y: 'weight / best weight' }),
    horizontalLine(frame, y.scale(1), 'equal'),
    svg('path', { class: 'bars', d: path.join('') }),
  );
}
