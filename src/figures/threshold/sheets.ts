import type { ThresholdCellRow } from '../../study/kinds/threshold/definition.js';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { Figure } from '../sheet.js';
import { mappingFigures } from './mapping.js';
import { planeFigures } from './plane.js';
import { collapseFigures, residualFigures, separableFigures } from './ratio.js';
import { tablesOf } from './cells.js';
import type { MappingCurve } from './cells.js';
import { variantFigures } from './variants.js';
import { workersFigures } from './workers.js';

export type { MappingCurve } from './cells.js';

/**
 * The figures of a threshold study. With means in dex: heat maps. With means that are multiples of the std: the mapping from std to epsilon,
 * all cells on one curve, separable draws, residuals of the fit, and the dependence on the number of workers, where there are several. Variants stand beside each other.
 *
 * `cells` is the complete table of the study, in any order; a RangeError names what is missing or double.
 * @param curves what is known beyond the cells; may be empty or lack some
 */
export function thresholdFigures(
  study: ThresholdStudy,
  cells: readonly ThresholdCellRow[],
  curves: readonly MappingCurve[] = [],
): Figure[] {
  if (study.variants) return variantFigures(study, study.variants, cells);
  const tables = tablesOf(study, cells, curves);
  if (study.axis === 'mean') return planeFigures(tables);
  return [mappingFigures, collapseFigures, separableFigures, residualFigures, workersFigures].flatMap(
    (draw) => draw(tables),
  );
}
