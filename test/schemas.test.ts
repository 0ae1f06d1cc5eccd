import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { schemas } from '../scripts/schemas.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { $id: string };
const expected = JSON.parse(JSON.stringify(schemas())) as Record<string, { $id: string }>;

it('the files are up to date (npm run schema)', () => {
  for (const [path, schema] of Object.entries(expected)) expect(read(join(root, path))).toEqual(schema);
});

it('every schema has its published address', () => {
  for (const [path, { $id }] of Object.entries(expected))
    expect($id).toBe(`https://unpkg.com/allora-epsilon/${path}`);
});

it('a package that depends on this one finds the schemas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-user-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/allora-epsilon'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const user = createRequire(pathToFileURL(join(folder, 'user.js')));
    for (const [path, schema] of Object.entries(expected))
      expect(read(user.resolve(`allora-epsilon/schemas/${basename(path)}`))).toEqual(schema);
    const script = "console.log(import.meta.resolve('allora-epsilon/schemas/recommend.schema.json'))";
    const found = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(read(fileURLToPath(found.trim()))).toEqual(
      expected['src/recommend/schemas/recommend.schema.json'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('study files refer to the schema of study files', () => {
  const folder = join(root, 'studies');
  for (const file of readdirSync(folder).filter((name) => name !== 'study.schema.json')) {
    const { $schema } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { $schema: string };
    expect(read(join(folder, $schema)).$id).toBe(expected['studies/study.schema.json']!.$id);
  }
});
