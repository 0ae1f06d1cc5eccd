/** The numbers of an answer with their names, the same in the command and on the page. */

import { percent, percentRange, range, short } from '../text/numbers.js';
import type { GroupsAnswer } from './groups.js';
import type { Margin, Recommendation } from './recommendation.js';

/** The interval may also be an explanation. */
export type EvidenceRow = readonly [name: string, value: string, interval: string];

export function evidenceRows(result: Recommendation): EvidenceRow[] {
  const { exact, median, upperBound, separableShare, intervals, source, topic, groups } = result;
  const { loss, pay } = topic.limits;
  const isMedian = source === 'data' || groups !== null;
  const bound = isMedian
    ? 'bound of the median epoch: no larger epsilon separates it'
    : 'limit for many workers, for any mean';
  return [
    ['choose', String(topic.choose), `harms none of ${topic.simulated.kinds} simulated kinds of topics`],
    ['loss rises from', short(loss.epsilon), range(...loss.interval)],
    ['pay is equal from', short(pay.epsilon), range(...pay.interval)],
    estimate('separates up to', exact, intervals.exact),
    ...(groups ? [oneNormalRow(groups)] : []),
    estimate('median epoch', median, intervals.median),
    [isMedian ? 'median bound' : 'upper bound', short(upperBound), bound],
    ['separable epochs', percent(separableShare), percentRange(...intervals.separableShare)],
  ];
}

/** Rows of the page in place of the sentences of the command. */
export function marginRows({ half, twice, repair }: Margin): EvidenceRow[] {
  return [
    estimate('at half the std', half.exact, half.interval),
    estimate('at twice the std', twice.exact, twice.interval),
    ...(repair
      ? [
          [
            'p that repairs it at half',
            String(repair.pNorm),
            `the smallest: ${range(...repair.interval)}`,
          ] as const,
        ]
      : []),
  ];
}

/** Three significant digits: the intervals support no more. */
function estimate(
  name: string,
  value: number | null,
  interval: readonly [number, number] | null,
): EvidenceRow {
  return [name, value === null ? 'none' : short(value), interval ? range(...interval) : ''];
}

function oneNormalRow({ oneNormal: { value, interval } }: GroupsAnswer): EvidenceRow {
  const [name, text, ends] = estimate('one normal', value, interval);
  return [name, text, interval ? `${ends}, for one normal distribution` : ''];
}
