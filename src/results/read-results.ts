/** Reads a results folder. */

import { join } from 'node:path';
import type { MappingFit } from '../fit/mapping-fit.js';
import type * as KINDS from '../study/kinds/index.js';
import { checkText } from '../text/check.js';
import { tablesOf, type KindName, type StudyOf } from '../study/study-file.js';
import type { RowOf, Table } from '../study/table.js';
import { readTable } from './csv.js';
import { readFitIfAny } from './fit-file.js';
import { MANIFEST } from './layout.js';
import { readManifest } from './manifest.js';

type TablesOf<Name extends KindName> = (typeof KINDS)[Name]['tables'];

/** Reads the rows of a table; undefined for a table that only some studies have. */
type TableReader<T> = T extends Table
  ? (() => Promise<RowOf<T>[]>) | (T extends { isIn: unknown } ? undefined : never)
  : never;

/** The contents of a results folder. */
export type StoredResults<Name extends KindName = KindName> = {
  [Kind in Name]: {
    kind: Kind;
    /** The complete study as it was run. */
    study: StudyOf<Kind>;
    /** Version of the package that ran the study. */
    version: string;
    /**
     * Each table of the study, by the name of its rows in the result of `runStudy`. A table is read when its
     * function is called. The function throws an error that names file, line, rule and value, if the table is
     * not complete.
     */
    tables: { readonly [T in keyof TablesOf<Kind>]: TableReader<TablesOf<Kind>[T]> };
    /** The mapping that was fitted to the table of a threshold study; null where there is none. */
    fit: MappingFit | null;
  };
}[Name];

/**
 * Reads a results folder that `run` wrote: study and fit now, tables on demand.
 * @throws {UsageError} naming the file, the field, the rule and the value
 */
export async function readResults(folder: string): Promise<StoredResults> {
  checkText('folder', folder);
  const { study, version } = await readManifest(join(folder, MANIFEST));
  const tables = tablesOf(study).map(([name, table]) => [
    name,
    () => readTable(join(folder, table.file), table, study),
  ]);
  return {
    kind: study.kind,
    study,
    version,
    tables: Object.fromEntries(tables) as unknown,
    fit: await readFitIfAny(folder),
  } as StoredResults;
}
