/** What the module exports. */

export { setFormula } from './formula';
export { addByLevels } from './levels';
export { heap } from './memory';
export { maxEpsilons } from './solve';
export { addDraws, lookUp } from './spread';
export { buildTables } from './table';
