import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // The thread pool starts its workers from the TypeScript source, with the options of the test process.
    pool: 'forks',
    // All processors: by default one is left idle, which on two is half of them.
    maxWorkers: '100%',
    execArgv: ['--import', 'tsx'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // The command runs in processes of its own, whose coverage c8 reports (npm run coverage); what runs in WebAssembly cannot be seen.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/cli/**', 'src/*/assembly/**', 'src/explore/browser/**', 'src/report/live/browser/**'],
      reporter: ['text'],
      reportsDirectory: 'coverage/library',
    },
  },
});
