/** The distribution of the largest epsilon against the number of workers, one sheet for each of a few ratios of mean and std. */

import { distinct } from '../heat-map/cell-axis.js';
import { plainLabel, sheet } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { axisFromZero, COLORS, DASHED, endLabels, finite, line } from '../lines/panel.js';
import { placeOn, points, px, roomFor, rule, schemePanels } from '../lines/panel.js';
import type { Frame, PanelAxis } from '../lines/panel.js';
import { chosenRatios, curveOf, valueAt, cellsOf, sheetName, usualFactor } from './cells.js';
import type { ThresholdCell, ThresholdTables } from './cells.js';
import { aboutCell, dataLine, meanLabel } from './words.js';

const LINES = [
  { quantile: 'epsilon_q95', text: '95 %', color: COLORS.green },
  { quantile: 'epsilon_q50', text: 'median', color: COLORS.blue },
  { quantile: 'epsilon_q05', text: '5 %', color: COLORS.orange },
] as const;

/** None for a study of a single number of workers. */
export function workersFigures(tables: ThresholdTables): Figure[] {
  const { study } = tables;
  if (study.workers.length < 2) return [];
  const key = { factor: usualFactor(study.factor), seed: study.seeds[0]! };
  const panels = study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      ...{ scheme, mapping },
      cells: cellsOf(tables, { ...key, scheme, mapping }),
      // Infinitely many workers are the same for all.
      curve: study.workers
        .map((workers) => curveOf(tables.curves, { ...key, scheme, mapping, workers }))
        .find((curve) => curve !== undefined),
    })),
  );
  const all = panels.flatMap(({ cells }) => cells);
  return chosenRatios(all).map((ratio) => {
    const shown = panels.map((panel) => ({
      ...panel,
      cells: panel.cells.filter((cell) => cell.ratio === ratio),
      limit: panel.curve && valueAt(panel.curve.quadrature, ratio),
    }));
    const highest = Math.max(
      ...shown.flatMap(({ cells, limit }) => [
        ...cells.map((cell) => finite(cell.epsilon_q95_high, cell.epsilon_q95, cell.epsilon_q50) / cell.std),
        limit ?? 0,
      ]),
    );
    const x = {
      ...({
        type: 'log',
        domain: roomFor(study.workers, 'log'),
        label: plainLabel,
        title: 'number of workers, N',
      } as const),
      ticks: (width: number) => numberTicks(study.workers, width),
    };
    const shownCells = shown.flatMap(({ cells }) => cells);
    const blank = shownCells.filter((cell) =>
      LINES.some(({ quantile }) => Number.isNaN(cell[quantile])),
    ).length;
    const gaps =
      blank === 0
        ? ''
        : ` ${blank} of ${shownCells.length} cells lack a point: so many of their draws have no epsilon.`;
    const title = narrows(shown)
      ? `With ${Math.max(...study.workers)} workers the largest epsilon varies less from draw to draw than with ${Math.min(...study.workers)}`
      : 'The largest epsilon against the number of workers';
    return {
      name: [sheetName('workers', study, {}), 'ratio', ratio].join('-'),
      spec: sheet(
        title,
        [
          `${meanLabel(ratio)}, ${dataLine(study, key)}`,
          `Quantiles over draws with their 95 % intervals.${gaps}`,
        ],
        [
          schemePanels(shown, x, axisFromZero(highest, 'largest epsilon / std'), layersOf, {
            endLabels: true,
          }),
        ],
        px,
      ),
      caption:
        `The 5 % quantile, the median and the 95 % quantile of the largest epsilon over the standard deviation of the regrets, at ${meanLabel(ratio)}, against the number of workers for each scheme and mapping. ` +
        'The distance between the outer lines is what chance adds to the choice of epsilon, and a dashed line is the value for infinitely many workers.',
    };
  });
}

interface WorkersPanel {
  readonly cells: readonly ThresholdCell[];
  /** Infinitely many workers. */
  readonly limit: number | undefined;
}

function layersOf(frame: Frame, { cells, limit }: WorkersPanel, isNamed: boolean): FigurePart[] {
  const lines = LINES.map(({ quantile, ...style }) => ({
    ...style,
    estimates: cells.map((cell) => ({
      ...{ x: cell.workers, std: cell.std, y: cell[quantile] / cell.std },
      ...{ low: cell[`${quantile}_low`] / cell.std, high: cell[`${quantile}_high`] / cell.std },
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

/** The numbers of workers that have room for their labels, the outermost first. */
function numberTicks(workers: readonly number[], width: number): number[] {
  const numbers = distinct(workers);
  const axis: PanelAxis = {
    type: 'log',
    domain: roomFor(numbers, 'log'),
    ticks: [],
    label: plainLabel,
    title: '',
  };
  const ticks: number[] = [];
  for (const number of [numbers[0]!, numbers.at(-1)!, ...numbers]) {
    const place = placeOn(axis, width, number);
    if (ticks.every((tick) => Math.abs(placeOn(axis, width, tick) - place) >= 30)) ticks.push(number);
  }
  return ticks.sort((a, b) => a - b);
}

/** Whether the outer quantiles are closer together for the most workers than for the fewest, over the std, in every panel. */
function narrows(panels: readonly WorkersPanel[]): boolean {
  return panels.every(({ cells }) => {
    const numbers = distinct(cells.map(({ workers }) => workers));
    // Draws without an epsilon are below every epsilon.
    const width = (cell: ThresholdCell) => (cell.epsilon_q95 - cell.epsilon_q05) / cell.std;
    const widths = (n: number) =>
      cells
        .filter(({ workers }) => workers === n)
        .map((cell) => (Number.isNaN(width(cell)) ? Infinity : width(cell)));
    const [fewest, most] = [widths(numbers[0]!), widths(numbers.at(-1)!)];
    return fewest.every((width) => most.every((other) => other < width));
  });
}
