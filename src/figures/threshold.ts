import type { ThresholdCellRow } from '../study/record.js';
import type { ThresholdStudy } from '../study/study-file.js';
import type { Figure } from './figure.js';

export function thresholdFigures(_study: ThresholdStudy, _cells: readonly ThresholdCellRow[]): Figure[] {
  return [];
}
