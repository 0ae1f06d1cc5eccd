/** Given vectors of regrets: the weight of every worker against epsilon, and below it the spread of the weights. */

import type { VectorRow, VectorSpreadRow, WeightRow } from '../../study/kinds/sweep/definition.js';
import type { SweepStudy } from '../../study/kinds/sweep/definition.js';
import type { EpsilonScaling, MappingName, SchemeName } from '../../weights/schemes.js';
import { decadeDomain, distinct, logTicks } from '../heat-map/cell-axis.js';
import { plainLabel, powerLabel, sheet, shortNumber } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import {
  axisFromZero,
  COLORS,
  DASHED,
  DOTTED,
  endLabels,
  line,
  ORDERED_COLORS,
  panelRows,
  px,
  rule,
} from '../lines/panel.js';
import type { Frame, Panel, PanelAxis } from '../lines/panel.js';
import { evenly } from '../threshold/cells.js';

export interface SweepTables {
  readonly weights: readonly WeightRow[];
  readonly spread: readonly VectorSpreadRow[];
  readonly vectors: readonly VectorRow[];
}

/** Smaller weights are below the panel. */
const DECADES = 12;

/** One sheet for each vector and scheme. */
export function sweepFigures(study: SweepStudy, tables: SweepTables): Figure[] {
  return study.regrets.flatMap(({ name }) =>
    study.schemes.map((scheme) => {
      const isShown = (row: { vector: string; scheme: SchemeName }) =>
        row.vector === name && row.scheme === scheme;
      const shown = {
        weights: tables.weights.filter(isShown),
        spread: tables.spread.filter(isShown),
        vectors: tables.vectors.filter(isShown),
      };
      return vectorFigure(study, shown, study.schemes.length > 1 ? `${scheme}-${name}` : name);
    }),
  );
}

function vectorFigure(study: SweepStudy, { weights, spread, vectors }: SweepTables, name: string): Figure {
  const vector = vectors[0];
  if (!vector) throw new RangeError(`vectors: expected rows of ${name}, got none`);
  const epsilons = distinct(weights.map(({ epsilon }) => epsilon));
  const x: PanelAxis = logAxis([epsilons[0]!, epsilons.at(-1)!], 'epsilon');
  const [least, most] = decadeDomain(
    weights.map(({ weight }) => weight),
    DECADES,
  );
  const width = study.mappings.length === 1 ? 560 : 300;
  const upper: Frame = { width, height: 230, x, y: logAxis([0.8 * least, 1.25 * most], 'weight') };
  const threshold = Math.log10(study.factor);
  const largest = Math.max(...spread.map((row) => row.std_log10_weights).filter(Number.isFinite));
  // A spread far below the threshold would not be seen beside it.
  const highest = largest < threshold / 5 ? largest : Math.max(largest, threshold);
  const lower: Frame = { width, height: 120, x, y: axisFromZero(highest, 'spread S') };
  const workers = distinct(weights.map(({ worker }) => worker));
  // Lines of more would not be told apart.
  const named = evenly(workers, ORDERED_COLORS.length);
  const edge =
    vector.median_regret === 0 ? [] : [rule({ x: edgeOf(vector) }, { color: COLORS.grey, dash: DASHED })];
  const panels = [upper, lower].flatMap((frame, row) =>
    study.mappings.map((mapping, column): Panel => {
      const isLast = column === study.mappings.length - 1;
      const own = <Row extends { mapping: MappingName }>(rows: readonly Row[]) =>
        rows.filter((each) => each.mapping === mapping);
      const layers =
        row === 0
          ? weightLayers(study, frame, own(weights), named, isLast)
          : spreadLayers(study, frame, own(spread), isLast);
      return {
        frame,
        layers: [...edge, ...layers],
        ...(row === 0 && { heading: [mapping] }),
        left: column === 0,
        bottom: row === 1,
      };
    }),
  );
  return {
    name,
    spec: sheet(
      titleOf(study, vectors, spread),
      subtitleOf(study, vector),
      [panelRows(panels, study.mappings.length, { row: 26, column: 46 })],
      px,
    ),
    caption:
      `The weight of each of ${vector.workers} workers with regrets from ${plainLabel(vector.min_regret)} to ${plainLabel(vector.max_regret)} dex against epsilon, and below it the spread of the weights, for each mapping${study.epsilonScaling.length > 1 ? ', with epsilon multiplied by the median regret (solid) and not (dotted)' : ''}. ` +
      'Where the lines run together the network cannot tell the workers apart, and beyond the last epsilon at which the spread crosses the horizontal line T, if it does, their weights are no longer meaningfully different.',
  };
}

function logAxis(domain: readonly [number, number], title: string): PanelAxis {
  return { type: 'log', domain, ticks: logTicks(domain, 7), label: powerLabel, title };
}

/** Where epsilon times |median| is the std of the regrets. */
function edgeOf({ std_regrets, median_regret }: VectorRow): number {
  return std_regrets / Math.abs(median_regret);
}

/** Solid where epsilon is scaled by the median, or where nothing else is drawn. */
function dashOf(study: SweepStudy, scaling: EpsilonScaling) {
  return scaling === 'none' && study.epsilonScaling.length > 1 ? { dash: DOTTED, width: 2 } : {};
}

function weightLayers(
  study: SweepStudy,
  frame: Frame,
  rows: readonly WeightRow[],
  workers: readonly number[],
  isLast: boolean,
): FigurePart[] {
  const drawn = workers.map((worker, i) => ({
    color: ORDERED_COLORS[i]!,
    own: rows
      .filter((row) => row.worker === worker)
      .map((row) => ({ ...row, x: row.epsilon, y: row.weight })),
  }));
  const ends = drawn.flatMap(({ own, color }) => {
    const path = own.filter((row) => row.epsilon_scaling === study.epsilonScaling[0]);
    const at = path.findLast(({ y }) => y > frame.y.domain[0]);
    return at ? [{ text: `regret ${plainLabel(Number(at.regret.toPrecision(4)))}`, color, at }] : [];
  });
  return [
    ...drawn.flatMap(({ own, color }) =>
      study.epsilonScaling.flatMap((scaling) =>
        line(
          frame,
          own.filter((row) => row.epsilon_scaling === scaling),
          { color, ...dashOf(study, scaling) },
        ),
      ),
    ),
    ...(isLast ? endLabels(frame, ends) : []),
  ];
}

function spreadLayers(
  study: SweepStudy,
  frame: Frame,
  rows: readonly VectorSpreadRow[],
  isLast: boolean,
): FigurePart[] {
  const threshold = Math.log10(study.factor);
  const isInside = threshold <= frame.y.domain[1];
  return [
    ...(isInside ? [rule({ y: threshold }, { color: COLORS.grey, width: 1 })] : []),
    ...study.epsilonScaling.flatMap((scaling) =>
      line(
        frame,
        rows
          .filter((row) => row.epsilon_scaling === scaling)
          .map((row) => ({ x: row.epsilon, y: row.std_log10_weights })),
        { color: COLORS.blue, ...dashOf(study, scaling) },
      ),
    ),
    ...(isLast && isInside
      ? endLabels(frame, [{ text: 'T', color: COLORS.grey, at: { x: frame.x.domain[1], y: threshold } }])
      : []),
  ];
}

/** What happens at low epsilon, as the tables have it: whether the spread is the largest there. */
function titleOf(
  study: SweepStudy,
  vectors: readonly VectorRow[],
  spread: readonly VectorSpreadRow[],
): string {
  // Epsilon as it is, where the study has it.
  const vector = vectors.find((row) => row.epsilon_scaling === 'none') ?? vectors[0]!;
  const kept = study.mappings.map((mapping) => {
    const own = spread.filter(
      (row) => row.mapping === mapping && row.epsilon_scaling === study.epsilonScaling[0],
    );
    const largest = Math.max(...own.map((row) => row.std_log10_weights).filter(Number.isFinite));
    return { mapping, share: own[0]!.std_log10_weights / largest };
  });
  const range = `Regrets from ${plainLabel(vector.min_regret)} to ${plainLabel(vector.max_regret)}`;
  const whole = kept.filter(({ share }) => share >= 0.95);
  if (whole.length === kept.length) return `${range}: the weights differ most at low epsilon`;
  if (whole.length === 0) {
    const unit = vector.epsilon_scaling === 'none' ? 'dex' : '|median|';
    return `${range}: the weights differ most near epsilon ${shortNumber(vector.max_epsilon_std_log10_weights)} ${unit}, less at low epsilon`;
  }
  return `${range}: at low epsilon the weights differ most with the ${whole.map(({ mapping }) => mapping).join(', ')} only`;
}

function subtitleOf(study: SweepStudy, vector: VectorRow): string[] {
  const both = study.epsilonScaling.length > 1;
  const scaling = both ? '' : study.epsilonScaling[0] === 'none' ? '' : ', epsilon times |median|';
  return [
    `${vector.scheme}, ${vector.workers} workers, std ${shortNumber(vector.std_regrets)}, median ${plainLabel(Number(vector.median_regret.toPrecision(4)))}, factor ${shortNumber(study.factor)}, p ${study.pNorm}, c ${study.cNorm}${scaling}`,
    `${both ? 'Solid: epsilon times |median|. Dotted: epsilon as it is. ' : ''}${vector.median_regret === 0 ? '' : 'Dashed: std/|median| of the regrets.'}`,
  ];
}
