/** What a study is cut into, and how each part is computed, by kind. */

import type { Kernel } from '../kernel/kernel.js';
import { axisValues } from './axis.js';
import { gridCells, gridCellSpreads, type GridCell } from './grid.js';
import type { Study } from './study-file.js';
import { solveThresholdPart, thresholdParts, thresholdViews, type ThresholdPart } from './threshold.js';

export type StudyPart = GridCell | ThresholdPart;
/** Numbers that describe a part, as the collector of its kind wants them. */
export type PartResult = Float64Array[];

/** Rough seconds on one thread: of a regret drawn, a weight, and a largest epsilon per worker, for both mappings. */
const DRAW = 40e-9;
const WEIGHT = 8e-9;
const EPSILON = 100e-9;

/** The parts of a study, in the order in which they are worked on, each with the seconds that it takes, roughly. */
export function partsOf(study: Study): { part: StudyPart; seconds: number }[] {
  switch (study.kind) {
    case 'grid': {
      const perRegret = DRAW + WEIGHT * axisValues(study.epsilon).length;
      return gridCells(study).map((part) => ({ part, seconds: study.draws * part.workers * perRegret }));
    }
    case 'threshold': {
      const perRegret = DRAW + EPSILON * thresholdViews(study).length;
      return thresholdParts(study).map((part) => ({ part, seconds: (part.to - part.from) * part.place.workers * perRegret }));
    }
  }
}

export function computePart(study: Study, part: StudyPart, kernel: Kernel): PartResult {
  switch (study.kind) {
    case 'grid':
      return [gridCellSpreads(study, part as GridCell, kernel)];
    case 'threshold':
      return solveThresholdPart(study, part as ThresholdPart, kernel);
  }
}

/** Which cell and draws a part is about, for a message. */
export function partText(study: Study, part: StudyPart): string {
  const { workers, seed, mean, std } = 'place' in part ? part.place : part;
  const draws = 'place' in part ? `draws ${part.from} to ${part.to}` : `${study.draws} draws`;
  return `cell of workers ${workers}, seed ${seed}, mean ${mean}, std ${std} (${draws})`;
}
