/** `allora-epsilon explore`: the interactive page as one file. */

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeHtml } from '../page/numbers.js';
import { DEFAULTS, RULES, toHash, type State } from '../page/state.js';
import { answer, type OutputOptions } from './console.js';
import { UsageError, fileError } from './failure.js';

/** Built by `npm run build` into dist/page, whether this file runs from there or from its source. */
const PAGE = fileURLToPath(new URL('../../dist/page/explore.html', import.meta.url));

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
  const start = Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => [name, argv[name as keyof State] ?? value]));
  for (const [field, { key, rule, holds }] of Object.entries(RULES)) {
    const value = start[field] as number | null;
    if (value !== null && !holds(value)) throw new UsageError(`--${key}: expected ${rule}, got ${value}`);
  }
  return start as unknown as State;
}

/** Under a temporary name beside its place, then moved there: a page that exists is whole. */
async function writeWhole(path: string, content: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new UsageError(`cannot write ${path}: it is ${found.isDirectory() ? 'a folder' : 'no file'}`);
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, content, { flag: 'wx' });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw fileError('write', path, error);
  }
}
