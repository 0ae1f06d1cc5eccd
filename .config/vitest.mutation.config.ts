import base from './vitest.config.js';

/** Of the tests that must catch the mutants of a file, some thousand times. */
export default {
  test: {
    ...base.test,
    include: process.env.MUTATED_TESTS?.split(','),
    // No thread pool here, which alone needs to load TypeScript by itself.
    execArgv: [],
    // One thread for all files of a mutant: loading modules anew for each takes longer than most tests.
    isolate: false,
  },
};
