/** Chart of epsilon against the mean of the regrets, both in stds of the regrets. */

import { answerFromFit } from '../../recommend/from-fit.js';
import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { percent } from '../../text/numbers.js';
import { linearAxis } from '../axis.js';
import { isKnown } from '../captions.js';
import { axes, clipped, frameOf, horizontalLine, polyline, topicDot, type Point } from './chart.js';
import { setChartData } from './chart-data.js';
import { svg } from './elements.js';
import type { KeyItem } from './key.js';

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

/**
 * @param infinitelyMany epsilon of infinitely many workers at each of `RATIOS`, in stds of the regrets
 * @returns the kinds of the drawn lines
 */
export function drawRatio(
  element: SVGSVGElement,
  question: Question,
  recommendation: Recommendation,
  infinitelyMany: readonly (number | null)[] | null,
): string[] {
  const { exact, upperBound } = recommendation;
  const { std } = recommendation.question;
  const limits = (infinitelyMany ?? []).filter((epsilon) => epsilon !== null);
  const highest = 1.2 * Math.max(upperBound / std, (exact ?? 0) / std, ...limits) || 1;
  const fitted = fittedPoints(question);
  const lines: RatioLine[] = [
    {
      points: (infinitelyMany ?? []).flatMap((epsilon, i): Point[] =>
        epsilon === null ? [] : [[RATIOS[i]!, epsilon]],
      ),
      kind: 'formula',
      text: 'infinitely many workers',
    },
    { points: fitted.map(({ ratio, median }) => [ratio, median]), kind: 'median', text: 'median epoch' },
    {
      points: fitted.map(({ ratio, main }) => [ratio, main]),
      kind: 'main',
      text: `${percent(question.confidence)} of epochs`,
    },
  ];
  const shown = lines.filter(({ points }) => points.length > 0);
  const key: KeyItem[] = [
    { kind: 'bound', text: 'upper bound', mark: 'line' },
    ...shown.map(({ kind, text }): KeyItem => ({ kind, text, mark: 'line' })),
  ];
  if (exact !== null) key.push({ kind: 'here', text: 'your topic', mark: 'dot' });
  else if (isKnown(recommendation))
    key.push({ kind: 'line none', text: 'your mean / std: no epsilon', mark: 'rule' });
  const frame = frameOf(element, key, linearAxis([0, highest], [1, 0]).ticks);
  const x = linearAxis(
    [Math.min(RATIOS[0]!, question.ratio), Math.max(LAST_RATIO, question.ratio)],
    [frame.left, frame.right],
  );
  const y = linearAxis([0, highest], [frame.bottom, frame.top]);
  const here = x.scale(question.ratio);
  element.replaceChildren(
    axes(frame, x, y, { x: 'mean / std of the regrets', y: 'epsilon / std' }),
    clipped(
      element,
      frame,
      horizontalLine(frame, y.scale(upperBound / std), 'bound'),
      ...shown.map(({ points, kind }) =>
        polyline(
          points.map(([ratio, epsilon]): Point => [x.scale(ratio), y.scale(epsilon)]),
          kind,
        ),
      ),
    ),
    ...(exact !== null
      ? [topicDot(here, y.scale(exact / std))]
      : isKnown(recommendation)
        ? [svg('line', { class: 'line none', x1: here, x2: here, y1: frame.top, y2: frame.bottom })]
        : []),
  );
  setChartData(element, () => ({
    columns: ['line', 'mean / std', 'epsilon / std'],
    rows: shown.flatMap(({ points, text }) => points.map(([ratio, epsilon]) => [text, ratio, epsilon])),
  }));
  return shown.map(({ kind }) => kind);
}

interface RatioLine {
  /** Mean / std, and epsilon in stds of the regrets. */
  points: Point[];
  kind: string;
  text: string;
}
