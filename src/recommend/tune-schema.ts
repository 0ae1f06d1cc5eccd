/** JSON Schema of the output of `tune --json`; `npm run schema` writes it into schemas/. */

import * as z from 'zod';
import { criterion, estimate, groupsAnswer, notes, quartiles, readAs } from './answer-schemas.js';

const object = z.strictObject;
const count = z.int().min(0);
const lever = object({
  pNorm: z.number(),
  cNorm: z.number(),
  interval: z.tuple([z.number(), z.number().nullable()]).describe('95 % interval; null: beyond the chain.'),
}).nullable();
const effect = object({
  pNorm: z.number(),
  cNorm: z.number(),
  separated: estimate,
  effectiveWorkers: quartiles.describe('1 / sum of squared shares of the weights, over epochs.'),
});

const tuning = object({
  status: z.enum(['tuned', 'none']),
  isEnough: z.boolean().describe('Whether the present p and c are enough.'),
  epsilon: z.number().gt(0).describe('Dex.'),
  pNorm: z.number().nullable().describe('Setting that separates the wanted share of epochs.'),
  cNorm: z.number().nullable(),
  exact: z.number().nullable().describe('The smallest p with the present c, not rounded.'),
  interval: z.tuple([z.number(), z.number().nullable()]).nullable().describe('95 % interval of exact.'),
  level: z.literal(0.95),
  levers: object({ pNorm: lever, cNorm: lever, both: lever }).describe(
    'The smallest value of each parameter.',
  ),
  pNormBeyond: z.number().nullable().describe('A p that is enough, but not accepted by the chain.'),
  slopeLimit: z
    .number()
    .nullable()
    .describe('If there is none: the smallest p with which some smaller epsilon separates enough epochs.'),
  slopeLimitInterval: z
    .tuple([z.number(), z.number().nullable()])
    .nullable()
    .describe('95 % interval of slopeLimit.'),
  now: effect,
  then: effect.nullable(),
  draws: count.describe('Number of draws behind the numbers, or of epochs of data.'),
  source: z.enum(['simulation', 'data']),
  guarantee: z.string(),
  advice: z.string(),
  warnings: z.array(z.string()),
  groups: groupsAnswer,
  topicArgument: object({ p_norm: z.string(), c_norm: z.string() })
    .nullable()
    .describe('Fields of the message that updates the topic; null: nothing to change.'),
  question: object({ std: z.number().nullable(), mean: z.number().nullable(), ...criterion }),
  data: object({ readAs, notes, epochs: count }).nullable(),
});

export function tuneJsonSchema(): unknown {
  return z.toJSONSchema(tuning, { target: 'draft-7' });
}
