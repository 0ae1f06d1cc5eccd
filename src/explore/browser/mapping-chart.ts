/** Std of the regrets to epsilon, at the mean over std of the question. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { logAxis } from '../axis.js';
import { percent } from '../../text/numbers.js';
import type { State } from '../state.js';
import { axes, clipped, dot, frameOf, line, type Point } from './chart.js';
import { svg } from './elements.js';

export function drawMapping(
  place: SVGSVGElement,
  { std, confidence }: State,
  { exact, median, upperBound }: Recommendation,
): void {
  const frame = frameOf(place);
  const decade = Math.floor(Math.log10(std) + 1e-9);
  const [from, to] = [Number(`1e${decade - 1}`), Number(`1e${decade + 2}`)];
  const x = logAxis(from, to, [frame.left, frame.right]);
  const y = logAxis(Number(`1e${decade - 2}`), Number(`1e${decade + 2}`), [frame.bottom, frame.top]);

  // Where it is all there is: beside the main line it would only crowd.
  const halfway = exact === null ? median : null;
  // Epsilon is proportional to the std: the mapping has no other scale.
  const at = (epsilon: number, value: number): Point => [x.at(value), y.at((epsilon / std) * value)];
  const mapping = (epsilon: number | null, kind: string): Node[] =>
    epsilon === null || epsilon === 0 ? [] : [line([at(epsilon, from), at(epsilon, to)], kind)];
  const label = (
    epsilon: number | null,
    kind: string,
    text: string,
    anchor: string,
    below: number,
  ): Node[] => {
    if (epsilon === null || epsilon === 0) return [];
    const [left, top] = at(epsilon, from * 30);
    return [svg('text', { class: `label ${kind}`, x: left, y: top + below, 'text-anchor': anchor }, text)];
  };

  place.replaceChildren(
    axes(frame, x, y, { x: 'std of the regrets, dex', y: 'epsilon, dex' }),
    clipped(
      'clip-mapping',
      frame,
      ...mapping(upperBound, 'bound'),
      ...mapping(exact, 'main'),
      ...mapping(halfway, 'median'),
    ),
    ...label(upperBound, 'bound', 'upper bound', 'end', -10),
    ...label(halfway, 'median', 'median epoch', 'start', 18),
    ...label(exact, 'main', `${percent(confidence)} of epochs`, 'start', 18),
    ...(exact === null ? [] : [dot(x.at(std), y.at(exact))]),
  );
}
