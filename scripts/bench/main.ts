/**
 * The benchmark: `npm run bench`. All competitors get the same data, and their results are compared before
 * anything is timed.
 *
 *   --quick          little data, few repetitions: to see that everything works
 *   --only NAMES     some benchmarks, with commas: grid, solver, command, orchestration, latency, start, tables,
 *                    topic, topic-scores; scaling: how time and memory grow, which runs only if it is named
 *   --against DIR    compare this checkout with another built one, in alternation; no external programs
 *   --json           one JSON document on standard output instead of the tables
 *   --json FILE      the tables on standard output, and the document in FILE
 *
 * Exit status: 0 done; 1 results differ; 2 usage; 3 a failure while running; 130 or 143 stopped by a signal.
 */

import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { BENCHMARKS } from './benchmarks/index.js';
import type { Setting } from './benchmarks/setting.js';
import { otherCheckout, THIS_CHECKOUT } from './checkouts.js';
import { comparisonText, comparisonDocument } from './comparison.js';
import { stopPrograms } from './external-process.js';
import { stopThreads } from './kernel-tasks.js';
import { Disagreement, measure, type Effort } from './measure.js';
import { documentOf, textOf, type Part } from './report.js';
import { measureScaling, scalingText } from './scaling.js';
import { findToolchain } from './toolchain.js';

const EFFORT: Effort = { most: 25, least: 5, seconds: 10 };
const LITTLE_EFFORT: Effort = { most: 2, least: 1, seconds: 0.2 };

const SCALING = 'scaling';

async function run(names: readonly string[], setting: Setting): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of names.filter((each) => each !== SCALING)) {
    const { prepare, effort, ...description } = BENCHMARKS[name]!;
    const benchmark = await prepare(setting);
    const outcome = await measure(
      benchmark,
      { ...(effort ?? (setting.quick ? LITTLE_EFFORT : EFFORT)), equal: setting.isComparison },
      (line) => process.stderr.write(`${line}\n`),
    );
    parts.push({ ...description, title: benchmark.title, ...outcome });
  }
  return parts;
}

/** Adds the scaling, measured in a folder, to the report. */
async function withScaling(
  [text, document]: [string, object],
  folder: string | null,
  quick: boolean,
): Promise<[string, object]> {
  if (folder === null) return [text, document];
  const scaling = await measureScaling(folder, quick, (line) => process.stderr.write(`${line}\n`));
  return [`${text}\n\n${scalingText(scaling)}`, { ...document, scaling }];
}

function namesOf(only: string): string[] {
  const known = [...Object.keys(BENCHMARKS), SCALING];
  const names = only.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only: expected ${known.join(', ')}, got "${unknown}"`);
  return known.filter((name) => names.includes(name));
}

function exitWithUsage(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const { quick, only, against, json } = yargs(process.argv.slice(2))
    .scriptName('npm run bench --')
    .usage('$0 [--quick] [--only NAMES] [--against DIR] [--json [FILE]]')
    .option('quick', { type: 'boolean', default: false, describe: 'little data, few repetitions' })
    .option('only', {
      coerce: namesOf,
      default: Object.keys(BENCHMARKS).join(','),
      describe: 'benchmarks to run, separated by commas',
    })
    .option('against', { type: 'string', describe: 'folder of another built checkout' })
    .option('json', {
      type: 'string',
      describe: 'one JSON document on standard output, or in a file beside the tables',
    })
    .strict()
    .version(false)
    .fail((message: string, error: Error | undefined) => exitWithUsage(error?.message ?? message))
    .parseSync();
  const checkouts = [THIS_CHECKOUT];
  if (against !== undefined) {
    checkouts.push(
      await otherCheckout(against).catch((error: unknown) => exitWithUsage((error as Error).message)),
    );
  }

  const temporary = await mkdtemp(join(tmpdir(), 'allora-epsilon-bench-'));
  // Clean up at any exit.
  process.once('exit', () => {
    stopPrograms();
    rmSync(temporary, { recursive: true, force: true });
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));

  try {
    const toolchain = await findToolchain();
    const isComparison = checkouts.length > 1;
    const parts = await run(only, { toolchain, temporary, quick, checkouts, isComparison });
    const [text, content] = isComparison
      ? [await comparisonText(toolchain, checkouts, parts), await comparisonDocument(checkouts, parts)]
      : await withScaling(
          [textOf(toolchain, parts), documentOf(toolchain, quick, parts)],
          only.includes(SCALING) ? temporary : null,
          quick,
        );
    const document = `${JSON.stringify(content, null, 2)}\n`;
    process.stdout.write(json === '' ? document : `${text}\n`);
    if (json) await writeFile(json, document);
  } catch (error) {
    process.exitCode = error instanceof Disagreement ? 1 : 3;
    const { message, stack } = error as Error;
    process.stderr.write(`${error instanceof Disagreement ? message : (stack ?? message)}\n`);
  } finally {
    await stopThreads();
  }
}

await main();
