import { grid as definition, type GridStudy } from '../../study/kinds/grid/definition.js';
import type { KindFigures } from '../kind.js';
import { blankFigures } from './blanks.js';
import { schemeFigures } from './schemes.js';
import { gridFigures } from './sheets.js';

/** Figures of blank cells where the study is about these; schemes side by side where it has several; else sheets of heat maps. */
export const grid: KindFigures<GridStudy> = async (study, { read }) => {
  const { tables } = definition;
  if (study.blanks) return blankFigures(study, await read(tables.blanks));
  const cells = await read(tables.cells);
  if (study.schemes.length > 1 && study.draws > 1) return schemeFigures(study, cells);
  return gridFigures(study, cells, study.spreadTable === false ? [] : await read(tables.spread));
};
