/** All figures of a threshold study. */

import type { ThresholdCellRow, ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { WIDE, type Figure } from '../sheet.js';
import { mappingFigures } from './mapping.js';
import { planeFigures } from './plane.js';
import { collapseFigures } from './collapse.js';
import { residualFigures } from './residuals.js';
import { separableFigures } from './separable.js';
import { tablesOf } from './cells.js';
import type { MappingCurve } from './cells.js';
import { variantFigures } from './variants.js';
import { workersFigures } from './workers.js';

export type { MappingCurve } from './cells.js';

/**
 * The figures of a threshold study. Means in dex: heat maps. Means as multiples of the std: the mapping from
 * std to epsilon, all cells on one curve, separable draws, residuals of the fit, and the dependence on the
 * number of workers. Variants: side by side.
 * @param cells the complete table, in any order
 * @param curves theory and fit; may be empty or incomplete
 * @throws {RangeError} naming missing or duplicate cells
 */
export function thresholdFigures(
  study: ThresholdStudy,
  cells: readonly ThresholdCellRow[],
  curves: readonly MappingCurve[] = [],
  layout = WIDE,
): Figure[] {
  if (study.variants) return variantFigures(study, study.variants, cells, layout);
  const tables = tablesOf(study, cells, curves, layout);
  if (study.axis === 'mean') return planeFigures(tables);
  return [mappingFigures, collapseFigures, separableFigures, residualFigures, workersFigures].flatMap(
    (draw) => draw(tables),
  );
}
