/** Chart of epsilon against the mean of the regrets, both in stds of the regrets. */

import { answerFromFit } from '../../recommend/from-fit.js';
import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { percent } from '../../text/numbers.js';
import { linearAxis } from '../axis.js';
import {
  axes,
  clipped,
  frameOf,
  horizontalLine,
  lineLabels,
  polyline,
  topicDot,
  type LineLabel,
  type Point,
} from './chart.js';
import { svg } from './elements.js';

/** The values of mean / std at which the lines are computed. */
export const RATIOS: readonly number[] = Array.from({ length: 61 }, (_, i) => -6 + i * 0.15);
const LAST_RATIO = RATIOS.at(-1)!;

interface FittedPoint {
  ratio: number;
  /** Largest epsilon for the wanted share of epochs, in stds of the regrets. */
  main: number;
  median: number;
}

/** The last fitted points and the question that they belong to. */
let lastFitted: { key: string; points: FittedPoint[] } = { key: '', points: [] };

/** Points of the fitted mapping, which exists for some questions only. */
function fittedPoints(question: Question): FittedPoint[] {
  const key = JSON.stringify({ ...question, ratio: 0 });
  if (lastFitted.key !== key) {
    const points = RATIOS.flatMap((ratio) => {
      const answer = answerFromFit({ ...question, ratio });
      return answer?.recommended && answer.median
        ? [{ ratio, main: answer.recommended.value, median: answer.median.value }]
        : [];
    });
    lastFitted = { key, points };
  }
  return lastFitted.points;
}

/** @param infinitelyMany epsilon of infinitely many workers at each of `RATIOS`, in stds of the regrets */
export function drawRatio(
  element: SVGSVGElement,
  question: Question,
  { exact, upperBound, question: { std } }: Recommendation,
  infinitelyMany: readonly (number | null)[] | null,
): void {
  const frame = frameOf(element);
  const highest = (Math.max(upperBound, exact ?? 0) / std) * 1.2 || 1;
  const x = linearAxis(
    [Math.min(RATIOS[0]!, question.ratio), Math.max(LAST_RATIO, question.ratio)],
    [frame.left, frame.right],
  );
  const y = linearAxis([0, highest], [frame.bottom, frame.top]);
  const bound = y.scale(upperBound / std);

  const fitted = fittedPoints(question);
  const fittedLine = (epsilonOf: (point: FittedPoint) => number): Point[] =>
    fitted.map((point) => [x.scale(point.ratio), y.scale(epsilonOf(point))]);
  const lines: { points: Point[]; kind: string; text: string }[] = [
    {
      points: (infinitelyMany ?? []).flatMap((epsilon, i): Point[] =>
        epsilon === null ? [] : [[x.scale(RATIOS[i]!), y.scale(epsilon)]],
      ),
      kind: 'formula',
      text: 'infinitely many workers',
    },
    { points: fittedLine(({ median }) => median), kind: 'median', text: 'median epoch' },
    {
      points: fittedLine(({ main }) => main),
      kind: 'main',
      text: `${percent(question.confidence)} of epochs`,
    },
  ];
  const labels = lines.flatMap(({ points, kind, text }): LineLabel[] =>
    points[0] ? [{ x: frame.left + 6, y: points[0][1] + 15, text, kind }] : [],
  );

  const here = x.scale(question.ratio);
  element.replaceChildren(
    axes(frame, x, y, { x: 'mean / std of the regrets', y: 'epsilon / std' }),
    clipped(
      'clip-ratio',
      frame,
      horizontalLine(frame, bound, 'bound'),
      ...lines.map(({ points, kind }) => polyline(points, kind)),
    ),
    lineLabels(
      frame,
      [{ x: frame.left + 6, y: bound - 6, text: 'upper bound', kind: 'bound' }, ...labels],
      'start',
    ),
    ...(exact === null
      ? [
          svg('line', { class: 'line none', x1: here, x2: here, y1: frame.top, y2: frame.bottom }),
          svg(
            'text',
            { class: 'label none', x: here - 6, y: frame.bottom - 8, 'text-anchor': 'end' },
            'no epsilon here',
          ),
        ]
      : [topicDot(here, y.scale(exact / std))]),
  );
}
