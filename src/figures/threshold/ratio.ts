/** The sheets of a threshold study on an axis of mean over std of the regrets: rows of panels are schemes, columns mappings. */

import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { distinct, linearTicks } from '../heat-map/cell-axis.js';
import { plainLabel, sheet, shortNumber, wrap } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import {
  axisFromZero,
  band,
  COLORS,
  DASHED,
  finite,
  heightOf,
  labels,
  leader,
  line,
  LINE_HEIGHT,
  ORDERED_COLORS,
  placeOn,
  points,
  px,
  roomFor,
  rule,
  schemePanels,
  symlogTicks,
} from '../lines/panel.js';
import type { Frame, Label, PanelAxis, Point } from '../lines/panel.js';
import { curveOf, evenly, cellsOf, sheetKeys, sheetName, usualFactor } from './cells.js';
import type { MappingCurve, ThresholdCell, SheetKey, ThresholdTables } from './cells.js';
import { aboutCell, BAND, dataLine, isProportional, MARKS, missing, perMapping } from './words.js';
import { interval } from '../tooltips.js';

/** All cells on one curve per panel: the largest epsilon over the std. */
export function collapseFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  return sheetKeys(study, false).map((key) => {
    const panels = panelsOf(tables, key);
    const all = panels.flatMap(({ cells }) => cells);
    const limits = panels.flatMap(({ curve }) => curve?.ratioLimit ?? []);
    const kappas = panels.flatMap(({ curve }) => (curve ? [curve.kappa] : []));
    const highest = Math.max(
      ...all.map((cell) => finite(cell.epsilon_q95, cell.epsilon_q50) / cell.std),
      ...kappas,
    );
    const y = axisFromZero(highest, 'largest epsilon / std');
    const title = isProportional(study)
      ? 'Divided by the std of the regrets, the largest epsilon depends on mean/std alone'
      : 'The largest epsilon over the std of the regrets, against mean/std';
    return {
      name: sheetName('collapse', study, key),
      spec: sheet(
        title,
        [
          dataLine(study, key),
          MARKS,
          ...missing(all),
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
            {
              limits,
            },
          ),
        ],
        px,
      ),
      caption:
        `The largest epsilon over the standard deviation of the regrets against their mean over that deviation, for each scheme and mapping, with the points of ` +
        `all ${distinct(all.map(({ std }) => std)).length} standard deviations drawn on top of each other. ` +
        (isProportional(study)
          ? 'Points at one place of the horizontal axis differ by chance only'
          : 'Points at one place of the horizontal axis belong to different standard deviations') +
        ', and there is none where most draws have no epsilon.',
    };
  });
}

/** The share of draws that any epsilon separates, a line for each factor. */
export function separableFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  const factors = evenly(distinct(study.factor), ORDERED_COLORS.length);
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
    const reaches = perMapping(study.mappings, (mapping) =>
      reach(
        panels
          .filter((panel) => panel.mapping === mapping)
          .flatMap(({ cells }) => cells.filter((cell) => cell.factor === factor)),
      ),
    );
    return {
      name: sheetName('separable', study, key),
      spec: sheet(
        `At least 95 % of draws are separable at factor ${shortNumber(factor)} ${reaches}`,
        [
          dataLine(study, { ...key, ...(factors.length === 1 && { factor }) }),
          'Separable: some epsilon makes the weights differ by the factor. Bars: 95 % intervals.',
        ],
        [ratioPanels(panels, y, (frame, { cells }) => shareLayers(frame, cells, factors))],
        px,
      ),
      caption:
        'The share of draws that some epsilon separates, against the mean of the regrets over their standard deviation, for each scheme, mapping and factor. ' +
        'Where the share is below 100 % no choice of epsilon tells the workers of all epochs apart, and a larger factor is harder to reach.',
    };
  });
}

/** How far the simulated medians are from the fitted ones. */
export function residualFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  return sheetKeys(study, false).flatMap((key) => {
    const panels = panelsOf(tables, key);
    const all = panels
      .flatMap(({ curve }) => curve?.residuals ?? [])
      .filter(({ residual }) => Number.isFinite(residual));
    if (all.length === 0) return [];
    const reachOf = Math.max(
      ...all.flatMap(({ residual, low, high }) =>
        [residual, low, high].filter(Number.isFinite).map(Math.abs),
      ),
    );
    const largest = Math.max(...all.map(({ residual }) => Math.abs(residual)));
    // A fit may be perfect.
    const end = 105 * reachOf || 1;
    const domain = [-end, end] as const;
    const y: PanelAxis = {
      type: 'linear',
      domain,
      ticks: linearTicks(domain, 5),
      label: plainLabel,
      title: 'median / fit − 1 (%)',
    };
    // Rounded up, so that it holds.
    const most = Math.ceil(largest * 1000) / 10;
    const lines = (panel: RatioPanel) =>
      panel.curve?.formula ? wrap(panel.curve.formula, study.mappings.length === 1 ? 68 : 37) : [];
    return [
      {
        name: sheetName('residuals', study, key),
        spec: sheet(
          `Fitted medians differ from the formula by at most ${most} %`,
          [dataLine(study, key), 'Bars: 95 % intervals of the medians.'],
          [
            ratioPanels(
              panels,
              y,
              (frame, { curve }) => [
                rule({ y: 0 }, { color: COLORS.grey }),
                ...points(
                  frame,
                  (curve?.residuals ?? []).map(({ ratio, residual, low, high }) => ({
                    x: ratio,
                    y: 100 * residual,
                    low: 100 * low,
                    high: 100 * high,
                    about: { draws: study.draws },
                  })),
                  COLORS.blue,
                ),
              ],
              { linesOf: lines },
            ),
          ],
          px,
        ),
        caption:
          'The simulated median of the largest epsilon over the fitted one, less one, in per cent, against the mean of the regrets over their standard deviation, for each scheme and mapping. ' +
          'A fit that is right scatters around zero without a trend, by as much as the bars allow.',
      },
    ];
  });
}

interface RatioPanel {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly cells: readonly ThresholdCell[];
  readonly curve: MappingCurve | undefined;
}

/** All panels of a sheet, row by row; without a factor the cells of all factors. */
function panelsOf(
  tables: ThresholdTables,
  key: Pick<SheetKey, 'workers' | 'seed'> & Partial<SheetKey>,
): RatioPanel[] {
  const { study, curves } = tables;
  const factors = key.factor === undefined ? study.factor : [key.factor];
  return study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      scheme,
      mapping,
      cells: factors.flatMap((factor) => cellsOf(tables, { ...key, scheme, mapping, factor })),
      curve: curveOf(curves, { ...key, scheme, mapping }),
    })),
  );
}

function ratioPanels(
  panels: readonly RatioPanel[],
  y: PanelAxis,
  layersOf: (frame: Frame, panel: RatioPanel) => FigurePart[],
  { limits = [], ...over }: { limits?: readonly number[]; linesOf?: (panel: RatioPanel) => string[] } = {},
): FigurePart {
  const domain = roomFor(
    [...panels.flatMap(({ cells }) => cells.map(({ ratio }) => ratio)), ...limits],
    'symlog',
  );
  const ticks = (width: number) => symlogTicks(domain, width);
  return schemePanels(
    panels,
    { type: 'symlog', domain, ticks, label: plainLabel, title: 'mean / std of the regrets' },
    y,
    layersOf,
    over,
  );
}

/** Bands and points of all standard deviations. */
function cellLayers(frame: Frame, cells: readonly ThresholdCell[]): FigurePart[] {
  const stds = distinct(cells.map(({ std }) => std));
  // All bands together are as dense as one, which shows how much they differ.
  const opacity = 1 - Math.exp(Math.log(0.78) / stds.length);
  const scaled = (cell: ThresholdCell, name: 'q05' | 'q95') => cell[`epsilon_${name}`] / cell.std;
  return [
    ...stds.flatMap((std) =>
      band(
        frame,
        cells
          .filter((cell) => cell.std === std)
          .map((cell) => ({ x: cell.ratio, low: finite(scaled(cell, 'q05'), 0), high: scaled(cell, 'q95') })),
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
              x: placeOn(frame.x, frame.width, last.x) - 9,
              // Below the line, however flat it is.
              y: Math.min(heightOf(frame, last.y) + 9, frame.height - LINE_HEIGHT / 2),
              align: 'right',
            } as const,
          ]
        : []),
    ]),
  ];
}

/** At the top of the line where the curve ends, on the side that has room. */
function limitLabel(frame: Frame, ratio: number): Label {
  const place = placeOn(frame.x, frame.width, ratio);
  const isRight = place + 65 < frame.width;
  return {
    text: 'N = ∞',
    color: COLORS.black,
    x: isRight ? place + 5 : place - 5,
    y: 12,
    align: isRight ? 'left' : 'right',
  };
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

/** All lines end at the same heights, so each is named where it falls through a height of its own, to the left of them all. */
function shareLabels(
  frame: Frame,
  lines: readonly { factor: number; own: readonly ThresholdCell[]; color: string }[],
): FigurePart[] {
  // The line of the largest factor, leftmost, gets the highest place.
  const named = lines.toReversed().map(({ factor, own, color }, i) => {
    const y = heightOf(frame, 75) + i * (LINE_HEIGHT + 4);
    const share = 75 - (i * (LINE_HEIGHT + 4) * (frame.y.domain[1] - frame.y.domain[0])) / frame.height;
    const std = own[0]!.std;
    const path = own
      .filter((cell) => cell.std === std)
      .map((cell) => ({ x: placeOn(frame.x, frame.width, cell.ratio), share: 100 * cell.attainable }));
    return { text: `factor ${shortNumber(factor)}`, color, y, to: crossing(path, share) };
  });
  const left = Math.min(...named.flatMap(({ to }) => (to === null ? [] : [to]))) - 24;
  return named.flatMap(({ text, color, y, to }) =>
    to === null
      ? []
      : [
          leader({ x: left + 4, y }, { x: to, y }, color),
          ...labels([{ text, color, x: left, y, align: 'right' }]),
        ],
  );
}

/** Where a path first falls below a share; null if it does not. */
function crossing(path: readonly { x: number; share: number }[], share: number): number | null {
  const i = path.findIndex(
    (point, index) => index > 0 && point.share < share && path[index - 1]!.share >= share,
  );
  if (i < 0) return null;
  const [before, after] = [path[i - 1]!, path[i]!];
  return before.x + ((before.share - share) / (before.share - after.share)) * (after.x - before.x);
}

/** The largest ratio up to which nearly all draws are separable, the low ends of the intervals included. */
function reach(cells: readonly ThresholdCell[]): string {
  const first = cells
    .filter(({ attainable_low }) => !(attainable_low >= 0.95))
    .reduce((least, { ratio }) => Math.min(least, ratio), Infinity);
  const below = cells.filter(({ ratio }) => ratio < first).map(({ ratio }) => ratio);
  if (below.length === 0) return 'at no mean/std';
  return first === Infinity ? 'at every mean/std' : `up to mean/std ${plainLabel(Math.max(...below))}`;
}
