/** What the module exports. */

export { setFormula } from './formula';
export { heap } from './memory';
export { maxEpsilons } from './solve';
export { addDraws, lookUp } from './spread';
export { buildTables } from './table';
