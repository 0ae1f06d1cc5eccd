import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = new URL('..', import.meta.url).pathname;

/** They draw figures, repeat studies or read many files, and take seconds each. */
const SLOW = [
  'test/build-if-changed.test.ts',
  'test/epochs/chain/client.test.ts',
  'test/epochs/chain/history.test.ts',
  'test/epochs/chain/read-topic.test.ts',
  'test/epochs/dialects.test.ts',
  'test/epochs/formats/**',
  'test/epochs/read-epochs.test.ts',
  'test/figures/**',
  'test/fit/**',
  'test/forum/claims.test.ts',
  'test/forum/reproduction.test.ts',
  'test/fuzz/library.test.ts',
  'test/fuzz/studies.test.ts',
  'test/kernel/interpolation.test.ts',
  'test/kubernetes.test.ts',
  'test/network/plain.test.ts',
  'test/recommend/**',
  'test/report/font.test.ts',
  'test/report/live/zoom.test.ts',
  'test/report/merge.test.ts',
  'test/report/pdf.test.ts',
  'test/report/render.test.ts',
  'test/results/journal.test.ts',
  'test/results/lock.test.ts',
  'test/results/parquet-table.test.ts',
  'test/run/shards.test.ts',
  'test/statistics/order-statistics-memory.test.ts',
  'test/statistics/sobol.test.ts',
  'test/study/kinds/threshold/independent-simulation.test.ts',
  'test/study/kinds/topic/topic-study.test.ts',
  'test/theory/convergence.test.ts',
  'test/theory/infinite-workers.test.ts',
  'test/theory/slope-limits.test.ts',
  'test/topic/world.test.ts',
];

/**
 * Tests that need a process of their own: a test of the options that threads inherit, and tests that replace a module, which files in the
 * same process would see.
 */
const ISOLATED = ['test/run/jobs.test.ts', ...testsThatMock()];

/** They run the built command or other programs, and need `dist/`. They take longest. */
const COMMAND = [
  'test/bench.test.ts',
  'test/browser/**',
  'test/cli/**',
  'test/docs/**',
  'test/forum/claims-command.test.ts',
  'test/fuzz/commands.test.ts',
  'test/fuzz/epochs.test.ts',
  'test/fuzz/journals.test.ts',
  'test/fuzz/results.test.ts',
  'test/package.test.ts',
  'test/readme.test.ts',
  'test/study/toy-kind.test.ts',
  'test/supply-chain.test.ts',
];

function testsThatMock(): string[] {
  const names = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' });
  const tests = names.filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
  return tests.filter((test) => readFileSync(root + test, 'utf8').includes('vi.mock('));
}

/**
 * Node 20 compiles functions with its optimizing compiler after 67,584 bytes of bytecode. Tests run most functions only a little longer, so
 * that later compilation saves a fifth of the processor time. Later versions of Node lack the flag, and gain nothing.
 */
const LATER_OPTIMIZATION = process.versions.node.startsWith('20.') ? ['--interrupt-budget=1000000'] : [];

/** `npm run test:quick`: without tests that are slow, or need a build. */
const isQuick = process.env.QUICK !== undefined;

/** Starts long files first, so that none runs alone at the end. */
class LongFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    // One project after another: a process can be used again only for a file of the same project.
    const rank = ({ project, moduleId }: TestSpecification) =>
      [project.name === 'isolated', isOf(COMMAND, moduleId), isOf(SLOW, moduleId), true].indexOf(true);
    return (await super.sort(specifications)).toSorted((a, b) => rank(a) - rank(b));
  }
}

function isOf(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => path.startsWith(root + glob.replace('**', '')));
}

const files = (globs: readonly string[]) => globs.map((glob) => glob.replace(/\*\*$/, '**/*.test.ts'));

export default defineConfig({
  test: {
    root,
    pool: 'forks',
    execArgv: LATER_OPTIMIZATION,
    // One more than processors, because many tests wait for a process or a browser. Unit tests wait for nothing.
    maxWorkers: isQuick ? 1 : availableParallelism() + 1,
    // Files of a process share the modules that they import. Loading them again for each file takes longer than most tests.
    isolate: false,
    // Keeps compiled sources in node_modules/.experimental-vitest-cache for the next run, by their content.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongFirst },
    setupFiles: ['test/setup.ts'],
    // Long, because the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'isolated',
          include: files(ISOLATED),
          exclude: isQuick ? files(ISOLATED) : [],
          // For the test of the options that threads inherit.
          execArgv: ['--import', 'data:text/javascript,', ...LATER_OPTIMIZATION],
          isolate: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: files([
            ...ISOLATED,
            ...(isQuick ? [...SLOW, ...COMMAND] : []),
            // The benchmark, and the build of the site, take most of a minute each: in CI only.
            ...(process.env.CI ? [] : ['test/bench.test.ts']),
            ...(process.env.CI || process.env.SITE ? [] : ['test/browser/site.test.ts']),
            // They start a Slurm cluster, and a server of SSH: `npm run test:slurm`.
            ...(process.env.SLURM ? [] : ['test/slurm/**']),
          ]),
        },
      },
    ],
    // The command runs in processes of its own, whose coverage c8 reports (npm run coverage). Coverage of WebAssembly cannot be measured.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/cli/**', 'src/*/assembly/**', 'src/explore/browser/**', 'src/report/live/browser/**'],
      reporter: ['text'],
      reportsDirectory: 'coverage/library',
    },
  },
});
