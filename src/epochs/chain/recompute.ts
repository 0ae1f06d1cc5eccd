/** Scale and weights recomputed from regrets, and compared with those that the chain stores. */

import { scaleOf } from '../../weights/scale.js';
import { SCHEMES, type SchemeName } from '../../weights/schemes.js';
import { getWeights, weightSpread } from '../../weights/weights.js';
import { difference } from './decimals.js';
import type { Role } from './node.js';

/** Parameters of the formula. */
export interface TopicFormula {
  scheme: Extract<SchemeName, 'chain-2024' | 'chain-2026'>;
  /** Decimal text, > 0, in the unit of the regrets. */
  epsilon: string;
  pNorm: number;
  cNorm: number;
}

/** A worker whose regret counts. */
export interface TopicWorker {
  address: string;
  role: Role;
  regret: number;
  /** Its loss of the last epoch, as the chain holds it; null: unknown. */
  loss: number | null;
  /** Recomputed. Under `chain-2026` the weights sum to 1; under `chain-2024` only ratios matter. */
  weight: number;
  /** As the chain serves it; null: not served. */
  storedWeight: number | null;
}

/** A stored number that differs from the recomputed one. */
export interface Difference {
  /** `scale`, or the address of a worker. */
  of: string;
  /** null: the scale. */
  role: Role | null;
  recomputed: number;
  stored: number;
}

/** Comparison with the stored numbers. */
export interface FormulaCheck {
  /** Whether all agree; null: the node serves none. */
  agrees: boolean | null;
  /** Number of stored numbers that were compared. */
  compared: number;
  /** Relative. */
  tolerance: number;
  differences: Difference[];
}

/** Statistics of the regrets and weights of one epoch. */
export interface RegretsNow {
  /** Of the regrets, in their unit. */
  mean: number;
  /** Sample standard deviation (divisor N - 1) of the regrets; 0 for one worker. */
  std: number;
  /** Recomputed, without epsilon. */
  scale: number;
  /** Stored scale + epsilon, less epsilon; null: not served. */
  storedScale: number | null;
  /** epsilon / (scale + epsilon). */
  epsilonShare: number;
  /** Std of the log10 weights; null: a weight is zero. */
  spread: number | null;
  /** 1 / sum of squares of the shares of weight. */
  effectiveWorkers: number;
  workers: TopicWorker[];
  check: FormulaCheck;
}

/** Relative tolerance of the comparison: the chain computes with 34 digits, we with 16. */
const TOLERANCE = 1e-9;

/**
 * @param counted workers whose regrets count, at least one
 * @param stdnorm stored scale + epsilon; null: not served
 */
export function recompute(
  counted: readonly Omit<TopicWorker, 'weight'>[],
  stdnorm: string | null,
  formula: TopicFormula,
): RegretsNow {
  const { scheme, pNorm, cNorm } = formula;
  const epsilon = Number(formula.epsilon);
  const regrets = Float64Array.from(counted, ({ regret }) => regret);
  const { weights, log10Weights } = getWeights(regrets, {
    scheme,
    mapping: 'gradient',
    epsilon,
    pNorm,
    cNorm,
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isNormalized = SCHEMES[scheme].ratio;
  const workers = counted.map((worker, i) => ({
    ...worker,
    weight: isNormalized ? weights[i]! / total : weights[i]!,
  }));
  const scale = scaleOf(regrets, SCHEMES[scheme].scale);
  const storedScale = stdnorm === null ? null : difference(stdnorm, formula.epsilon);
  const spread = weightSpread(log10Weights);
  const squares = weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
  return {
    mean: regrets.reduce((sum, regret) => sum + regret, 0) / regrets.length,
    std: scaleOf(regrets, 'sample-std'),
    scale,
    storedScale,
    epsilonShare: epsilon / (scale + epsilon),
    spread: Number.isNaN(spread) ? null : spread,
    effectiveWorkers: 1 / squares,
    workers,
    check: compare(workers, { scale, storedScale, epsilon, pNorm }),
  };
}

interface Scales {
  scale: number;
  storedScale: number | null;
  epsilon: number;
  pNorm: number;
}

function compare(workers: readonly TopicWorker[], scales: Scales): FormulaCheck {
  const { scale, storedScale, epsilon, pNorm } = scales;
  const largest = Math.max(...workers.map(({ regret }) => Math.abs(regret)));
  // The rounding of regrets to double precision shows where they are far larger than their scale.
  const rounding = 8 * Number.EPSILON * largest;
  const inExponent =
    ((pNorm * largest) / (scale + epsilon)) * (rounding / (scale + epsilon) + 8 * Number.EPSILON);
  const differences: Difference[] = [];
  let compared = 0;
  const add = (found: Difference, allowed: number) => {
    compared++;
    if (!(Math.abs(found.recomputed - found.stored) <= allowed)) differences.push(found);
  };
  if (storedScale !== null) {
    const found = { of: 'scale', role: null, recomputed: scale, stored: storedScale };
    add(found, TOLERANCE * Math.abs(storedScale) + rounding);
  }
  for (const { address, role, weight, storedWeight } of workers) {
    if (storedWeight === null) continue;
    const found = { of: address, role, recomputed: weight, stored: storedWeight };
    // Numbers below 1e-300 lose digits in double precision.
    add(found, (TOLERANCE + inExponent) * storedWeight + 1e-300);
  }
  return {
    agrees: compared === 0 ? null : differences.length === 0,
    compared,
    tolerance: TOLERANCE,
    differences,
  };
}
