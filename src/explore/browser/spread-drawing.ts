/** Drawing of the spread of the weights against epsilon. */

import { max } from 'd3-array';
import { percent, short } from '../../text/numbers.js';
import { linearAxis, logAxis, type Axis } from '../axis.js';
import type { Band } from '../shown-epochs.js';
import {
  axes,
  clipped,
  frameOf,
  horizontalLine,
  pathThrough,
  polyline,
  type Frame,
  type Point,
} from './chart.js';
import { setChartData } from './chart-data.js';
import { svg } from './elements.js';
import type { KeyItem } from './key.js';

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

interface SpreadDrawing {
  frame: Frame;
  x: Axis;
  /** Everything but the line of the tried epsilon. */
  drawing: SVGElement[];
}

/** @param all charts with the same scales */
export function spreadDrawing(
  element: SVGSVGElement,
  data: SpreadChartData,
  all: readonly SpreadChartData[] = [data],
): SpreadDrawing {
  const { epsilons, band, epochSpreads, std, threshold, exact } = data;
  const highest =
    1.15 * Math.max(...all.map((each) => Math.max(each.threshold, max(each.epochSpreads) ?? 0)));
  const stds = all.map((each) => each.std);
  const frame = frameOf(element, keyItems(data), linearAxis([0, highest], [1, 0]).ticks);
  const x = logAxis(
    [epsilons[0]! * Math.min(...stds), epsilons.at(-1)! * Math.max(...stds)],
    [frame.left, frame.right],
  );
  const y = linearAxis([0, highest], [frame.bottom, frame.top]);
  const bandLine = (spreadOf: (each: Band) => number): Point[] =>
    band.map((each) => [x.scale(each.epsilon * std), y.scale(spreadOf(each))]);
  const low = bandLine((each) => each.low);
  const high = bandLine((each) => each.high);
  const epochLine = Array.from(epochSpreads).flatMap((spread, i): Point[] =>
    Number.isNaN(spread) ? [] : [[x.scale(epsilons[i]! * std), y.scale(spread)]],
  );
  const worksUpTo = exact === null ? frame.left : clamp(x.scale(exact), frame.left, frame.right);
  setChartData(element, () => ({
    columns: [
      'epsilon',
      data.epochName,
      `spread of ${percent(data.confidence)} of epochs`,
      'upper end of the band',
    ],
    rows: epsilons.map((epsilon, i) => {
      const at = band.find((each) => each.epsilon === epsilon);
      return [epsilon * std, epochSpreads[i]!, at?.low ?? NaN, at?.high ?? NaN];
    }),
  }));
  const drawing = [
    svg('rect', {
      class: 'works',
      x: frame.left,
      y: frame.top,
      width: worksUpTo - frame.left,
      height: frame.bottom - frame.top,
    }),
    axes(frame, x, y, { x: 'epsilon, dex', y: 'spread of the weights' }),
    clipped(
      element,
      frame,
      svg('path', { class: 'band', d: pathThrough([...low, ...high.reverse()]) }),
      polyline(epochLine, 'median'),
      polyline(low, 'main'),
    ),
    horizontalLine(frame, y.scale(threshold), 'threshold'),
  ];
  return { frame, x, drawing };
}

/** Names of the marks that are drawn. */
function keyItems({ threshold, factor, epochName, epochSpreads, confidence, band, exact }: SpreadChartData) {
  const items: KeyItem[] = [
    { text: `threshold ${short(threshold)} (factor ${short(factor)})`, kind: 'threshold', mark: 'line' },
  ];
  if (epochSpreads.some((spread) => !Number.isNaN(spread)))
    items.push({ text: epochName, kind: 'median', mark: 'line' });
  if (band.length > 0)
    items.push({ text: `${percent(confidence)} of epochs are above`, kind: 'main', mark: 'line' });
  if (exact !== null) items.push({ text: 'works', kind: 'works', mark: 'area' });
  items.push({ text: 'tried epsilon', kind: 'rule', mark: 'rule' });
  return items;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
