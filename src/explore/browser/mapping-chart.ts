/** Chart of epsilon against the std of the regrets, at the mean / std of the question. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { percent, rounded } from '../../text/numbers.js';
import { logAxis, power } from '../axis.js';
import type { State } from '../state.js';
import { axes, clipped, frameOf, polyline, topicDot, type Point } from './chart.js';
import { setChartData } from './chart-data.js';
import type { KeyItem } from './key.js';

interface MappingLine {
  /** Epsilon at the std of the question, dex; the line is left out if it is null or 0. */
  epsilon: number | null;
  kind: string;
  text: string;
}

/** Stds at which the lines of the downloaded data are given, per decade. */
const DATA_PER_DECADE = 10;

export function drawMapping(
  element: SVGSVGElement,
  { std, confidence }: State,
  { exact, median, upperBound }: Recommendation,
): void {
  const decade = Math.floor(Math.log10(std) + 1e-9);
  const from = Number(`1e${decade - 1}`);
  const to = Number(`1e${decade + 2}`);
  // Any epsilon of the question is inside.
  const found = [exact, upperBound].filter((epsilon) => epsilon !== null && epsilon > 0) as number[];
  const lowest = Math.min(decade - 2, ...found.map((epsilon) => Math.floor(Math.log10(epsilon))));
  const highest = Math.max(decade + 2, ...found.map((epsilon) => Math.ceil(Math.log10(epsilon))));
  const yDomain = [Number(`1e${lowest}`), Number(`1e${highest}`)] as const;
  const lines: MappingLine[] = [
    { epsilon: upperBound, kind: 'bound', text: 'upper bound' },
    { epsilon: exact, kind: 'main', text: `${percent(confidence)} of epochs` },
    // The line of the median is too close to the main line to show both.
    { epsilon: exact === null ? median : null, kind: 'median', text: 'median epoch' },
  ];
  const shown = lines.flatMap(({ epsilon, ...rest }) => (epsilon ? [{ epsilon, ...rest }] : []));
  const key = shown.map(({ kind, text }): KeyItem => ({ kind, text, mark: 'line' }));
  if (exact !== null) key.push({ kind: 'here', text: 'your topic', mark: 'dot' });

  const frame = frameOf(element, key, logAxis(yDomain, [1, 0]).ticks);
  const x = logAxis([from, to], [frame.left, frame.right]);
  const y = logAxis(yDomain, [frame.bottom, frame.top]);
  // Epsilon is proportional to the std, because the formula has no other scale.
  const pointAt = (epsilon: number, otherStd: number): Point => [
    x.scale(otherStd),
    y.scale((epsilon / std) * otherStd),
  ];
  element.replaceChildren(
    axes(frame, x, y, { x: 'std of the regrets, dex', y: 'epsilon, dex' }),
    clipped(
      element,
      frame,
      ...shown.map(({ epsilon, kind }) => polyline([pointAt(epsilon, from), pointAt(epsilon, to)], kind)),
    ),
    ...(exact === null ? [] : [topicDot(x.scale(std), y.scale(exact))]),
  );
  setChartData(element, () => ({
    columns: ['std', ...shown.map(({ text }) => text)],
    rows: Array.from({ length: 3 * DATA_PER_DECADE + 1 }, (_, i) => {
      const at = rounded(from * power(i / DATA_PER_DECADE), 6);
      return [at, ...shown.map(({ epsilon }) => rounded((epsilon / std) * at, 6))];
    }),
  }));
}
