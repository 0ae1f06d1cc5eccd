/**
 * Random command lines: options of every command with usual, wrong, empty, huge and repeated values, in any
 * order. A sample also runs in a process.
 */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { COMMON_OPTIONS, type Option } from '../../src/cli/options.js';
import { optionName } from '../../src/cli/topic-options.js';
import { RULES_NAMES } from '../../src/network/rules.js';
import { ERRORS, SETTING_RULES } from '../../src/topic/settings.js';
import { MAPPINGS, SCHEME_NAMES } from '../../src/weights/schemes.js';
import { alloraProcess, temporaryFolder } from '../cli/command.js';
import { TINY } from '../cli/tiny-study.js';
import { fuzz, IS_FULL } from './fuzz.js';
import { checkOutcome, callChecked } from './outcome.js';
import { anyNumber, anyText, magnitude, rarely, special } from './values.js';

const VALID_FILES = fileURLToPath(new URL('../cli/valid-files', import.meta.url));
/** `topic` would ask the network. */
const OFFLINE = COMMANDS.filter(({ name }) => name !== 'topic');

const folder = temporaryFolder();

const files = [
  'regrets.csv',
  'losses.csv',
  'scores.csv',
  'study.json',
  'tiny.json',
  'fit.json',
  '.',
  'none.csv',
];
const words = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(magnitude(-3, 2), magnitude(-320, 300), special, anyNumber).map(String) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom(...files, 'results', '../x', '/dev/null', 'forum-coarse') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...SCHEME_NAMES,
      ...MAPPINGS,
      'none',
      'median',
      'log10',
      'raw',
      'yes',
      'comma',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('95%', '1e3', '0x10', '1,5', '1_000', '٣', '--', '-', '-1', '+1', '.5', '5.'),
  },
  { weight: 1, arbitrary: anyText.map((text) => text.replaceAll('\0', '0')) },
);

/** Words that suit an option, so that most lines are complete. */
const SUITABLE: Record<string, fc.Arbitrary<string>> = {
  // Few lines start threads or take long: they are measured elsewhere.
  threads: fc.constantFrom('0'),
  draws: fc.integer({ min: 1, max: 60 }).map(String),
  seed: fc.nat(9).map(String),
  out: fc.constantFrom('out', 'out/deeper', 'results', 'tiny.json', ''),
  study: fc.constantFrom('tiny.json', 'study.json', 'none'),
  folder: fc.constantFrom('results', 'out', '.'),
  against: fc.constantFrom('results', 'none'),
  regrets: fc.constantFrom('regrets.csv', '0.1', '-0.2', '1e300'),
  losses: fc.constant('losses.csv'),
  scores: fc.constant('scores.csv'),
  scheme: fc.constantFrom(...SCHEME_NAMES),
  mapping: fc.constantFrom(...MAPPINGS),
  workers: fc.constantFrom('10', '5', '3', '25'),
  'losses-are': fc.constantFrom('log10', 'raw'),
  header: fc.constantFrom('yes', 'no'),
  decimal: fc.constantFrom('point', 'comma'),
  missing: fc.constantFrom('absent', 'zero'),
  'epsilon-scaling': fc.constantFrom('none', 'median'),
};

/** Values within the rules of a simulated topic, which is small. */
for (const [setting, { from, to, isWhole }] of Object.entries(SETTING_RULES))
  SUITABLE[optionName(setting)] = (
    isWhole
      ? fc.integer({ min: from, max: Math.min(to, 20) })
      : fc.double({ min: from, max: to, noNaN: true })
  ).map(String);
Object.assign(SUITABLE, {
  replay: fc.constantFrom('losses.csv', 'losses.csv', 'regrets.csv', 'none.csv'),
  inferences: fc.constantFrom('regrets.csv', 'losses.csv'),
  rules: fc.constantFrom(...RULES_NAMES),
  errors: fc.constantFrom(...ERRORS),
  'epsilon-unit': fc.constantFrom('std', 'dex'),
});

/** Words of an option with its value; none of standard input, which a process of its own needs. */
function optionWords(name: string, { takes, letter }: Option): fc.Arbitrary<string[]> {
  const usual = SUITABLE[name] ?? fc.oneof(magnitude(-2, 1).map(String), words);
  // A large number of threads, draws or workers only takes long.
  const isFree = !['threads', 'draws', 'workers', 'seed', 'epochs', 'burn-in'].includes(name);
  const value = (isFree ? rarely(6, usual, words) : usual).filter((word) => word.trim() !== '-');
  const typed = fc.constantFrom(`--${name}`, `--${name}`, ...(letter ? [`-${letter}`] : []));
  if (takes === 'flag')
    return fc.tuple(typed, fc.constantFrom('', '', 'true', 'false')).map(([a, b]) => (b ? [a, b] : [a]));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(typed, value).map(([a, b]) => [a, b]) },
    { weight: 2, arbitrary: fc.tuple(typed, value).map(([a, b]) => [`${a}=${b}`]) },
    { weight: 1, arbitrary: typed.map((a) => [a]) },
  );
}

/** Commands that draw, fit or start from files of results take a hundred times as long as the others. */
const SLOW = new Set(['fit', 'render', 'check']);
const command = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...OFFLINE.filter(({ name }) => !SLOW.has(name))) },
  { weight: 1, arbitrary: fc.constantFrom(...OFFLINE.filter(({ name }) => SLOW.has(name))) },
);

const lines = command.chain(({ name, options, positionals }) => {
  const all = Object.entries({ ...COMMON_OPTIONS, ...options });
  const needed = all.filter(([, { required }]) => required);
  const arguments_ = Object.keys(positionals).map((each) =>
    rarely(8, SUITABLE[each] ?? words, words).filter((word) => word.trim() !== '-'),
  );
  const some = fc.array(
    fc.constantFrom(...all).chain(([each, option]) => optionWords(each, option)),
    { maxLength: 4 },
  );
  const stray = rarely(
    10,
    fc.constant<string[]>([]),
    words.filter((word) => word.trim() !== '-').map((word) => [word]),
  );
  // Without --threads 0 a line would start threads.
  const fixed = 'threads' in options ? [['--threads', '0']] : [];
  // A topic of usual size takes a second.
  if (name === 'simulate') fixed.push(['--epochs', '20'], ['--burn-in', '5'], ['--inferers', '3']);
  const isDrawn = fc.nat(30).map((number) => number === 0);
  const least = name === 'recommend' ? [['--std', '0.1']] : [];
  return fc
    .tuple(
      fc.tuple(...arguments_),
      fc.tuple(
        ...needed.map(([each, option]) => rarely(12, optionWords(each, option), fc.constant<string[]>([]))),
      ),
      some,
      stray,
      fc.boolean(),
      fc.nat(),
      isDrawn,
    )
    .map(([own, required, more, extra, isSuited, order, draws]) => {
      const groups = [own, ...required, ...(isSuited ? least : []), ...more, extra];
      const shift = order % 4 === 0 ? order % groups.length : 0;
      const missing = fixed.filter(([option]) => !more.some(([word]) => word!.startsWith(option!)));
      return [
        name,
        ...groups.slice(shift).flat(),
        ...groups.slice(0, shift).flat(),
        ...missing.flat(),
        ...((name === 'run' || name === 'simulate') && !draws ? ['--no-figures'] : []),
      ];
    });
});

/** Sometimes words in any order instead. */
const anyLine = rarely(
  12,
  lines,
  fc
    .array(
      fc.oneof(words, fc.constantFrom(...OFFLINE.map(({ name }) => name), '--help', '--version', '--json')),
      {
        maxLength: 6,
      },
    )
    .map((line) => line.filter((word) => word.trim() !== '-')),
);

/** One line in this many also runs in a process. */
const PROCESS = IS_FULL ? 1000 : 100;

it('command lines', { timeout: 4 * 3600_000 }, async () => {
  const valid = mkdtempSync(join(folder.path, 'valid-'));
  cpSync(VALID_FILES, valid, { recursive: true });
  cpSync(VALID_FILES, join(valid, 'results'), { recursive: true });
  writeFileSync(join(valid, 'tiny.json'), JSON.stringify(TINY));
  const make = () => {
    const cwd = mkdtempSync(join(folder.path, 'line-'));
    cpSync(valid, cwd, { recursive: true });
    return cwd;
  };
  let cwd = make();
  let done = 0;
  const share = await fuzz({
    area: 'commands',
    cases: anyLine,
    count: { suite: 200, full: 100_000 },
    async check(line, index) {
      // Lines write into the folder, so it is made again now and then.
      if (index % 50 === 49) {
        rmSync(cwd, { recursive: true });
        cwd = make();
      }
      const { status } = await callChecked(line, cwd);
      if (status === 0) done++;
      if (index % PROCESS > 0 || line.some((word) => word.includes('\0'))) return;
      checkOutcome(line, await alloraProcess(line, { cwd }));
    },
  });
  if (IS_FULL) console.log(`commands: ${done} succeeded`);
  expect(done).toBeGreaterThan(10 * share);
});
