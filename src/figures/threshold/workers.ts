/**
 * The distribution of the largest epsilon against the number of workers, one sheet for each of a few ratios
 * of mean and std.
 */

import { max } from 'd3-array';
import { meanLabel } from '../labels.js';
import { axisFromZero } from '../lines/axis.js';
import type { Frame } from '../lines/axis.js';
import { COLORS, DASHED, line, points, rule } from '../lines/marks.js';
import { px, schemePanels, workersAxis } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import { sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { count, grouped } from '../../text/numbers.js';
import { factorText } from '../data-line.js';
import { distinct, firstFinite } from '../values.js';
import { cellsOf, curveOf, shownRatios, valueAt } from './cells.js';
import type { ThresholdCell, ThresholdTables } from './cells.js';
import { sheetName, usualFactor } from './sheet-keys.js';
import { aboutCell, dataLine } from './words.js';

const LINES = [
  { quantile: 'epsilon_q95', text: '95 %', color: COLORS.green },
  { quantile: 'epsilon_q50', text: 'median', color: COLORS.blue },
  { quantile: 'epsilon_q05', text: '5 %', color: COLORS.orange },
] as const;

/** None for a study with a single number of workers. */
export function workersFigures(tables: ThresholdTables): Figure[] {
  const { study, layout } = tables;
  if (study.workers.length < 2) return [];
  const key = { factor: usualFactor(study.factor), seed: study.seeds[0]! };
  const panels = study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      scheme,
      mapping,
      cells: cellsOf(tables, { ...key, scheme, mapping }),
      // The curve of any number of workers: that for infinitely many is the same in all.
      curve: study.workers
        .map((workers) => curveOf(tables.curves, { ...key, scheme, mapping, workers }))
        .find((curve) => curve !== undefined),
    })),
  );
  const all = panels.flatMap(({ cells }) => cells);
  const x = workersAxis(study.workers);
  return shownRatios(all).map((ratio) => {
    const shown = panels.map((panel) => ({
      ...panel,
      cells: panel.cells.filter((cell) => cell.ratio === ratio),
      limit: panel.curve && valueAt(panel.curve.quadrature, ratio),
    }));
    const highest = max(
      shown.flatMap(({ cells, limit }) => [
        ...cells.map(
          (cell) => firstFinite(cell.epsilon_q95_high, cell.epsilon_q95, cell.epsilon_q50) / cell.std,
        ),
        limit ?? 0,
      ]),
    )!;
    const shownCells = shown.flatMap(({ cells }) => cells);
    const blank = shownCells.filter((cell) =>
      LINES.some(({ quantile }) => Number.isNaN(cell[quantile])),
    ).length;
    const gaps =
      blank === 0
        ? ''
        : ` ${grouped(blank)} of ${count(shownCells.length, 'cell')} ${blank === 1 ? 'lacks' : 'lack'} a point, because too many of their draws have no epsilon.`;
    const title = narrows(shown)
      ? `With ${Math.max(...study.workers)} workers the largest epsilon varies less from draw to draw than with ${Math.min(...study.workers)}`
      : 'The largest epsilon against the number of workers';
    return {
      name: [sheetName('workers', study, {}), 'ratio', ratio].join('-'),
      spec: sheet(
        title,
        [
          `${meanLabel(ratio)}, ${dataLine(study, key)}`,
          factorText(key.factor),
          `Quantiles over draws with their 95 % intervals. N: number of workers; N = ∞: infinitely many.${gaps}`,
        ],
        [
          schemePanels(shown, x, axisFromZero(highest, 'largest epsilon / std'), layersOf, {
            ...layout,
            hasEndLabels: true,
          }),
        ],
        px,
        layout,
      ),
      caption:
        `The 5 % quantile, the median and the 95 % quantile of the largest epsilon divided by the standard deviation of the regrets, at ${meanLabel(ratio)}, against the number of workers for each scheme and mapping. ` +
        'The distance between the outer lines shows the variation from draw to draw, and the dashed line is the value for infinitely many workers.',
    };
  });
}

interface WorkersPanel {
  readonly cells: readonly ThresholdCell[];
  /** The value for infinitely many workers, if known. */
  readonly limit: number | undefined;
}

function layersOf(frame: Frame, { cells, limit }: WorkersPanel, isNamed: boolean): FigurePart[] {
  const lines = LINES.map(({ quantile, ...style }) => ({
    ...style,
    estimates: cells.map((cell) => ({
      x: cell.workers,
      std: cell.std,
      y: cell[quantile] / cell.std,
      low: cell[`${quantile}_low`] / cell.std,
      high: cell[`${quantile}_high`] / cell.std,
      about: { quantile: style.text, ...aboutCell(cell, 'std') },
    })),
  }));
  const stds = distinct(cells.map(({ std }) => std));
  return [
    ...(limit === undefined ? [] : [rule({ y: limit }, { color: COLORS.grey, dash: DASHED })]),
    ...lines.flatMap(({ estimates, color }) => [
      ...stds.flatMap((std) =>
        line(
          frame,
          estimates.filter((each) => each.std === std),
          { color, width: 1 },
        ),
      ),
      ...points(frame, estimates, color),
    ]),
    ...(isNamed
      ? endLabels(frame, [
          ...lines.flatMap(({ text, color, estimates }) => {
            const at = estimates.findLast(({ y }) => Number.isFinite(y));
            return at ? [{ text, color, at }] : [];
          }),
          ...(limit === undefined
            ? []
            : [{ text: 'N = ∞', color: COLORS.grey, at: { x: frame.x.domain[1], y: limit } }]),
        ])
      : []),
  ];
}

/**
 * Whether the distance of the outer quantiles, over the std, is smaller for the most workers than for the
 * fewest in every panel.
 */
function narrows(panels: readonly WorkersPanel[]): boolean {
  return panels.every(({ cells }) => {
    const numbers = distinct(cells.map(({ workers }) => workers));
    const width = (cell: ThresholdCell) => (cell.epsilon_q95 - cell.epsilon_q05) / cell.std;
    // Undefined quantiles belong to draws without an epsilon, which are below every epsilon: the distance is
    // infinite.
    const widths = (n: number) =>
      cells
        .filter(({ workers }) => workers === n)
        .map((cell) => (Number.isNaN(width(cell)) ? Infinity : width(cell)));
    const [fewest, most] = [widths(numbers[0]!), widths(numbers.at(-1)!)];
    return fewest.every((width) => most.every((other) => other < width));
  });
}
