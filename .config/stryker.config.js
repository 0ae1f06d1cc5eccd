/** Mutants of one room, MUTATED_ROOM, against its own tests; scripts/mutation.mjs goes through all rooms. */
const room = process.env.MUTATED_ROOM;

export default {
  testRunner: 'vitest',
  vitest: { configFile: '.config/vitest.mutation.config.ts', related: false },
  mutate: [`src/${room}/**/*.ts`],
  ignorePatterns: ['dist', 'results', 'coverage', 'reports'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: `reports/mutation-${room}.json` },
  clearTextReporter: { allowColor: false, logTests: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: false,
  incremental: true,
  incrementalFile: `reports/mutation-${room}.incremental.json`,
  concurrency: 2,
  timeoutMS: 10_000,
  // In each room.
  thresholds: { high: 95, low: 90, break: 85 },
  plugins: ['@stryker-mutator/vitest-runner'],
  tempDirName: `.stryker-tmp/${room}`,
};
