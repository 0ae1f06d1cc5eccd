import base from './vitest.config.js';

/** The tests that must detect the mutants of a file. They run thousands of times, in one process. */
export default {
  test: {
    ...base.test,
    projects: undefined,
    // Stryker runs tests on threads, which take no flags of V8.
    execArgv: [],
    include: process.env.MUTATED_TESTS?.split(','),
  },
};
