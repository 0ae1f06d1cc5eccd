/** The registry of computations. Threads load it; the interactive page does not, because it loads the kernel for every kind. */

export { grid } from './grid/computation.js';
export { relative } from './relative/computation.js';
export { sweep } from './sweep/computation.js';
export { threshold } from './threshold/computation.js';
