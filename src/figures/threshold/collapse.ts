/**
 * The sheet on which all cells of a panel lie on one curve: the largest epsilon over the std, against mean
 * over std.
 */

import { max } from 'd3-array';
import { axisFromZero, heightOf, positionOn } from '../lines/axis.js';
import type { Frame } from '../lines/axis.js';
import { band, COLORS, DASHED, line, points, rule } from '../lines/marks.js';
import type { Point } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { labels, LINE_HEIGHT } from '../lines/text-labels.js';
import type { Label } from '../lines/text-labels.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { interval } from '../tooltips.js';
import { distinct, firstFinite } from '../values.js';
import type { MappingCurve, ThresholdCell, ThresholdTables } from './cells.js';
import { panelsOf, ratioPanels } from './ratio-panels.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import { aboutCell, BAND, dataLine, isProportional, MARKS_LEGEND, missingPoints } from './words.js';

/** One sheet for each number of workers, seed and factor. */
export function collapseFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  return sheetKeys(study, false).map((key) => {
    const panels = panelsOf(tables, key);
    const all = panels.flatMap(({ cells }) => cells);
    const limits = panels.flatMap(({ curve }) => curve?.ratioLimit ?? []);
    const kappas = panels.flatMap(({ curve }) => (curve ? [curve.kappa] : []));
    const highest = max([
      ...all.map((cell) => firstFinite(cell.epsilon_q95, cell.epsilon_q50) / cell.std),
      ...kappas,
    ])!;
    const y = axisFromZero(highest, 'largest epsilon / std');
    const stds = distinct(all.map(({ std }) => std)).length;
    const title = isProportional(study)
      ? 'The largest epsilon divided by the std of the regrets depends only on mean/std'
      : 'The largest epsilon divided by the std of the regrets, against mean/std';
    return {
      name: sheetName('collapse', study, key),
      spec: sheet(
        title,
        [
          dataLine(study, key),
          MARKS_LEGEND,
          ...missingPoints(all),
          ...(limits.length > 0
            ? ['N = ∞: infinitely many workers, which have no epsilon to the right of the vertical line.']
            : []),
        ],
        [
          ratioPanels(
            panels,
            y,
            (frame, { cells, curve }) => [
              ...cellLayers(frame, cells),
              ...(curve ? curveLayers(frame, curve) : []),
            ],
            limits,
          ),
        ],
        px,
      ),
      caption:
        `The largest epsilon divided by the standard deviation of the regrets, against their mean divided by the same standard deviation, for each scheme and mapping${stds > 1 ? `, with the points of all ${stds} standard deviations in the same panel` : ''}. ` +
        (isProportional(study)
          ? 'Points at the same mean/std differ only by chance'
          : 'Points at the same mean/std belong to different standard deviations') +
        ', and a point is missing where most draws have no epsilon.',
    };
  });
}

/** Bands and points of all standard deviations. */
function cellLayers(frame: Frame, cells: readonly ThresholdCell[]): FigurePart[] {
  const stds = distinct(cells.map(({ std }) => std));
  // The bands of all stds on top of each other are as opaque as a single band would be.
  const opacity = 1 - Math.exp(Math.log(0.78) / stds.length);
  const scaled = (cell: ThresholdCell, name: 'q05' | 'q95') => cell[`epsilon_${name}`] / cell.std;
  return [
    ...stds.flatMap((std) =>
      band(
        frame,
        cells
          .filter((cell) => cell.std === std)
          .map((cell) => ({
            x: cell.ratio,
            low: firstFinite(scaled(cell, 'q05'), 0),
            high: scaled(cell, 'q95'),
          })),
        { color: COLORS.blue, opacity },
      ),
    ),
    ...points(
      frame,
      cells.map((cell) => ({
        x: cell.ratio,
        y: cell.epsilon_q50 / cell.std,
        low: cell.epsilon_q50_low / cell.std,
        high: cell.epsilon_q50_high / cell.std,
        about: { ...aboutCell(cell, 'std'), [BAND]: interval(scaled(cell, 'q05'), scaled(cell, 'q95')) },
      })),
      COLORS.blue,
    ),
  ];
}

function curveLayers(frame: Frame, { kappa, fitted, quadrature, ratioLimit }: MappingCurve): FigurePart[] {
  const lines = (values: MappingCurve['fitted']): Point[] =>
    values.map(({ ratio, value }) => ({ x: ratio, y: value }));
  const last = lines(fitted).findLast(({ x, y }) => Number.isFinite(y) && x <= frame.x.domain[1]);
  return [
    ...(ratioLimit === null ? [] : [rule({ x: ratioLimit }, { color: COLORS.black, width: 1 })]),
    rule({ y: kappa }, { color: COLORS.grey, dash: DASHED }),
    ...line(frame, lines(quadrature), { color: COLORS.black, width: 1, name: 'infinitely many workers' }),
    ...line(frame, lines(fitted), { color: COLORS.orange, width: 2, name: 'fit' }),
    ...labels([
      { text: 'closed form', color: COLORS.grey, x: 8, y: heightOf(frame, kappa) - LINE_HEIGHT / 2 - 2 },
      ...(ratioLimit === null ? [] : [limitLabel(frame, ratioLimit)]),
      ...(last
        ? [
            {
              text: 'fit',
              color: COLORS.orange,
              x: positionOn(frame.x, frame.width, last.x) - 9,
              // Below the line, also below a flat one.
              y: Math.min(heightOf(frame, last.y) + 9, frame.height - LINE_HEIGHT / 2),
              align: 'right',
            } as const,
          ]
        : []),
    ]),
  ];
}

/** The label at the top of the vertical line where the curve ends, on the side that has room. */
function limitLabel(frame: Frame, ratio: number): Label {
  const position = positionOn(frame.x, frame.width, ratio);
  const isRight = position + 65 < frame.width;
  return {
    text: 'N = ∞',
    color: COLORS.black,
    x: isRight ? position + 5 : position - 5,
    y: 12,
    align: isRight ? 'left' : 'right',
  };
}
