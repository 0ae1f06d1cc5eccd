/** Options of `simulate`. Names, rules, texts and defaults of a topic are those of the study kind `topic`. */

import { RULES_NAMES } from '../network/rules.js';
import {
  ALPHA,
  DEFAULT_TOPIC,
  ERRORS,
  FLAG_TEXTS,
  MAP_RULES,
  ruleText,
  SETTING_RULES,
  TARGETS,
  type NumberRule,
  type NumberSetting,
  type TopicSettings,
} from '../topic/settings.js';
import { acceptedRange, CHAIN_LIMITS, type ChainParameter } from '../weights/chain-limits.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import {
  choice,
  flag,
  number,
  numbers,
  POSITIVE,
  SEED,
  share,
  text,
  type Options,
  type Rule,
} from './options.js';
import { SLOPE_DEFAULT, topicType } from './question-options.js';

/** Units of epsilon, as in a study. */
const EPSILON_UNITS = ['std', 'dex'] as const;

/** `skill-range` for the setting `skillRange`. */
export function optionName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function ruleOf(rule: NumberRule): Rule {
  const { isWhole, from, to } = rule;
  return [ruleText(rule), (n) => n >= from && n <= to && (!isWhole || Number.isInteger(n))];
}

/** Help texts end without a full stop, and state the default. */
const helpText = (describe: string) => describe.replace(/\.$/, '');

/** Settings that have no default in the values: a replay refuses those that are given. */
const SETTINGS = Object.entries(SETTING_RULES).reduce<Options>(
  (options, [setting, rule]) => ({
    ...options,
    ...number(optionName(setting), ruleOf(rule), helpText(rule.describe), {
      defaultDescription: String(DEFAULT_TOPIC[setting as NumberSetting]),
    }),
  }),
  {},
);

/** Settings of a simulated topic. With `--replay`, `target` is the name of a column. */
export const SETTING_NAMES = Object.keys(DEFAULT_TOPIC) as (keyof TopicSettings)[];

/** Whether a word is a setting of `target`. */
export function isTarget(word: string): boolean {
  return (TARGETS as readonly string[]).includes(word);
}

/** Options of a simulated topic. */
export const simulatedTopic: Options = {
  ...SETTINGS,
  ...choice(
    'errors',
    ERRORS,
    `Distribution of the errors: ${ERRORS.join(', ')}; ${DEFAULT_TOPIC.errors} by default`,
  ),
  ...flag('stakes-grow', helpText(FLAG_TEXTS.stakesGrow), false, {
    default: undefined,
    defaultDescription: String(DEFAULT_TOPIC.stakesGrow),
  }),
  ...flag('stake-cap', helpText(FLAG_TEXTS.stakeCap), true, {
    default: undefined,
    defaultDescription: String(DEFAULT_TOPIC.stakeCap),
  }),
  ...numbers('seed', SEED, 'Seeds: each draws one topic, and several give intervals; 1 by default'),
};

/** `Slope p of the weight map; the chain (v0.17) accepts 1 to 10` */
function mapText(parameter: ChainParameter): string {
  const text = helpText(MAP_RULES[parameter].describe);
  return `${text}; the chain (${CHAIN_LIMITS.version}) accepts ${acceptedRange(parameter)}`;
}

/** Options of the formula, for a simulated topic and for a replay. */
export const topicFormula: Options = {
  ...numbers('epsilon', POSITIVE, 'Epsilons of the table; by default 13 from 0.001 to 10 std'),
  ...choice(
    'epsilon-unit',
    EPSILON_UNITS,
    'Unit of --epsilon: std, that of the regrets at a negligible epsilon; or dex, as on the chain',
    'std',
  ),
  ...choice('rules', RULES_NAMES, `Rules of the network: ${RULES_NAMES.join(', ')}`, 'network-2026'),
  ...number('p-norm', ruleOf(MAP_RULES.pNorm), mapText('pNorm'), SLOPE_DEFAULT),
  ...topicType,
  ...number('c-norm', ruleOf(MAP_RULES.cNorm), mapText('cNorm'), { default: DEFAULT_OPTIONS.cNorm }),
  ...share('alpha', [ALPHA.rule, (n) => n > ALPHA.above && n <= ALPHA.to], helpText(ALPHA.describe), {
    default: ALPHA.default,
  }),
};

/** Options of a replay, beside those of tables. */
export const replayed: Options = {
  ...text(
    'replay',
    'Table of the losses of the workers and of the network: your own topic; - for standard input',
  ),
  ...text('inferences', 'With --replay: table of the inferences of the same workers and epochs'),
  ...text(
    'target',
    `How the target moves: ${TARGETS.join(', ')}; ${DEFAULT_TOPIC.target} by default. With --inferences: its column of true values`,
    { rule: `${TARGETS.join(', ')}, or with --replay the name of a column` },
  ),
  ...text('forecaster-names', 'With --replay: workers that are forecasters: a,b; none', {
    rule: 'names of workers, separated by commas',
  }),
};
