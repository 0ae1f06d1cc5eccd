/** The registry of figures by kind of study. */

export { grid } from './grid/figures.js';
export { relative } from './relative/figures.js';
export { sensitivity } from './sensitivity/figures.js';
export { slope } from './slope/figures.js';
export { sweep } from './sweep/figures.js';
export { threshold } from './threshold/figures.js';
export { topic } from './topic/figures.js';
