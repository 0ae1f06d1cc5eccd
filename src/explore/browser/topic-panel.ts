/** Effects of the tried epsilon on a whole topic: change of the network loss, and epochs with equal pay. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { percent, short } from '../../text/numbers.js';
import { linearAxis, logAxis, type Axis } from '../axis.js';
import type { TopicCurve } from '../topic-curve.js';
import {
  curvesFor,
  curvesText,
  effectsOf,
  isUnharmed,
  topicSentence,
  type TopicEffect,
} from '../topic-effect.js';
import {
  axes,
  clipped,
  frameOf,
  horizontalLine,
  pathThrough,
  polyline,
  type Frame,
  type Point,
} from './chart.js';
import { setChartData } from './chart-data.js';
import { byId, svg, writeText } from './elements.js';
import type { KeyItem } from './key.js';

/** Range of the axis of losses, dex. Larger losses are outside: the start of the harm must be visible. */
const LOSS_RANGE = [-0.03, 0.2] as const;
const SHARES = [0, 1] as const;

/** Classes that give the curves their colours: there are one or two. */
const KINDS = ['main', 'median'] as const;

/** @param epsilon the tried one, dex */
export function showTopic(recommendation: Recommendation, epsilon: number): void {
  const { topic, epsilon: separating, question } = recommendation;
  const { std, scheme } = question;
  const curves = curvesFor(scheme, topic.simulated.inferers);
  const unharmed = isUnharmed(topic, epsilon);
  writeText(byId('topic-sentence'), topicSentence(recommendation, curves, epsilon));
  writeText(byId('topic-source'), curvesText(curves, topic));
  byId('topic-separating').hidden = separating === null || separating === epsilon;
  byId('topic').dataset.grade = unharmed ? 'works' : 'fails';
  writeText(byId('topic-grade'), unharmed ? 'unharmed' : 'harmed');
  const marks = {
    tried: epsilon / std,
    choose: topic.choose / std,
    separating: separating === null ? null : separating / std,
  };
  const { lossChange, equalPay } = topic.harm;
  drawEffect(curves, marks, {
    name: 'loss',
    range: LOSS_RANGE,
    title: 'change of the loss, dex',
    limit: topic.limits.loss.epsilon / std,
    harm: lossChange,
    harmText: `harm: ${short(lossChange)} dex`,
  });
  drawEffect(curves, marks, {
    name: 'pay',
    range: SHARES,
    title: 'share of epochs',
    limit: topic.limits.pay.epsilon / std,
    harm: equalPay,
    harmText: `harm: ${percent(equalPay)} of epochs`,
  });
}

/** Epsilons of vertical lines, in std of the regrets. */
interface Marks {
  tried: number;
  choose: number;
  separating: number | null;
}

interface Effect {
  name: 'loss' | 'pay';
  range: readonly [number, number];
  /** Title of the vertical axis. */
  title: string;
  /** Where the harm begins, in std of the regrets. */
  limit: number;
  /** Value of the curve that counts as harm. */
  harm: number;
  harmText: string;
}

function drawEffect(curves: readonly TopicCurve[], marks: Marks, effect: Effect): void {
  const { name, range, title, limit, harm, harmText } = effect;
  const element = byId<SVGSVGElement>(`topic-${name}`);
  const key: KeyItem[] = [
    { text: harmText, kind: 'threshold', mark: 'line' },
    ...curves.map(({ inferers }, i): KeyItem => ({
      text: `${inferers} inferers`,
      kind: KINDS[i]!,
      mark: 'line',
    })),
  ];
  // Both charts have the same left margin, so that their lines stand in the same places.
  const ticks = [LOSS_RANGE, SHARES].flatMap((each) => linearAxis(each, [1, 0]).ticks);
  const frame = frameOf(element, key, ticks);
  const { left, right, top, bottom } = frame;
  const ends = curves[0]!.points.map(([epsilon]) => epsilon!);
  const x = logAxis([ends[0]!, ends.at(-1)!], [left, right]);
  const y = linearAxis(range, [bottom, top]);
  const drawn = curves.map(effectsOf);
  const at = (each: TopicEffect, end: 'value' | 'low' | 'high'): Point => [
    x.scale(each.epsilon),
    y.scale(each[name][end]),
  ];
  element.replaceChildren(
    svg('rect', {
      class: 'works',
      x: left,
      y: top,
      width: placeOf(x, frame, limit) - left,
      height: bottom - top,
    }),
    axes(frame, x, y, { x: 'epsilon / std of the regrets', y: title }),
    clipped(
      element,
      frame,
      ...drawn.map((effects) =>
        svg('path', {
          class: 'band',
          d: pathThrough([
            ...effects.map((each) => at(each, 'low')),
            ...effects.map((each) => at(each, 'high')).reverse(),
          ]),
        }),
      ),
      ...drawn.map((effects, i) =>
        polyline(
          effects.map((each) => at(each, 'value')),
          KINDS[i]!,
        ),
      ),
    ),
    horizontalLine(frame, y.scale(harm), 'threshold'),
    ...verticalLines(x, frame, marks),
  );
  setChartData(element, () => ({
    columns: ['inferers', 'epsilon / std', title, 'low', 'high'],
    rows: drawn.flatMap((effects, i) =>
      effects.map((each) => {
        const { value, low, high } = each[name];
        return [curves[i]!.inferers, each.epsilon, value, low, high];
      }),
    ),
  }));
}

function placeOf(x: Axis, { left, right }: Frame, epsilon: number): number {
  return Math.min(right, Math.max(left, x.scale(epsilon)));
}

function verticalLines(x: Axis, frame: Frame, { tried, choose, separating }: Marks): SVGElement[] {
  const { top, bottom } = frame;
  const line = (epsilon: number, kind: string) => {
    const at = placeOf(x, frame, epsilon);
    return svg('line', { class: kind, x1: at, x2: at, y1: top, y2: bottom });
  };
  return [
    line(choose, 'line main choose'),
    ...(separating === null ? [] : [line(separating, 'line formula')]),
    line(tried, 'rule'),
  ];
}
