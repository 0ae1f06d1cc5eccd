import base from './vitest.config.js';

/**
 * The tests of one room (MUTATED_ROOM) for mutants of that room, which they must catch by themselves. Left out is what takes seconds and says
 * again with draws what quicker tests say exactly.
 */
export default {
  test: {
    ...base.test,
    include: [`test/${process.env.MUTATED_ROOM}/**/*.test.ts`],
    exclude: ['**/{convergence,independent-simulation,interval-coverage,order-statistics-memory}.test.ts'],
    // No thread pool here, which alone needs to load TypeScript by itself.
    execArgv: [],
    // One thread for all files of a mutant: loading modules anew for each takes longer than most tests.
    isolate: false,
  },
};
