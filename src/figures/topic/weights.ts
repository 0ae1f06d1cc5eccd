/** Weights over time of one topic, a panel for each shown epsilon. */

import { max } from 'd3-array';
import type { TopicWeightRow } from '../../study/kinds/topic/definition.js';
import { topicsOf } from '../../study/kinds/topic/definition.js';
import { plainLabel } from '../labels.js';
import { axisFromZero, type Frame } from '../lines/axis.js';
import { COLORS, line, marksOn } from '../lines/marks.js';
import { NARROW_WIDTH, panelRows, px } from '../lines/panel.js';
import { key } from '../lines/text-labels.js';
import { sheet, type Figure } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { epsilonText, isOf, topicLine, type Series, type TopicSheet } from './series.js';

/** Marks on the line of a forecaster, which tell it from the inferers without colours. */
const MARKS = 20;

export function weightsFigure(
  { study, layout }: TopicSheet,
  series: Series,
  all: readonly TopicWeightRow[],
): Figure {
  const rows = all.filter(isOf(series));
  const shown = study.shown;
  const { topic } = topicsOf(study).find(({ variant }) => variant === series.variant)!;
  const domain = [1, topic.epochs] as const;
  const highest = max(rows, ({ weight }) => weight) ?? 1;
  const frame: Frame = {
    width: layout.isNarrow ? NARROW_WIDTH : 620,
    height: 130,
    x: {
      type: 'linear',
      domain,
      ticks: linearTicks(domain, layout.isNarrow ? 5 : 8),
      label: plainLabel,
      title: 'epoch',
    },
    y: { ...axisFromZero(highest, 'share of the weight') },
  };
  const kinds = [
    { text: topic.inferers === 1 ? 'inferer' : 'inferers', color: COLORS.blue },
    ...(topic.forecasters === 0
      ? []
      : [
          {
            text: topic.forecasters === 1 ? 'forecaster' : 'forecasters',
            color: COLORS.orange,
            isMarked: true,
          },
        ]),
  ];
  const spacing = Math.ceil(topic.epochs / MARKS);
  /** The marks of different workers are at different epochs. */
  const isMarked =
    (worker: number) =>
    ({ x }: { x: number }) =>
      (x + worker * Math.ceil(spacing / 3)) % spacing === 0;
  const panels = shown.map((epsilon, i) => ({
    frame,
    heading: [epsilonText(study, epsilon)],
    layers: Array.from({ length: topic.inferers + topic.forecasters }, (_, w) =>
      presentRuns(rows.filter((row) => row.epsilon === epsilon && row.worker === w + 1)).flatMap((run) => {
        const path = run.map(({ epoch, weight }) => ({ x: epoch, y: weight }));
        return [
          ...line(frame, path, {
            color: w < topic.inferers ? COLORS.blue : COLORS.orange,
            width: 1.2,
            opacity: 0.7,
            name: w < topic.inferers ? `inferer ${w + 1}` : `forecaster ${w + 1 - topic.inferers}`,
          }),
          ...(w < topic.inferers ? [] : marksOn(frame, path.filter(isMarked(w)), COLORS.orange)),
        ];
      }),
    )
      .flat()
      .concat(i === 0 ? key(frame, kinds, 'top') : []),
    left: true,
    bottom: i === shown.length - 1,
  }));
  return {
    name: 'weights',
    spec: sheet(
      'A larger epsilon makes the weights of a topic more alike',
      [
        topicLine(study),
        `Seed ${study.seeds[0]}${series.name ? `, ${series.name}` : ''}. A line ends where its worker is absent.`,
      ],
      [panelRows(panels, 1, { row: 34, column: 0 })],
      px,
      layout,
    ),
    caption:
      'The share of each worker in the network inference over time, for one simulated topic under several epsilons and the same errors. ' +
      'Small epsilons let weights follow the regrets; large ones hold all weights at the same share.',
  };
}

/** The rows of a worker, apart at absences. */
function presentRuns(rows: readonly TopicWeightRow[]): TopicWeightRow[][] {
  const runs: TopicWeightRow[][] = [[]];
  for (const row of rows) {
    if (Number.isFinite(row.weight)) runs.at(-1)!.push(row);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}
