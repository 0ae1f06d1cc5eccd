/** The weights of the workers in one epoch, relative to the best worker. */

import { linearAxis } from '../axis.js';
import { axes, frameOf } from './chart.js';
import { svg } from './elements.js';

/** More bars than this cannot be told apart. */
const MOST_BARS = 400;

/** @param weights relative to the best worker, shape (N) */
export function drawWeights(place: SVGSVGElement, weights: Float64Array): void {
  const frame = frameOf(place);
  const sorted = weights.toSorted().reverse();
  const bars = Math.min(sorted.length, MOST_BARS);
  const y = linearAxis(0, 1, [frame.bottom, frame.top + 4], 5);
  const wide = (frame.right - frame.left) / bars;
  const x = linearAxis(0.5, sorted.length + 0.5, [frame.left, frame.right]);
  const room = wide > 5 ? 0.18 : 0;
  const path = Array.from({ length: bars }, (_, bar) => {
    const weight = sorted[Math.floor(((bar + 0.5) * sorted.length) / bars)]!;
    const left = frame.left + (bar + room) * wide;
    const right = frame.left + (bar + 1 - room) * wide;
    return `M${left.toFixed(1)} ${frame.bottom}V${y.at(weight).toFixed(1)}H${right.toFixed(1)}V${frame.bottom}Z`;
  });
  const ticks =
    sorted.length > 12
      ? x.ticks.filter(({ value }) => value >= 1)
      : Array.from(sorted, (_, i) => ({ value: i + 1, text: String(i + 1) }));
  place.replaceChildren(
    axes(frame, { ...x, ticks }, y, { x: 'worker, best first', y: 'weight / best weight' }),
    svg('line', { class: 'line equal', x1: frame.left, x2: frame.right, y1: y.at(1), y2: y.at(1) }),
    svg(
      'text',
      { class: 'label equal', x: frame.right - 2, y: y.at(1) + 15, 'text-anchor': 'end' },
      'equal weights: nothing learnt',
    ),
    svg('path', { class: 'bars', d: path.join('') }),
  );
}
