/** The exports of the module. */

export { setFormula } from './formula';
export { addInterpolatedDraws } from './interpolated-draws';
export { heap } from './memory';
export { maxEpsilons } from './largest-epsilon';
export { addDraws, lookUp } from './spread';
export { buildTables } from './table';
