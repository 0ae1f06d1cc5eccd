/** A toy kind for `toy-kind.test.ts`: numbers n and the share of primes up to each. */

import * as z from 'zod';
import { axisValues } from '../../../src/study/axis.js';
import { heading, OBJECT } from '../../../src/study/common-fields.js';
import { axis } from '../../../src/study/fields.js';
import { NUMBER_KEY, SHARE, type RowOf, type Table } from '../../../src/study/table.js';
import type { KindDefinition } from '../../../src/study/kinds/kind.js';

const fields = z
  .strictObject(
    {
      ...heading,
      kind: z.literal('toy').describe('toy: the share of primes up to n.'),
      n: axis('whole numbers >= 1', (value) => Number.isInteger(value) && value >= 1),
    },
    OBJECT,
  )
  .transform(({ $schema: _, ...study }) => study);

export type ToyStudy = z.output<typeof fields>;

const CELLS = { file: 'primes.csv', columns: { n: NUMBER_KEY, share: SHARE } } satisfies Table;

export type ToyRow = RowOf<typeof CELLS>;

export const toy = {
  name: 'toy',
  fields,
  tables: { primes: CELLS },
  overrides: [],
  cellCount: (study) => axisValues(study.n).length,
  sizes: (study) => [[axisValues(study.n).length, 'number']],
  keyValues: (study) => ({ n: new Set(axisValues(study.n)) }),
} as const satisfies KindDefinition<ToyStudy>;
