/**
 * Mutation tests (Stryker) of the mathematics, file by file: mutants of `src/room/name.ts` must be caught by `test/room/name.test.ts` alone.
 * Fails if less than 85 % are, in any room. `npm run mutation fit analysis/sort` for some rooms or files only.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOMS = ['weights', 'statistics', 'theory', 'fit'];
const LEAST_SCORE = 85;

/** Files without a test of their name, or with more: the tests of what they are made for. */
const TESTS = {
  'analysis/blank-cells': ['../study/blanks'],
  'analysis/relative-cells': ['../study/relative'],
  'weights/check': ['weights', 'formula', 'max-epsilon', 'largest-spread'],
  'weights/curve': ['curve', 'max-epsilon', 'largest-spread'],
  'weights/derivatives': ['curve'],
  'weights/formula': ['formula', 'weights', 'max-epsilon', 'largest-spread'],
  'weights/mapping': ['mapping', 'weights'],
  'weights/schemes': ['formula', 'weights'],
  'weights/weights': ['weights', 'reference'],
  'fit/least-squares': ['least-squares', 'linear-least-squares'],
  'fit/limits': ['families'],
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const wanted = process.argv.slice(2);
const counts = {};
for (const room of ROOMS) {
  for (const name of readdirSync(`src/${room}`).map((file) => file.replace('.ts', ''))) {
    const file = `${room}/${name}`;
    if (wanted.length > 0 && !wanted.includes(room) && !wanted.includes(file)) continue;
    const tests = (TESTS[file] ?? [name]).map((test) => `test/${room}/${test}.test.ts`);
    for (const test of tests) if (!existsSync(test)) throw new Error(`${file} has no test ${test}`);
    const env = { ...process.env, MUTATED: file, MUTATED_TESTS: tests.join() };
    const { status } = spawnSync('npx', ['stryker', 'run', '.config/stryker.config.js'], {
      env,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    const { files } = JSON.parse(readFileSync(`reports/mutation/${file}.json`, 'utf8'));
    const found = Object.values(files).flatMap(({ mutants }) => mutants.map((mutant) => mutant.status));
    console.log(`${file}: ${scoreOf(tally(found, {}))}`);
    tally(found, (counts[room] ??= {}));
  }
}
for (const [room, count] of Object.entries(counts)) console.log(`${room}: ${scoreOf(count)}`);
if (Object.values(counts).some((count) => score(count) < LEAST_SCORE)) process.exit(1);

function tally(statuses, count) {
  for (const status of statuses) count[status] = (count[status] ?? 0) + 1;
  return count;
}

/** Share of the mutants that are caught, in per cent; a mutant that never ends is. */
function score({ Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 }) {
  return (100 * (Killed + Timeout)) / (Killed + Timeout + Survived + NoCoverage);
}

function scoreOf(count) {
  return `${score(count).toFixed(1)} % of ${JSON.stringify(count)}`;
}
