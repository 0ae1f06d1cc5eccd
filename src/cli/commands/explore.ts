/** `allora-epsilon explore`: the interactive page as one file. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeHtml } from '../../text/html.js';
import { DEFAULTS, RULES, toHash, type State } from '../../explore/state.js';
import { answer, type OutputOptions } from '../console.js';
import { UsageError } from '../../text/errors.js';
import { PACKAGE } from '../../results/package.js';
import { writeWhole } from '../../results/whole-file.js';

/** Built by `npm run build`. */
const PAGE = fileURLToPath(new URL('dist/explore/explore.html', PACKAGE));

type ExploreArguments = OutputOptions & { out: string } & Partial<State>;

export async function explore(argv: ExploreArguments): Promise<void> {
  const start = startOf(argv);
  const page = await readFile(PAGE, 'utf8');
  // Where the address of the page says nothing, this does.
  const content = page.replace('data-start=""', () => `data-start="${escapeHtml(toHash(start))}"`);
  await writeWhole(argv.out, content);
  answer(argv, argv.out, { path: resolve(argv.out), bytes: Buffer.byteLength(content), start });
}

function startOf(argv: Partial<State>): State {
  const start = Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, value]) => [name, argv[name as keyof State] ?? value]),
  );
  for (const [field, { key, rule, holds }] of Object.entries(RULES)) {
    const value = start[field] as number | null;
    if (value !== null && !holds(value)) throw new UsageError(`--${key}: expected ${rule}, got ${value}`);
  }
  return start as unknown as State;
}
