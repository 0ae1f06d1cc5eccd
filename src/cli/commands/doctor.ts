/** `allora-epsilon doctor`: the facts of this machine that matter, on one page for a report of a fault. */

import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { availableParallelism, freemem, homedir, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createKernel } from '../../kernel/kernel.js';
import { COMMITTED } from '../../recommend/committed.js';
import { fontFiles, imageFontFiles } from '../../report/font.js';
import { readAssets } from '../../report/frame.js';
import { fileExists } from '../../results/read.js';
import { PACKAGE, VERSION } from '../../results/package.js';
import { studyNames } from '../../results/study-files.js';
import { errorText, EXIT } from '../../text/errors.js';
import { count } from '../../text/numbers.js';
import { tableLines } from '../../text/table.js';
import { answer, type OutputOptions } from '../console.js';
import { diskChecks } from '../disk-check.js';
import type { Check } from '../doctor-schema.js';

const OLDEST_NODE = 20;

export async function doctor(argv: OutputOptions): Promise<void> {
  const checks = [
    ...(await programChecks()),
    ...(await diskChecks(shortened)),
    ...terminalChecks(),
    ...(await fileChecks()),
  ];
  const problems = checks.filter(({ problem }) => problem !== null);
  const lines = [
    problems.length === 0 ? 'no problem found' : `${count(problems.length, 'problem')} found`,
    '',
    ...tableLines(
      checks.map(({ name, value }) => [name, value]),
      { align: 'left', gap: 2 },
    ),
    ...(problems.length > 0 ? [''] : []),
    ...problems.map(({ name, problem }) => `${name}: ${problem!}`),
  ];
  answer(argv, lines.join('\n'), { passed: problems.length === 0, checks });
  if (problems.length > 0) process.exitCode = EXIT.difference;
}

/** A path without the name of the user. */
function shortened(path: string): string {
  const home = homedir();
  return home.length > 1 && path.startsWith(home) ? `~${path.slice(home.length)}` : path;
}

async function programChecks(): Promise<Check[]> {
  const isOld = Number.parseInt(process.versions.node, 10) < OLDEST_NODE;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return [
    fact('allora-epsilon', VERSION),
    {
      name: 'node',
      value: process.version,
      problem: isOld ? `expected version ${OLDEST_NODE} or newer; install it from nodejs.org` : null,
    },
    fact('platform', `${process.platform} ${process.arch}, ${release()}`),
    fact('processors', String(availableParallelism())),
    fact('memory', `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`),
    await check(
      'threads',
      () => startThread(),
      'raise the limit of processes (ulimit -u), or use --threads 0',
    ),
    await check('SIMD', createKernel, 'the kernel needs WebAssembly with SIMD'),
  ];
}

async function startThread(): Promise<void> {
  const thread = new Worker('', { eval: true });
  await once(thread, 'exit');
}

function terminalChecks(): Check[] {
  const { stdout, stderr, env } = process;
  const width = stdout.isTTY ? `${stdout.columns || 80} columns` : 'no terminal';
  const colours =
    stdout.isTTY && !('NO_COLOR' in env) ? `${2 ** stdout.getColorDepth()} colours` : 'no colours';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'none';
  return [
    fact('output', `${width}, ${colours}, TERM ${env.TERM ?? 'none'}`),
    fact('messages', stderr.isTTY ? 'terminal, with a progress bar' : 'no terminal, progress as lines'),
    fact('Unicode', `${/utf-?8/i.test(locale) ? 'yes' : 'not stated'} (locale ${locale})`),
  ];
}

async function fileChecks(): Promise<Check[]> {
  const again = 'install the package again, or run npm run build in a checkout';
  const names = await studyNames();
  const fonts = [fontFiles(), imageFontFiles('')].flatMap((files) => Object.values(files));
  const isBesides = await fileExists('results/mapping/manifest.json');
  return [
    fact('package', shortened(fileURLToPath(PACKAGE))),
    await check('fonts', () => Promise.all(fonts.map((path) => access(path))), again),
    await check('report page', readAssets, again),
    {
      name: 'studies',
      value: `${names.length}`,
      problem: names.length === 0 ? `no study file was found; ${again}` : null,
    },
    fact('fitted mapping', `${count(COMMITTED.length, 'formula')} in the program`),
    fact(
      'results/mapping',
      isBesides ? 'in this folder' : 'not in this folder: part of a checkout, and of the package',
    ),
  ];
}

function fact(name: string, value: string): Check {
  return { name, value, problem: null };
}

/** @param way out of the problem */
async function check(name: string, attempt: () => unknown, way: string): Promise<Check> {
  try {
    await attempt();
    return fact(name, 'yes');
  } catch (error) {
    return {
      name,
      value: 'no',
      problem: `${errorText(error)}; ${way}`,
    };
  }
}
