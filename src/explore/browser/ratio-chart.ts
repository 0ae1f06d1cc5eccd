/** Mean over std of the regrets to epsilon in stds: where epsilon ends. */

import { answerFromFit } from '../../recommend/from-fit.js';
import type { Question } from '../../recommend/question.js';
import type { Recommendation } from '../../recommend/recommendation.js';
import { linearAxis } from '../axis.js';
import { percent } from '../../text/numbers.js';
import { axes, clipped, dot, frameOf, labels, line, type Label, type Point } from './chart.js';
import { svg } from './elements.js';

/** Mean over std, where the closed form is drawn. */
export const RATIOS: readonly number[] = Array.from({ length: 61 }, (_, i) => -6 + i * 0.15);

interface Quantiles {
  ratio: number;
  main: number;
  median: number;
}

let fitted: { key: string; points: Quantiles[] } = { key: '', points: [] };

/** Quantiles of epsilon where they have been fitted, for any ratio. */
function fittedQuantiles(question: Question): Quantiles[] {
  const key = JSON.stringify({ ...question, ratio: 0 });
  if (fitted.key !== key) {
    const points = RATIOS.flatMap((ratio) => {
      const answer = answerFromFit({ ...question, ratio });
      return answer?.recommended && answer.median
        ? [{ ratio, main: answer.recommended.value, median: answer.median.value }]
        : [];
    });
    fitted = { key, points };
  }
  return fitted.points;
}

export function drawRatio(
  place: SVGSVGElement,
  question: Question,
  { exact, upperBound, question: { std } }: Recommendation,
  closedForm: readonly (number | null)[] | null,
): void {
  const frame = frameOf(place);
  const top = (Math.max(upperBound, exact ?? 0) / std) * 1.2 || 1;
  const last = RATIOS.at(-1)!;
  const x = linearAxis(Math.min(RATIOS[0]!, question.ratio), Math.max(last, question.ratio), [
    frame.left,
    frame.right,
  ]);
  const y = linearAxis(0, top, [frame.bottom, frame.top], 5);
  const quantiles = fittedQuantiles(question);
  const points = (of: (each: Quantiles) => number): Point[] =>
    quantiles.map((each) => [x.at(each.ratio), y.at(of(each))]);
  const formula = (closedForm ?? []).flatMap((epsilon, i): Point[] =>
    epsilon === null ? [] : [[x.at(RATIOS[i]!), y.at(epsilon)]],
  );
  const bound = y.at(upperBound / std);

  const marks: Label[] = [{ x: frame.left + 6, y: bound - 6, text: 'upper bound', kind: 'bound' }];
  const below = (list: readonly Point[], kind: string, text: string) => {
    if (list[0]) marks.push({ x: frame.left + 6, y: list[0][1] + 15, text, kind });
  };
  below(formula, 'formula', 'infinitely many workers');
  below(
    points((each) => each.median),
    'median',
    'median epoch',
  );
  below(
    points((each) => each.main),
    'main',
    `${percent(question.confidence)} of epochs`,
  );

  const here = x.at(question.ratio);
  place.replaceChildren(
    axes(frame, x, y, { x: 'mean / std of the regrets', y: 'epsilon / std' }),
    clipped(
      'clip-ratio',
      frame,
      line(
        [
          [frame.left, bound],
          [frame.right, bound],
        ],
        'bound',
      ),
      ...(formula.length > 1 ? [line(formula, 'formula')] : []),
      ...(quantiles.length > 1
        ? [
            line(
              points((each) => each.median),
              'median',
            ),
            line(
              points((each) => each.main),
              'main',
            ),
          ]
        : []),
    ),
    labels(frame, marks, 'start'),
    ...(exact === null
      ? [
          svg('line', { class: 'line none', x1: here, x2: here, y1: frame.top, y2: frame.bottom }),
          svg(
            'text',
            { class: 'label none', x: here - 6, y: frame.bottom - 8, 'text-anchor': 'end' },
            'no epsilon here',
          ),
        ]
      : [dot(here, y.at(exact / std))]),
  );
}
