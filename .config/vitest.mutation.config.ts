import base from './vitest.config.js';

/** The tests that must detect the mutants of a file. They run thousands of times, in one process. */
export default {
  test: {
    ...base.test,
    projects: undefined,
    include: process.env.MUTATED_TESTS?.split(','),
  },
};
