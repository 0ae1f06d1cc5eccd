/** Rewards against skill, a panel for each shown epsilon. */

import { max } from 'd3-array';
import type { RewardRow } from '../../study/kinds/topic/definition.js';
import { plainLabel } from '../labels.js';
import { axisFromZero, paddedDomain, type Frame } from '../lines/axis.js';
import { COLORS, points, rule } from '../lines/marks.js';
import { NARROW_WIDTH, panelRows, px } from '../lines/panel.js';
import { key } from '../lines/text-labels.js';
import { count } from '../../text/numbers.js';
import { sheet, type Figure } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { epsilonText, isOf, topicLine, type Series, type TopicSheet } from './series.js';

/** Most topics in a figure: more points hide each other. */
const MOST_SEEDS = 20;

export function rewardsFigure(
  { study, layout }: TopicSheet,
  series: Series,
  all: readonly RewardRow[],
): Figure {
  const seeds = new Set(study.seeds.slice(0, MOST_SEEDS));
  const rows = all.filter((row) => isOf(series)(row) && seeds.has(row.seed));
  const shown = study.shown;
  const domain = paddedDomain(
    rows.map(({ log_error }) => log_error),
    'linear',
  );
  const frame: Frame = {
    width: layout.isNarrow ? NARROW_WIDTH : shown.length > 2 ? 220 : 320,
    height: 220,
    x: {
      type: 'linear',
      domain,
      ticks: linearTicks(domain, 5),
      label: plainLabel,
      title: 'log10 error of a worker',
    },
    y: axisFromZero(max(rows, ({ share }) => share) ?? 1, 'share of the rewards'),
  };
  const equal = 1 / new Set(rows.map(({ worker }) => worker)).size;
  const panels = shown.map((epsilon, i) => ({
    frame,
    heading: [epsilonText(study, epsilon)],
    layers: [
      rule({ y: equal }, { color: COLORS.grey, width: 1 }),
      ...points(
        frame,
        rows
          .filter((row) => row.epsilon === epsilon)
          .map(({ log_error, share }) => ({ x: log_error, y: share, low: share, high: share })),
        COLORS.blue,
        16,
      ),
      ...(i === 0
        ? key(frame, [{ text: 'equal shares', color: COLORS.grey, width: 1 }], 'top', frame.width - 145)
        : []),
    ],
    left: i === 0,
    bottom: true,
  }));
  return {
    name: 'rewards',
    spec: sheet(
      'A larger epsilon pays good and bad workers more alike',
      [
        topicLine(study),
        `One point for each inferer of ${count(seeds.size, 'topic')}${series.name ? `, ${series.name}` : ''}.`,
      ],
      [panelRows(panels, shown.length, { row: 34, column: 30 }, layout)],
      px,
      layout,
    ),
    caption:
      'The share of each inferer in the rewards of its topic against the size of its errors, for several epsilons and the same topics. ' +
      'Where the points lie on the line of equal shares, every worker is paid the same.',
  };
}
