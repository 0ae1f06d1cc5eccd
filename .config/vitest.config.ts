import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // The thread pool starts its workers from the TypeScript source, with the options of the test process.
    pool: 'forks',
    execArgv: ['--import', 'tsx'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'json-summary'], reportsDirectory: 'coverage' },
  },
});
