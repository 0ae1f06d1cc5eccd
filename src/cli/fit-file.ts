/** `fit.json`: the mapping fitted to the table of a threshold study. */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fitMapping, type CurveFit, type MappingFit } from '../fit/mapping-fit.js';
import { RESULT_FORMAT, type ThresholdCellRow } from '../study/record.js';
import type { ThresholdStudy } from '../study/study-file.js';
import { fileError, UsageError } from './failure.js';
import { readJson } from './files.js';
import { studyHash, VERSION } from './manifest.js';
import { readTable, TABLES } from './tables.js';

export const FIT = 'fit.json';

interface FitFile extends MappingFit {
  format: number;
  /** Name of the study, and SHA-256 of its definition. */
  study: string;
  studyHash: string;
  /** Version of the package that fitted. */
  version: string;
  /** SHA-256 of the table that was fitted, `cells.csv`. */
  dataHash: string;
}

/** Fits the table in `folder` and writes the file into `to`; null, and no file, if the study has too few cells for any fit. */
export async function writeFit(study: ThresholdStudy, folder: string, to: string): Promise<MappingFit | null> {
  const path = join(folder, TABLES.threshold.cells.file);
  const rows = await readTable<ThresholdCellRow>(path, TABLES.threshold.cells);
  const fit = fitMapping(study, rows);
  if (fit.slopes.length + fit.curves.length + fit.workers.length === 0) return null;
  const file: FitFile = {
    ...{ format: RESULT_FORMAT, study: study.name, studyHash: studyHash(study), version: VERSION },
    ...{
      dataHash: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    },
    ...fit,
  };
  await writeFile(join(to, FIT), `${JSON.stringify(file, null, 1)}\n`);
  return fit;
}

/** @throws {UsageError} naming the file and what is wrong with it */
export async function readFit(path: string): Promise<FitFile> {
  const file = (await readJson(path)) as Partial<FitFile> | null;
  if (file?.format !== RESULT_FORMAT) {
    throw new UsageError(
      `${path}: format: expected ${RESULT_FORMAT}, got ${file?.format === undefined ? 'nothing' : JSON.stringify(file.format)}`,
    );
  }
  for (const key of ['slopes', 'curves', 'workers'] as const) {
    if (!Array.isArray(file[key]))
      throw new UsageError(`${path}: ${key}: expected a list of fits, got ${JSON.stringify(file[key]) ?? 'nothing'}`);
  }
  return file as FitFile;
}

/** The curves of `fit.json`, or none where there is no such file. */
export async function readCurves(folder: string): Promise<CurveFit[]> {
  try {
    await readFile(join(folder, FIT));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError('read', join(folder, FIT), error);
  }
  return (await readFit(join(folder, FIT))).curves;
}
