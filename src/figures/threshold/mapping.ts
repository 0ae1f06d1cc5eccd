/** The mapping from the std of the regrets to the largest epsilon, at a few ratios of mean and std. */

import { max } from 'd3-array';
import { meanLabel, powerLabel } from '../labels.js';
import { axisFromZero, paddedDomain } from '../lines/axis.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { band, COLORS, DASHED, DOTTED, line, points } from '../lines/marks.js';
import type { Point } from '../lines/marks.js';
import { NARROW_LABELS, NARROW_WIDTH, panelRows, px } from '../lines/panel.js';
import type { Panel } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import type { LineEnd } from '../lines/text-labels.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { logTicks } from '../ticks.js';
import { interval } from '../tooltips.js';
import { decadeDomain, distinct, firstFinite } from '../values.js';
import { factorText } from '../data-line.js';
import { cellsOf, curveOf, shownRatios } from './cells.js';
import type { ThresholdCell, ThresholdTables } from './cells.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import type { SheetKey } from './sheet-keys.js';
import {
  aboutCell,
  BAND,
  BOUND_TEXT,
  dataLine,
  isProportional,
  marksLegend,
  missingPoints,
} from './words.js';

const RATIO_COLORS = [COLORS.blue, COLORS.orange, COLORS.green];

/**
 * One sheet for each scheme, with its mappings side by side: epsilon, and below it epsilon over std. None for
 * a study with a single std.
 */
export function mappingFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  return sheetKeys(study, true).flatMap((key) => {
    const cells = study.mappings.map((mapping) => cellsOf(tables, { ...key, mapping }));
    return distinct(cells.flat().map(({ std }) => std)).length > 1 ? [mappingFigure(tables, key, cells)] : [];
  });
}

function mappingFigure(
  { study, curves, layout }: ThresholdTables,
  key: SheetKey,
  cells: readonly (readonly ThresholdCell[])[],
): Figure {
  const ratios = shownRatios(cells.flat());
  const shown = cells.map((each) => each.filter(({ ratio }) => ratios.includes(ratio)));
  const all = shown.flat();
  const kappas = study.mappings.map((mapping) => curveOf(curves, { ...key, mapping })?.kappa);
  const known = kappas.filter((kappa) => kappa !== undefined);
  const columns = study.mappings.length;
  const width = layout.isNarrow ? NARROW_WIDTH - NARROW_LABELS : columns === 1 ? 560 : 280;
  const domain = paddedDomain(
    all.map(({ std }) => std),
    'log',
  );
  const x: PanelAxis = {
    type: 'log',
    domain,
    ticks: logTicks(domain, 6),
    label: powerLabel,
    title: 'std of the regrets (dex)',
  };
  const epsilons = all.flatMap((cell) => [
    cell.epsilon_q05,
    cell.epsilon_q50,
    cell.epsilon_q95,
    cell.upper_bound_q50,
  ]);
  const epsilonDomain = decadeDomain(
    [...epsilons, ...all.flatMap(({ std }) => known.map((kappa) => kappa * std))],
    16,
  );
  const rows: { frame: Frame; unit: (std: number) => number }[] = [
    {
      frame: {
        width,
        height: 260,
        x,
        y: {
          type: 'log',
          domain: epsilonDomain,
          ticks: logTicks(epsilonDomain, 6),
          label: powerLabel,
          title: 'largest epsilon (dex)',
        },
      },
      unit: () => 1,
    },
    {
      frame: {
        width,
        height: 190,
        x,
        y: axisFromZero(
          max([
            ...all.map(
              (cell) => firstFinite(cell.epsilon_q95, cell.epsilon_q50, cell.upper_bound_q50) / cell.std,
            ),
            ...known,
          ])!,
          'largest epsilon / std',
        ),
      },
      unit: (std) => std,
    },
  ];
  const panels = rows.flatMap(({ frame, unit }, row) =>
    study.mappings.map((mapping, column): Panel => ({
      frame,
      layers: layersOf(
        frame,
        unit,
        shown[column]!,
        ratios,
        kappas[column],
        layout.isNarrow || column === columns - 1,
      ),
      ...(row === 0 && { heading: [mapping] }),
      left: column === 0,
      bottom: row === rows.length - 1,
    })),
  );
  return {
    name: sheetName('mapping', study, key),
    spec: sheet(
      isProportional(study)
        ? 'The largest epsilon is proportional to the std of the regrets'
        : 'The largest epsilon against the std of the regrets',
      [
        dataLine(study, key),
        factorText(key.factor),
        marksLegend(all),
        ...missingPoints(all),
        `${known.length > 0 ? `${BOUND_TEXT} ` : ''}Median bound: the median over draws of the bound of each.`,
      ],
      [panelRows(panels, columns, { row: 26, column: 32 }, layout)],
      px,
      layout,
    ),
    caption:
      'The largest epsilon (top), and the largest epsilon divided by the standard deviation of the regrets (bottom), against that standard deviation, for each mapping, with the upper bound for many workers (dashed) and the median of the bounds of the draws (dotted). ' +
      'If epsilon is proportional to the standard deviation, the points lie on lines of slope 1 in the top panels and on horizontal lines in the bottom panels, and a higher mean of the regrets lowers them.',
  };
}

function layersOf(
  frame: Frame,
  unit: (std: number) => number,
  cells: readonly ThresholdCell[],
  ratios: readonly number[],
  kappa: number | undefined,
  isNamed: boolean,
): FigurePart[] {
  const lines = ratios.map((ratio, i) => ({
    ratio,
    own: cells.filter((cell) => cell.ratio === ratio),
    color: RATIO_COLORS[i]!,
  }));
  // The bound of a draw does not depend on the mean.
  const bound = lines[0]!.own.map((cell) => ({ x: cell.std, y: cell.upper_bound_q50 / unit(cell.std) }));
  const closed =
    kappa === undefined ? [] : lines[0]!.own.map(({ std }) => ({ x: std, y: (kappa * std) / unit(std) }));
  const medians = lines.map(({ ratio, own, color }) => ({
    ratio,
    color,
    estimates: own.map((cell) => {
      const scaled = (value: number) => value / unit(cell.std);
      const about = {
        ...aboutCell(cell, 'ratio'),
        [BAND]: interval(scaled(cell.epsilon_q05), scaled(cell.epsilon_q95)),
      };
      return {
        x: cell.std,
        y: scaled(cell.epsilon_q50),
        low: scaled(cell.epsilon_q50_low),
        high: scaled(cell.epsilon_q50_high),
        about,
      };
    }),
  }));
  const end = (text: string, color: string, path: readonly Point[]): LineEnd[] => {
    const at = path.findLast(({ y }) => Number.isFinite(y));
    return at ? [{ text, color, at }] : [];
  };
  return [
    ...lines.flatMap(({ own, color }) =>
      band(
        frame,
        own.map((cell) => ({
          x: cell.std,
          low: cell.epsilon_q05 / unit(cell.std),
          high: cell.epsilon_q95 / unit(cell.std),
        })),
        { color, opacity: 0.04, isOutlined: true },
      ),
    ),
    ...line(frame, closed, { color: COLORS.grey, dash: DASHED, name: 'upper bound' }),
    ...line(frame, bound, { color: COLORS.black, width: 2, dash: DOTTED, name: 'median bound' }),
    ...medians.flatMap(({ estimates, color }) => [
      ...line(frame, estimates, { color, width: 1 }),
      ...points(frame, estimates, color),
    ]),
    ...(isNamed
      ? endLabels(frame, [
          ...end('median bound', COLORS.black, bound),
          ...end('upper bound', COLORS.grey, closed),
          ...medians.flatMap(({ ratio, color, estimates }) => end(meanLabel(ratio), color, estimates)),
        ])
      : []),
  ];
}
