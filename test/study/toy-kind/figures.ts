import type { KindFigures } from '../../../src/figures/kind.js';
import { sheet } from '../../../src/figures/sheet.js';
import { toy as definition, type ToyStudy } from './definition.js';

export const toy: KindFigures<ToyStudy> = async (_, { read }) => {
  const rows = await read(definition.tables.primes);
  const lines = {
    data: { values: rows },
    mark: 'line',
    encoding: {
      x: { field: 'n', type: 'quantitative', scale: { type: 'log' } },
      y: { field: 'share', type: 'quantitative' },
    },
  } as const;
  const spec = sheet('Primes become rare', [`${rows.length} numbers`], [lines], (size) => size);
  return [{ name: 'primes', spec, caption: 'The share of primes up to n.' }];
};
