/** Complete studies of each kind, and their results, for tests. */

import {
  parseStudy,
  runStudy,
  type GridResult,
  type GridStudy,
  type RelativeStudy,
  type RunOptions,
  type SweepStudy,
  type ThresholdResult,
  type ThresholdStudy,
} from '../src/index.js';

function studyOf(definition: object) {
  const { study, problems } = parseStudy(definition);
  if (problems) throw new Error(JSON.stringify(problems));
  return study;
}

export function gridStudy(definition: object): GridStudy {
  return studyOf({ kind: 'grid', ...definition }) as GridStudy;
}

export function thresholdStudy(definition: object): ThresholdStudy {
  return studyOf({ kind: 'threshold', ...definition }) as ThresholdStudy;
}

export async function runGrid(definition: object, options: RunOptions = { threads: 0 }): Promise<GridResult> {
  return (await runStudy(gridStudy(definition), options)) as GridResult;
}

export async function runThreshold(
  definition: object,
  options: RunOptions = { threads: 0 },
): Promise<ThresholdResult> {
  return (await runStudy(thresholdStudy(definition), options)) as ThresholdResult;
}

export function sweepStudy(definition: object): SweepStudy {
  return studyOf({ kind: 'sweep', ...definition }) as SweepStudy;
}

export function relativeStudy(definition: object): RelativeStudy {
  return studyOf({ kind: 'relative', ...definition }) as RelativeStudy;
}
