/**
 * The registry of kinds: their definitions. To add a kind, add one line here, in `computations.ts`, and in
 * `figures/index.ts`.
 */

export { grid } from './grid/definition.js';
export { relative } from './relative/definition.js';
export { sensitivity } from './sensitivity/definition.js';
export { slope } from './slope/definition.js';
export { sweep } from './sweep/definition.js';
export { threshold } from './threshold/definition.js';
export { topic } from './topic/definition.js';
