/** The fields of topic studies. */

import * as z from 'zod';
import { RULES_NAMES } from '../../../network/rules.js';
import {
  ALPHA,
  ERRORS,
  FLAG_TEXTS,
  MAP_RULES,
  ruleText,
  SETTING_RULES,
  TARGETS,
  type NumberRule,
  type NumberSetting,
  type TopicSettings,
} from '../../../topic/settings.js';
import { DEFAULT_OPTIONS } from '../../../weights/defaults.js';
import { OBJECT, sampling } from '../../common-fields.js';
import { flag, listOf, number, oneOf, wholeNumber } from '../../fields.js';

/** The field of a number. */
function fieldOf(rule: NumberRule): z.ZodType<number, number> {
  const { isWhole, from, to, describe } = rule;
  if (isWhole) return wholeNumber(from, to).describe(describe);
  const words = ruleText(rule);
  const error = `expected ${words}`;
  return number(words).min(from, { error }).max(to, { error }).describe(describe);
}

const NUMBERS = Object.fromEntries(
  Object.entries(SETTING_RULES).map(([name, rule]) => [name, fieldOf(rule)]),
) as Record<NumberSetting, z.ZodType<number, number>>;

const FIELDS = {
  ...NUMBERS,
  target: oneOf(TARGETS).describe('How the target moves.'),
  errors: oneOf(ERRORS).describe('Distribution of the errors.'),
  stakesGrow: flag.describe(FLAG_TEXTS.stakesGrow),
  stakeCap: flag.describe(FLAG_TEXTS.stakeCap),
} satisfies Record<keyof TopicSettings, z.ZodType>;

/** Fields of a topic that a study or a variant gives. */
export const someTopicFields = z.strictObject(FIELDS, OBJECT).partial();

/** Regret smoothing and weight map of a topic. */
export const formulaFields = {
  pNorm: fieldOf(MAP_RULES.pNorm).default(DEFAULT_OPTIONS.pNorm),
  cNorm: fieldOf(MAP_RULES.cNorm).default(DEFAULT_OPTIONS.cNorm),
  alpha: number(ALPHA.rule)
    .gt(ALPHA.above, { error: `expected ${ALPHA.rule}` })
    .max(ALPHA.to, { error: `expected ${ALPHA.rule}` })
    .default(ALPHA.default)
    .describe(ALPHA.describe),
};

/** Seeds as a list, or as `{ "from": 1, "count": 100 }`. */
const seedRange = z
  .strictObject({ from: wholeNumber(0, 2 ** 52), count: wholeNumber(1, 100_000) }, OBJECT)
  .transform(({ from, count }) => Array.from({ length: count }, (_, i) => from + i));

export const seeds = z
  .union([seedRange, sampling.seeds.unwrap()], {
    error:
      'expected a whole number from 0 to 2^53 - 1, a list of such, or { "from": 1, "count": 100 } with at most 100,000 seeds',
  })
  .default([1])
  .describe('Seeds: each draws one topic. A number, a list, or { "from": 1, "count": 100 }.');

export const rules = listOf('the name of rules', oneOf(RULES_NAMES)).describe(
  'Versions of the rules of the network.',
);
