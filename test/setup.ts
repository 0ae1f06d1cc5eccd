import fc from 'fast-check';

// One seed, so that a run can be repeated; another with FAST_CHECK_SEED.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20240730) });
