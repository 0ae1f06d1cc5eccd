/** The fields of topic studies. */

import * as z from 'zod';
import { RULES_NAMES } from '../../../network/rules.js';
import { DISTRIBUTIONS } from '../../../sampling/distributions.js';
import { TARGETS, type TopicSettings } from '../../../topic/settings.js';
import { DEFAULT_OPTIONS } from '../../../weights/defaults.js';
import { OBJECT, sampling } from '../../common-fields.js';
import { listOf, number, oneOf, wholeNumber } from '../../fields.js';

/** A number in a range that includes its ends. */
function within(from: number, to: number) {
  const error = `expected a number from ${from} to ${to}`;
  return number(`a number from ${from} to ${to}`).min(from, { error }).max(to, { error });
}

/** Ranges: what lies outside is almost certainly a typing error. */
const FIELDS = {
  inferers: wholeNumber(1, 32).describe('Number of inferers.'),
  forecasters: wholeNumber(0, 6).describe('Number of forecasters.'),
  reputers: wholeNumber(1, 6).describe('Number of reputers.'),
  epochs: wholeNumber(10, 100_000).describe('Epochs after the burn-in: averages are taken over these.'),
  burnIn: wholeNumber(0, 100_000).describe('Epochs before them.'),
  target: oneOf(TARGETS).describe('How the target moves.'),
  skillRange: within(0, 4).describe(
    'Log10 of the largest std of the errors of a worker over the smallest, dex.',
  ),
  bias: within(0, 100).describe('Std over workers of their mean error, over the std of their errors.'),
  errors: oneOf(DISTRIBUTIONS).describe('Distribution of the errors.'),
  drift: within(0, 10).describe(
    'Std of the random walk of the log10 std of the errors over 100 epochs, dex.',
  ),
  commonError: within(0, 0.999).describe('Share of the error variance that all inferers have in common.'),
  context: within(0, 4).describe(
    'Dex by which the log10 std of the errors changes with a context of one std: up for half of the inferers, down for the others.',
  ),
  contextMemory: within(0, 0.999999).describe('Correlation of the context with that of the epoch before.'),
  contextSeen: within(0, 1).describe(
    'Correlation of the context with the sign of it that a forecaster sees.',
  ),
  forecastNoise: within(0, 10).describe('Std of the error of a predicted loss, dex.'),
  absence: within(0, 0.9).describe('Share of epochs in which an inferer is absent.'),
  absenceLength: within(1, 100_000).describe('Mean length of an absence, epochs.'),
  reputerBias: within(0, 10).describe(
    'Std over reputers of the mean error of the losses that each reports, dex.',
  ),
  reputerNoise: within(0, 10).describe('Std of the error of a reported loss, dex.'),
  stakeRange: within(0, 4).describe('Std over reputers of log10 of the stake, dex.'),
} satisfies Record<keyof TopicSettings, z.ZodType>;

/** Fields of a topic that a study or a variant gives. */
export const someTopicFields = z.strictObject(FIELDS, OBJECT).partial();

/** Regret smoothing and weight map of a topic. */
export const formulaFields = {
  pNorm: within(0.1, 100).default(DEFAULT_OPTIONS.pNorm).describe('Slope p of the weight map.'),
  cNorm: within(-100, 100).default(DEFAULT_OPTIONS.cNorm).describe('Offset c of the weight map.'),
  alpha: number('a number > 0 and <= 1')
    .gt(0, { error: 'expected a number > 0 and <= 1' })
    .max(1, { error: 'expected a number > 0 and <= 1' })
    .default(0.1)
    .describe('Weight of the newest epoch in the regrets.'),
};

/** Seeds as a list, or as `{ "from": 1, "count": 100 }`. */
const seedRange = z
  .strictObject({ from: wholeNumber(0, 2 ** 52), count: wholeNumber(1, 100_000) }, OBJECT)
  .transform(({ from, count }) => Array.from({ length: count }, (_, i) => from + i));

export const seeds = z
  .union([seedRange, sampling.seeds.unwrap()])
  .default([1])
  .describe('Seeds: each draws one topic. A number, a list, or { "from": 1, "count": 100 }.');

export const rules = listOf('the name of rules', oneOf(RULES_NAMES)).describe(
  'Versions of the rules of the network.',
);
