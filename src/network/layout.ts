/**
 * Places of all quantities of one epoch in flat arrays.
 *
 * With Ni inferers and Nf forecasters, an epoch has Q = 2 + 2 Ni + 3 Nf + Ni Nf quantities, in this order:
 *
 *   network | naive | inferers (Ni) | forecasters (Nf) | one-out inferers (Ni) | one-out forecasters (Nf)
 *   | one-in forecasters (Nf) | forecast-implied without an inferer (Ni withheld inferers x Nf forecasters)
 *
 * Inferences, losses and the report of each reputer share this order. NaN means that a quantity is absent.
 * The value of a forecaster is its forecast-implied inference. A worker is an inferer or a forecaster; worker
 * l < Ni is an inferer, worker Ni + k is forecaster k, and its value is quantity 2 + l.
 *
 * Regrets have one row per combination of inferences and one column per worker:
 *
 *   network | naive | one-out inferers (Ni) | one-out forecasters (Nf) | one-in forecasters (Nf)
 */

import { checkNumber } from '../text/check.js';
import { MOST_ACTORS } from './check.js';

/** Offsets of the quantities and of the rows of regrets. */
export interface Layout {
  /** Ni, at least 1. */
  readonly inferers: number;
  /** Nf, at least 0. */
  readonly forecasters: number;
  /** Ni + Nf. */
  readonly workers: number;
  /** Quantities: the combined inference of all workers. */
  readonly network: 0;
  /** The combined inference of the inferers alone. */
  readonly naive: 1;
  /** First of the inferers (Ni); the forecasters (Nf) follow. */
  readonly worker: 2;
  /** First of the forecast-implied inferences (Nf). */
  readonly forecaster: number;
  /** First of the combined inferences without one inferer (Ni). */
  readonly oneOutInferer: number;
  /** First of the combined inferences without one forecaster (Nf). */
  readonly oneOutForecaster: number;
  /** First of the combined inferences of all inferers and one forecaster (Nf). */
  readonly oneInForecaster: number;
  /** First of the forecast-implied inferences without one inferer, [withheld inferer][forecaster]. */
  readonly forecasterWithout: number;
  /** Q, the number of quantities. */
  readonly quantities: number;
  /** Number of rows of regrets, 2 + Ni + 2 Nf. Rows 0 and 1 belong to the network and naive inferences. */
  readonly rows: number;
  /** First row of the one-out inferers (Ni). */
  readonly oneOutInfererRow: 2;
  /** First row of the one-out forecasters (Nf). */
  readonly oneOutForecasterRow: number;
  /** First row of the one-in forecasters (Nf). */
  readonly oneInForecasterRow: number;
}

/**
 * @param inferers Ni, a whole number from 1 to 3,000
 * @param forecasters Nf, a whole number from 0 to 3,000
 * @throws {TypeError|RangeError} naming the argument, the rule and the value
 */
export function networkLayout(inferers: number, forecasters: number): Layout {
  checkNumber('inferers', inferers, 'a whole number >= 1', (n) => Number.isSafeInteger(n) && n >= 1);
  checkNumber('forecasters', forecasters, 'a whole number >= 0', (n) => Number.isSafeInteger(n) && n >= 0);
  for (const [name, count] of Object.entries({ inferers, forecasters }))
    checkNumber(name, count, `at most ${MOST_ACTORS}`, (n) => n <= MOST_ACTORS);
  const workers = inferers + forecasters;
  return {
    inferers,
    forecasters,
    workers,
    network: 0,
    naive: 1,
    worker: 2,
    forecaster: 2 + inferers,
    oneOutInferer: 2 + workers,
    oneOutForecaster: 2 + workers + inferers,
    oneInForecaster: 2 + 2 * workers,
    forecasterWithout: 2 + 2 * workers + forecasters,
    quantities: 2 + 2 * workers + forecasters + inferers * forecasters,
    rows: 2 + workers + forecasters,
    oneOutInfererRow: 2,
    oneOutForecasterRow: 2 + inferers,
    oneInForecasterRow: 2 + workers,
  };
}
