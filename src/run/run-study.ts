/**
 * A study from its definition to its tables:
 *
 *   definition -> study (parsed once) -> parts -> jobs on threads -> collector -> table rows
 */

import { resultsInMemory } from '../study/kinds/results-in-memory.js';
import { cellCount, parseStudy, type Study } from '../study/study-file.js';
import { checkFunction, checkOptions } from '../text/check.js';
import { computationOf, type StudyResult } from './computation.js';
import { runParts, type Progress, type RunOptions } from './run-parts.js';

export type { FinishedPart } from './finished-parts.js';
export { PartError, type Progress, type RunOptions } from './run-parts.js';

/**
 * Runs a study. The result depends on the study alone: not on threads, jobs or their order.
 * @param definition the JSON of a study file (fields: `studies/study.schema.json`)
 * @throws {RangeError|TypeError} naming every problem of the study, or the option that breaks its rule;
 *   {PartError}; the reason of the signal; errors of `onPart` and `onProgress`, unchanged
 */
export async function runStudy(definition: unknown, options?: RunOptions): Promise<StudyResult> {
  return runParsedStudy(checkStudy(definition), options);
}

/** The complete study of a definition. @throws {RangeError} naming every problem of the study */
export function checkStudy(definition: unknown): Study {
  const { study, problems } = parseStudy(definition);
  if (study) return study;
  throw new RangeError(problems.map(({ path, message }) => `${path || 'study'}: ${message}`).join('\n'));
}

/**
 * Runs a study that is parsed already.
 * @throws {RangeError|TypeError} naming the option that breaks its rule; as `runStudy`
 */
export async function runParsedStudy(study: Study, given?: RunOptions): Promise<StudyResult> {
  const options = checkOptions(given);
  const onProgress = checkFunction('onProgress', options.onProgress);
  const computation = computationOf(study);
  const collector = computation.collector(study, resultsInMemory());
  const cells = cellCount(study);
  const inCells = ({ done, finished, total }: Progress) =>
    onProgress?.({ done: (done / total) * cells, finished: (finished / total) * cells, total: cells });
  await runParts(study, { ...options, onProgress: inCells }, undefined, (part, { result }) =>
    collector.add(part, result),
  );
  const tables = collector.tables() as Record<string, Iterable<object>>;
  for (const name of computation.arrays ?? []) tables[name] = [...tables[name]!];
  return { kind: study.kind, study, ...tables } as unknown as StudyResult;
}
