/** The installed production dependencies match docs/dependencies.md, and none has an install script. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { RUNS_ALL } from './effort.js';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface Package {
  version: string;
  license?: string;
  scripts?: Record<string, string>;
}
const packageOf = (name: string) => JSON.parse(read(`node_modules/${name}/package.json`)) as Package;
const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };

it('docs/dependencies.md lists the production dependencies with version, licence and reason', () => {
  const rows = [
    ...read('docs/dependencies.md').matchAll(
      /^\| `([^`]+)`\s*\| ([^|]+?)\s*\| ([^|]+?)\s*\| ([^|]+?)\s*\|$/gm,
    ),
  ];
  const listed = rows.map(([, name, version, licence]) => [name, version, licence]);
  const installed = Object.entries(dependencies).map(([name, version]) => {
    expect(packageOf(name).version).toBe(version);
    return [
      name,
      version,
      name === 'dejavu-fonts-ttf' ? 'Bitstream Vera, public domain' : packageOf(name).license,
    ];
  });
  expect(listed).toEqual(installed);
  expect(rows.every(([, , , , reason]) => reason!.length > 5)).toBe(true);
});

it('no production dependency has an install script', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  };
  const withScript = Object.entries(lock.packages).filter(
    ([path, { dev, hasInstallScript }]) => path !== '' && !dev && hasInstallScript,
  );
  expect(withScript.map(([path]) => path)).toEqual([]);
});

describe('the bill of materials', () => {
  const write = () =>
    execFileSync(process.execPath, [fileURLToPath(new URL('scripts/write-sbom.mjs', root))], {
      encoding: 'utf8',
      maxBuffer: 64e6,
    });
  // The used parts of the CycloneDX 1.5 schema.
  const licence = z.union([
    z.strictObject({ license: z.union([z.object({ id: z.string() }), z.object({ name: z.string() })]) }),
    z.strictObject({ expression: z.string() }),
  ]);
  const component = z.object({
    type: z.enum(['library', 'application']),
    'bom-ref': z.string().min(1),
    name: z.string().min(1),
    version: z.string().min(1),
    purl: z.string().startsWith('pkg:npm/'),
    scope: z.enum(['required', 'optional', 'excluded']),
    licenses: z.array(licence).min(1),
    hashes: z
      .array(
        z.strictObject({
          alg: z.enum(['SHA-512', 'SHA-1']),
          content: z.string().regex(/^([0-9a-f]{128}|[0-9a-f]{40})$/),
        }),
      )
      .optional(),
  });
  const shape = z.strictObject({
    $schema: z.literal('http://cyclonedx.org/schema/bom-1.5.schema.json'),
    bomFormat: z.literal('CycloneDX'),
    specVersion: z.literal('1.5'),
    version: z.int().min(1),
    metadata: z.strictObject({ lifecycles: z.array(z.object({ phase: z.literal('build') })), component }),
    components: z.array(component),
    dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
  });

  it('is valid CycloneDX, complete, and the same at each call', () => {
    const text = write();
    // A call takes seconds. A date or serial number, which differ between calls, would not fit the shape below.
    if (RUNS_ALL) expect(write()).toBe(text);
    const bom = shape.parse(JSON.parse(text));
    const all = [bom.metadata.component, ...bom.components];
    const refs = new Set(all.map((each) => each['bom-ref']));
    expect(refs.size).toBe(all.length);
    for (const { ref, dependsOn } of bom.dependencies)
      for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
    expect(bom.metadata.component.name).toBe('allora-epsilon');
    const names = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    for (const [name, version] of Object.entries(dependencies)) expect(names).toContain(`${name}@${version}`);
    expect(bom.components.map(({ name }) => name)).not.toContain('vitest');
  });
});
