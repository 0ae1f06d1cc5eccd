import { grid as definition, type GridStudy } from '../../study/kinds/grid/definition.js';
import type { KindFigures } from '../kind.js';
import { blankFigures } from './blanks.js';
import { schemeFigures } from './schemes.js';
import { gridFigures } from './sheets.js';

/**
 * Figures of blank cells if the study counts them, else all schemes side by side if it has several, else one
 * sheet of heat maps for each scheme.
 */
export const grid: KindFigures<GridStudy> = async (study, { read }, layout) => {
  const { tables } = definition;
  if (study.blanks) return blankFigures(study, await read(tables.blanks), layout);
  const cells = await read(tables.cells);
  if (study.schemes.length > 1 && study.draws > 1) return schemeFigures(study, cells, layout);
  return gridFigures(study, cells, study.spreadTable === false ? [] : await read(tables.spread), layout);
};
