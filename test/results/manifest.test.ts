/** Committed results are the files that their manifests list. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/index.js';
import { makeManifest, readManifest } from '../../src/results/manifest.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = readdirSync(`${root}results`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it('every study has results', () => {
  const studies = readdirSync(`${root}studies`).filter((file) => file !== 'study.schema.json');
  expect(names.map((name) => `${name}.json`).sort()).toEqual(studies.sort());
});

describe.each(names)('results/%s/manifest.json', (name) => {
  const folder = `${root}results/${name}`;
  const text = readFileSync(`${folder}/manifest.json`, 'utf8');
  const { files, study } = JSON.parse(text) as { files: Record<string, string>; study: unknown };

  it('lists all files of this folder with their hashes', () => {
    const hashOf = (path: string) =>
      createHash('sha256')
        .update(readFileSync(`${folder}/${path}`))
        .digest('hex');
    const present = Object.keys(files).filter((path) => existsSync(`${folder}/${path}`));
    expect(Object.fromEntries(present.map((path) => [path, hashOf(path)]))).toEqual(
      Object.fromEntries(present.map((path) => [path, files[path]])),
    );
    const others = ['manifest.json', 'run.json', 'report.html'];
    const inFolder = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !others.includes(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    expect(present.sort()).toEqual(inFolder.sort());
  });

  it('is the text that a run writes, which does not depend on the time or the machine', () => {
    const parsed = parseStudy(study).study!;
    expect(text).toBe(`${JSON.stringify(makeManifest(parsed, files), null, 2)}\n`);
  });
});

it('missing results of an included study name the command that writes them', async () => {
  await expect(readManifest('no-such-folder/mapping/manifest.json')).rejects.toThrow(
    /no such file or folder; allora-epsilon run mapping writes the results of this study$/,
  );
  await expect(readManifest('no-such-folder/other/manifest.json')).rejects.toThrow(/no such file or folder$/);
});
