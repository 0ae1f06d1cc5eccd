/**
 * Quantiles of two groups of workers over those of one normal distribution, against the distance of the
 * groups.
 */

import { max, min } from 'd3-array';
import { together, type Group } from '../../sampling/groups.js';
import { quotientOf } from '../../statistics/quotient.js';
import { short } from '../../text/numbers.js';
import type { MappingName } from '../../weights/schemes.js';
import { meanLabel, plainLabel } from '../labels.js';
import { axisFromZero, paddedDomain, type Frame, type PanelAxis } from '../lines/axis.js';
import { COLORS, line, ORDERED_COLORS, points, rule, type Estimate } from '../lines/marks.js';
import { NARROW_LABELS, NARROW_WIDTH, panelRows, px, type Panel } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import { sheet, type Figure } from '../sheet.js';
import { spacedTicks } from '../ticks.js';
import { distinct, evenlySpaced } from '../values.js';
import type { ThresholdCell } from './cells.js';
import { sheetName, type SheetKey } from './sheet-keys.js';
import type { VariantCells, VariantStudy } from './variant-panels.js';
import { dataLine } from './words.js';

/** Size of a panel, pixels: three fit side by side. */
const PANEL = { width: 205, height: 210 };
/** Height on a narrow sheet, where all are stacked: six fit on a page. */
const NARROW_HEIGHT = 130;
/** Most means of a sheet, a column each. */
const MOST_MEANS = 3;

/** A variant of two groups with its cells. */
interface TwoGroups {
  /** `5 and 3`: the workers of the lower and of the upper group. */
  readonly split: string;
  /** Distance of the means in std within a group. */
  readonly distance: number;
  readonly cells: readonly ThresholdCell[];
}

interface DistanceLine {
  readonly split: string;
  readonly color: string;
  readonly estimates: readonly Estimate[];
}

/** null unless all groups are two. */
export function twoGroups(
  groups: readonly (readonly Group[] | undefined)[],
  variants: readonly VariantCells[],
): TwoGroups[] | null {
  const found = groups.map((each, i): TwoGroups | null => {
    if (each?.length !== 2) return null;
    const [lower, upper] = each.toSorted((a, b) => a.mean - b.mean) as [Group, Group];
    const within = together(each.map((group) => ({ ...group, mean: 0 }))).std;
    return {
      split: `${lower.workers} and ${upper.workers}`,
      // Rounded, so that equal distances of different splits are one tick.
      distance: Number(((upper.mean - lower.mean) / within).toPrecision(12)),
      cells: variants[i]!.cells,
    };
  });
  return found.every((each) => each !== null) ? found : null;
}

/** One sheet for each mapping: rows are schemes, columns means; a line for each split of the workers. */
export function distanceFigures(
  of: VariantStudy,
  key: SheetKey,
  reference: VariantCells,
  groups: readonly TwoGroups[],
): Figure[] {
  return of.study.mappings.map((mapping) => distanceFigure(of, key, mapping, reference, groups));
}

function distanceFigure(
  { study, layout }: VariantStudy,
  key: SheetKey,
  mapping: MappingName,
  reference: VariantCells,
  groups: readonly TwoGroups[],
): Figure {
  const ratios = evenlySpaced(distinct(reference.cells.map(({ ratio }) => ratio)), MOST_MEANS);
  const splits = [...new Set(groups.map(({ split }) => split))].slice(0, ORDERED_COLORS.length);
  const cellOf = (cells: readonly ThresholdCell[], scheme: string, ratio: number) =>
    cells.find((cell) => cell.scheme === scheme && cell.mapping === mapping && cell.ratio === ratio);
  const linesOf = (scheme: string, ratio: number): DistanceLine[] => {
    const one = quantileOf(cellOf(reference.cells, scheme, ratio));
    return splits.map((split, i) => ({
      split,
      color: ORDERED_COLORS[i]!,
      estimates: groups
        .filter((each) => each.split === split)
        .map(({ distance, cells }) => {
          const { value, low, high } = quotientOf(quantileOf(cellOf(cells, scheme, ratio)), one);
          return { x: distance, y: value, low, high };
        })
        .sort((a, b) => a.x - b.x),
    }));
  };
  const panels = study.schemes.flatMap((scheme) =>
    ratios.map((ratio) => ({ scheme, ratio, lines: linesOf(scheme, ratio) })),
  );
  const all = panels.flatMap(({ lines }) => lines.flatMap(({ estimates }) => estimates));
  const x = distanceAxis(all.map(({ x }) => x));
  const y = axisFromZero(
    max(all, ({ y, high }) => (Number.isFinite(high) ? high : y))!,
    '5 % / one normal',
  );
  const size = layout.isNarrow ? { width: NARROW_WIDTH - NARROW_LABELS, height: NARROW_HEIGHT } : PANEL;
  const frame: Frame = { ...size, x, y };
  const drawings = panels.map(({ scheme, ratio, lines }, i): Panel => {
    const column = i % ratios.length;
    return {
      frame,
      layers: [
        rule({ y: 1 }, { color: COLORS.grey, width: 1 }),
        ...lines.flatMap(({ estimates, color, split }) => [
          ...line(frame, estimates, { color, name: split }),
          ...points(frame, estimates, color, 14),
        ]),
        ...(layout.isNarrow || column === ratios.length - 1 ? endLabels(frame, lines.flatMap(endOf)) : []),
      ],
      ...(i < ratios.length && { heading: [meanLabel(ratio)] }),
      ...(column === 0 && { rowName: scheme }),
      left: column === 0,
      bottom: i >= panels.length - ratios.length,
    };
  });
  const ends = all.some(({ y }) => !Number.isFinite(y))
    ? ' A line ends where no epsilon separates 95 % of epochs.'
    : '';
  const [least, most] = [min(all, ({ y }) => y)!, max(all, ({ y }) => y)!];
  const ofMapping = study.mappings.length > 1 ? `-${mapping}` : '';
  return {
    name: sheetName(`variants-groups${ofMapping}`, study, key),
    spec: sheet(
      `Two groups of workers: the epsilon for 95 % of epochs is ${short(least, 2)} to ${short(most, 2)} times that of one normal distribution`,
      [
        `${dataLine(study, key)}, ${mapping}`,
        'Ratio of the 5 % quantiles of the largest epsilon at the same mean and std of all workers, with 95 % intervals. Lines: workers of the lower and of the upper group.' +
          ends,
      ],
      [panelRows(drawings, ratios.length, { row: 24, column: 20 }, layout)],
      px,
      layout,
    ),
    caption:
      `The 5 % quantile of the largest epsilon for two groups of workers divided by that for one normal distribution of the same mean and standard deviation, against the distance of the groups in standard deviations within a group, with the ${mapping}. ` +
      'The distance of a ratio from 1 is the relative error of an epsilon that was chosen for one normal distribution, and where the ratio is below 1 that epsilon is too large.',
  };
}

function quantileOf(cell: ThresholdCell | undefined) {
  return {
    value: cell?.epsilon_q05 ?? NaN,
    low: cell?.epsilon_q05_low ?? NaN,
    high: cell?.epsilon_q05_high ?? NaN,
  };
}

function endOf({ split, color, estimates }: DistanceLine) {
  const at = estimates.findLast(({ y }) => Number.isFinite(y));
  return at ? [{ text: split, color, at }] : [];
}

function distanceAxis(distances: readonly number[]): PanelAxis {
  const domain = paddedDomain(distances, 'linear');
  const position = (tick: number) => ((tick - domain[0]) / (domain[1] - domain[0])) * PANEL.width;
  return {
    type: 'linear',
    domain,
    ticks: spacedTicks(distinct(distances), position, () => 24),
    label: plainLabel,
    title: 'distance / std within',
  };
}
