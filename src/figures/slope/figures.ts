/** The smallest slope p at which an epsilon exists, against the number of workers. */

import { max } from 'd3-array';
import { slope as definition, type SlopeRow, type SlopeStudy } from '../../study/kinds/slope/definition.js';
import { percent, short } from '../../text/numbers.js';
import { CHAIN_LIMITS } from '../../weights/chain-limits.js';
import { drawsPerCell, sheetName } from '../data-line.js';
import type { KindFigures } from '../kind.js';
import { meanLabel, plainLabel } from '../labels.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { COLORS, DASHED, line, ORDERED_COLORS, points, rule } from '../lines/marks.js';
import { NARROW_LABELS, NARROW_WIDTH, panelRows, px, workersAxis } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import { sheet, WIDE, type Figure, type FigurePart, type Layout } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { distinct, evenlySpaced } from '../values.js';

/** Most panels of a sheet: one for each ratio. */
const MOST_PANELS = 3;
const WIDTH = 250;

/** A sheet for each scheme, mapping, seed and factor. */
export const slope: KindFigures<SlopeStudy> = async (study, { read }, layout = WIDE) => {
  const rows = await read(definition.tables.cells);
  return study.schemes.flatMap((scheme) =>
    study.mappings.flatMap((mapping) =>
      study.seeds.flatMap((seed) =>
        study.factor.map((factor) => {
          const shown = rows.filter(
            (row) =>
              row.scheme === scheme && row.mapping === mapping && row.seed === seed && row.factor === factor,
          );
          return slopeFigure(study, shown, layout);
        }),
      ),
    ),
  );
};

function slopeFigure(study: SlopeStudy, rows: readonly SlopeRow[], layout: Layout): Figure {
  const { scheme, mapping, seed, factor, draws } = rows[0]!;
  const ratios = evenlySpaced(distinct(rows.map(({ ratio }) => ratio)), MOST_PANELS);
  const width = layout.isNarrow ? NARROW_WIDTH - NARROW_LABELS : WIDTH;
  const axis = workersAxis(rows.map(({ workers }) => workers));
  const x = { ...axis, ticks: axis.ticks(width) };
  const highest = max(rows, (row) => (ratios.includes(row.ratio) ? row.slope : 0)) ?? 1;
  const y = slopeAxis(Math.min(Math.max(highest, 1), 1.5 * CHAIN_LIMITS.pNorm.to));
  const frame: Frame = { width, height: layout.isNarrow ? 200 : 260, x, y };
  const panels = ratios.map((ratio, i) => ({
    frame,
    heading: [meanLabel(ratio)],
    layers: layersOf(
      frame,
      study.confidence,
      rows.filter((row) => row.ratio === ratio),
      layout.isNarrow || i === ratios.length - 1,
    ),
    left: i === 0,
    bottom: true,
  }));
  return {
    name: sheetName(
      `slope-${mapping}`,
      study,
      { scheme, seed },
      study.factor.length > 1 ? short(factor) : undefined,
    ),
    spec: sheet(
      'The fewer the workers, the larger the slope p that any epsilon needs',
      [
        `${scheme}, ${mapping}, factor ${short(factor)}, ${drawsPerCell(draws)}, c ${study.cNorm}`,
        'Lines: share of epochs that some epsilon separates, with 95 % intervals. Dashed: infinitely many workers. Grey: the largest p of the chain.',
      ],
      [panelRows(panels, ratios.length, { row: 34, column: 30 }, layout)],
      px,
      layout,
    ),
    caption:
      'The smallest slope p at which some epsilon makes the weights differ by the factor in a share of the epochs, for several means of the regrets. ' +
      'Below a line no epsilon at all separates so many epochs, and only a larger p helps.',
  };
}

function layersOf(
  frame: Frame,
  confidence: readonly number[],
  rows: readonly SlopeRow[],
  isNamed: boolean,
): FigurePart[] {
  const lines = evenlySpaced(distinct(confidence), ORDERED_COLORS.length).map((share, i) => ({
    text: percent(share),
    color: ORDERED_COLORS[i]!,
    estimates: rows
      .filter((row) => row.confidence === share)
      .map((row) => ({
        x: row.workers,
        y: row.slope <= frame.y.domain[1] ? row.slope : NaN,
        low: row.slope_low,
        high: row.slope_high,
        about: { 'share of epochs': share },
      })),
  }));
  const infinite = rows[0]!.slope_infinite;
  const { to } = CHAIN_LIMITS.pNorm;
  const atEnd = frame.x.domain[1];
  return [
    ...(to < frame.y.domain[1] ? [rule({ y: to }, { color: COLORS.grey, width: 1 })] : []),
    ...(infinite < frame.y.domain[1] ? [rule({ y: infinite }, { color: COLORS.grey, dash: DASHED })] : []),
    ...lines.flatMap(({ estimates, color }) => [
      ...line(frame, estimates, { color, width: 1 }),
      ...points(frame, estimates, color),
    ]),
    ...(isNamed
      ? endLabels(frame, [
          ...lines.flatMap(({ text, color, estimates }) => {
            const at = estimates.findLast(({ y }) => Number.isFinite(y));
            return at ? [{ text, color, at }] : [];
          }),
          { text: 'N = ∞', color: COLORS.grey, at: { x: atEnd, y: infinite } },
        ])
      : []),
  ];
}

function slopeAxis(highest: number): PanelAxis {
  const domain = [0, 1.04 * highest] as const;
  return { type: 'linear', domain, ticks: linearTicks(domain, 6), label: plainLabel, title: 'smallest p' };
}
