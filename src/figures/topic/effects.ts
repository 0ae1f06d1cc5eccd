/** Every measure of a topic against epsilon. */

import type { EffectRow, LimitRow } from '../../study/kinds/topic/definition.js';
import { measuresIn } from '../../study/kinds/topic/definition.js';
import type { MeasureName } from '../../topic/measures.js';
import { plainLabel } from '../labels.js';
import { heightOf, isDrawable, paddedDomain, type Frame } from '../lines/axis.js';
import { band, COLORS, DASHED, DOTTED, line, rule } from '../lines/marks.js';
import { panelRows, px, type Panel } from '../lines/panel.js';
import { symbolsText } from '../data-line.js';
import { apart, key, labels, LINE_HEIGHT, type Label } from '../lines/text-labels.js';
import { sheet, type Figure, type FigurePart } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { epsilonAxis, isOf, topicLine, type Series, type TopicSheet } from './series.js';
import { unharmedText } from './unharmed.js';

interface MeasurePanel {
  readonly measure: MeasureName;
  readonly heading: string;
  /** Drawn value: the mean over seeds, or its paired difference from the smallest epsilon. */
  readonly drawn?: 'difference';
}

const PANELS: readonly MeasurePanel[] = [
  { measure: 'network_loss', heading: 'network loss, change (dex)', drawn: 'difference' },
  { measure: 'effective_workers', heading: 'effective number of workers' },
  { measure: 'std_log10_weights', heading: 'spread S of the weights' },
  { measure: 'std_regrets', heading: 'std of the regrets (dex)' },
  { measure: 'mean_regrets', heading: 'mean of the regrets (dex)' },
  { measure: 'scale', heading: 'scale of the regrets (dex)' },
  { measure: 'std_scores', heading: 'std of the scores (dex)' },
  { measure: 'equal_pay', heading: 'share of epochs, equal pay' },
  { measure: 'gini_rewards', heading: 'Gini of the rewards' },
  { measure: 'entropy_rewards', heading: 'entropy of the rewards' },
  { measure: 'rank_correlation', heading: 'rewards and skill, rank corr.' },
];

const HEIGHT = 120;
/** Columns of panels, and the width of a panel in pixels. */
const GRID = { columns: 3, width: 250, gap: 62 };
const NARROW_GRID = { columns: 2, width: 172, gap: 56 };

export function effectsFigure(
  { study, layout }: TopicSheet,
  series: readonly Series[],
  effects: readonly EffectRow[],
  limits: readonly LimitRow[],
): Figure {
  const known = measuresIn(study);
  const grid = layout.isNarrow ? NARROW_GRID : GRID;
  const x = epsilonAxis(study, layout.isNarrow ? 3 : 5);
  const shown = PANELS.filter(({ measure }) => known.includes(measure));
  const marks = series.flatMap((each) =>
    rulesOf(each, limits, series.length === 1 ? COLORS.grey : each.color),
  );
  const [first, ...others] = shown.map((panel) =>
    panelOf(panel, { x, width: grid.width }, series, effects, marks),
  );
  const panels = [first!, lossesPanel({ x, width: grid.width }, series[0]!, effects, marks), ...others];
  const last = panels.length - grid.columns;
  return {
    name: 'effects',
    spec: sheet(
      unharmedText(study, series, limits) ?? 'Losses, weights, scores and rewards of a topic against epsilon',
      [
        topicLine(study),
        `${study.seeds.length > 1 ? 'Bands: 95 % intervals over seeds; changes' : 'Changes'} are from the smallest epsilon on the same draws. Dashed: recommended epsilon of normal regrets. Dotted: upper bound, the limit for many workers.`,
        `${symbolsText()} Losses: of the network, of its naive combination, of the plain mean of the inferences, and of the best worker in hindsight.`,
      ],
      [
        ...keyOf(series, grid),
        panelRows(
          panels.map((panel, i) => ({ ...panel, left: true, bottom: i >= last })),
          grid.columns,
          { row: 34, column: grid.gap },
        ),
      ],
      px,
      layout,
    ),
    caption:
      'Losses, weights, regrets, scores and rewards of simulated topics against epsilon, as averages over epochs and seeds, with the epsilon that the normal model recommends and the upper bound of infinitely many workers. ' +
      'Where a line leaves the level of its left end, epsilon has begun to change that part of a topic.',
  };
}

/** Longest names of lines that stand side by side, characters. */
const LONGEST_NAME = 24;

/** The names of the lines above the panels, in the columns of the panels as far as they fit. */
function keyOf(series: readonly Series[], { columns, width, gap }: typeof GRID): FigurePart[] {
  const entries = series
    .filter(({ name }) => name)
    .map(({ name, color }) => ({ text: name, color, width: 2 }));
  if (entries.length === 0) return [];
  const inRow = entries.some(({ text }) => text.length > LONGEST_NAME) ? 1 : columns;
  const height = Math.ceil(entries.length / inRow) * LINE_HEIGHT;
  const frame = { width: columns * (width + gap) - gap, height };
  const layer = Array.from({ length: inRow }, (_, column) => {
    const own = entries.filter((_entry, i) => i % inRow === column);
    return key(frame, own, 'top', column * (width + gap));
  });
  return [{ ...frame, layer: layer.flat() } as FigurePart];
}

function panelOf(
  { measure, heading, drawn }: MeasurePanel,
  size: Pick<Frame, 'x' | 'width'>,
  series: readonly Series[],
  effects: readonly EffectRow[],
  marks: readonly FigurePart[],
): Omit<Panel, 'left' | 'bottom'> {
  const lines = series.map((each) => ({
    ...each,
    values: effects
      .filter((row) => row.measure === measure && isOf(each)(row))
      .map((row) =>
        drawn
          ? { x: row.epsilon, y: row.difference, low: row.difference_low, high: row.difference_high }
          : { x: row.epsilon, y: row.value, low: row.value_low, high: row.value_high },
      ),
  }));
  const frame = frameOf(
    size,
    lines.flatMap(({ values }) => values.flatMap(({ y, low, high }) => [y, low, high])),
  );
  return {
    frame,
    heading: [heading],
    layers: [
      ...marks,
      ...lines.flatMap(({ values, color, name }) => [
        ...band(
          frame,
          values.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high)),
          { color, opacity: series.length > 1 ? 0.08 : 0.2, isOutlined: series.length > 1 },
        ),
        ...line(frame, values, { color, width: 2, name: name || heading }),
      ]),
    ],
  };
}

const LOSSES = [
  { measure: 'network_loss', text: 'network', color: COLORS.blue },
  { measure: 'naive_loss', text: 'naive', color: COLORS.orange },
  { measure: 'mean_loss', text: 'mean', color: COLORS.green },
  { measure: 'best_worker_loss', text: 'best worker', color: COLORS.grey },
] as const;

/** Losses of the network and of its rivals, of the first line. */
function lossesPanel(
  size: Pick<Frame, 'x' | 'width'>,
  first: Series,
  effects: readonly EffectRow[],
  marks: readonly FigurePart[],
): Omit<Panel, 'left' | 'bottom'> {
  const lines = LOSSES.map((loss) => ({
    ...loss,
    values: effects
      .filter((row) => row.measure === loss.measure && isOf(first)(row))
      .map((row) => ({ x: row.epsilon, y: row.value })),
  }));
  const frame = frameOf(
    size,
    lines.flatMap(({ values }) => values.map(({ y }) => y)),
  );
  return {
    frame,
    heading: [first.name ? `losses (dex), ${first.name}` : 'losses (dex)'],
    layers: [
      ...marks,
      ...lines.flatMap(({ values, color, text }) => line(frame, values, { color, width: 2, name: text })),
      ...labels(startLabels(frame, lines)),
    ],
  };
}

/** Labels above the left ends of lines. */
function startLabels(
  frame: Frame,
  lines: readonly { text: string; color: string; values: readonly { y: number }[] }[],
): Label[] {
  const starts = lines
    .filter(({ values }) => values[0] && isDrawable(frame.y, values[0].y))
    .map(({ text, color, values }) => {
      const y = heightOf(frame, values[0]!.y);
      return { text, color, y: y < LINE_HEIGHT ? y + 10 : y - LINE_HEIGHT / 2 };
    })
    .sort((a, b) => a.y - b.y);
  const heights = apart(
    starts.map(({ y }) => y),
    LINE_HEIGHT - 2,
    [10, frame.height - 8],
  );
  return starts.map(({ text, color }, i) => ({ text, color, x: 6, y: heights[i]! }));
}

function frameOf(size: Pick<Frame, 'x' | 'width'>, values: readonly number[]): Frame {
  const finite = values.filter(Number.isFinite);
  const domain = finite.length > 0 ? paddedDomain(finite, 'linear') : ([0, 1] as const);
  return {
    ...size,
    height: HEIGHT,
    y: { type: 'linear', domain, ticks: linearTicks(domain, 5), label: plainLabel, title: '' },
  };
}

/** Vertical lines at the recommended epsilon and at the closed form. */
function rulesOf(series: Series, limits: readonly LimitRow[], color: string): FigurePart[] {
  const at = (limit: LimitRow['limit']) =>
    limits.find((row) => row.limit === limit && isOf(series)(row))?.epsilon ?? NaN;
  return [
    ...(at('recommended') > 0 ? [rule({ x: at('recommended') }, { color, dash: DASHED })] : []),
    ...(at('closed-form') > 0 ? [rule({ x: at('closed-form') }, { color, dash: DOTTED })] : []),
  ];
}
