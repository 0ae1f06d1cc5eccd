/**
 * Result tables as Parquet: numbers in double precision, null for an undefined number. The metadata of the
 * file holds the table, the columns with their units and descriptions, and the manifest of the results.
 */

import type { ColumnSource, ParquetWriter } from 'hyparquet-writer';
import type { Study } from '../study/study-file.js';
import { columnsIn, type Table } from '../study/table.js';
import { columnText } from './column-texts.js';
import { makeManifest } from './manifest.js';
import { VERSION } from './package.js';

/** Rows that are written at once, and held in memory. */
const GROUP_ROWS = 50_000;

/** A column of the rows that wait to be written. */
interface WaitingColumn {
  name: string;
  isText: boolean;
  values: (string | number | null)[];
}

/** Writes a table row by row. */
export class ParquetTable {
  readonly #writer: ParquetWriter;
  readonly #columns: WaitingColumn[];
  #rows = 0;

  private constructor(writer: ParquetWriter, columns: WaitingColumn[]) {
    this.#writer = writer;
    this.#columns = columns;
  }

  /** Starts a file. @throws the error of the system, as all methods do */
  static async create(path: string, table: Table, study: Study): Promise<ParquetTable> {
    const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
    const columns = columnsIn(table, study).map((name): WaitingColumn => {
      const isText = table.columns[name]!.words !== undefined;
      return { name, isText, values: [] };
    });
    const schema = columns.map(({ name, isText }) =>
      isText
        ? ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const)
        : ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' } as const),
    );
    const { files: _, ...manifest } = makeManifest(study, {});
    const texts = columns.map(({ name }) => ({ name, ...columnText(name) }));
    const writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: [{ name: 'root', num_children: schema.length }, ...schema],
      createdBy: `allora-epsilon ${VERSION}`,
      kvMetadata: [
        { key: 'table', value: table.file },
        { key: 'columns', value: JSON.stringify(texts) },
        { key: 'manifest', value: JSON.stringify(manifest) },
      ],
    });
    return new ParquetTable(writer, columns);
  }

  add(row: Readonly<Record<string, string | number | undefined>>): void {
    for (const { name, values } of this.#columns) {
      const value = row[name];
      // As in CSV, the sign of -0 is left out.
      const unsigned = typeof value === 'number' ? value + 0 : value;
      values.push(unsigned === undefined || Number.isNaN(unsigned) ? null : unsigned);
    }
    if (++this.#rows === GROUP_ROWS) this.#write();
  }

  finish(): void {
    if (this.#rows > 0) this.#write();
    void this.#writer.finish();
  }

  #write(): void {
    const columnData = this.#columns.map(({ name, values }): ColumnSource => ({ name, data: values }));
    void this.#writer.write({ columnData, rowGroupSize: this.#rows });
    for (const column of this.#columns) column.values = [];
    this.#rows = 0;
  }
}
