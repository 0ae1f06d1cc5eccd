/**
 * Damaged input files, made in memory from ../valid-files. Each has one defect that makes it invalid for any
 * reader of its kind. The folder in a path is the kind of file. The file name describes the defect.
 */

import { readFileSync } from 'node:fs';
import { damagedEpochs, damagedLosses } from './epochs.js';
import { damagedJson } from './json.js';
import { damagedCells, damagedFits, damagedManifests } from './results.js';
import { damagedStudies } from './studies.js';
import { damagedTableText, damagedText, type DamagedFile } from './text.js';

type Damage = (text: string) => DamagedFile[];

const DAMAGES: readonly [kind: string, extension: string, damages: readonly Damage[]][] = [
  ['study', 'json', [damagedJson, damagedStudies]],
  ['manifest', 'json', [damagedJson, damagedManifests]],
  ['fit', 'json', [damagedJson, damagedFits]],
  ['cells', 'csv', [damagedText, damagedCells]],
  ['regrets', 'csv', [damagedTableText, damagedEpochs]],
  ['losses', 'csv', [damagedTableText, damagedEpochs, damagedLosses]],
  ['scores', 'csv', [damagedTableText, damagedEpochs]],
];

/** @returns contents by path, `<kind>/<defect>.<extension>` */
export function damagedFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [kind, extension, damages] of DAMAGES) {
    const valid = readFileSync(new URL(`../valid-files/${kind}.${extension}`, import.meta.url), 'utf8');
    for (const [defect, content] of damages.flatMap((damage) => damage(valid))) {
      const path = `${kind}/${defect.replace(/[^\w.-]+/g, '-')}.${extension}`;
      if (files.has(path)) throw new Error(`two damaged files are named ${path}`);
      files.set(path, Buffer.from(content));
    }
  }
  return files;
}
