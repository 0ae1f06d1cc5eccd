/** What the module exports. */

export { heap } from './memory';
export { addDraws, lookUp, setFormula } from './spread';
export { buildTables } from './table';
