import { topic as definition, type TopicStudy } from '../../study/kinds/topic/definition.js';
import type { KindFigures } from '../kind.js';
import { WIDE } from '../sheet.js';
import { effectsFigure } from './effects.js';
import { limitsFigure } from './limits.js';
import { rewardsFigure } from './rewards.js';
import { seriesOf } from './series.js';
import { weightsFigure } from './weights.js';

/** Measures against epsilon, limits, and weights and rewards at the shown epsilons. */
export const topic: KindFigures<TopicStudy> = async (study, { read }, layout = WIDE) => {
  const { tables } = definition;
  const limits = await read(tables.limits);
  const series = seriesOf(study);
  const isShown = study.shown.length > 0;
  return [
    effectsFigure({ study, layout }, series, await read(tables.effects), limits),
    limitsFigure({ study, layout }, series, limits),
    ...(isShown ? [weightsFigure({ study, layout }, series[0]!, await read(tables.weights))] : []),
    ...(isShown && study.scores
      ? [rewardsFigure({ study, layout }, series[0]!, await read(tables.rewards))]
      : []),
  ];
};
