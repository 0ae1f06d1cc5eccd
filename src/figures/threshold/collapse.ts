/**
 * The sheet on which all cells of a panel lie on one curve: the largest epsilon over the std, against mean
 * over std.
 */

import { max, minIndex } from 'd3-array';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { short, supported } from '../../text/numbers.js';
import { axisFromZero } from '../lines/axis.js';
import type { Frame } from '../lines/axis.js';
import { band, COLORS, DASHED, line, points, rule } from '../lines/marks.js';
import type { Point } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { key as keyOf } from '../lines/text-labels.js';
import type { KeyEntry } from '../lines/text-labels.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { interval } from '../tooltips.js';
import { distinct, firstFinite } from '../values.js';
import type { MappingCurve, ThresholdCell, ThresholdTables } from './cells.js';
import { panelsOf, ratioPanels } from './ratio-panels.js';
import type { RatioPanel } from './ratio-panels.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import { factorText } from '../data-line.js';
import { meanLabel } from '../labels.js';
import { aboutCell, BAND, BOUND_TEXT, dataLine, isProportional } from './words.js';
import { marksLegend, missingPoints } from './words.js';

/** One sheet for each number of workers, seed and factor. */
export function collapseFigures(tables: ThresholdTables): Figure[] {
  const { study, layout } = tables;
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
    return {
      name: sheetName('collapse', study, key),
      spec: sheet(
        titleOf(study, panels, stds),
        [
          dataLine(study, key),
          factorText(key.factor),
          marksLegend(all),
          ...missingPoints(all),
          ...(kappas.length > 0 ? [BOUND_TEXT] : []),
          ...(limits.length > 0
            ? ['Infinitely many workers have no epsilon to the right of the vertical line.']
            : []),
        ],
        [
          ratioPanels(
            panels,
            y,
            (frame, { cells, curve }, isFirst) => [
              ...cellLayers(frame, cells),
              ...(curve ? curveLayers(frame, curve) : []),
              ...(curve && isFirst ? keyOf(frame, keyEntries(curve)) : []),
            ],
            layout,
            limits,
          ),
        ],
        px,
        layout,
      ),
      caption:
        `The largest epsilon divided by the standard deviation of the regrets, against their mean divided by the same standard deviation, for each scheme and mapping${stds > 1 ? `, with the points of all ${stds} standard deviations in the same panel` : ''}. ` +
        (stds === 1
          ? 'The largest epsilon falls as the mean rises'
          : isProportional(study)
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
  return [
    ...(ratioLimit === null ? [] : [rule({ x: ratioLimit }, { color: COLORS.black, width: 1 })]),
    rule({ y: kappa }, { color: COLORS.grey, dash: DASHED }),
    ...line(frame, lines(quadrature), { color: COLORS.black, width: 1, name: 'infinitely many workers' }),
    ...line(frame, lines(fitted), { color: COLORS.orange, width: 2, name: 'fit' }),
  ];
}

function keyEntries({ fitted, quadrature }: MappingCurve): KeyEntry[] {
  return [
    { text: 'upper bound', color: COLORS.grey, dash: DASHED },
    ...(quadrature.length > 1 ? [{ text: 'infinitely many workers', color: COLORS.black, width: 1 }] : []),
    ...(fitted.length > 1 ? [{ text: 'fitted formula', color: COLORS.orange, width: 2 }] : []),
  ];
}

/**
 * States that mean/std alone matters where several stds show it; for a single std the medians at the lowest
 * mean and at the one nearest to zero, if their intervals are apart.
 */
function titleOf(study: ThresholdStudy, panels: readonly RatioPanel[], stds: number): string {
  if (stds > 1 && isProportional(study))
    return 'The largest epsilon divided by the std of the regrets depends only on mean/std';
  const { cells, scheme, mapping } = panels[0]!;
  const shown = cells.filter(({ epsilon_q50 }) => Number.isFinite(epsilon_q50));
  const lowest = shown[0];
  const nearest = shown.length === 0 ? undefined : shown[minIndex(shown, ({ ratio }) => Math.abs(ratio))];
  if (stds > 1 || !lowest || !nearest || !(nearest.epsilon_q50_high < lowest.epsilon_q50_low))
    return 'The largest epsilon divided by the std of the regrets, against mean/std';
  const at = (cell: ThresholdCell) => {
    const { epsilon_q50, epsilon_q50_low, epsilon_q50_high, std, ratio } = cell;
    const { value } = supported(epsilon_q50 / std, epsilon_q50_low / std, epsilon_q50_high / std);
    return `${short(Number(value))} std at ${meanLabel(ratio)}`;
  };
  return `The median of the largest epsilon is ${at(lowest)}, and ${at(nearest)} (${scheme}, ${mapping})`;
}
