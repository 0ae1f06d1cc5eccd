/**
 * The figures of a sweep: for each vector of regrets the weight of every worker, and the spread of the
 * weights, against epsilon.
 */

import type {
  SweepStudy,
  VectorRow,
  VectorSpreadRow,
  WeightRow,
} from '../../study/kinds/sweep/definition.js';
import { count, short } from '../../text/numbers.js';
import type { EpsilonScaling, MappingName, SchemeName } from '../../weights/schemes.js';
import { dataLine, symbolsText } from '../data-line.js';
import { plainLabel, powerLabel } from '../labels.js';
import { axisFromZero } from '../lines/axis.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { COLORS, DASHED, DOTTED, line, ORDERED_COLORS, rule } from '../lines/marks.js';
import { NARROW_LABELS, NARROW_WIDTH, panelRows, px } from '../lines/panel.js';
import type { Panel } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import { sheet, WIDE } from '../sheet.js';
import type { Figure, FigurePart, Layout } from '../sheet.js';
import { logTicks } from '../ticks.js';
import { decadeDomain, distinct, evenlySpaced } from '../values.js';

export interface SweepTables {
  readonly weights: readonly WeightRow[];
  readonly spread: readonly VectorSpreadRow[];
  readonly vectors: readonly VectorRow[];
}

/** Powers of ten on the axis of weights, below the largest weight. */
const DECADES = 12;

/** One sheet for each vector and scheme. */
export function sweepFigures(study: SweepStudy, tables: SweepTables, layout = WIDE): Figure[] {
  return study.regrets.flatMap(({ name }) =>
    study.schemes.map((scheme) => {
      const isShown = (row: { vector: string; scheme: SchemeName }) =>
        row.vector === name && row.scheme === scheme;
      const shown = {
        weights: tables.weights.filter(isShown),
        spread: tables.spread.filter(isShown),
        vectors: tables.vectors.filter(isShown),
      };
      return vectorFigure({ study, layout }, shown, study.schemes.length > 1 ? `${scheme}-${name}` : name);
    }),
  );
}

function vectorFigure(
  { study, layout }: { study: SweepStudy; layout: Layout },
  { weights, spread, vectors }: SweepTables,
  name: string,
): Figure {
  const vector = vectors[0];
  if (!vector) throw new RangeError(`vectors: expected rows of ${name}, got none`);
  const epsilons = distinct(weights.map(({ epsilon }) => epsilon));
  const x: PanelAxis = logAxis(
    [epsilons[0]!, epsilons.at(-1)!],
    study.epsilonScaling.length > 1 ? 'epsilon' : unitTitle(study.epsilonScaling[0]!),
  );
  const [least, most] = decadeDomain(
    weights.map(({ weight }) => weight),
    DECADES,
  );
  const width = layout.isNarrow ? NARROW_WIDTH - NARROW_LABELS : study.mappings.length === 1 ? 560 : 300;
  const upper: Frame = { width, height: 230, x, y: logAxis([0.8 * least, 1.25 * most], 'weight') };
  const threshold = Math.log10(study.factor);
  const largest = Math.max(...spread.map((row) => row.std_log10_weights).filter(Number.isFinite));
  // The threshold is left out if it would make the curve of the spread too flat to read.
  const highest = largest < threshold / 5 ? largest : Math.max(largest, threshold);
  const lower: Frame = { width, height: 120, x, y: axisFromZero(highest, 'spread S') };
  const workers = distinct(weights.map(({ worker }) => worker));
  // Readers cannot distinguish more lines.
  const shownWorkers = evenlySpaced(workers, ORDERED_COLORS.length);
  const edge =
    vector.median_regret === 0 ? [] : [rule({ x: edgeOf(vector) }, { color: COLORS.grey, dash: DASHED })];
  const panels = [upper, lower].flatMap((frame, row) =>
    study.mappings.map((mapping, column): Panel => {
      const isLast = layout.isNarrow || column === study.mappings.length - 1;
      const own = <Row extends { mapping: MappingName }>(rows: readonly Row[]) =>
        rows.filter((each) => each.mapping === mapping);
      const layers =
        row === 0
          ? weightLayers(study, frame, own(weights), shownWorkers, isLast)
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
      [panelRows(panels, study.mappings.length, { row: 26, column: 46 }, layout)],
      px,
      layout,
    ),
    caption:
      `The weight of each of ${vector.workers} workers with regrets from ${plainLabel(vector.min_regret)} to ${plainLabel(vector.max_regret)} dex (top) and the spread of the weights (bottom) against epsilon, for each mapping${study.epsilonScaling.length > 1 ? ', with epsilon multiplied by the median regret (solid) and not scaled (dotted)' : ''}. ` +
      'Where the lines of the workers coincide, the network cannot distinguish the workers, and the weights are meaningfully different only where the spread reaches the threshold T.',
  };
}

function logAxis(domain: readonly [number, number], title: string): PanelAxis {
  return { type: 'log', domain, ticks: logTicks(domain, 7), label: powerLabel, title };
}

/** The factor of |median| at which epsilon equals the std of the regrets. */
function edgeOf({ std_regrets, median_regret }: VectorRow): number {
  return std_regrets / Math.abs(median_regret);
}

/** Dotted where epsilon is not scaled by the median, if the sheet also shows scaled epsilons; else solid. */
function dashOf(study: SweepStudy, scaling: EpsilonScaling) {
  return scaling === 'none' && study.epsilonScaling.length > 1 ? { dash: DOTTED, width: 2 } : {};
}

function unitTitle(scaling: EpsilonScaling): string {
  return scaling === 'none' ? 'epsilon (dex)' : 'epsilon (multiple of |median|)';
}

/** Name of a line in its tooltip. */
function nameOf(study: SweepStudy, text: string, scaling: EpsilonScaling): string {
  if (study.epsilonScaling.length === 1) return text;
  return `${text}, ${scaling === 'none' ? 'not scaled' : 'epsilon times |median|'}`;
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
    return at ? [{ text: `regret ${plainLabel(at.regret, 4)}`, color, at }] : [];
  });
  return [
    ...drawn.flatMap(({ own, color }) =>
      study.epsilonScaling.flatMap((scaling) =>
        line(
          frame,
          own.filter((row) => row.epsilon_scaling === scaling),
          {
            color,
            ...dashOf(study, scaling),
            name: nameOf(study, `regret ${plainLabel(own[0]!.regret, 4)}`, scaling),
          },
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
        { color: COLORS.blue, ...dashOf(study, scaling), name: nameOf(study, 'spread S', scaling) },
      ),
    ),
    ...(isLast && isInside
      ? endLabels(frame, [{ text: 'T', color: COLORS.grey, at: { x: frame.x.domain[1], y: threshold } }])
      : []),
  ];
}

/** States whether the spread is largest at low epsilon. */
function titleOf(
  study: SweepStudy,
  vectors: readonly VectorRow[],
  spread: readonly VectorSpreadRow[],
): string {
  // The unscaled epsilon, if the study has it.
  const vector = vectors.find((row) => row.epsilon_scaling === 'none') ?? vectors[0]!;
  const kept = study.mappings.map((mapping) => {
    const own = spread.filter(
      (row) => row.mapping === mapping && row.epsilon_scaling === study.epsilonScaling[0],
    );
    const largest = Math.max(...own.map((row) => row.std_log10_weights).filter(Number.isFinite));
    return { mapping, share: own[0]!.std_log10_weights / largest };
  });
  const range = `Regrets from ${plainLabel(vector.min_regret)} to ${plainLabel(vector.max_regret)}`;
  if (kept.every(({ share }) => Number.isNaN(share)))
    return `${range}: at each epsilon a weight is zero, so the spread of the log10 weights is undefined`;
  const whole = kept.filter(({ share }) => share >= 0.95);
  if (whole.length === kept.length) return `${range}: the weights differ most at low epsilon`;
  if (whole.length === 0) {
    const unit = vector.epsilon_scaling === 'none' ? 'dex' : '|median|';
    return `${range}: the weights differ most near epsilon ${short(vector.max_epsilon_std_log10_weights)} ${unit}, less at low epsilon`;
  }
  return `${range}: the weights differ most at low epsilon only with the ${whole.map(({ mapping }) => mapping).join(', ')}`;
}

function subtitleOf(study: SweepStudy, vector: VectorRow): string[] {
  const both = study.epsilonScaling.length > 1;
  return [
    dataLine(study, study.epsilonScaling.length > 1 ? null : study.epsilonScaling[0]!, [
      vector.scheme,
      count(vector.workers, 'worker'),
      `std ${short(vector.std_regrets)}`,
      `median ${plainLabel(vector.median_regret, 4)}`,
    ]),
    symbolsText(study.factor),
    `${both ? 'Solid: epsilon times |median|. Dotted: epsilon not scaled. ' : ''}${vector.median_regret === 0 ? '' : 'Dashed: epsilon equals the std of the regrets, at std/|median|.'}`,
  ];
}
