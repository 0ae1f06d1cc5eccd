/**
 * The unit of a topic's losses and regrets. The chain does not know it: some reputers send log10 of a loss,
 * others the loss itself.
 */

import { UsageError } from '../../text/errors.js';
import { short } from '../../text/numbers.js';
import type { LossBundle } from './answers.js';

/** Unit of losses: log10 of a loss, so that regrets are in dex; or the loss itself. */
export type LossesAre = 'log10' | 'raw';

/** The unit, and the reason for it. */
export interface Units {
  lossesAre: LossesAre;
  /** A phrase. */
  reason: string;
  /** Smallest and largest loss of the last epoch; null: its losses are unknown. */
  losses: { low: number; high: number } | null;
}

/** A larger number is no log10 of a loss: losses of real topics lie within 12 powers of ten of 1. */
const LARGEST_LOG = 12;

/** @throws {UsageError} with both readings, if neither the losses nor the caller decide */
export function unitsOf(
  bundle: LossBundle | null,
  regrets: readonly number[],
  given: LossesAre | undefined,
  topic: { number: string; lossMethod: string },
): Units {
  const values = bundle
    ? [
        bundle.combined_value,
        ...[...bundle.inferer_values, ...bundle.forecaster_values].map(({ value }) => value),
      ]
    : [];
  const losses = bundle ? { low: Math.min(...values), high: Math.max(...values) } : null;
  if (given) return { lossesAre: given, reason: 'as --losses-are states', losses };
  const largest = Math.max(...[...values, ...regrets].map(Math.abs));
  const range = losses && `losses from ${short(losses.low)} to ${short(losses.high)}`;
  if (losses && losses.low < 0 && largest <= LARGEST_LOG)
    return { lossesAre: 'log10', reason: `${range}: a raw loss is never negative`, losses };
  const seen = [
    range ?? 'no losses are kept',
    `method ${topic.lossMethod === '' ? 'unknown' : topic.lossMethod}`,
    `regrets up to ${short(Math.max(...regrets.map(Math.abs)))}`,
  ].join('; ');
  const doubt = !losses
    ? 'nothing tells the unit of the regrets'
    : largest > LARGEST_LOG
      ? `${short(largest)} is too large for the log10 of a loss`
      : 'no loss is negative, so they may be raw losses';
  throw new UsageError(
    `topic ${topic.number} (${seen}): expected losses whose unit is clear, got two readings: ${doubt}\n` +
      '  --losses-are log10   the reputers send log10 of the loss: regrets and epsilon are in dex\n' +
      '  --losses-are raw     they send the loss itself: regrets and epsilon are in its unit',
  );
}
