import fc from 'fast-check';

fc.configureGlobal({
  // One seed, so that a run can be repeated; another with FAST_CHECK_SEED.
  seed: Number(process.env.FAST_CHECK_SEED ?? 20240730),
  // Under mutation tests run thousands of times, and take as many examples as a moment allows.
  ...(process.env.MUTATED && { numRuns: 30, plugins: [fc.interruptAfterTimeLimit(150)] }),
});
