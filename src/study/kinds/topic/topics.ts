/** One topic of a study: the part that a thread computes. */

import { largestEpsilons } from '../../../kernel/largest-epsilons.js';
import type { Kernel } from '../../../kernel/kernel.js';
import { RULES, type RulesName } from '../../../network/rules.js';
import { BLOCK_DRAWS, drawRegrets } from '../../../sampling/regrets.js';
import { quantileRank } from '../../../statistics/intervals.js';
import { gaussianMaxEpsilon } from '../../../theory/infinite-workers.js';
import { MEASURE_NAMES } from '../../../topic/measures.js';
import type { RegretFacts } from '../../../topic/regret-facts.js';
import { runTopic, type TopicFormula } from '../../../topic/run-topic.js';
import type { TopicSettings } from '../../../topic/settings.js';
import { DEFAULT_OPTIONS } from '../../../weights/defaults.js';
import { completeFormula } from '../../../weights/formula.js';
import { maxEpsilon } from '../../../weights/max-epsilon.js';
import { axisValues } from '../../axis.js';
import type { PartResult, Tools } from '../kind.js';
import { topicsOf, type TopicStudy } from './definition.js';

/** A topic under one version of the rules. */
export interface TopicPart {
  /** Index among {@link topicParts}. */
  index: number;
  rules: RulesName;
  /** Name of the variant; absent in a study without variants. */
  variant?: string;
  settings: TopicSettings;
  seed: number;
  /** Whether the weights over time are returned: for the first seed. */
  recorded: boolean;
}

/** A negligible epsilon, dex: the unit of epsilon is the std of the regrets at this one. */
const NEGLIGIBLE = 1e-9;

/** Draws of normal regrets for the recommended epsilon of a topic: an interval of about 3 %. */
const DRAWS = 4 * BLOCK_DRAWS;

/** Facts of a topic in the order of the result. */
export const FACTS = [
  'std_regrets',
  'ratio',
  'excess_kurtosis',
  'autocorrelation',
  'group_distance',
  'recommended_epsilon',
  'own_epsilon',
  'closed_form_epsilon',
] as const;

/** All parts in the order of the tables: rules, variant, seed. */
export function topicParts(study: TopicStudy): TopicPart[] {
  const places = study.rules.flatMap((rules) =>
    topicsOf(study).flatMap(({ variant, topic }) =>
      study.seeds.map((seed, s) => ({
        rules,
        ...(variant !== undefined && { variant }),
        settings: topic,
        seed,
        recorded: s === 0,
      })),
    ),
  );
  return places.map((place, index) => ({ index, ...place }));
}

/**
 * Computes the epsilons in dex, shape (epsilons); the measures, shape (epsilons, measures); the facts of the
 * regrets at the smallest epsilon ({@link FACTS}); weights over time, shape (shown, epochs, workers), empty
 * unless `recorded`; total rewards, shape (shown, inferers); log10 error std, shape (inferers).
 */
export function computeTopic(
  study: TopicStudy,
  part: TopicPart,
  { kernel, reportShare }: Pick<Tools, 'kernel' | 'reportShare'>,
): PartResult {
  const { settings, seed } = part;
  const formula = { ...study, rules: part.rules };
  const axis = axisValues(study.epsilon);
  // The run that finds the unit takes about as long as that of one more epsilon.
  const unitShare = study.epsilonUnit === 'dex' ? 0 : 1 / (axis.length + 1);
  const unit =
    study.epsilonUnit === 'dex'
      ? 1
      : runTopic(settings, seed, { ...formula, scores: false }, [NEGLIGIBLE], [], (share) =>
          reportShare(unitShare * share),
        ).facts.std;
  const shown = study.shown.map((epsilon) => axis.indexOf(epsilon));
  const epsilons = axis.map((epsilon) => epsilon * unit);
  // Few epochs have two workers: the regrets have no std, and everything is undefined. So it is if the std is
  // so small, with an alpha close to 0, that an epsilon in dex is below double precision.
  if (!epsilons.every((epsilon) => epsilon > 0))
    return resultLengths(study, part).map((length) => new Float64Array(length).fill(NaN));
  const { measures, facts, weights, rewards, skill } = runTopic(
    settings,
    seed,
    formula,
    epsilons,
    part.recorded ? shown : [],
    (share) => reportShare(unitShare + (1 - unitShare) * share),
  );
  const paid = shown.map((e) => rewards.subarray(e * settings.inferers, (e + 1) * settings.inferers));
  return [
    Float64Array.from(epsilons),
    measures,
    Float64Array.from(factsOf(facts, seed, formula, kernel)),
    weights,
    Float64Array.from(paid.flatMap((list) => [...list])),
    skill,
  ];
}

/** Lengths of the arrays of {@link computeTopic}. */
export function resultLengths(
  study: TopicStudy,
  { settings: { inferers, forecasters, epochs }, recorded }: TopicPart,
): number[] {
  const epsilons = axisValues(study.epsilon).length;
  const shown = study.shown.length;
  return [
    epsilons,
    epsilons * MEASURE_NAMES.length,
    FACTS.length,
    recorded ? shown * epochs * (inferers + forecasters) : 0,
    shown * inferers,
    inferers,
  ];
}

function factsOf(
  facts: RegretFacts,
  seed: number,
  { rules, pNorm, cNorm }: TopicFormula,
  kernel: Kernel,
): number[] {
  const { std, mean, vectors } = facts;
  const { scheme } = RULES[rules];
  const options = { scheme, mapping: 'gradient', pNorm, cNorm } as const;
  const closedForm = std > 0 ? gaussianMaxEpsilon(mean / std, options) : null;
  return [
    std,
    mean / std,
    facts.excessKurtosis,
    facts.autocorrelation,
    facts.groupDistance,
    normalEpsilon(kernel, facts, seed, options),
    lowQuantile(vectors.map((regrets) => maxEpsilon(regrets, options).epsilon ?? -Infinity)),
    closedForm === null ? NaN : closedForm * std,
  ];
}

/** The recommended epsilon of normal regrets with the mean, std and number of those of the topic, dex. */
function normalEpsilon(
  kernel: Kernel,
  { mean, std, vectors }: RegretFacts,
  seed: number,
  options: Parameters<typeof completeFormula>[0],
): number {
  const workers = Math.round(vectors.reduce((sum, { length }) => sum + length, 0) / vectors.length);
  if (!(workers >= 2) || !(std > 0)) return NaN;
  const formula = completeFormula(options);
  const threshold = Math.log10(DEFAULT_OPTIONS.factor);
  const found: number[] = [];
  for (const regrets of drawRegrets({ workers, seed, mean, std, stream: 1 }, 0, DRAWS)) {
    found.push(...largestEpsilons(kernel, regrets, workers, threshold, formula).epsilons.gradient);
  }
  return lowQuantile(found);
}

/** The quantile that the default share of epochs exceeds; NaN if no epsilon separates that many. */
function lowQuantile(epsilons: readonly number[]): number {
  if (epsilons.length === 0) return NaN;
  const rank = quantileRank(epsilons.length, 1 - DEFAULT_OPTIONS.confidence);
  const found = epsilons.toSorted((a, b) => a - b)[rank - 1]!;
  return found > 0 ? found : NaN;
}
