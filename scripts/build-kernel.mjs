/**
 * Compiles src/kernel/assembly to WebAssembly, into src/kernel/module.ts. The result is committed: who only uses the package needs no
 * compiler, and CI compares it with a fresh one (--force). Where the sources have not changed since, nothing is done.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../src/kernel/', import.meta.url);
const output = new URL('module.ts', folder);
const sources = readdirSync(new URL('assembly/', folder)).filter((name) => name.endsWith('.ts'));
const options = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--memoryBase',
  String(76 * 65536),
  '--initialMemory',
  '79',
  '--use',
  'abort=',
];

const hash = createHash('sha256').update(options.join(' '));
for (const name of sources) hash.update(name).update(readFileSync(new URL(`assembly/${name}`, folder)));
const header = `/** Generated from assembly/ by scripts/build-kernel.mjs, sources ${hash.digest('hex').slice(0, 16)}. */`;

const current = readFileSync(output, { encoding: 'utf8', flag: 'a+' });
if (process.argv.includes('--force') || !current.startsWith(header)) {
  const asc = await import('assemblyscript/asc');
  const files = new Map();
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', fileURLToPath(new URL('assembly/', folder)), '--outFile', 'kernel.wasm', ...options],
    {
      writeFile: (name, content) => void files.set(name, content),
    },
  );
  if (error) {
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
  const text = Buffer.from(files.get('kernel.wasm')).toString('base64');
  writeFileSync(output, `${header}\n\nexport const MODULE_BASE64 =\n  '${text}';\n`);
}
