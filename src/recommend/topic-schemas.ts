/** JSON Schemas of the output of `simulate --json` and `simulate --replay --json`. */

import * as z from 'zod';
import { RULES_NAMES } from '../network/rules.js';
import { readAs } from './answer-schemas.js';

const object = z.strictObject;
const count = z.int().min(0);
const share = z.number().min(0).max(1);

const both = { std: z.number().describe('In std of the regrets.'), dex: z.number() };
const bothUnits = object(both);
const limit = object({
  ...both,
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('[low, high]: 95 % interval over seeds, in std of the regrets; null: open, or one seed.'),
})
  .nullable()
  .describe('null: no epsilon of the axis, or not computed.');

const sentence = z.string().describe('The sentence that decides.');
const unharmed = bothUnits.describe('Largest epsilon without harm, rounded down.');
const harm = object({
  lossChange: z.number().describe('Rise of the network loss that counts as harm, dex.'),
  equalPay: share.describe('Share of epochs with equal pay that counts as harm.'),
});
const stdOfRegrets = z.number().describe('Dex.');

const warnings = z.array(z.string()).describe('A sentence for p and c outside the limits of the chain.');

const atEpsilon = {
  epsilon: bothUnits,
  lossChange: z.number().nullable().describe('Network loss less that at the smallest epsilon, dex.'),
  lossChangeInterval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('95 % interval over seeds, or over blocks of epochs of a replay; null: too few.'),
  effectiveWorkers: z.number().nullable().describe('1 / sum of squares of the shares of weight.'),
  spread: z.number().nullable().describe('S: std of the log10 weights, dex.'),
  equalPay: share.nullable().describe('Share of epochs in which all inferers are paid the same.'),
  rankCorrelation: z.number().nullable().describe('Rank correlation of the rewards of inferers with skill.'),
};
const rows = 'In increasing order; the smallest epsilon stands for none.';

const simulateAnswer = object({
  sentence,
  unharmedUpTo: unharmed,
  limits: object({
    loss: limit,
    pay: limit,
    best: limit,
    recommended: limit.describe('From normal regrets of the mean and std of these.'),
    ownRegrets: limit.describe('From the regrets of the topic.'),
  }),
  harm,
  stdOfRegrets,
  epsilons: z.array(object(atEpsilon)).describe(rows),
  caution: z.string().nullable().describe('On the uncertainty of an answer without intervals.'),
  warnings,
  study: z.record(z.string(), z.unknown()).describe('The complete study of kind `topic`.'),
  written: object({
    folder: z.string(),
    tables: z.array(z.string()),
    figures: z.array(z.string()),
    manifest: z.string(),
  })
    .nullable()
    .describe('Files of --out.'),
});

const replayAnswer = object({
  sentence,
  unharmedUpTo: unharmed.nullable().describe('null: neither losses nor rewards can be computed.'),
  separatedUpTo: bothUnits
    .nullable()
    .describe('Largest epsilon at which weights differ by the factor 3.16 in the mean epoch; null: none.'),
  limits: object({ loss: limit, pay: limit }),
  harm,
  stdOfRegrets,
  epsilons: z
    .array(
      object({
        ...atEpsilon,
        workers: z.array(
          object({
            name: z.string(),
            weight: share.nullable().describe('Mean share of the weight; null: takes no part.'),
            pay: share.nullable().describe('Share of the rewards of all workers; null: not computed.'),
          }),
        ),
      }),
    )
    .describe(rows),
  formula: object({
    rules: z.enum(RULES_NAMES),
    pNorm: z.number(),
    cNorm: z.number(),
    alpha: z.number(),
    scores: z.boolean(),
  }),
  epochs: count,
  burnIn: count.describe('Epochs at the start that averages leave out.'),
  forecasters: z.array(z.string()).describe('Workers that are forecasters; the others are inferers.'),
  targets: z
    .enum(['column', 'losses'])
    .nullable()
    .describe('Origin of the true values: --target, or the losses; null: unknown.'),
  readAs: object({
    losses: readAs,
    inferences: readAs
      .unwrap()
      .extend({ unit: z.literal('inferences') })
      .nullable(),
  }),
  notes: z.array(z.string()).describe('Facts about the data: sentences.'),
  warnings,
  notComputed: z.array(z.string()).describe('What cannot be computed, and why: sentences.'),
  written: z.string().nullable().describe('File of --out.'),
});

export function topicJsonSchemas(): { simulate: unknown; simulateReplay: unknown } {
  return {
    simulate: z.toJSONSchema(simulateAnswer, { target: 'draft-7' }),
    simulateReplay: z.toJSONSchema(replayAnswer, { target: 'draft-7' }),
  };
}
