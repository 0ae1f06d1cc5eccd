import { threshold as definition, type ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { KindFigures } from '../kind.js';
import { thresholdFigures } from './sheets.js';

/** Figures of the distribution of the largest epsilon, with the fitted curves if the study has them. */
export const threshold: KindFigures<ThresholdStudy> = async (study, { read, curves }, layout) =>
  thresholdFigures(study, await read(definition.tables.cells), curves(), layout);
