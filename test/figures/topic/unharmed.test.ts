import { expect, test } from 'vitest';
import { seriesOf } from '../../../src/figures/topic/series.js';
import { unharmedText } from '../../../src/figures/topic/unharmed.js';
import type { LimitRow, TopicStudy } from '../../../src/study/kinds/topic/definition.js';
import { parseStudy } from '../../../src/index.js';

/** The title for limits of loss and pay, one pair for each variant. */
function titleOf(limits: [loss: number, pay: number][], epsilon: number[] = [0.001, 0.01, 0.1, 1, 10]) {
  const names = limits.map((_, i) => `v${i}`);
  const variants = names.length > 1 ? names.map((name) => ({ name, topic: {} })) : undefined;
  const study = parseStudy({ name: 's', kind: 'topic', epsilon, variants }).study as TopicStudy;
  const rows = limits.flatMap(([loss, pay], i) =>
    Object.entries({ harm: loss, 'equal-pay': pay }).map(([limit, value]) => ({
      rules: 'network-2026' as const,
      variant: variants ? names[i] : undefined,
      limit: limit as LimitRow['limit'],
      epsilon: value,
      epsilon_low: NaN,
      epsilon_high: NaN,
    })),
  );
  return unharmedText(study, seriesOf(study), rows);
}

test('The title states the largest epsilon without harm, rounded down', () => {
  expect(titleOf([[0.1381, 0.168]])).toBe(
    'Unharmed up to epsilon 0.13 std: from there the network loss rises; pay becomes equal from epsilon 0.17 std',
  );
  expect(titleOf([[2, 0.0999]])).toBe(
    'Unharmed up to epsilon 0.099 std: from there pay becomes equal; the network loss rises from epsilon 2 std',
  );
  expect(titleOf([[0.5, NaN]])).toBe('Unharmed up to epsilon 0.5 std: from there the network loss rises');
  expect(titleOf([[NaN, NaN]])).toBe('Unharmed at every epsilon that was tried');
});

test('The title of several topics states the range', () => {
  const range = 'Unharmed up to epsilon 0.1 std to 0.3 std, depending on the topic: then loss or pay suffer';
  expect(
    titleOf([
      [0.1, 0.2],
      [0.4, 0.3],
    ]),
  ).toBe(range);
  expect(
    titleOf([
      [0.1, 0.2],
      [NaN, NaN],
    ]),
  ).toBe('Unharmed up to epsilon 0.1 std or more, depending on the topic');
});

test('An axis of few epsilons does not tell', () => {
  expect(titleOf([[0.1, 0.2]], [0.01, 1])).toBeUndefined();
});
