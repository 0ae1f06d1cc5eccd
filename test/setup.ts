import fc from 'fast-check';
import { runs } from './effort.js';

fc.configureGlobal({
  // A fixed seed, so that a run can be repeated. FAST_CHECK_SEED replaces it.
  seed: Number(process.env.FAST_CHECK_SEED ?? 20240730),
  // Mutation tests run every test thousands of times, so the number and time of examples are limited.
  // 100 by default. The cases of fewer runs are the first ones of them.
  numRuns: runs(100),
  ...(process.env.MUTATED && { numRuns: 30, plugins: [fc.interruptAfterTimeLimit(150)] }),
});
