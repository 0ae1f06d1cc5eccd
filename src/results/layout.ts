/** Names of the files in a results folder. Names of tables are defined by the study kinds. */

export const MANIFEST = 'manifest.json';
/** Date, duration and machine of the run. Git ignores it, and the manifest does not list it. */
export const RUN_FACTS = 'run.json';
export const FIT = 'fit.json';
export const FIGURES = 'figures';
/** Shows the run facts, so the manifest does not list it either. */
export const REPORT = 'report.html';
/** Finished parts of an interrupted run, or of a shard. */
export const JOURNAL = 'journal';

/** Formats of tables. */
export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** The name of a table in Parquet: `cells.parquet` for `cells.csv`. */
export function parquetFile(file: string): string {
  return file.replace(/\.csv$/, '.parquet');
}
