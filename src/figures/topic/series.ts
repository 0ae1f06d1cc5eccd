/** Lines of the figures of a topic study, and the texts that they share. */

import type { TopicStudy } from '../../study/kinds/topic/definition.js';
import { axisValues } from '../../study/axis.js';
import { count, grouped } from '../../text/numbers.js';
import { powerLabel } from '../labels.js';
import type { PanelAxis } from '../lines/axis.js';
import { ORDERED_COLORS } from '../lines/marks.js';
import type { Layout } from '../sheet.js';
import { logTicks } from '../ticks.js';

/** A study of topics, and the room for its figures. */
export interface TopicSheet {
  readonly study: TopicStudy;
  readonly layout: Layout;
}

/** A version of the rules with a variant: one line. */
export interface Series {
  readonly rules: string;
  readonly variant: string | undefined;
  /** Empty if the study has a single line. */
  readonly name: string;
  readonly color: string;
}

/** The lines of a study in the order of its tables; colours repeat after six. */
export function seriesOf(study: TopicStudy): Series[] {
  const variants = study.variants?.map(({ name }) => name) ?? [undefined];
  const all = study.rules.flatMap((rules) => variants.map((variant) => ({ rules, variant })));
  return all.map(({ rules, variant }, i) => ({
    rules,
    variant,
    name: [...(study.rules.length > 1 ? [rules] : []), ...(variant !== undefined ? [variant] : [])].join(
      ', ',
    ),
    color: all.length === 1 ? '#0072b2' : ORDERED_COLORS[i % ORDERED_COLORS.length]!,
  }));
}

export function isOf({ rules, variant }: Series) {
  return (row: { rules: string; variant?: string | undefined }): boolean =>
    row.rules === rules && (variant === undefined || row.variant === variant);
}

function epsilonTitle({ epsilonUnit }: TopicStudy): string {
  return epsilonUnit === 'std' ? 'epsilon / std of the regrets' : 'epsilon (dex)';
}

/** The axis of epsilons. */
export function epsilonAxis(study: TopicStudy, mostTicks: number): PanelAxis {
  const epsilons = axisValues(study.epsilon);
  const [first, last] = [epsilons[0]!, epsilons.at(-1)!];
  const domain = first < last ? ([first, last] as const) : ([first / 10, first * 10] as const);
  return {
    type: 'log',
    domain,
    ticks: logTicks(domain, mostTicks),
    label: powerLabel,
    title: epsilonTitle(study),
  };
}

/** The data of a sheet in one line. */
export function topicLine(study: TopicStudy): string {
  const { topic } = study;
  return [
    study.rules.length === 1 ? study.rules[0]! : undefined,
    count(topic.inferers, 'inferer'),
    count(topic.forecasters, 'forecaster'),
    count(topic.reputers, 'reputer'),
    `${count(topic.epochs, 'epoch')} after ${grouped(topic.burnIn)}`,
    count(study.seeds.length, 'seed'),
    `slope p ${study.pNorm}`,
    `offset c ${study.cNorm}`,
    `smoothing alpha ${study.alpha}`,
  ]
    .filter((text) => text !== undefined)
    .join(', ');
}

/** An epsilon of the study in words: `epsilon 0.1 std`. */
export function epsilonText({ epsilonUnit }: TopicStudy, epsilon: number): string {
  return `epsilon ${Number(epsilon.toPrecision(2))} ${epsilonUnit}`;
}
