/** The epsilons that matter, a row for each version of the rules and variant. */

import { LIMITS, type LimitRow } from '../../study/kinds/topic/definition.js';
import { heightOf, positionOn, type Frame } from '../lines/axis.js';
import { COLORS, points } from '../lines/marks.js';
import { panelRows, px } from '../lines/panel.js';
import { labels } from '../lines/text-labels.js';
import { ONE_ROW } from '../common-layers.js';
import { sheet, type Figure, type FigurePart } from '../sheet.js';
import { epsilonAxis, isOf, topicLine, type Series, type TopicSheet } from './series.js';
import { unharmedText } from './unharmed.js';

const NAMES: Record<(typeof LIMITS)[number], { text: string; color: string }> = {
  recommended: { text: 'recommended: normal regrets of this mean and std', color: COLORS.blue },
  'own-regrets': { text: 'recommended: the regrets of the topic itself', color: COLORS.blue },
  'closed-form': { text: 'upper bound: infinitely many workers', color: COLORS.grey },
  best: { text: 'smallest network loss', color: COLORS.green },
  harm: { text: 'harm: network loss 0.01 dex (2.3 %) higher', color: COLORS.orange },
  'equal-pay': { text: 'harm: equal pay in 5 % of the epochs', color: COLORS.orange },
};

/** The names on a narrow sheet. */
const SHORT_NAMES: Record<(typeof LIMITS)[number], string> = {
  recommended: 'recommended, normal regrets',
  'own-regrets': 'recommended, own regrets',
  'closed-form': 'upper bound, many workers',
  best: 'smallest network loss',
  harm: 'harm: loss 0.01 dex higher',
  'equal-pay': 'harm: equal pay, 5 % of epochs',
};

const ROW = 26;
/** Width of a panel on a narrow sheet, pixels: its labels need the rest. */
const NARROW = 150;

export function limitsFigure(
  { study, layout }: TopicSheet,
  series: readonly Series[],
  limits: readonly LimitRow[],
): Figure {
  const x = epsilonAxis(study, layout.isNarrow ? 4 : 7);
  const height = ROW * LIMITS.length;
  const panels = series.map((each, i) => {
    const frame: Frame = {
      width: layout.isNarrow ? NARROW : 330,
      height,
      x,
      y: { type: 'linear', domain: [-LIMITS.length + 0.5, 0.5], ticks: [], label: String, title: '' },
    };
    const rows = LIMITS.map((limit, row) => ({
      row: limits.find((of) => of.limit === limit && isOf(each)(of))!,
      y: -row,
      limit,
      ...NAMES[limit],
    }));
    return {
      frame,
      heading: each.name ? [each.name] : [],
      layers: [
        ...rows.flatMap(({ row, y, color }) => intervalMarks(frame, row, y, color)),
        ...labels(
          rows.map(({ text, limit, y }) => ({
            text: layout.isNarrow ? SHORT_NAMES[limit] : text,
            color: COLORS.black,
            x: frame.width + 12,
            y: heightOf(frame, y),
          })),
        ),
      ],
      left: true,
      bottom: i === series.length - 1,
    };
  });
  return {
    name: 'limits',
    spec: sheet(
      unharmedText(study, series, limits) ?? 'The epsilons that matter for a topic',
      [
        topicLine(study),
        'Points with 95 % intervals over seeds. A limit beyond the ends of the axis has no point.',
      ],
      [panelRows(panels, 1, { row: 34, column: 0 })],
      px,
      layout,
    ),
    caption:
      'The epsilon that the normal model recommends for the regrets of each topic, that from its own regrets, the upper bound of infinitely many workers, and the epsilons at which the network loss is smallest, at which it begins to suffer, and at which pay becomes equal. ' +
      'A topic is unharmed up to the smaller of its two limits of harm. A recommended epsilon, the largest that separates the weights, does no harm if it is below both.',
  };
}

/** A point and its horizontal interval. */
function intervalMarks(
  frame: Frame,
  { epsilon, epsilon_low, epsilon_high }: LimitRow,
  y: number,
  color: string,
): FigurePart[] {
  const [from, to] = frame.x.domain;
  if (!(epsilon >= from && epsilon <= to)) return [];
  const place = (value: number) =>
    Math.min(frame.width, Math.max(0, positionOn(frame.x, frame.width, value)));
  const interval = Number.isFinite(epsilon_low) && Number.isFinite(epsilon_high);
  return [
    ...(interval
      ? [
          {
            data: ONE_ROW,
            mark: { type: 'rule', stroke: color, strokeWidth: 2, aria: false },
            encoding: {
              x: { value: place(epsilon_low) },
              x2: { value: place(epsilon_high) },
              y: { value: heightOf(frame, y) },
            },
          } as FigurePart,
        ]
      : []),
    ...points(frame, [{ x: epsilon, y, low: y, high: y }], color, 60),
  ];
}
