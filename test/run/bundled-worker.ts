import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles the worker of the threads into one file, as scripts/build-bundles.mjs does. @returns its address */
export async function bundledWorker(): Promise<URL> {
  const outfile = join(tmpdir(), `allora-epsilon-worker-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/run/worker.ts', import.meta.url))],
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
