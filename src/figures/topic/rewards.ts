/** Rewards against skill, a panel for each shown epsilon. */

import { max } from 'd3-array';
import type { RewardRow, TopicStudy } from '../../study/kinds/topic/definition.js';
import { plainLabel } from '../labels.js';
import { axisFromZero, paddedDomain, type Frame } from '../lines/axis.js';
import { COLORS, points, rule } from '../lines/marks.js';
import { panelRows, px } from '../lines/panel.js';
import { sheet, type Figure } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { epsilonText, isOf, topicLine, type Series } from './series.js';

/** Most topics in a figure: more points hide each other. */
const MOST_SEEDS = 20;

export function rewardsFigure(study: TopicStudy, series: Series, all: readonly RewardRow[]): Figure {
  const seeds = new Set(study.seeds.slice(0, MOST_SEEDS));
  const rows = all.filter((row) => isOf(series)(row) && seeds.has(row.seed));
  const shown = study.shown;
  const domain = paddedDomain(
    rows.map(({ log_error }) => log_error),
    'linear',
  );
  const frame: Frame = {
    width: shown.length > 2 ? 220 : 320,
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
        `One point for each inferer of ${seeds.size} topics${series.name ? `, ${series.name}` : ''}. Grey: equal shares.`,
      ],
      [panelRows(panels, shown.length, { row: 34, column: 30 })],
      px,
    ),
    caption:
      'The share of each inferer in the rewards of its topic against the size of its errors, for several epsilons and the same topics. ' +
      'Where the points lie on the grey line, every worker is paid the same.',
  };
}
