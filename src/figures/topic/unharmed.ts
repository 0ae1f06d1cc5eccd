/** The largest epsilon without harm, in words: the title of figures of topics. */

import type { LimitRow, TopicStudy } from '../../study/kinds/topic/definition.js';
import { axisValues } from '../../study/axis.js';
import { epsilonText, isOf, type Series } from './series.js';

/** Fewest epsilons of an axis between which harm is searched for. */
const FEWEST = 5;

const HARMS = [
  { limit: 'harm', text: 'the network loss rises' },
  { limit: 'equal-pay', text: 'pay becomes equal' },
] as const;

/** undefined if the axis has too few epsilons to tell. */
export function unharmedText(
  study: TopicStudy,
  series: readonly Series[],
  limits: readonly LimitRow[],
): string | undefined {
  if (axisValues(study.epsilon).length < FEWEST) return undefined;
  const harms = series.map((each) =>
    HARMS.map(({ limit, text }) => ({
      text,
      epsilon: limits.find((row) => row.limit === limit && isOf(each)(row))?.epsilon ?? NaN,
    }))
      .filter(({ epsilon }) => epsilon > 0)
      .sort((a, b) => a.epsilon - b.epsilon),
  );
  const ends = harms.map(([first]) => first?.epsilon ?? Infinity);
  const [least, largest] = [Math.min(...ends), Math.max(...ends)];
  if (least === Infinity) return 'Unharmed at every epsilon that was tried';
  const from = epsilonText(study, roundedDown(least));
  if (series.length > 1) {
    if (largest === Infinity) return `Unharmed up to ${from} or more, depending on the topic`;
    const to = epsilonText(study, roundedDown(largest)).replace('epsilon ', '');
    return `Unharmed up to ${from} to ${to}, depending on the topic: then loss or pay suffer`;
  }
  const [first, later] = harms[0]!;
  const rest = later ? `; ${later.text} from ${epsilonText(study, later.epsilon)}` : '';
  return `Unharmed up to ${from}: from there ${first!.text}${rest}`;
}

/** To two digits. */
function roundedDown(value: number): number {
  const nearest = Number(value.toPrecision(2));
  if (nearest <= value) return nearest;
  const unit = Number(`1e${Number(value.toExponential().split('e')[1]) - 1}`);
  return Number((nearest - unit).toPrecision(2));
}
