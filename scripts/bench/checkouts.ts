/** The built checkouts whose code is measured: this one, and with `--against` another one. */

import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

export interface Checkout {
  folder: string;
  /** Added to the names of its rows: empty for this checkout. */
  suffix: '' | typeof OTHER;
}

export const OTHER = ', other checkout';

export const THIS_CHECKOUT: Checkout = { folder: join(import.meta.dirname, '../..'), suffix: '' };

/** @throws {Error} if the folder is not a built checkout */
export async function otherCheckout(folder: string): Promise<Checkout> {
  const checkout: Checkout = { folder: resolve(folder), suffix: OTHER };
  await access(commandOf(checkout)).catch(() => {
    throw new Error(`--against: expected a built checkout, got ${folder} without dist/cli/main.js`);
  });
  return checkout;
}

/** Path of the program `allora-epsilon`. */
export function commandOf({ folder }: Checkout): string {
  return join(folder, 'dist/cli/main.js');
}

// Modules are loaded from `dist`, so that no compiler takes part and both checkouts are loaded in the same
// way.

export async function loadLibrary(checkout: Checkout): Promise<typeof import('../../src/index.js')> {
  return (await load(checkout, 'index.js')) as typeof import('../../src/index.js');
}

export async function loadKernel(
  checkout: Checkout,
): Promise<typeof import('../../src/kernel/kernel.js') & typeof import('../../src/weights/formula.js')> {
  const modules = await Promise.all(
    ['kernel/kernel.js', 'weights/formula.js'].map((path) => load(checkout, path)),
  );
  return Object.assign({}, ...modules) as Awaited<ReturnType<typeof loadKernel>>;
}

/** Simulated topics, which are not part of the library. */
export async function loadTopics(
  checkout: Checkout,
): Promise<typeof import('../../src/topic/run-topic.js') & typeof import('../../src/topic/measures.js')> {
  const modules = await Promise.all(
    ['topic/run-topic.js', 'topic/measures.js'].map((path) => load(checkout, path)),
  );
  return Object.assign({}, ...modules) as Awaited<ReturnType<typeof loadTopics>>;
}

function load({ folder }: Checkout, path: string): Promise<unknown> {
  return import(pathToFileURL(join(folder, 'dist', path)).href);
}

/** The commit of a checkout, with `-dirty` if files differ from it. */
export async function commitOf({ folder }: Checkout): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty'], { cwd: folder });
  return stdout.trim();
}
