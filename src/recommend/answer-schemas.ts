/**
 * JSON Schemas of the output of `recommend --json` and `precision --json`; `npm run schema` writes them into
 * schemas/.
 */

import * as z from 'zod';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';

const object = z.strictObject;
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const level = z.literal(0.95).describe('Confidence level of the intervals.');
const dex = z.number().describe('Dex.');
const source = z
  .enum(['fit', 'simulation', 'data'])
  .describe(
    'fit: the committed mapping. simulation: regrets drawn for this question. data: the given epochs.',
  );
/** An infinite number becomes null, because JSON has no infinity. */
const openEnd = z.number().nullable().describe('null: unbounded, or no epsilon.');
const interval = z.tuple([z.number(), openEnd]).describe('[low, high]: 95 % interval.');
export const notes = z.array(z.string()).describe('Facts about how the data were read: sentences.');
export const readAs = object({
  format: z.string(),
  shape: z.enum(['wide', 'long']).describe('wide: a column per worker. long: a row per epoch and worker.'),
  rows: count.describe('Rows of the table with data.'),
  epochs: count.describe('Epochs that are used.'),
  workers: z.array(z.string()).describe('Names of the workers.'),
  leftOut: z.array(object({ column: z.string(), reason: z.string() })).describe('Columns that are not read.'),
  unit: z.enum(['dex', 'log10 losses', 'raw losses']),
  unitReason: z.string().nullable().describe('Reason for the unit of losses.'),
  networkLoss: z.string().nullable().describe('Column of the network loss; null: the mean of the workers.'),
  order: z.string().describe('Order of the epochs.'),
  missing: z.enum(['absent', 'zero']).describe('Treatment of a worker without a value.'),
})
  .nullable()
  .describe('How the table was read; null for values in memory.');
export const quartiles = object({ low: z.number(), median: z.number(), high: z.number() }).describe(
  'Median over epochs, and the quartiles between which half of the epochs lie.',
);
export const estimate = object({
  value: z.number(),
  standardError: z.number(),
  low: z.number(),
  high: z.number(),
  level,
  draws: count,
});
const quantile = object({
  value: openEnd,
  low: openEnd,
  high: openEnd,
  level,
  effectiveEpochs: count.describe('Number of independent epochs with the same information.'),
}).describe('Quantile over epochs with its bootstrap interval, dex.');

const group = object({
  name: z.string().optional(),
  workers: count.min(1),
  mean: dex,
  std: z.number().gt(0).describe('Dex.'),
});
export const groupsAnswer = object({
  groups: z.array(group).min(2).describe('The groups of the question.'),
  std: dex.describe('Std of all workers together, dex.'),
  oneNormal: object({
    value: z.number().nullable().describe('In the unit of the answer; null: none.'),
    interval: interval.nullable(),
    factor: z
      .number()
      .nullable()
      .describe('value over the answer for the groups: how wrong one normal distribution is.'),
    factorInterval: interval.nullable(),
    source,
    draws: count,
  }).describe('The answer for one normal distribution of the same mean and std.'),
  sentence: z.string().describe('The comparison: a sentence.'),
})
  .nullable()
  .describe('Of a question about groups: the answer for one normal distribution beside it.');

export const criterion = {
  workers: count.min(2),
  confidence: share.describe('Share of epochs.'),
  factor: z.number().gt(1),
  scheme: z.enum(SCHEME_NAMES),
  mapping: z.enum(MAPPINGS),
  pNorm: z.number().gt(0),
  cNorm: z.number(),
};

const common = {
  level,
  draws: count.describe('Number of draws behind the numbers, or of epochs of data.'),
  source,
  guarantee: z.string().describe('The guarantee of the answer, or the reason why there is none: a sentence.'),
  advice: z
    .string()
    .nullable()
    .describe('Changes that make an answer possible if there is none: a sentence.'),
  slopeLimit: z
    .number()
    .nullable()
    .describe('If there is no answer: the smallest p with one; null if no p that the chain accepts has one.'),
  slopeLimitInterval: interval.nullable().describe('95 % interval of slopeLimit.'),
};

const topicBasis = {
  harm: object({
    lossChange: z.number().describe('Rise of the network loss that counts as harm, dex.'),
    equalPay: share.describe('Share of epochs in which all inferers are paid the same that counts as harm.'),
  }),
  simulated: object({
    inferers: z
      .array(count)
      .describe('Number of inferers of the topics behind the limits; two or more: between these.'),
    forecasters: count,
    topics: count.describe('Number of topics of each kind.'),
    epochs: count.describe('Number of epochs of each topic.'),
    kinds: count.describe('Number of kinds of topics of which none is harmed at the harmless epsilon.'),
  }).describe('The simulated topics behind the limits: docs/topics.md.'),
  notes: z.array(z.string()).describe('Differences between the question and the simulations: sentences.'),
};
const closed = z.tuple([z.number(), z.number()]).describe('[low, high]: 95 % interval over topics.');
const advisedLimit = object({ epsilon: dex, interval: closed });
const topicAdvice = object({
  sentence: z.string().describe('The advice: a sentence.'),
  choose: z
    .number()
    .gt(0)
    .describe('The epsilon to set, dex: harms no simulated topic, and separates the weights if possible.'),
  unharmedUpTo: z
    .number()
    .gt(0)
    .describe('Topics like the simulated ones of this number of inferers are unharmed up to it, dex.'),
  limits: object({
    loss: advisedLimit.describe('Where the network loss has risen.'),
    pay: advisedLimit.describe('Where pay is equal.'),
  }),
  topicArgument: object({ epsilon: z.string() }).describe(
    'The field to send when the topic is created: `choose`, which harms no simulated topic. Not the topicArgument at the top of the answer, which is an upper limit.',
  ),
  ...topicBasis,
}).describe('The epsilon that leaves a whole topic unharmed.');

const stdLimit = object({ std: dex, interval: closed });
const topicPrecision = object({
  sentence: z.string().describe('The answer: a sentence.'),
  harmlessFrom: z
    .number()
    .gt(0)
    .describe('The smallest std of the regrets with which no simulated topic is harmed, dex.'),
  unharmedFrom: z
    .number()
    .gt(0)
    .describe('The smallest std with which topics of this number of inferers are unharmed, dex.'),
  limits: object({ loss: stdLimit, pay: stdLimit }),
  ...topicBasis,
}).describe('The topics that the epsilon leaves unharmed.');

const scores = object({
  readAs,
  notes,
  epochs: count.describe('Number of epochs at which ten scores are known.'),
  latest: dex.describe('Std of the last ten scores at the last epoch, dex.'),
  std: quartiles,
  limit: quantile.describe(
    'The largest epsilon with which rewards differ in the wanted share of epochs, dex.',
  ),
}).describe('Statistics of --scores.');

const data = object({
  readAs,
  notes,
  epochs: count,
  workers: object({ min: count, median: count, max: count }).describe('Number of workers in an epoch.'),
  mean: quartiles,
  std: quartiles,
  ratio: quartiles.nullable().describe('mean / std; null if the regrets of every epoch are equal.'),
  equalEpochs: count,
  outliers: object({
    regrets: count,
    epochs: count,
    examined: count,
    worst: object({ worker: z.string(), epochs: count }).nullable(),
  }).describe('Regrets farther than 5 x 1.4826 MAD from the median of their epoch.'),
  skewness: estimate.nullable(),
  excessKurtosis: estimate.nullable(),
  recommended: quantile,
  median: quantile,
  upperBound: openEnd,
  separable: estimate,
  dependence: object({ autocorrelation: z.number().nullable(), blockLength: count }),
  epochsNeeded: count.describe(
    'Number of independent epochs that bound the recommended quantile for any distribution.',
  ),
  gaussian: object({ mean: dex, std: dex, epsilon: openEnd, isGaussian: z.boolean() }).describe(
    'The epsilon that one normal distribution for all epochs would lead to.',
  ),
  clusters: object({
    groups: z.array(group).length(2).describe('The lower and the upper cluster of the epochs that have two.'),
    share: estimate.describe('Share of epochs that show two clusters.'),
    factor: openEnd.describe('The epsilon of one normal distribution over the recommended one.'),
    factorInterval: interval.nullable(),
    sentence: z.string(),
  })
    .nullable()
    .describe('Two clusters of workers; null: the data do not show any.'),
}).describe('Statistics of --regrets or --losses, dex.');

const otherStd = object({ std: dex, exact: dex, interval });

const recommendAnswer = object({
  status: z.enum(['recommended', 'none']),
  epsilon: z
    .number()
    .gt(0)
    .nullable()
    .describe(
      'The largest epsilon that separates the weights, and the rewards if assessed, dex; rounded down to two digits. topic.choose is the value to set.',
    ),
  exact: z
    .number()
    .nullable()
    .describe('The largest epsilon with which the wanted share of epochs separates the weights, dex.'),
  median: z.number().nullable().describe('The largest epsilon of the median epoch, dex.'),
  upperBound: openEnd.describe(
    'Upper bound: limit for many workers, for any mean. From data: median bound, over epochs of the bound of each. Dex.',
  ),
  separableShare: share.describe('Share of epochs that some epsilon separates.'),
  intervals: object({ exact: interval.nullable(), median: interval.nullable(), separableShare: interval }),
  limits: object({ weights: z.number().nullable(), rewards: z.number().nullable() }).describe(
    'Largest epsilon for each purpose, dex; rewards null: not assessed.',
  ),
  binding: z.enum(['weights', 'rewards']).nullable().describe('The tighter limit, which decides.'),
  ...common,
  question: object({ std: dex, mean: dex, ...criterion }),
  topicArgument: object({ epsilon: z.string() })
    .nullable()
    .describe(
      'The upper limit `epsilon` in the format of the message that creates the topic: nothing larger separates the weights. The value to send is topic.topicArgument.',
    ),
  topic: topicAdvice,
  groups: groupsAnswer,
  margin: object({
    half: otherStd,
    twice: otherStd,
    epsilon: dex.describe('Still separates the weights at half the std, dex.'),
    repair: object({ pNorm: z.number(), exact: z.number(), interval })
      .nullable()
      .describe(
        'The smallest p that separates them there with the epsilon of the answer; null: not tabulated.',
      ),
  })
    .nullable()
    .describe('The largest epsilons with another std of the regrets.'),
  scores: scores.nullable(),
  data: data.nullable(),
  warnings: z.array(z.string()),
});

const precisionAnswer = object({
  status: z.enum(['resolved', 'none']),
  epsilon: z.number().gt(0),
  std: z
    .number()
    .nullable()
    .describe('The smallest std of the regrets whose weights the wanted share of epochs separates, dex.'),
  relativeLossDifference: z.number().nullable().describe('10^std - 1.'),
  significantDigits: z.number().nullable().describe('-log10 of that.'),
  interval: z.tuple([z.number(), openEnd]).nullable(),
  ...common,
  groups: groupsAnswer,
  topic: topicPrecision,
  warnings: z.array(z.string()),
  question: object({
    mean: z.number().nullable().describe('Dex; null: not given.'),
    meanStdRatio: z.number(),
    ...criterion,
  }),
  data: object({ readAs, notes, epochs: count, separated: estimate, groups: quartiles })
    .nullable()
    .describe('Statistics of --regrets or --losses.'),
});

export function answerJsonSchemas(): { recommend: unknown; precision: unknown } {
  return {
    recommend: z.toJSONSchema(recommendAnswer, { target: 'draft-7' }),
    precision: z.toJSONSchema(precisionAnswer, { target: 'draft-7' }),
  };
}
