/** The compiled code repeats constants of the readable code: both have the same values. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EPSILON_STATES, KERNEL_MAPPINGS, MOMENTS } from '../../src/kernel/kernel.js';
import { MAD_FACTOR } from '../../src/weights/scale.js';
import { CAP_Y, CUT_Y, SHIFT_Y } from '../../src/weights/scheme-bounds.js';
import { MAPPINGS, SCALES } from '../../src/weights/schemes.js';

function constantsOf(file: string): Record<string, number> {
  const source = readFileSync(new URL(`../../src/kernel/assembly/${file}.ts`, import.meta.url), 'utf8');
  const definitions = source.matchAll(/const (\w+): \w+ = (-?[\d.]+);/g);
  return Object.fromEntries(Array.from(definitions, ([, name, value]) => [name!, Number(value)]));
}

describe('the compiled code has equal', () => {
  it('bounds of schemes', () => {
    expect(constantsOf('table')).toMatchObject({ CAP_Y, SHIFT_Y, CUT_Y, LN10: Math.LN10 });
  });

  it('factor of the median absolute deviation, and codes of scales', () => {
    const codes = { POPULATION_STD: 0, SAMPLE_STD: 1, MAD: 2 };
    expect(constantsOf('scale')).toMatchObject({ MAD_FACTOR, ...codes });
    expect(SCALES).toEqual(['population-std', 'sample-std', 'mad']);
  });

  it('codes of the search states', () => {
    const codes = EPSILON_STATES.map((state, code) => [state.toUpperCase().replace('-', '_'), code]);
    expect(constantsOf('largest-epsilon')).toMatchObject(Object.fromEntries(codes) as object);
  });

  it('mappings, and sizes of their moments', () => {
    expect(KERNEL_MAPPINGS).toEqual(MAPPINGS);
    expect(constantsOf('polynomials')).toMatchObject({ MOMENTS: 8 * MOMENTS });
  });
});
