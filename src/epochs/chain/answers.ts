/** The answers of the REST API. Added fields are ignored; a wrong or missing number is an error. */

import * as z from 'zod';
import { NodeError } from '../../text/errors.js';
import { problemsOf } from '../../text/problems.js';
import { isDecimal } from './decimals.js';
import type { NodeAnswer } from './client.js';

const text = (rule: string, holds: (value: string) => boolean) =>
  z.string({ error: `expected ${rule}` }).refine(holds, { error: `expected ${rule}` });

/** A decimal as its text. */
const decimal = text('a decimal number', isDecimal);
export const number = decimal.transform(Number);
const positive = text('a decimal number > 0', (value) => isDecimal(value) && Number(value) > 0);
const notNegative = text(
  'a decimal number >= 0',
  (value) => isDecimal(value) && Number(value) >= 0,
).transform(Number);
const isWhole = (value: string) => /^\d+$/.test(value) && Number.isSafeInteger(Number(value));
/** Heights are 64-bit integers in texts. */
export const height = z
  .union([z.string(), z.number()])
  .refine((value) => isWhole(String(value)), { error: 'expected a height, a whole number >= 0' })
  .transform(Number);
/** A part of a path, and a name in tables. */
export const address = text('an address', (value) => /^[A-Za-z0-9_.-]{1,128}$/.test(value));

/** Reputers send the losses of a worker once. */
const losses = z
  .array(z.object({ worker: address, value: number }))
  .nullish()
  .transform((list) => list ?? [])
  .refine((list) => new Set(list.map(({ worker }) => worker)).size === list.length, {
    error: 'expected each worker once',
  });
const workers = z
  .array(z.object({ worker: address }))
  .nullish()
  .transform((list) => [...new Set((list ?? []).map(({ worker }) => worker))]);
const servedWeights = z.array(z.object({ worker: address, weight: notNegative })).nullish();

/** Losses of one nonce. Without workers there are none. */
export const lossBundle = z.object({
  combined_value: number,
  inferer_values: losses,
  forecaster_values: losses,
});
export type LossBundle = z.output<typeof lossBundle>;

const shareOrOne = text(
  'a decimal number in (0, 1]',
  (value) => isDecimal(value) && Number(value) > 0 && Number(value) <= 1,
).transform(Number);

export const ANSWERS = {
  nodeInfo: z.object({
    default_node_info: z.object({ network: z.string() }),
    application_version: z.object({ version: z.string().nullish() }).nullish(),
  }),
  params: z.object({ params: z.object({ c_norm: number.optional() }) }),
  topic: z.object({
    topic: z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      metadata: z.string().default(''),
      loss_method: z.string().default(''),
      epoch_length: height.refine((value) => value > 0, { error: 'expected a number of blocks > 0' }),
      ground_truth_lag: height,
      epsilon: positive,
      p_norm: positive.transform(Number),
      c_norm: number.optional(),
      alpha_regret: shareOrOne,
      initial_regret: number,
    }),
  }),
  commit: z.object({
    last_commit: z.object({ block_height: height, nonce: z.object({ block_height: height }) }),
  }),
  inferences: z.object({
    network_inferences: z.object({ inferer_values: workers, forecaster_values: workers }),
    inferer_weights: servedWeights,
    forecaster_weights: servedWeights,
  }),
  regret: z.object({ regret: z.object({ block_height: height, value: number }) }),
  weight: z.object({ weight: notNegative }),
  stdnorm: z.object({ value: decimal }),
  losses: z.object({ loss_bundle: lossBundle }),
  scores: z.object({
    scores: z
      .array(z.object({ score: number }))
      .nullish()
      .transform((list) => list ?? []),
  }),
};

/** @throws {NodeError} naming the address, the field, the rule and the value */
export function parse<T extends z.ZodType>(
  schema: T,
  { url, body }: Pick<NodeAnswer, 'url' | 'body'>,
): z.output<T> {
  const found = schema.safeParse(body);
  if (found.success) return found.data;
  const [problem] = problemsOf(found.error, body);
  throw new NodeError(`${url}: ${problem!.path || 'the answer'}: ${problem!.message}`);
}
