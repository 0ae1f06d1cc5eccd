/** Tables of the formats that are not delimited text: JSON, JSON lines, Parquet and Arrow. */

/** A cell as a format holds it. Text may be a number: `"0.12"`. */
export type RecordCell = string | number | bigint | boolean | Date | null | undefined;

/** Rows of cells under named columns. */
export interface Records {
  /** Names of the columns; null if the format has none (a list of lists). */
  columns: readonly string[] | null;
  /** Groups of rows in the order of the file; a row may have fewer cells than there are columns. */
  rows: AsyncIterable<readonly (readonly RecordCell[])[]>;
}

/** A file, decompressed, with its format recognised by content. */
export interface OpenedTable {
  format: 'text' | 'JSON' | 'JSON lines' | 'Parquet' | 'Arrow';
  compression: 'gzip' | 'zstd' | null;
  /** Delimited text in pieces, without a byte order mark; null for other formats. */
  text: AsyncIterable<string> | null;
  /** null for delimited text. */
  records: Records | null;
}
