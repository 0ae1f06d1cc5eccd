/**
 * The references of the network: published and recorded numbers that stay outside this repository. They are
 * read from ../shared/reference/allora or the folder that ALLORA_REFERENCE_DIR names.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder =
  process.env.ALLORA_REFERENCE_DIR ??
  fileURLToPath(new URL('../../../shared/reference/allora', import.meta.url));

/** Whether the references are present. In CI they must be. */
export const hasReference = existsSync(`${folder}/recorded_epochs.json`);
if (!hasReference) {
  const message = `The references of the network are absent: no recorded_epochs.json in ${folder}`;
  if (process.env.CI) throw new Error(message);
  console.warn(`${message}. Their tests are not run.`);
}

/** Text of a reference file; empty if the references are absent. */
export function referenceText(name: string): string {
  return hasReference ? readFileSync(`${folder}/${name}`, 'utf8') : '';
}

/** Content of a JSON file; `fallback` if the references are absent. */
export function referenceJson<T>(name: string, fallback: T): T {
  return hasReference ? (JSON.parse(referenceText(name)) as T) : fallback;
}

type List = (number | null)[];
type Matrix = List[];

/** Numbers of one kind per worker, as the records name them. */
export interface RecordedReport {
  network: number | null;
  naive: number | null;
  inferers: List;
  forecasters: List;
  oneOutInferers: List;
  oneOutForecasters: List;
  oneInForecasters: List;
  /** [withheld inferer][forecaster] */
  oneOutInfererForecasters: Matrix;
}

interface RecordedRegrets {
  inferers: List;
  forecasters: List;
  naive: List;
  oneOutInfererInferers: Matrix;
  oneOutInfererForecasters: Matrix;
  oneOutForecasterInferers: Matrix;
  oneOutForecasterForecasters: Matrix;
  oneInForecasters: Matrix;
}

export interface RecordedEpoch {
  error?: string;
  in: {
    inferences: List;
    forecasts: (List | null)[];
    stakes: number[];
    reports: (RecordedReport | null)[];
    topicReward: number;
  };
  out: {
    synthesis?: {
      network: number | null;
      naive: number | null;
      forecastImplied: List;
      oneOutInferers: List;
      oneOutForecasters: List;
      oneInForecasters: List;
      weights: { inferers: List; forecasters: List };
    };
    losses?: RecordedReport;
    regrets?: RecordedRegrets;
    initialRegret?: number;
    scores?: { inferers: List; forecasters: List; reputers: List };
    listening?: number[];
    fractions?: { inferers: List; forecasters: List; reputers: List };
    entropy?: { inference: number; forecasting: number; reputer: number };
    split?: {
      chi: number;
      gamma: number;
      ratio: number;
      forecastingScore: number;
      inference: number;
      forecasting: number;
      reputer: number;
    };
    rewards?: { inferers: List; forecasters: List; reputers: List };
    rewardsError?: string;
  };
}

export interface RecordedTopic {
  name: string;
  topic: { epsilon: number; p: number; alpha: number; initialRegret: number };
  params: Record<string, number>;
  inferers: number;
  forecasters: number;
  reputers: number;
  start?: { networkLoss?: number; regrets?: Partial<RecordedRegrets> };
  epochs: RecordedEpoch[];
}

/** The largest difference of a row, relative to its largest number; Infinity if other numbers are absent. */
export function rowError(actual: ArrayLike<number>, expected: List): number {
  if (actual.length !== expected.length) return Infinity;
  const largest = Math.max(0, ...expected.map((value) => Math.abs(value ?? 0)));
  let error = 0;
  expected.forEach((value, i) => {
    const found = actual[i]!;
    if ((value === null) !== Number.isNaN(found)) error = Infinity;
    else if (value !== null && found !== value)
      error = Math.max(error, largest > 0 ? Math.abs(found - value) / largest : Infinity);
  });
  return error;
}
