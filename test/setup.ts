import fc from 'fast-check';

fc.configureGlobal({
  // A fixed seed, so that a run can be repeated. FAST_CHECK_SEED replaces it.
  seed: Number(process.env.FAST_CHECK_SEED ?? 20240730),
  // Mutation tests run every test thousands of times, so the number and time of examples are limited.
  ...(process.env.MUTATED && { numRuns: 30, plugins: [fc.interruptAfterTimeLimit(150)] }),
});
