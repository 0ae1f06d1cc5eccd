import { sweep as definition, type SweepStudy } from '../../study/kinds/sweep/definition.js';
import type { KindFigures } from '../kind.js';
import { sweepFigures } from './sheets.js';

/** Figures of the weight of every worker against epsilon. */
export const sweep: KindFigures<SweepStudy> = async (study, { read }, layout) => {
  const { tables } = definition;
  return sweepFigures(
    study,
    {
      weights: await read(tables.weights),
      spread: await read(tables.spread),
      vectors: await read(tables.vectors),
    },
    layout,
  );
};
