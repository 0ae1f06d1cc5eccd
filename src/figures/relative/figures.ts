import { relative as definition, type RelativeStudy } from '../../study/kinds/relative/definition.js';
import type { KindFigures } from '../kind.js';
import { relativeFigures } from './sheets.js';

/** Figures of the spread against epsilon with its relative thresholds. */
export const relative: KindFigures<RelativeStudy> = async (study, { read }, layout) => {
  const { tables } = definition;
  const cells = await read(tables.cells);
  return relativeFigures(study, cells, study.epsilon ? await read(tables.spread) : [], layout);
};
