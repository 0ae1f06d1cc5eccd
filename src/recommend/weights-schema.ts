/** JSON Schema of the output of `weights --json`; `npm run schema` writes it into schemas/. */

import * as z from 'zod';
import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { notes, readAs } from './answer-schemas.js';

const numbers = z.array(z.number());

const weights = z.strictObject({
  scheme: z.enum(SCHEME_NAMES),
  mapping: z.enum(MAPPINGS),
  pNorm: z.number().gt(0),
  cNorm: z.number(),
  epsilonScaling: z.enum(EPSILON_SCALINGS),
  epsilon: z.number().min(0).describe('Dex.'),
  readAs,
  notes,
  workers: z.array(z.string()).describe('Names of the workers, in the order of the lists below.'),
  regrets: numbers.describe('Dex.'),
  normalizedRegrets: numbers,
  weights: numbers,
  log10Weights: z.array(z.number().nullable()).describe('null: the weight is zero.'),
  spread: z.number().nullable().describe('Population std of the log10 weights; null: a weight is zero.'),
  bestToWorst: z
    .number()
    .min(1)
    .nullable()
    .describe('The largest weight over the smallest; null: a weight is zero, or the ratio exceeds 1.8e308.'),
  threshold: z.number().describe('The spread at which weights count as different: log10 of the factor.'),
});

export function weightsJsonSchema(): unknown {
  return z.toJSONSchema(weights, { target: 'draft-7' });
}
