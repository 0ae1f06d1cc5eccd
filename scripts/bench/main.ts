/**
 * The benchmark: `npm run bench`. One run, same data for everyone, results compared before anything is timed.
 *
 *   --quick         little data, few repetitions: to see that everything works
 *   --only PART     one part alone: grid, solver, command, orchestration or latency
 *   --json          one JSON document on standard output instead of the table
 *   --json FILE     the table on standard output, and the document in FILE
 *
 * Exit status: 0 done; 1 results differ; 2 usage; 3 a failure while running; 130 interrupted.
 */

import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { OUR_COMMAND, wholeCommand } from './command.js';
import { Disagreement, hold, type Contest, type Effort } from './contest.js';
import { gridSpread, OURS } from './grid-spread.js';
import { findInstalled, type Installed } from './installed.js';
import { BARE_NODE, latency, TARGET } from './latency.js';
import { closeOurs } from './ours.js';
import { stopPeers } from './peers.js';
import { KERNEL_ALONE, orchestration } from './orchestration.js';
import { OUR_SOLVER, solver } from './solver.js';
import { documentOf, textOf, type Part } from './table.js';

const EFFORT: Effort = { most: 25, least: 5, seconds: 10 };
const LITTLE_EFFORT: Effort = { most: 2, least: 1, seconds: 0.2 };

interface Plan extends Omit<Part, 'title' | 'rows' | 'agreements'> {
  name: string;
  /** Where little data would not make it quicker. */
  effort?: Effort;
  contest: (installed: Installed, temporary: string, quick: boolean) => Contest | Promise<Contest>;
}

const PLANS: Plan[] = [
  {
    name: 'grid',
    contest: gridSpread,
    task: 'Mean spread of log10 weights per cell and epsilon. One evaluation: one worker of one draw at one epsilon, both mappings, spread included.',
    per: 'evaluation',
    unit: { name: 'ns', inSeconds: 1e-9 },
    rate: true,
    base: OURS,
  },
  {
    name: 'solver',
    contest: solver,
    task: 'Largest epsilon with S >= T of each draw, both mappings together.',
    per: 'draw',
    unit: { name: 'us', inSeconds: 1e-6 },
    rate: false,
    base: OUR_SOLVER,
  },
  {
    name: 'command',
    contest: wholeCommand,
    task: 'A grid study from its file to its tables, both spreads of both mappings, start of the program included.',
    per: 'study',
    unit: { name: 's', inSeconds: 1 },
    rate: false,
    base: OUR_COMMAND,
  },
  {
    name: 'orchestration',
    contest: orchestration,
    task: 'A study of 900 cells in four formulas, 1000 draws, 10 workers, 100 epsilons, both spreads of both mappings.',
    per: 'study',
    unit: { name: 's', inSeconds: 1 },
    rate: false,
    base: KERNEL_ALONE,
  },
  {
    name: 'latency',
    contest: latency,
    task: `An answer from the fit, the whole process. Target: ${TARGET} ms, Node's own start included.`,
    per: 'answer',
    unit: { name: 'ms', inSeconds: 1e-3 },
    rate: false,
    base: BARE_NODE,
    effort: { most: 25, least: 10, seconds: 10 },
  },
];

async function bench(
  quick: boolean,
  only: string | undefined,
  temporary: string,
): Promise<{ installed: Installed; parts: Part[] }> {
  const installed = await findInstalled();
  const parts: Part[] = [];
  for (const { name, contest, effort, ...plan } of PLANS) {
    if (only !== undefined && name !== only) continue;
    const prepared = await contest(installed, temporary, quick);
    const outcome = await hold(prepared, effort ?? (quick ? LITTLE_EFFORT : EFFORT), (line) =>
      process.stderr.write(`${line}\n`),
    );
    parts.push({ ...plan, title: prepared.title, ...outcome });
  }
  return { installed, parts };
}

async function main(): Promise<void> {
  const { quick, only, json } = yargs(process.argv.slice(2))
    .scriptName('npm run bench --')
    .usage('$0 [--quick] [--only PART] [--json [FILE]]')
    .option('quick', { type: 'boolean', default: false, describe: 'little data, few repetitions' })
    .option('only', { choices: PLANS.map(({ name }) => name), describe: 'one part alone' })
    .option('json', {
      type: 'string',
      describe: 'one JSON document on standard output, or in a file beside the table',
    })
    .strict()
    .version(false)
    .fail((message) => {
      process.stderr.write(`${message}\n`);
      process.exit(2);
    })
    .parseSync();

  const temporary = await mkdtemp(join(tmpdir(), 'allora-epsilon-bench-'));
  // An exit of any kind leaves nothing behind.
  process.once('exit', () => {
    stopPeers();
    rmSync(temporary, { recursive: true, force: true });
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));

  try {
    const { installed, parts } = await bench(quick, only, temporary);
    const document = `${JSON.stringify(documentOf(installed, quick, parts), null, 2)}\n`;
    process.stdout.write(json === '' ? document : `${textOf(installed, parts)}\n`);
    if (json) await writeFile(json, document);
  } catch (error) {
    process.exitCode = error instanceof Disagreement ? 1 : 3;
    process.stderr.write(
      `${error instanceof Disagreement ? error.message : String((error as Error).stack ?? error)}\n`,
    );
  } finally {
    await closeOurs();
  }
}

await main();
