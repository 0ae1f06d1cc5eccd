/**
 * Compiles the `assembly` folders of src to WebAssembly, each into the `module.ts` beside it. These files are
 * committed, so that users of the package need no compiler. CI compiles them again (--force) and compares.
 * Nothing is done if the sources have not changed.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OPTIONS =
  '--optimizeLevel 3 --shrinkLevel 0 --converge --noAssert --runtime stub --enable simd --use abort='.split(
    ' ',
  );
/**
 * Memory, in pages of 64 KiB. The memory of the kernel begins with its own data (kernel/assembly/memory.ts).
 */
const MODULES = {
  kernel: ['--memoryBase', String(80 * 65536), '--initialMemory', '83'],
  sampling: ['--initialMemory', '1'],
};

for (const [room, memory] of Object.entries(MODULES))
  await build(new URL(`../src/${room}/`, import.meta.url), [...OPTIONS, ...memory]);

async function build(folder, options) {
  const assembly = new URL('assembly/', folder);
  const hash = createHash('sha256').update(options.join(' '));
  for (const name of readdirSync(assembly).filter((each) => each.endsWith('.ts')))
    hash.update(name).update(readFileSync(new URL(name, assembly)));
  const header = `/** Generated from assembly/ by scripts/build-wasm.mjs. */

/** First 16 digits of the SHA-256 of the sources and compiler options. */
export const SOURCES = '${hash.digest('hex').slice(0, 16)}';`;

  const output = new URL('module.ts', folder);
  const current = readFileSync(output, { encoding: 'utf8', flag: 'a+' });
  if (!process.argv.includes('--force') && current.startsWith(header)) return;
  const asc = await import('assemblyscript/asc');
  const files = new Map();
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', fileURLToPath(assembly), '--outFile', 'module.wasm', ...options],
    {
      writeFile: (name, content) => void files.set(name, content),
    },
  );
  if (error) {
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
  const text = Buffer.from(files.get('module.wasm')).toString('base64');
  writeFileSync(
    output,
    `${header}

const CODE = Uint8Array.from(
  atob(
    '${text}',
  ),
  (letter) => letter.charCodeAt(0),
);

export const MODULE = new WebAssembly.Module(CODE);
`,
  );
}
