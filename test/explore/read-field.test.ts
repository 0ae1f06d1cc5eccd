import { describe, expect, it } from 'vitest';
import type { NumberField } from '../../src/explore/field-rules.js';
import { readField } from '../../src/explore/read-field.js';

const BARE_ONE =
  'expected a share from 1% to 99.9%; 1 may mean 1 %: write 1% or 0.01; or 100 %: write 99.9% or 0.999';

describe('numbers in fields and in the address', () => {
  const read: [name: NumberField, text: string, value: number | null][] = [
    ['std', '0.05', 0.05],
    ['std', '0,05', 0.05],
    ['std', ' 5e-2 dex ', 0.05],
    ['std', '1,000,000', 1e6],
    ['std', '1,000.5', 1000.5],
    ['std', '1.000,5', 1000.5],
    ['std', '0,050', 0.05],
    ['meanStdRatio', '\u22122', -2],
    ['meanStdRatio', '-2 × std', -2],
    ['workers', '1,000', 1000],
    ['workers', '10 000', 10_000],
    ['confidence', '95', 0.95],
    ['confidence', '95%', 0.95],
    ['confidence', '95 %', 0.95],
    ['confidence', '95,5', 0.955],
    ['confidence', '0.95', 0.95],
    ['confidence', '0,95', 0.95],
    ['confidence', '1 %', 0.01],
    ['confidence', '99.9', 0.999],
    ['factor', '3.2', 3.2],
    ['scoreStd', '', null],
  ];
  it.each(read)('%s "%s" is %s', (name, text, value) => {
    expect(readField(name, text)).toEqual({ value });
  });

  const refused: [name: NumberField, text: string, problem: string][] = [
    ['std', '', 'expected a number from 1e-9 to 1e9'],
    ['std', '0', 'expected a number from 1e-9 to 1e9'],
    ['std', '1,000', '1,000 is ambiguous, write 1000 or 1.000'],
    ['std', '0x10', 'expected a number from 1e-9 to 1e9'],
    ['std', '1e999', 'expected a number from 1e-9 to 1e9'],
    ['workers', '2.5', 'expected a whole number from 2 to 10000'],
    ['confidence', '1', BARE_ONE],
    ['confidence', '1.0', BARE_ONE],
    ['confidence', '100', 'expected a share from 1% to 99.9%'],
    ['confidence', '0.95 %', 'expected a share from 1% to 99.9%'],
    ['confidence', '95 dB', 'expected a share from 1% to 99.9%'],
    ['pNorm', '3 4', 'expected a number from 0.01 to 100'],
  ];
  it.each(refused)('%s "%s" is refused', (name, text, problem) => {
    expect(readField(name, text)).toEqual({ problem });
  });
});
