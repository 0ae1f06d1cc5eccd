/** What a study is cut into, and how each part is computed, by kind. */

import type { Kernel } from '../../kernel/kernel.js';
import { axisValues } from '../axis.js';
import { countBlanks } from './grid/blanks.js';
import { gridCells, gridCellSpreads, type GridCell } from './grid/spreads.js';
import { relativeCell, relativeCells, relativeEpsilons } from './relative/spreads.js';
import type { Study } from '../study-file.js';
import { sweepParts, sweepVector, type SweepPart } from './sweep/weights.js';
import {
  solveThresholdPart,
  thresholdParts,
  thresholdViews,
  type ThresholdPart,
} from './threshold/epsilons.js';

export type StudyPart = GridCell | ThresholdPart | SweepPart;
/** Numbers that describe a part, as the collector of its kind wants them. */
export type PartResult = Float64Array[];

/** Rough seconds on one thread: of a regret drawn, a weight, and a largest epsilon per worker, for both mappings. */
const DRAW = 40e-9;
const WEIGHT = 8e-9;
const EPSILON = 100e-9;
/** Of a draw on its own, and of a largest spread per worker. */
const BLANK = 10e-6;
const SPREAD = 10e-6;
/** Of a vector of regrets, at an epsilon. */
const SWEEP = 5e-6;

/** The parts of a study, in the order in which they are worked on, each with the seconds that it takes, roughly. */
export function partsOf(study: Study): { part: StudyPart; seconds: number }[] {
  switch (study.kind) {
    case 'grid': {
      const perRegret = DRAW + WEIGHT * axisValues(study.epsilon).length;
      const perDraw = study.blanks ? BLANK : 0;
      return byPlace(gridCells(study)).map((part) => ({
        part,
        seconds: study.draws * (part.workers * perRegret + perDraw),
      }));
    }
    case 'sweep':
      return sweepParts(study).map((part) => ({ part, seconds: SWEEP * axisValues(study.epsilon).length }));
    case 'relative': {
      const perRegret = DRAW + WEIGHT * relativeEpsilons(study).length + SPREAD * study.mappings.length;
      return relativeCells(study).map((part) => ({ part, seconds: study.draws * part.workers * perRegret }));
    }
    case 'threshold': {
      const perRegret = DRAW + EPSILON * thresholdViews(study).length;
      return thresholdParts(study).map((part) => ({
        part,
        seconds: (part.to - part.from) * part.place.workers * perRegret,
      }));
    }
  }
}

/** The schemes of a place one after the other: they share its regrets. */
function byPlace(cells: readonly GridCell[]): GridCell[] {
  return cells.toSorted((a, b) => a.seed - b.seed || a.stream - b.stream);
}

export function computePart(study: Study, part: StudyPart, kernel: Kernel): PartResult {
  switch (study.kind) {
    case 'grid':
      return [
        gridCellSpreads(study, part as GridCell, kernel),
        ...(study.blanks ? [countBlanks(study, part as GridCell, kernel)] : []),
      ];
    case 'sweep':
      return sweepVector(study, part as SweepPart);
    case 'relative':
      return relativeCell(study, part as GridCell, kernel);
    case 'threshold':
      return solveThresholdPart(study, part as ThresholdPart, kernel);
  }
}

/** Which cell, draws or vector a part is about, for a message. */
export function partText(part: StudyPart): string {
  if ('key' in part) return `vector ${part.key.vector} (${part.key.scheme}, ${part.key.mapping})`;
  const [place, draws] = 'place' in part ? [part.place, `, draws ${part.from} to ${part.to}`] : [part, ''];
  return `cell of workers ${place.workers}, seed ${place.seed}, mean ${place.mean}, std ${place.std}${draws}`;
}
