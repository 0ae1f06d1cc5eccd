/**
 * The registry of computations. Threads load it. The interactive page does not, because the registry loads
 * the kernel for every kind.
 */

export { grid } from './grid/computation.js';
export { relative } from './relative/computation.js';
export { sensitivity } from './sensitivity/computation.js';
export { slope } from './slope/computation.js';
export { sweep } from './sweep/computation.js';
export { threshold } from './threshold/computation.js';
export { topic } from './topic/computation.js';
