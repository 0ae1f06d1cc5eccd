/**
 * Mutation tests (Stryker) of the mathematics, file by file. The mutants of `src/room/name.ts` must be killed
 * by `test/room/name.test.ts` alone. The command fails if a room has a score below 85 %. Arguments restrict
 * it to rooms or files: `npm run mutation fit statistics/select`. `--list` only prints files with their tests.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOMS = ['weights', 'statistics', 'theory', 'network', 'fit'];
/** Smallest score of a room, in per cent. */
const LEAST_SCORE = 85;

/**
 * Tests of files that have no test of their name, or more than one: test files of the same room. Those of
 * `network/` are constructed cases and laws: recorded and published numbers are not in every checkout.
 */
const TESTS = {
  'weights/chain-limits': ['defaults'],
  'weights/curve': ['curve', 'max-epsilon', 'largest-spread'],
  'weights/derivatives': ['curve'],
  'weights/formula': ['formula', 'weights', 'weights-errors', 'max-epsilon', 'largest-spread'],
  'weights/mapping': ['mapping', 'weights'],
  'weights/max-epsilon': ['max-epsilon', 'max-epsilon-edges'],
  'weights/scheme-bounds': ['formula', 'weights'],
  'weights/schemes': ['formula', 'weights'],
  'weights/weights': ['weights', 'weights-errors', 'reference'],
  'statistics/least-squares': ['linear-fit', 'model-fit'],
  'network/check': ['errors'],
  'network/combine': ['inferences', 'laws'],
  'network/epoch': ['errors', 'laws', 'regrets', 'rewards', 'plain'],
  'network/forecast-implied': ['inferences', 'laws'],
  'network/losses': ['regrets', 'rewards'],
  'network/percentiles': ['errors', 'plain'],
  'network/regrets': ['regrets', 'plain'],
  'network/reputers': ['reputers', 'plain'],
  'network/rules': ['rules', 'errors', 'rewards', 'inferences'],
  'network/scores': ['rewards'],
  'network/split': ['rewards'],
  'network/state': ['errors', 'laws', 'rewards', 'plain'],
  'network/synthesis': ['errors', 'inferences', 'laws'],
  'network/weights': ['inferences'],
  'network/worker-fractions': ['rewards'],
  'fit/curve-families': ['curve-families', 'curve-family-fits'],
  'fit/curve-family': ['curve-families', 'curve-family-fits'],
  'fit/gaussian-limits': ['curve-families'],
  'fit/inverse-families': ['curve-families', 'curve-family-fits'],
  'fit/saturating-families': ['curve-families', 'curve-family-fits'],
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const names = process.argv.slice(2).filter((word) => word !== '--list');
/** `CONCURRENCY=1 npm run mutation` leaves a core to others. */
const concurrency = process.env.CONCURRENCY ? ['--concurrency', process.env.CONCURRENCY] : [];
const counts = {};
for (const [file, tests] of testsOfFiles()) {
  const [room] = file.split('/');
  if (names.length > 0 && !names.includes(room) && !names.includes(file)) continue;
  if (process.argv.includes('--list')) {
    console.log(file, ...tests);
    continue;
  }
  const env = { ...process.env, MUTATED: file, MUTATED_TESTS: tests.join() };
  const { status } = spawnSync('npx', ['stryker', 'run', '.config/stryker.config.js', ...concurrency], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  const { files } = JSON.parse(readFileSync(`reports/mutation/${file}.json`, 'utf8'));
  const found = Object.values(files).flatMap(({ mutants }) => mutants.map((mutant) => mutant.status));
  console.log(`${file}: ${scoreOf(tally(found, {}))}`);
  tally(found, (counts[room] ??= {}));
}
for (const [room, count] of Object.entries(counts)) console.log(`${room}: ${scoreOf(count)}`);
if (Object.values(counts).some((count) => score(count) < LEAST_SCORE)) process.exit(1);

/** Every file of the rooms with its tests. All are checked before the first one runs, because that takes hours. */
function testsOfFiles() {
  return ROOMS.flatMap((room) =>
    readdirSync(`src/${room}`).map((name) => {
      const file = `${room}/${name.replace('.ts', '')}`;
      const tests = (TESTS[file] ?? [file.split('/')[1]]).map((test) => `test/${room}/${test}.test.ts`);
      for (const test of tests) if (!existsSync(test)) throw new Error(`${file} has no test ${test}`);
      return [file, tests];
    }),
  );
}

function tally(statuses, count) {
  for (const status of statuses) count[status] = (count[status] ?? 0) + 1;
  return count;
}

/** Share of mutants that are killed, in per cent. A mutant that times out counts as killed. */
function score({ Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 }) {
  return (100 * (Killed + Timeout)) / (Killed + Timeout + Survived + NoCoverage);
}

function scoreOf(count) {
  return `${score(count).toFixed(1)} % of ${JSON.stringify(count)}`;
}
