import { describe, expect, it } from 'vitest';
import { checkRows, listOf } from '../../src/fit/arguments.js';
import { QUANTILES } from '../../src/study/table.js';

const QUANTILE_COLUMNS = Object.keys(QUANTILES).flatMap((name) =>
  ['', '_low', '_high'].map((end) => `epsilon_${name}${end}`),
);

const ROW: Readonly<Record<string, unknown>> = {
  scheme: 'chain-2026',
  mapping: 'gradient',
  workers: 10,
  factor: 3,
  mean: 0,
  std: 1,
  draws: 100,
  attainable: 0.5,
  ...Object.fromEntries(QUANTILE_COLUMNS.map((name) => [name, 0.2])),
};

describe('rows of a fit', () => {
  it('are returned as they are, from any iterable', () => {
    const rows = [ROW, { ...ROW, other: 'x' }];
    const checked = checkRows(new Set(rows));
    expect(checked).toHaveLength(2);
    checked.forEach((row, i) => expect(row).toEqual(rows[i]));
  });

  const accepted: [column: string, values: number[]][] = [
    ['workers', [2, 3, 1e6]],
    ['factor', [1 + 1e-12, 1e300]],
    ['mean', [-1e250, 0, 1e250]],
    ['std', [5e-324, 1e250]],
    ['draws', [1, 1e250]],
    ['attainable', [0, 1]],
    ...QUANTILE_COLUMNS.map((name): [string, number[]] => [name, [NaN, 0, 1e250]]),
  ];
  it.each(accepted)('take the ends of the range of %s', (column, values) => {
    for (const value of values) expect(checkRows([{ ...ROW, [column]: value }])).toHaveLength(1);
  });

  const positive = 'a number > 0, at most 1e+250';
  const quantile = 'a number from 0 to 1e+250, or NaN';
  const refused: [column: string, rule: string, values: unknown[]][] = [
    ['workers', 'a whole number >= 2', [1, 2.5, NaN, Infinity]],
    ['factor', 'a finite number > 1', [1, Infinity, NaN]],
    ['mean', 'a number within 1e+250 of 0', [1.1e250, -1.1e250, NaN]],
    ['std', positive, [0, -1, 1.1e250, NaN]],
    ['draws', positive, [0, 1.1e250]],
    ['attainable', 'a number from 0 to 1', [-1e-9, 1.000001, NaN]],
    ...QUANTILE_COLUMNS.map((name): [string, string, unknown[]] => [name, quantile, [-1e-9, 1.1e250]]),
  ];
  it.each(refused)('name the row, the column, its rule and the value: %s', (column, rule, values) => {
    for (const value of values)
      expect(() => checkRows([ROW, { ...ROW, [column]: value }])).toThrow(
        new RangeError(`Expected \`rows[1].${column}\` to be ${rule}, got \`${String(value)}\` (number)`),
      );
  });

  it.each(['scheme', 'mapping'])('name the choices of %s', (column) => {
    expect(() => checkRows([{ ...ROW, [column]: 'other' }])).toThrow(`rows[0].${column}`);
  });

  it.each([undefined, null, 1, 'rows', {}, { [Symbol.iterator]: 1 }])('are no list: %s', (value) => {
    expect(() => listOf('rows', value)).toThrow(/^Expected `rows` to be a list of objects, got /);
  });
});
