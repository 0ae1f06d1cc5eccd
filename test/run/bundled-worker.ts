import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles the worker of the threads into one file. @returns its address */
export function bundledWorker(): Promise<URL> {
  const source = new URL('../../src/run/worker.ts', import.meta.url);
  return bundle(source, join(tmpdir(), `allora-epsilon-worker-${process.pid}.mjs`));
}

/**
 * Bundles a module into one file, as scripts/build-bundles.mjs does: a process that compiles its sources starts
 * in twenty times the time. @returns its address
 */
export async function bundle(source: URL, outfile: string): Promise<URL> {
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return pathToFileURL(outfile);
}
