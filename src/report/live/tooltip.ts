/** Lines of a figure's tooltip: names and values. */

import { range, short, supported } from '../../text/numbers.js';

type Interval = readonly [low: number | null, high: number | null];

/**
 * @param tooltip of a mark: names to numbers, texts or intervals. An interval whose name ends in `interval`
 *   belongs to the number before it.
 * @returns values with their own intervals first, then other intervals, then the number of draws
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

/**
 * Writes an interval with the digits that it supports. JSON writes an end that is not finite as null: it is
 * shown as open.
 */
function intervalText(interval: Interval, owner: number | null): string {
  const ends =
    isClosed(interval) && owner !== null && interval[0] < interval[1] ? supported(owner, ...interval) : null;
  const [low, high] = ends
    ? [ends.low, ends.high]
    : isClosed(interval)
      ? range(...interval, 4).split(' to ')
      : interval.map((end) => (end === null ? 'open' : short(end, 4)));
  return `${written(low!)} to ${written(high!)}`;
}

/** Writes small numbers as 1.2e-6, and negative ones with a minus sign. */
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
