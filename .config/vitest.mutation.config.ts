import base from './vitest.config.js';

/** The tests of the mathematics alone: they must catch a mutant by themselves, and are quick enough to be run a thousand times. */
export default { test: { ...base.test, include: ['test/{weights,analysis}/**/*.test.ts'] } };
