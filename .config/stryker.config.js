/** Mutants of one file, src/MUTATED.ts, against the tests MUTATED_TESTS; scripts/mutation.mjs goes through all files. */
const file = process.env.MUTATED;
const report = `reports/mutation/${file}`;

export default {
  testRunner: 'vitest',
  vitest: { configFile: '.config/vitest.mutation.config.ts', related: false },
  mutate: [`src/${file}.ts`],
  ignorePatterns: ['dist', 'results', 'coverage', 'reports'],
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `${report}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: false,
  incremental: true,
  incrementalFile: `${report}.incremental.json`,
  concurrency: 2,
  timeoutMS: 10_000,
  plugins: ['@stryker-mutator/vitest-runner'],
  tempDirName: '.stryker-tmp',
};
