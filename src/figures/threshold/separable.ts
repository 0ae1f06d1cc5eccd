/** The share of draws that any epsilon separates, a line for each factor. */

import { short } from '../../text/numbers.js';
import { plainLabel } from '../labels.js';
import { heightOf, positionOn } from '../lines/axis.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { line, ORDERED_COLORS, points } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { labels, leader, LINE_HEIGHT } from '../lines/text-labels.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { distinct, evenlySpaced } from '../values.js';
import type { ThresholdCell, ThresholdTables } from './cells.js';
import { panelsOf, ratioPanels } from './ratio-panels.js';
import { sheetKeys, sheetName, usualFactor } from './sheet-keys.js';
import { aboutCell, dataLine, perMapping } from './words.js';

/** One sheet for each number of workers and seed. */
export function separableFigures(tables: ThresholdTables): Figure[] {
  const { study, layout } = tables;
  const factors = evenlySpaced(distinct(study.factor), ORDERED_COLORS.length);
  const keys = new Map(
    sheetKeys(study, false).map(({ workers, seed }) => [`${workers} ${seed}`, { workers, seed }]),
  );
  return [...keys.values()].map((key) => {
    const panels = panelsOf(tables, key);
    const y: PanelAxis = {
      type: 'linear',
      domain: [-4, 104],
      ticks: [0, 25, 50, 75, 100],
      label: (tick) => String(tick),
      title: 'separable draws (%)',
    };
    const factor = usualFactor(factors);
    const range = perMapping(study.mappings, (mapping) =>
      separableRange(
        panels
          .filter((panel) => panel.mapping === mapping)
          .flatMap(({ cells }) => cells.filter((cell) => cell.factor === factor)),
      ),
    );
    return {
      name: sheetName('separable', study, key),
      spec: sheet(
        `At least 95 % of draws are separable at factor ${short(factor)} ${range}`,
        [
          dataLine(study, { ...key, ...(factors.length === 1 && { factor }) }),
          'Separable: with some epsilon the std of the log₁₀ weights is log₁₀ of the factor or more. Bars: 95 % intervals.',
        ],
        [ratioPanels(panels, y, (frame, { cells }) => shareLayers(frame, cells, factors), layout)],
        px,
        layout,
      ),
      caption:
        'The share of draws that some epsilon separates, against the mean of the regrets divided by their standard deviation, for each scheme, mapping and factor. ' +
        'Where the share is below 100 %, no choice of epsilon separates the workers in every epoch, and the share is smaller for a larger factor.',
    };
  });
}

function shareLayers(
  frame: Frame,
  cells: readonly ThresholdCell[],
  factors: readonly number[],
): FigurePart[] {
  const drawn = factors.map((factor, i) => {
    const own = cells.filter((cell) => cell.factor === factor);
    return { factor, own, color: ORDERED_COLORS[i]! };
  });
  return [
    ...drawn.flatMap(({ factor, own, color }) => {
      const stds = distinct(own.map(({ std }) => std));
      const estimates = own.map((cell) => ({
        x: cell.ratio,
        y: 100 * cell.attainable,
        low: 100 * cell.attainable_low,
        high: 100 * cell.attainable_high,
        std: cell.std,
        about: { factor, ...aboutCell(cell, 'std') },
      }));
      return [
        ...stds.flatMap((std) =>
          line(
            frame,
            estimates.filter((estimate) => estimate.std === std),
            { color, width: 1, opacity: 1 / Math.sqrt(stds.length) },
          ),
        ),
        ...points(frame, estimates, color, 16),
      ];
    }),
    ...shareLabels(frame, drawn),
  ];
}

/**
 * All lines end at the same heights. Each label therefore has a leader to the point where its line falls
 * through the height of the label.
 */
function shareLabels(
  frame: Frame,
  lines: readonly { factor: number; own: readonly ThresholdCell[]; color: string }[],
): FigurePart[] {
  // The line of the largest factor, the leftmost, gets the highest label.
  const named = lines.toReversed().map(({ factor, own, color }, i) => {
    const y = heightOf(frame, 75) + i * (LINE_HEIGHT + 4);
    const share = 75 - (i * (LINE_HEIGHT + 4) * (frame.y.domain[1] - frame.y.domain[0])) / frame.height;
    const std = own[0]!.std;
    const path = own
      .filter((cell) => cell.std === std)
      .map((cell) => ({ x: positionOn(frame.x, frame.width, cell.ratio), share: 100 * cell.attainable }));
    return { text: `factor ${short(factor)}`, color, y, to: crossing(path, share) };
  });
  const left = Math.min(...named.flatMap(({ to }) => (to === null ? [] : [to]))) - 24;
  return named.flatMap(({ text, color, y, to }) =>
    to === null
      ? // A line that never falls that far has its label below its left end, which is near 100 %.
        labels([{ text, color, x: 8, y }])
      : [
          leader({ x: left + 4, y }, { x: to, y }, color),
          ...labels([{ text, color, x: left, y, align: 'right' }]),
        ],
  );
}

/** The x at which a path first falls below a share; null if it does not. */
function crossing(path: readonly { x: number; share: number }[], share: number): number | null {
  const i = path.findIndex(
    (point, index) => index > 0 && point.share < share && path[index - 1]!.share >= share,
  );
  if (i < 0) return null;
  const [before, after] = [path[i - 1]!, path[i]!];
  return before.x + ((before.share - share) / (before.share - after.share)) * (after.x - before.x);
}

/** In words: the largest ratio up to which the intervals of all shares are at 95 % or above. */
function separableRange(cells: readonly ThresholdCell[]): string {
  const first = cells
    .filter(({ attainable_low }) => !(attainable_low >= 0.95))
    .reduce((least, { ratio }) => Math.min(least, ratio), Infinity);
  const below = cells.filter(({ ratio }) => ratio < first).map(({ ratio }) => ratio);
  if (below.length === 0) return 'at no mean/std';
  return first === Infinity ? 'at every mean/std' : `up to mean/std ${plainLabel(Math.max(...below))}`;
}
