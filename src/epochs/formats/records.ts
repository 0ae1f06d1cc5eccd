/** Tables of the formats that are not delimited text: JSON, JSON lines, Parquet and Arrow. */

/**
 * A cell as a format holds it; null and undefined are blank. Text may be a number: `"0.12"`. A number is
 * never NaN (that is null here); in Parquet and Arrow it may be infinite. Integers are numbers if these are
 * exact, else bigint. Decimals are numbers if these are exact, else text such as `"123e-20"`.
 */
export type RecordCell = string | number | bigint | boolean | Date | null | undefined;

/**
 * Rows of cells under named columns.
 *
 * Epochs that hold their workers in lists or objects become long rows, one for each worker. Their columns are
 * the fields of the epoch under their own names (`block_height`, `nonce`, `topic_id`, `combined_value`), or
 * `epoch` (1, 2, ...) if none of these tells epochs apart; `actor_type` (`inferer` or `forecaster`) where it
 * is known; `worker`; and `regret`, `loss`, `score`, `weight` or `value`. An address can belong to an inferer
 * and to a forecaster: the latter is named `<address> (forecaster)`. Events of several kinds give rows with
 * different columns: in a row with a loss, regret and score are blank, although the epoch and the worker may
 * be those of another row.
 */
export interface Records {
  /** Names of the columns; null if the format has none (a list of lists, whose first row may hold names). */
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
