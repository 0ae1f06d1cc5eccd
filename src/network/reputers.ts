/** Reputers: proximity to the consensus, listening coefficients, reward fractions (NETWORK.md section 8). */

import type { NetworkRules } from './rules.js';
import type { ReputerScratch } from './state.js';

/**
 * Differences of listened shares below this are rounding errors, no unit: a step that ended at the least
 * share is there to within 1e-16, and the next step would divide that error by a small difference.
 */
const ROUNDING = 1e-13;

/**
 * Scores the reputers that take part, and moves their listening coefficients towards a larger total score.
 * The scores are those at the start of the last step, the coefficients those after it. A coefficient that the
 * chain would move out of [0, 1], because the listened share was below its minimum before, is clipped.
 * @param count number of reputers that take part; `scratch.present` lists them
 * @param reports dex, [reputers][quantities]; NaN where absent
 * @param stakes >= 0, [reputers], not all 0 among those that take part
 * @param listening coefficients, [reputers]; those of the reputers that take part are updated
 * @param scores receives [reputers], no unit; NaN for absent reputers
 */
export function scoreReputers(
  count: number,
  reports: Float64Array,
  stakes: Float64Array,
  rules: NetworkRules,
  scratch: ReputerScratch,
  listening: Float64Array,
  scores: Float64Array,
): void {
  const { parameters } = rules;
  const { present, coefficients, next } = scratch;
  const quantities = reports.length / stakes.length;
  scores.fill(NaN);
  const columns = gatherReports(reports, quantities, count, scratch);
  let totalStake = 0;
  for (let i = 0; i < count; i++) {
    scratch.stakes[i] = stakes[present[i]!]!;
    totalStake += scratch.stakes[i]!;
    coefficients[i] = listening[present[i]!]!;
  }

  for (let step = 0; step < parameters.listeningSteps; step++) {
    const before = totalScore(scratch, count, columns, rules, scratch.scores);
    let listenedBefore = 0;
    let listened = 0;
    for (let i = 0; i < count; i++) {
      const coefficient = coefficients[i]!;
      const difference = coefficient === 1 ? -parameters.listeningDifference : parameters.listeningDifference;
      coefficients[i] = coefficient + difference;
      const after = totalScore(scratch, count, columns, rules, scratch.trialScores);
      coefficients[i] = coefficient;
      const gradient = (1 - before / after) / difference;
      next[i] = clip(coefficient + parameters.listeningRate * gradient);
      listenedBefore += coefficient * scratch.stakes[i]!;
      listened += next[i]! * scratch.stakes[i]!;
    }
    listenedBefore /= totalStake;
    listened /= totalStake;
    if (listened < parameters.leastListened) {
      if (listened === listenedBefore) break;
      const missing = parameters.leastListened - listenedBefore;
      const share = Math.abs(missing) < ROUNDING ? 0 : missing / (listened - listenedBefore);
      for (let i = 0; i < count; i++)
        next[i] = clip(coefficients[i]! + (next[i]! - coefficients[i]!) * share);
    }
    let largest = 0;
    for (let i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(next[i]! - coefficients[i]!));
      coefficients[i] = next[i]!;
    }
    if (largest / parameters.listeningRate < parameters.leastGradient) break;
  }
  for (let i = 0; i < count; i++) {
    listening[present[i]!] = coefficients[i]!;
    scores[present[i]!] = scratch.scores[i]!;
  }
}

function clip(coefficient: number): number {
  return Math.min(Math.max(coefficient, 0), 1);
}

/** Lists the reputers that reported anything in `present`, and returns their number. */
export function findPresent(reports: Float64Array, reputers: number, present: Int32Array): number {
  const quantities = reports.length / reputers;
  let count = 0;
  for (let m = 0; m < reputers; m++) {
    for (let q = m * quantities; q < (m + 1) * quantities; q++) {
      if (reports[q] !== reports[q]) continue;
      present[count++] = m;
      break;
    }
  }
  return count;
}

/**
 * Gathers the columns that anybody reported, as differences from the lowest report of a column. A missing
 * report is replaced by the lowest one in the distance of its reputer, and left out of the consensus.
 * @returns the number of columns
 */
function gatherReports(
  reports: Float64Array,
  quantities: number,
  count: number,
  { present, lowest, above, reported }: ReputerScratch,
): number {
  let columns = 0;
  for (let q = 0; q < quantities; q++) {
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      const report = reports[present[i]! * quantities + q]!;
      if (report < least) least = report;
    }
    if (least === Infinity) continue;
    lowest[columns] = least;
    for (let i = 0; i < count; i++) {
      const report = reports[present[i]! * quantities + q]!;
      const exists = report === report;
      above[columns * count + i] = exists ? report - least : 0;
      reported[columns * count + i] = exists ? 1 : 0;
    }
    columns++;
  }
  return columns;
}

/**
 * Computes T_m = 1 / (||l_m - C|| / ||C|| + eps_rep) for the current coefficients. The consensus C weighs
 * reports with the adjusted stakes A_m = min(n a_m S_m / sum a S, cap), cap 1 on the chain. If nobody is
 * listened to, all a count as 1.
 * @param scores receives T
 * @returns sum S T, weighted with the raw stakes
 */
function totalScore(
  scratch: ReputerScratch,
  count: number,
  columns: number,
  { parameters }: NetworkRules,
  scores: Float64Array,
): number {
  const { stakes, coefficients, adjusted, distances, lowest, above, reported } = scratch;
  let listened = 0;
  let totalStake = 0;
  for (let i = 0; i < count; i++) {
    listened += coefficients[i]! * stakes[i]!;
    totalStake += stakes[i]!;
    distances[i] = 0;
  }
  for (let i = 0; i < count; i++) {
    const share = listened > 0 ? (coefficients[i]! * stakes[i]!) / listened : stakes[i]! / totalStake;
    adjusted[i] = Math.min(count * share, parameters.stakeCap);
  }
  let norm = 0;
  for (let column = 0; column < columns; column++) {
    const from = column * count;
    let total = 0;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const stake = adjusted[i]! * reported[from + i]!;
      total += stake;
      sum += stake * above[from + i]!;
    }
    // If no reputer of the column is listened to, its lowest report replaces the consensus.
    const consensus = total > 0 ? sum / total : 0;
    norm += (lowest[column]! + consensus) ** 2;
    for (let i = 0; i < count; i++) {
      const distance = above[from + i]! - consensus;
      distances[i]! += distance * distance;
    }
  }
  const unit = norm > 0 ? Math.sqrt(norm) : parameters.safeDivisor;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    scores[i] = 1 / (Math.sqrt(distances[i]!) / unit + parameters.reputerTolerance);
    weighted += stakes[i]! * scores[i]!;
  }
  return weighted;
}

/**
 * Reward fractions w_m = (S_m T_m)^p_R / sum (S T)^p_R.
 * @param scores [reputers]; NaN for absent reputers
 * @param fractions receives [reputers], with sum 1; NaN for absent reputers
 */
export function reputerFractions(
  scores: Float64Array,
  stakes: Float64Array,
  exponent: number,
  fractions: Float64Array,
): void {
  let best = 0;
  for (let m = 0; m < scores.length; m++) {
    const product = stakes[m]! * scores[m]!;
    if (product > best) best = product;
  }
  let total = 0;
  for (let m = 0; m < scores.length; m++) {
    const power = powerOf((stakes[m]! * scores[m]!) / best, exponent);
    fractions[m] = power;
    if (power === power) total += power;
  }
  for (let m = 0; m < scores.length; m++) fractions[m]! /= total;
}

/** base^exponent without `**`, which differs between versions of Node. A base of 0 needs an exponent > 0. */
export function powerOf(base: number, exponent: number): number {
  if (exponent === 1) return base;
  if (exponent === 3) return base * base * base;
  return Math.exp(exponent * Math.log(base));
}
