/** JSON Schema of the output of `topic --json`. */

import * as z from 'zod';
import { API_VERSIONS } from './networks.js';

const object = z.strictObject;
const count = z.int().min(0);
const role = z.enum(['inferer', 'forecaster']);
const numberOrNull = z.number().nullable();

const answer = object({
  sentence: z.string().describe('The sentence that decides.'),
  topic: z.string().describe('Number of the topic, up to 2^64 - 1.'),
  metadata: z.string(),
  lossMethod: z.string(),
  node: z.string().describe('Address of the node that was asked.'),
  network: z.string().nullable().describe('Id of its chain; null: not served.'),
  version: object({ api: z.enum(API_VERSIONS), chain: z.string().nullable() }).describe(
    'Versions of the API of the node and of its chain; null: not served.',
  ),
  readAt: z.string().describe('Time of the reading, ISO 8601.'),
  heights: object({ nonce: count, block: count }).describe(
    'The last epoch: height of its inferences, and block in which its losses were closed.',
  ),
  scheme: z.enum(['chain-2024', 'chain-2026']),
  parameters: object({
    epsilon: z.number(),
    pNorm: z.number(),
    cNorm: z.number(),
    alphaRegret: z.number(),
    epochLength: count.describe('Blocks.'),
    groundTruthLag: count.describe('Blocks.'),
    initialRegret: z.number(),
  }),
  units: object({
    unit: z.enum(['dex', 'unit of the loss']).describe('Of epsilon, regrets, scale, std and losses.'),
    lossesAre: z.enum(['log10', 'raw']),
    reason: z.string(),
    losses: object({ low: z.number(), high: z.number() }).nullable().describe('null: unknown.'),
  }),
  mean: z.number().describe('Of the regrets.'),
  std: z.number().describe('Sample standard deviation of the regrets; 0 for one worker.'),
  scale: z.number().describe('Scale of the regrets without epsilon, recomputed.'),
  storedScale: numberOrNull.describe('The same as the chain stores it; null: not served.'),
  epsilonShare: z.number().describe('epsilon / (scale + epsilon).'),
  spread: numberOrNull.describe('Std of the log10 weights; null: a weight is 0.'),
  factor: numberOrNull.describe('10 to the power of the spread.'),
  effectiveWorkers: z.number().describe('1 / sum of squares of the shares of weight.'),
  workers: z
    .array(
      object({
        address: z.string(),
        role,
        regret: z.number(),
        weight: z.number().describe('Recomputed. chain-2026: the weights sum to 1.'),
        storedWeight: numberOrNull.describe('As the chain stores it; null: not served.'),
        loss: numberOrNull.describe('Of the last epoch; null: unknown.'),
      }),
    )
    .describe('Workers whose regrets count.'),
  leftOut: z.array(object({ address: z.string(), role, reason: z.string() })),
  check: object({
    agrees: z.boolean().nullable().describe('null: the node serves neither scale nor weights.'),
    compared: count.describe('Stored numbers that were compared.'),
    tolerance: z.number().describe('Relative.'),
    differences: z.array(
      object({
        of: z.string().describe('scale, or the address of a worker.'),
        role: role.nullable(),
        recomputed: z.number(),
        stored: z.number(),
      }),
    ),
  }),
  networkLoss: numberOrNull.describe('Of the last epoch; null: unknown.'),
  scoreStd: numberOrNull.describe('Std of the last ten scores of inferers; null: fewer than two.'),
  history: object({
    rpc: z.string().describe('Address of the RPC that was asked.'),
    epochs: z
      .array(
        object({
          nonce: count,
          block: count,
          networkLoss: numberOrNull,
          scale: numberOrNull,
          storedScale: numberOrNull,
          workers: count,
        }),
      )
      .describe('Oldest first. --out writes their regrets, losses and scores.'),
    gaps: z.array(
      object({
        from: z.int().describe('Newest block of the gap.'),
        to: z.int().describe('Oldest block of the gap.'),
        epochs: count,
        reason: z.string(),
      }),
    ),
    resumed: count.describe('Epochs that an interrupted reading had kept.'),
  })
    .nullable()
    .describe('null: without --epochs.'),
  notes: z.array(z.string()).describe('Facts about the reading: sentences.'),
  written: z.string().nullable().describe('File of --out.'),
});

export function liveTopicJsonSchema(): unknown {
  return z.toJSONSchema(answer, { target: 'draft-7' });
}
