/**
 * The figures of a relative study: curves of the spread with its relative thresholds, and those thresholds
 * over mean and std.
 */

import type { RelativeCellRow, RelativeStudy } from '../../study/kinds/relative/definition.js';
import type { SpreadRow } from '../../study/spread-table.js';
import { count, percent, rounded, short } from '../../text/numbers.js';
import type { SchemeName } from '../../weights/schemes.js';
import { dataLine as lineOf, drawsPerCell, sheetName, symbolsText } from '../data-line.js';
import { planeSheet } from '../heat-map/plane.js';
import { plainLabel, powerLabel } from '../labels.js';
import { axisFromZero } from '../lines/axis.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { COLORS, DASHED, DOTTED, line, points, rule } from '../lines/marks.js';
import { NARROW_WIDTH, panelRows, px } from '../lines/panel.js';
import type { Panel } from '../lines/panel.js';
import { sheet, WIDE } from '../sheet.js';
import type { Figure, Layout } from '../sheet.js';
import { isIndependentOfMean } from '../threshold/words.js';
import { logTicks } from '../ticks.js';
import { distinct, evenlySpaced, firstFinite } from '../values.js';

interface Tables {
  readonly study: RelativeStudy;
  readonly layout: Layout;
  readonly cells: readonly RelativeCellRow[];
  readonly spread: readonly SpreadRow[];
}
interface SheetKey {
  readonly scheme: SchemeName;
  readonly workers: number;
  readonly seed: number;
}

/**
 * Curves if there are spreads, and a plane if there are several means and stds: one sheet for each scheme,
 * number of workers and seed.
 * @param spread may be empty
 */
export function relativeFigures(
  study: RelativeStudy,
  cells: readonly RelativeCellRow[],
  spread: readonly SpreadRow[],
  layout = WIDE,
): Figure[] {
  const isPlane =
    distinct(cells.map(({ mean }) => mean)).length > 1 && distinct(cells.map(({ std }) => std)).length > 1;
  const keys = study.schemes.flatMap((scheme) =>
    study.workers.flatMap((workers) => study.seeds.map((seed) => ({ scheme, workers, seed }))),
  );
  return keys.flatMap((key) => {
    const isShown = (row: SheetKey) =>
      row.scheme === key.scheme && row.workers === key.workers && row.seed === key.seed;
    const tables = { study, layout, cells: cells.filter(isShown), spread: spread.filter(isShown) };
    if (tables.cells.length === 0) throw new RangeError(`cells: expected rows of ${key.scheme}, got none`);
    return [
      ...(tables.spread.length > 0 ? [curvesFigure(tables, key)] : []),
      ...(isPlane ? [planeFigure(tables, key)] : []),
    ];
  });
}

const STYLES = [
  { color: COLORS.orange, dash: DASHED },
  { color: COLORS.green, dash: DOTTED },
  { color: COLORS.grey, dash: [2, 6] },
];

/** Limit of rows of panels: readers do not look at more. */
const MOST_ROWS = 7;

function curvesFigure({ study, layout, cells, spread }: Tables, key: SheetKey): Figure {
  const places = [...new Map(spread.map(({ mean, std }) => [`${mean} ${std}`, { mean, std }])).values()];
  const rows = evenlySpaced([...places.keys()], MOST_ROWS).map((i) => places[i]!);
  const hasStds = distinct(rows.map(({ std }) => std)).length > 1;
  const fractions = study.fractions.slice(0, STYLES.length);
  const epsilons = distinct(spread.map(({ epsilon }) => epsilon));
  const domain = [epsilons[0]!, epsilons.at(-1)!] as const;
  const x: PanelAxis = {
    type: 'log',
    domain,
    ticks: logTicks(domain, layout.isNarrow ? 4 : 7),
    label: powerLabel,
    title: 'epsilon (dex)',
  };
  const highest = Math.max(...spread.map((row) => row.std_log10_weights).filter(Number.isFinite));
  const columns = study.mappings.length;
  const width = layout.isNarrow ? NARROW_WIDTH / columns - 20 : columns === 1 ? 560 : 320;
  const frame: Frame = { width, height: 92, x, y: { ...axisFromZero(highest, ''), title: 'spread S' } };
  const panels = rows.flatMap((place, row) =>
    study.mappings.map((mapping, column): Panel => {
      const isHere = (each: SpreadRow | RelativeCellRow) =>
        each.mapping === mapping && each.mean === place.mean && each.std === place.std;
      const curve = spread.filter(isHere).map((each) => ({ x: each.epsilon, y: each.std_log10_weights }));
      const marks = fractions.flatMap((fraction, i) =>
        cells
          .filter((cell) => isHere(cell) && cell.fraction === fraction)
          .map((cell) => ({ cell, ...STYLES[i]! })),
      );
      return {
        frame,
        layers: [
          ...marks.map(({ cell, ...style }) => rule({ x: cell.epsilon_q50 }, { ...style, width: 2 })),
          ...line(frame, curve, { color: COLORS.blue, width: 2, name: 'spread S' }),
          // Medians need not lie on a curve of means.
          ...(study.draws > 1 ? [] : marks).flatMap(({ cell, color }) => {
            const [x, y] = [cell.epsilon_q50, cell.fraction * cell.max_std_log10_weights_q50];
            // The axes end at the epsilons of the study, and at the largest spread of the curves, which need
            // not contain the maximum.
            const isInside = x >= domain[0] && x <= domain[1] && y <= frame.y.domain[1];
            return isInside ? points(frame, [{ x, y, low: y, high: y }], color, 40) : [];
          }),
        ],
        ...((row === 0 || hasStds) && {
          heading: [
            ...(row === 0 ? [mapping] : []),
            ...(hasStds ? [`mean ${plainLabel(place.mean)}, std ${powerLabel(place.std)}`] : []),
          ],
        }),
        ...(column === 0 && !hasStds && { rowName: `mean ${plainLabel(place.mean)}` }),
        left: column === 0,
        bottom: row === rows.length - 1,
      };
    }),
  );
  return {
    name: sheetName('relative', study, key),
    spec: sheet(
      curvesTitle(
        cells.filter((cell) => cell.fraction === fractions[0]),
        percent(fractions[0]!),
      ),
      [
        `${dataLine(study, key)}${hasStds ? '' : `, std ${plainLabel(rows[0]!.std)}`}`,
        `Vertical lines: largest epsilon that leaves ${fractions.map((each, i) => `${percent(each)}${[' (dashed)', ' (dotted)', ' (grey)'][i]!}`).join(', ')} of the largest spread.`,
        symbolsText(),
      ],
      // Two small panels fit into a row of a narrow sheet.
      [panelRows(panels, columns, { row: hasStds ? 34 : 14, column: layout.isNarrow ? 40 : 46 })],
      px,
      layout,
    ),
    caption:
      'The spread of the weights (standard deviation of their log10) against epsilon for means of the regrets from negative to positive, with the largest epsilons that leave given fractions of the largest spread, for each mapping. ' +
      'Where the mean is negative, these epsilons do not depend on it; where it is positive, they increase with it, while the largest spread itself becomes too small to tell the workers apart.',
  };
}

function planeFigure({ study, layout, cells }: Tables, key: SheetKey): Figure {
  return {
    name: sheetName('relative-plane', study, key),
    get spec() {
      return planeSheet({
        title: followsStd(cells)
          ? 'Relative thresholds follow the std of negative regrets, and the mean of positive ones'
          : 'The largest epsilon that leaves a fraction of the largest spread, against mean and std of the regrets',
        subtitle: [
          dataLine(study, key),
          `${symbolsText()} Threshold: a fraction of the largest S over all epsilons.`,
        ],
        layout,
        mappings: study.mappings,
        columns: study.fractions.map((fraction) => ({
          heading: `${percent(fraction)} of the largest ${layout.isNarrow ? 'S' : 'spread'}`,
          cells: cells.filter((cell) => cell.fraction === fraction),
        })),
        all: cells,
        colorTitle: 'median of the epsilon (dex)',
      });
    },
    caption:
      'The median over draws of the largest epsilon that leaves a given fraction of the largest spread, for every mean and standard deviation of the regrets and each mapping. ' +
      'Where the mean is negative, a column of cells has one colour, and where it is positive and large, the epsilon depends on the mean instead of the standard deviation.',
  };
}

/**
 * States whether the epsilons of one fraction are larger at the highest mean than at the lowest, for every
 * mapping and std.
 */
function curvesTitle(cells: readonly RelativeCellRow[], share: string): string {
  const means = distinct(cells.map(({ mean }) => mean));
  const at = (mean: number) => cells.filter((cell) => cell.mean === mean);
  const [lowest, highest] = [means[0]!, means.at(-1)!];
  const isLarger = at(highest).every((cell) => {
    const low = at(lowest).find(({ mapping, std }) => mapping === cell.mapping && std === cell.std);
    // A single draw has no interval: its own value is compared, because the title is about that draw only.
    return (
      low !== undefined &&
      firstFinite(cell.epsilon_q50_low, cell.epsilon_q50) > firstFinite(low.epsilon_q50_high, low.epsilon_q50)
    );
  });
  const range = (mean: number) => {
    const values = at(mean).map(({ epsilon_q50 }) => epsilon_q50);
    const ends = distinct([Math.min(...values), Math.max(...values)].map((value) => rounded(value, 2)));
    return `${ends.map((end) => short(end)).join(' to ')} dex`;
  };
  return means.length > 1 && isLarger
    ? `The largest epsilon that leaves ${share} of the largest spread is ${range(lowest)} at mean ${plainLabel(lowest)}, but ${range(highest)} at mean ${plainLabel(highest)}`
    : `The largest epsilon that leaves ${share} of the largest spread`;
}

/**
 * Whether the epsilons of negative means depend only on the std, and those of the highest mean do not depend
 * on the std where it is far below the mean.
 */
function followsStd(cells: readonly RelativeCellRow[]): boolean {
  const top = Math.max(...cells.map(({ mean }) => mean));
  const high = cells.filter(({ mean, std }) => mean === top && std < top / 100);
  return (
    high.length > 0 &&
    isIndependentOfMean(cells.filter(({ mean }) => mean < 0)) &&
    isIndependentOfMean(high.map((cell) => ({ ...cell, std: 1 })))
  );
}

function dataLine(study: RelativeStudy, { scheme, workers, seed }: SheetKey): string {
  return lineOf(study, study.epsilonScaling, [
    scheme,
    count(workers, 'worker'),
    drawsPerCell(study.draws),
    `seed ${seed}`,
  ]);
}
