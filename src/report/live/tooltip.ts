/** What a tooltip of a figure says, as names and values. */

import { short, supported } from '../../text/numbers.js';

type Interval = readonly [low: number | null, high: number | null];

/**
 * @param tooltip of a mark: names to numbers, texts, or intervals, of which one whose name ends in `interval` belongs to the number before it
 * @returns first what has no interval or one of its own, then other intervals, the number of draws last
 */
export function tooltipLines(tooltip: Readonly<Record<string, unknown>>): [name: string, value: string][] {
  const rank = ([name, value]: readonly [string, unknown]) =>
    name === 'draws' ? 2 : isInterval(value) && !isOwned(name) ? 1 : 0;
  const ordered = Object.entries(tooltip).sort((a, b) => rank(a) - rank(b));
  return ordered.map(([name, value], i): [string, string] => {
    if (isInterval(value)) {
      const owner = ordered[i - 1]?.[1];
      return [name, intervalText(value, isOwned(name) && typeof owner === 'number' ? owner : null)];
    }
    if (typeof value !== 'number') return [name, typeof value === 'string' ? value : 'none'];
    const [nextName, next] = ordered[i + 1] ?? ['', null];
    const isSupported = isOwned(nextName) && isInterval(next) && isClosed(next) && next[0] < next[1];
    return [name, written(isSupported ? supported(value, next[0], next[1]).value : short(value, 4))];
  });
}

/** With as many digits as it supports; an end that is not a number, which JSON writes as null, is open. */
function intervalText(interval: Interval, owner: number | null): string {
  const ends =
    isClosed(interval) && owner !== null && interval[0] < interval[1] ? supported(owner, ...interval) : null;
  const [low, high] = ends
    ? [ends.low, ends.high]
    : interval.map((end) => (end === null ? 'open' : short(end, 4)));
  return `${written(low!)} to ${written(high!)}`;
}

/** Small numbers as 1.2e-6, and a minus sign. */
function written(number: string): string {
  const value = Number(number);
  const text = Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential() : number;
  return text.replace(/^-/, '−');
}

function isOwned(name: string): boolean {
  return name.endsWith('interval');
}

function isInterval(value: unknown): value is Interval {
  return Array.isArray(value) && value.length === 2;
}

function isClosed(interval: Interval): interval is readonly [number, number] {
  return interval.every((end) => end !== null);
}
