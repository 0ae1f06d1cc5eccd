/** `fit.json`: the mapping fitted to the table of a threshold study. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { LIMIT_PARAMETERS } from '../fit/fitted-curve.js';
import { CURVE_FAMILIES } from '../fit/curve-families.js';
import { fittingSteps, type MappingFit } from '../fit/mapping-fit.js';
import type { Step } from '../run/steps.js';
import { inTurns } from '../run/turns.js';
import { number, oneOf } from '../study/fields.js';
import { problemsOf } from '../text/problems.js';
import { show } from '../text/check.js';
import { QUANTILES } from '../study/table.js';
import { RESULT_FORMAT } from './manifest.js';
import type { ThresholdStudy } from '../study/kinds/threshold/definition.js';
import { MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';
import { UsageError } from '../text/errors.js';
import { fileExists, readJson, textHash } from './read.js';
import { FIT, MANIFEST } from './layout.js';
import { readManifestStudy, studyHash } from './manifest.js';
import { readTable } from './csv.js';
import * as KINDS from '../study/kinds/index.js';
import { VERSION } from './package.js';

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

/**
 * Reads the study of a results folder.
 * @throws {UsageError} if the manifest cannot be read, or the study is of another kind
 */
export async function readThresholdStudy(folder: string): Promise<ThresholdStudy> {
  const path = join(folder, MANIFEST);
  const study = await readManifestStudy(path);
  if (study.kind === 'threshold') return study;
  throw new UsageError(
    `${path}: study.kind: expected "threshold", whose largest epsilons can be fitted, got "${study.kind}"`,
  );
}

/**
 * Fits the table in `folder` and writes `fit.json` into `to`.
 * @returns null, without writing a file, if means are in dex (each cell is then a regime of its own), if the
 *   study has variants, if regrets are not normally distributed, or if there are too few cells
 * @throws the reason of the signal
 */
export async function writeFit(
  study: ThresholdStudy,
  folder: string,
  to: string,
  signal: AbortSignal,
  onStep?: (step: Step) => void,
): Promise<MappingFit | null> {
  if (study.axis !== 'ratio' || study.variants || study.distribution || study.groups) return null;
  const path = join(folder, KINDS.threshold.tables.cells.file);
  const dataHash = await textHash(path);
  const rows = await readTable(path, KINDS.threshold.tables.cells, study);
  const fit = await inTurns(fittingSteps(study, rows), onStep, signal);
  if (fit.slopes.length + fit.curves.length + fit.workers.length === 0) return null;
  const file: FitFile = {
    format: RESULT_FORMAT,
    study: study.name,
    studyHash: studyHash(study),
    version: VERSION,
    dataHash,
    ...fit,
  };
  await writeFile(join(to, FIT), `${JSON.stringify(file, null, 1)}\n`);
  return fit;
}

const finite = number('a finite number');
const range = z
  .tuple([finite, finite], { error: 'expected [from, to]' })
  .refine(([from, to]) => from < to, { error: 'expected [from, to], from < to' });

function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape, { error: 'expected an object' });
}

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'expected a list' });
}

const text = z
  .string({ error: 'expected a text' })
  .regex(/^\P{Cc}*$/u, { error: 'expected a text without control characters' });

const fitted = {
  scheme: oneOf(SCHEME_NAMES),
  mapping: oneOf(MAPPINGS),
  factor: finite,
  model: text,
  formula: text,
  parameters: list(object({ name: text, value: finite, standardError: finite })),
  covariance: list(list(finite)),
  degreesOfFreedom: finite,
  chiSquared: finite.nullable(),
};
const quantile = oneOf(Object.keys(QUANTILES));

const curve = object({
  ...fitted,
  model: oneOf(CURVE_FAMILIES.map(({ name }) => name)),
  workers: finite.nullable(),
  quantile: quantile.nullable(),
  range: object({ ratio: range }),
  limits: object({ steep: finite, rate: finite, ratio: finite, epsilon: finite }),
  worstError: finite,
  points: list(object({ ratio: finite, epsilon: finite, standardError: finite, residual: finite })),
}).superRefine(({ model, workers, parameters, covariance }, context) => {
  const own = CURVE_FAMILIES.find(({ name }) => name === model)!.parameterNames.length;
  const count = workers === null ? own : own + LIMIT_PARAMETERS.length;
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (parameters.length !== count)
    refuse('parameters', `expected ${count}, as this model has, got ${parameters.length}`);
  else if (covariance.length !== count || covariance.some((row) => row.length !== count)) {
    refuse('covariance', `expected ${count} lists of ${count} numbers`);
  }
});

/** The fields of a fit file that readers use. */
const fitFile = object({
  slopes: list(object({ ...fitted, workers: finite, ratio: finite })),
  curves: list(curve),
  workers: list(object({ ...fitted, ratio: finite, quantile })),
});

/** Reads a fit file. @throws {UsageError} naming the file, the field, the rule and the value */
export async function readFit(path: string): Promise<FitFile> {
  const file = (await readJson(path)) as FitFile | null;
  if (file?.format !== RESULT_FORMAT) {
    throw new UsageError(
      `${path}: format: expected ${RESULT_FORMAT}, got ${file?.format === undefined ? 'nothing' : JSON.stringify(file.format)}`,
    );
  }
  const { error } = fitFile.safeParse(file);
  if (!error) return file;
  const [problem] = problemsOf(error, file);
  throw new UsageError(`${path}: ${problem!.path}: ${problem!.message}`);
}

/**
 * Reads the fit of a results folder; null if it has none.
 * @param report takes the problem of a fit of another table; without it, the tables are not compared
 * @throws {UsageError} naming the file, the field, the rule and the value
 */
export async function readFitIfAny(
  folder: string,
  report?: (problem: string) => void,
): Promise<FitFile | null> {
  const path = join(folder, FIT);
  if (!(await fileExists(path))) return null;
  const fit = await readFit(path);
  if (!report) return fit;
  const { file } = KINDS.threshold.tables.cells;
  const table = await textHash(join(folder, file));
  if (fit.dataHash !== table) {
    report(
      `${path}: dataHash: expected that of ${file}, ${table}, got ${show(fit.dataHash)}; \`allora-epsilon fit\` fits the table again`,
    );
  }
  return fit;
}
