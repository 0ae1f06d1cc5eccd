/** Chart of epsilon against the std of the regrets, at the mean / std of the question. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { percent } from '../../text/numbers.js';
import { logAxis } from '../axis.js';
import type { State } from '../state.js';
import { axes, clipped, frameOf, polyline, topicDot, type Point } from './chart.js';
import { svg } from './elements.js';

interface MappingLine {
  /** Epsilon at the std of the question, dex; the line is left out if it is null or 0. */
  epsilon: number | null;
  kind: string;
  text: string;
  /** Where the label is relative to a point of the line, in pixels. */
  anchor: 'start' | 'end';
  below: number;
}

export function drawMapping(
  element: SVGSVGElement,
  { std, confidence }: State,
  { exact, median, upperBound }: Recommendation,
): void {
  const frame = frameOf(element);
  const decade = Math.floor(Math.log10(std) + 1e-9);
  const from = Number(`1e${decade - 1}`);
  const to = Number(`1e${decade + 2}`);
  const x = logAxis([from, to], [frame.left, frame.right]);
  const y = logAxis([Number(`1e${decade - 2}`), to], [frame.bottom, frame.top]);

  // Epsilon is proportional to the std, because the formula has no other scale.
  const pointAt = (epsilon: number, otherStd: number): Point => [
    x.scale(otherStd),
    y.scale((epsilon / std) * otherStd),
  ];
  const lines: MappingLine[] = [
    { epsilon: upperBound, kind: 'bound', text: 'upper bound', anchor: 'end', below: -10 },
    { epsilon: exact, kind: 'main', text: `${percent(confidence)} of epochs`, anchor: 'start', below: 18 },
    // The line of the median is too close to the main line to show both.
    {
      epsilon: exact === null ? median : null,
      kind: 'median',
      text: 'median epoch',
      anchor: 'start',
      below: 18,
    },
  ];
  const shown = lines.flatMap(({ epsilon, ...rest }) => (epsilon ? [{ epsilon, ...rest }] : []));
  element.replaceChildren(
    axes(frame, x, y, { x: 'std of the regrets, dex', y: 'epsilon, dex' }),
    clipped(
      'clip-mapping',
      frame,
      ...shown.map(({ epsilon, kind }) => polyline([pointAt(epsilon, from), pointAt(epsilon, to)], kind)),
    ),
    ...shown.map(({ epsilon, kind, text, anchor, below }) => {
      const [left, top] = pointAt(epsilon, from * 30);
      return svg('text', { class: `label ${kind}`, x: left, y: top + below, 'text-anchor': anchor }, text);
    }),
    ...(exact === null ? [] : [topicDot(x.scale(std), y.scale(exact))]),
  );
}
