import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Contents of results by their paths, without the facts of the run. */
export function filesOf(results: string): Map<string, string> {
  return new Map(
    readdirSync(results, { recursive: true, encoding: 'utf8' })
      // Date, duration and machine of a run, and the page that shows them.
      .filter((name) => !['run.json', 'report.html'].includes(name) && statSync(join(results, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(results, name)).toString('base64')]),
  );
}
