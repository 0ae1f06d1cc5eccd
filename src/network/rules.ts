/**
 * The rules of the network over time, as data (NETWORK.md section 10), and the parameters of a topic.
 *
 * The weights of a version are those of a scheme of `weights/schemes.ts`. A version adds the number
 * of scales per epoch, the regret of newcomers, the initial regret and the share of the forecasting task.
 */

import { checkChoice, checkNumber, checkOptions, checkSpelling, optionNames, show } from '../text/check.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { SCHEMES, type ScaleName, type SchemeName } from '../weights/schemes.js';

/** Parameters of a topic and of the network. Losses, regrets, scores and epsilon are in dex. */
export interface NetworkParameters {
  /** Smallest difference of log10 losses that the network should resolve, dex, > 0. Default 0.01. */
  readonly epsilon: number;
  /** p, slope of the map from normalised regrets to weights, > 0. Default 3. */
  readonly pNorm: number;
  /** c, offset of that map. Default 0.75. */
  readonly cNorm: number;
  /** alpha, share of the newest epoch in a regret, in (0, 1]. Default 0.1. */
  readonly regretAlpha: number;
  /** p_I, slope of the map from scores to rewards of inferers, > 0. Default 3; 1 in 2024. */
  readonly inferenceSlope: number;
  /** c_I, its offset. Default 0.75. */
  readonly inferenceOffset: number;
  /** p_F, slope of the map from scores to rewards of forecasters, > 0. Default 3. */
  readonly forecastSlope: number;
  /** c_F, its offset. Default 0.75. */
  readonly forecastOffset: number;
  /** p_R, exponent of stake times score of a reputer, > 0. Default 1; 3 in 2024. */
  readonly reputerExponent: number;
  /** n_s, number of scores whose standard deviation scales the scores, a whole number >= 1. Default 10. */
  readonly scoreHistory: number;
  /**
   * alpha_r, share of the newest epoch in the reward fractions and the task ratio, in (0, 1]. Default 0.1.
   */
  readonly rewardAlpha: number;
  /** beta, exponent of the effective number in the entropy, >= 0. Default 0.25. */
  readonly entropyExponent: number;
  /** eta, rate of the ascent of the listening coefficients, > 0. Default 0.05. */
  readonly listeningRate: number;
  /** n_it, most steps of the ascent per epoch, a whole number >= 1. Default 10. */
  readonly listeningSteps: number;
  /** delta, finite difference of the ascent, in (0, 1). Default 0.001. */
  readonly listeningDifference: number;
  /** g_min, the ascent stops at a smaller gradient, >= 0. Default 0.001. */
  readonly leastGradient: number;
  /** s_min, least share of the stake that is listened to, in [0, 1]. Default 0.5. */
  readonly leastListened: number;
  /**
   * Largest adjusted stake of a reputer, in mean stakes, > 0; Infinity: no cap. Default 1, as on the chain.
   */
  readonly stakeCap: number;
  /** eps_rep, added to the relative distance of a reputer from the consensus, > 0. Default 0.01. */
  readonly reputerTolerance: number;
  /** eps_div, smallest divisor, > 0. Default 1e-7. */
  readonly safeDivisor: number;
  /** Quantile of the regrets from which the initial regret is derived, in [0, 1]. Default 0.25. */
  readonly initialQuantile: number;
}

/** The default of every parameter; a version may replace some. */
const DEFAULT_PARAMETERS: NetworkParameters = {
  epsilon: 0.01,
  pNorm: DEFAULT_OPTIONS.pNorm,
  cNorm: DEFAULT_OPTIONS.cNorm,
  regretAlpha: 0.1,
  inferenceSlope: 3,
  inferenceOffset: 0.75,
  forecastSlope: 3,
  forecastOffset: 0.75,
  reputerExponent: 1,
  scoreHistory: 10,
  rewardAlpha: 0.1,
  entropyExponent: 0.25,
  listeningRate: 0.05,
  listeningSteps: 10,
  listeningDifference: 0.001,
  leastGradient: 0.001,
  leastListened: 0.5,
  stakeCap: 1,
  reputerTolerance: 0.01,
  safeDivisor: 1e-7,
  initialQuantile: 0.25,
};

/** The rules of one version that are not parameters. */
export interface VersionRules {
  /** Scheme of the weights: scale, bounds, ratio to the best worker. */
  readonly scheme: SchemeName;
  /**
   * Whether one scale is computed per epoch, from the new network regrets of inferers and forecasters, and
   * used for all combinations. Otherwise each combination has its own.
   */
  readonly sharedScale: boolean;
  /** Regret with which a worker without a regret enters the weights. Its first regret starts from R_init. */
  readonly newcomerRegret: 'initial' | 'zero';
  /** Forecast-implied inference while all inferers are new. */
  readonly newForecast: 'mean' | 'median';
  /** Base of the initial regret: the minimum of the regrets of experienced workers, or their quantile. */
  readonly initialBase: 'minimum' | 'quantile';
  /** Scale of the initial regret. */
  readonly initialScale: ScaleName;
  /**
   * Unit of the score of the forecasting task: the largest score of an inferer, with smoothing of the ratio,
   * or the sum of the scores, without smoothing.
   */
  readonly taskUnit: 'largest' | 'sum';
}

/** The versions, oldest first, with the parameters that differ from today's defaults. */
export const RULES = {
  /** To 30 July 2024. The slopes of its rewards are not known; those of October are used. */
  'network-2024-07': {
    scheme: 'forum-2024',
    sharedScale: false,
    newcomerRegret: 'initial',
    newForecast: 'mean',
    initialBase: 'minimum',
    initialScale: 'population-std',
    taskUnit: 'sum',
    parameters: { inferenceSlope: 1, reputerExponent: 3 },
  },
  /** The chain of October 2024. */
  'network-2024-10': {
    scheme: 'chain-2024',
    sharedScale: false,
    newcomerRegret: 'initial',
    newForecast: 'median',
    initialBase: 'quantile',
    initialScale: 'sample-std',
    taskUnit: 'largest',
    parameters: { inferenceSlope: 1, reputerExponent: 3 },
  },
  /** The deployed rules. The update of the initial regret is that of 2024: no other is known. */
  'network-2026': {
    scheme: 'chain-2026',
    sharedScale: true,
    newcomerRegret: 'zero',
    newForecast: 'median',
    initialBase: 'quantile',
    initialScale: 'sample-std',
    taskUnit: 'largest',
    parameters: {},
  },
} as const satisfies Record<string, VersionRules & { parameters: Partial<NetworkParameters> }>;

/** Name of a version in `RULES`. */
export type RulesName = keyof typeof RULES;
export const RULES_NAMES = Object.keys(RULES) as [RulesName, ...RulesName[]];

/** Rules of an epoch, complete and checked. */
export interface NetworkRules extends Omit<VersionRules, 'scheme'> {
  readonly version: RulesName;
  /** Scale of the regrets. */
  readonly scale: ScaleName;
  /** Whether weights are bounded: cap, shift, cut. */
  readonly bounds: boolean;
  /** Whether weights are relative to that of the best worker. */
  readonly ratio: boolean;
  /**
   * Whether one-out and one-in inferences are computed. They cost O(N^2) per epoch. Without them there are no
   * scores and no rewards.
   */
  readonly oneOuts: boolean;
  readonly parameters: NetworkParameters;
}

/** Options of {@link networkRules}; each has a default. */
export interface NetworkRulesOptions {
  /** Default `network-2026`. */
  version?: RulesName | undefined;
  /** Default true. */
  oneOuts?: boolean | undefined;
  /** Parameters that differ from the defaults of the version. */
  parameters?: { [Name in keyof NetworkParameters]?: number | undefined } | undefined;
}

const NAMES = optionNames<NetworkRulesOptions>({ version: true, oneOuts: true, parameters: true });

/**
 * Completes and checks the rules of an epoch.
 * @throws {TypeError|RangeError} naming the option, the rule and the value
 */
export function networkRules(given?: NetworkRulesOptions): NetworkRules {
  const options = checkOptions(given);
  checkSpelling(options, NAMES);
  const misplaced = PARAMETER_NAMES.find((name) => name in options);
  if (misplaced !== undefined)
    throw new TypeError(`Expected \`${misplaced}\` to be a field of \`parameters\`, got it beside them`);
  const version = checkChoice('version', options.version ?? 'network-2026', RULES_NAMES);
  const { scheme, parameters: versionDefaults, ...rules } = RULES[version];
  const { scale, bounds, ratio } = SCHEMES[scheme];
  const oneOuts: unknown = options.oneOuts ?? true;
  if (typeof oneOuts !== 'boolean')
    throw new TypeError(`Expected \`oneOuts\` to be true or false, got ${show(oneOuts)}`);
  const parameters = checkOptions(options.parameters, 'parameters');
  for (const name of Object.keys(parameters)) checkChoice('parameters', name, PARAMETER_NAMES);
  const defaults: NetworkParameters = { ...DEFAULT_PARAMETERS, ...versionDefaults };
  const complete = PARAMETER_NAMES.map((name) => {
    const [rule, holds] = PARAMETER_CHECKS[name];
    const value = checkNumber(name, parameters[name] ?? defaults[name], rule, holds);
    const [from, to] = LIMITS[name] ?? [SMALLEST, LARGEST];
    const isWithin = (n: number) => n === 0 || (Math.abs(n) >= from && Math.abs(n) <= to);
    const isUncapped = name === 'stakeCap' && value === Infinity;
    if (!isUncapped) checkNumber(name, value, `a number with a size from ${from} to ${to}`, isWithin);
    return [name, value] as const;
  });
  return {
    version,
    ...rules,
    scale,
    bounds,
    ratio,
    oneOuts,
    parameters: Object.fromEntries(complete) as unknown as NetworkParameters,
  };
}

type Check = readonly [rule: string, holds: (value: number) => boolean];
const POSITIVE: Check = ['a finite number > 0', (value) => value > 0 && value < Infinity];
const NOT_NEGATIVE: Check = ['a finite number >= 0', (value) => value >= 0 && value < Infinity];
const FINITE: Check = ['a finite number', Number.isFinite];
const SHARE: Check = ['a number in (0, 1]', (value) => value > 0 && value <= 1];
const CLOSED_SHARE: Check = ['a number in [0, 1]', (value) => value >= 0 && value <= 1];
const COUNT: Check = ['a whole number >= 1', (value) => Number.isSafeInteger(value) && value >= 1];

const PARAMETER_CHECKS: Record<keyof NetworkParameters, Check> = {
  epsilon: POSITIVE,
  pNorm: POSITIVE,
  cNorm: FINITE,
  regretAlpha: SHARE,
  inferenceSlope: POSITIVE,
  inferenceOffset: FINITE,
  forecastSlope: POSITIVE,
  forecastOffset: FINITE,
  reputerExponent: POSITIVE,
  scoreHistory: COUNT,
  rewardAlpha: SHARE,
  entropyExponent: NOT_NEGATIVE,
  listeningRate: POSITIVE,
  listeningSteps: COUNT,
  listeningDifference: ['a number in (0, 1)', (value) => value > 0 && value < 1],
  leastGradient: NOT_NEGATIVE,
  leastListened: CLOSED_SHARE,
  stakeCap: ['a number > 0', (value) => value > 0],
  reputerTolerance: POSITIVE,
  safeDivisor: POSITIVE,
  initialQuantile: CLOSED_SHARE,
};

/** Limits of the size of a parameter that is not 0: with them, all results are finite. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];
const SLOPE = [1e-9, 1e6] as const;
const OFFSET = [0, 1e6] as const;
const LIMITS: Partial<Record<keyof NetworkParameters, readonly [from: number, to: number]>> = {
  pNorm: SLOPE,
  cNorm: OFFSET,
  inferenceSlope: SLOPE,
  inferenceOffset: OFFSET,
  forecastSlope: SLOPE,
  forecastOffset: OFFSET,
  epsilon: [Number.MIN_VALUE, LARGEST],
  regretAlpha: [0, 1],
  scoreHistory: [1, 1e5],
  rewardAlpha: [1e-50, 1],
  entropyExponent: [0, 100],
  listeningSteps: [1, 1e4],
  leastGradient: [0, LARGEST],
  leastListened: [0, 1],
  initialQuantile: [0, 1],
};
const PARAMETER_NAMES = Object.keys(PARAMETER_CHECKS) as (keyof NetworkParameters)[];
