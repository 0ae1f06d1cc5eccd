/**
 * Checks the pages of a Parquet file (https://parquet.apache.org/docs/file-format/) before the library reads
 * them. The library trusts counts, lengths and indices. A damaged one would give other numbers or fewer rows,
 * or the library would never return.
 */

import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';

/** First bytes of a file, and its last ones beside the metadata: the length of the metadata and a mark. */
const MARKS = { first: 4, last: 8 };
/** Bytes of a value; the others have lengths of their own. */
const WIDTHS: Partial<Record<string, number>> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };

/** @throws {Error} if counts of rows, types or places of columns contradict each other */
export function checkMetadata({ num_rows, row_groups, schema }: FileMetaData, byteLength: number): void {
  const types = schema.filter(({ type }) => type !== undefined).map(({ type }) => type);
  let rows = 0n;
  const ranges: { from: number; to: number }[] = [];
  for (const group of row_groups) {
    rows += group.num_rows;
    if (group.num_rows < 0n || group.columns.length !== types.length)
      throw new Error('a group of rows has other columns');
    for (const [i, { meta_data: column }] of group.columns.entries()) {
      if (column?.type !== types[i]) throw new Error('a column has two types');
      ranges.push(rangeOf(column!));
    }
  }
  if (rows !== num_rows) throw new Error('its groups of rows are not as long as it states');
  let end = MARKS.first;
  for (const { from, to } of ranges.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < end || to < from || to > byteLength - MARKS.last) throw new Error('its columns overlap');
    end = to;
  }
}

function rangeOf(column: ColumnMetaData): { from: number; to: number } {
  const from = Number(column.dictionary_page_offset || column.data_page_offset);
  return { from, to: from + Number(column.total_compressed_size) };
}

/** @throws {Error} if the pages of a group of rows contradict its metadata */
export async function checkGroup(
  file: AsyncBuffer,
  root: SchemaTree,
  { columns, num_rows }: RowGroup,
  compressors: Compressors,
): Promise<void> {
  for (const { meta_data: column } of columns) {
    const { from, to } = rangeOf(column!);
    const bytes = new Uint8Array(await file.slice(from, to));
    new ColumnCheck(bytes, column!, getTreePath(root, column!.path_in_schema), compressors).check(num_rows);
  }
}

class ColumnCheck {
  readonly #bytes: Uint8Array;
  readonly #column: ColumnMetaData;
  readonly #compressors: Compressors;
  readonly #levels: { definition: number; repetition: number };
  readonly #typeLength: number | undefined;
  #dictionary = 0;
  #nulls = 0;

  constructor(bytes: Uint8Array, column: ColumnMetaData, path: SchemaTree[], compressors: Compressors) {
    this.#bytes = bytes;
    this.#column = column;
    this.#compressors = compressors;
    this.#levels = { definition: getMaxDefinitionLevel(path), repetition: getMaxRepetitionLevel(path) };
    this.#typeLength = path.at(-1)!.element.type_length;
  }

  check(rows: bigint): void {
    const { num_values, statistics } = this.#column;
    const { buffer, byteOffset, byteLength } = this.#bytes;
    const reader = { view: new DataView(buffer, byteOffset, byteLength), offset: 0 };
    let values = 0;
    while (reader.offset < byteLength) {
      const header = parquetHeader(reader);
      const { compressed_page_size: size, data_page_header, data_page_header_v2 } = header;
      if (!(size >= 0) || reader.offset + size > byteLength) throw new Error('a page exceeds its column');
      const page = this.#bytes.subarray(reader.offset, reader.offset + size);
      reader.offset += size;
      const found = data_page_header ?? data_page_header_v2;
      // Counted before the page is read, because memory is taken for them.
      if (header.type.startsWith('DATA_PAGE')) values += checkedCount(found?.num_values, Number(num_values));
      this.#checkPage(header, page);
    }
    const isFlat = this.#levels.repetition === 0;
    if (BigInt(values) !== num_values || (isFlat && num_values !== rows))
      throw new Error('its pages have not as many values as it states');
    const nulls = statistics?.null_count;
    if (isFlat && nulls !== undefined && BigInt(this.#nulls) !== nulls)
      throw new Error('its missing values are not as many as it states');
  }

  #checkPage(header: ReturnType<typeof parquetHeader>, compressed: Uint8Array): void {
    const { codec } = this.#column;
    const size = header.uncompressed_page_size;
    const {
      dictionary_page_header: dictionary,
      data_page_header: first,
      data_page_header_v2: second,
    } = header;
    if (header.type === 'DATA_PAGE_V2' && second) {
      const levels = second.repetition_levels_byte_length + second.definition_levels_byte_length;
      const isCompressed = second.is_compressed !== false;
      const rest = compressed.subarray(levels);
      const body = isCompressed ? decompressPage(rest, size - levels, codec, this.#compressors) : rest;
      const { repetition_levels_byte_length: at } = second;
      const values = this.#valuesOf(compressed, second.num_values, [
        { from: 0, to: at },
        { from: at, to: levels },
      ]);
      if (second.num_values - values !== second.num_nulls)
        throw new Error('its missing values are not as many as it states');
      this.#checkValues(body, values, second.encoding);
      return;
    }
    const page = decompressPage(compressed, size, codec, this.#compressors);
    if (header.type === 'DICTIONARY_PAGE' && dictionary) {
      this.#dictionary = dictionary.num_values;
      this.#checkValues(page, dictionary.num_values, 'PLAIN');
    } else if (header.type === 'DATA_PAGE' && first) {
      const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
      let at = 0;
      const next = (max: number) => {
        const from = max > 0 ? at + 4 : at;
        if (max > 0) at = from + view.getUint32(at, true);
        return { from, to: at };
      };
      const ranges = [next(this.#levels.repetition), next(this.#levels.definition)];
      const values = this.#valuesOf(page, first.num_values, ranges);
      this.#checkValues(page.subarray(at), values, first.encoding);
    } else throw new Error('a page is of another kind');
  }

  /** Checks levels, and counts the values that are not missing. */
  #valuesOf(bytes: Uint8Array, count: number, ranges: { from: number; to: number }[]): number {
    const { definition, repetition } = this.#levels;
    const [repetitions, definitions] = [repetition, definition].map((max, i) =>
      max === 0 ? null : runsOf(bytes, ranges[i]!, 32 - Math.clz32(max), count),
    );
    if (repetitions?.some((level) => level > repetition)) throw new Error('a level is too high');
    let values = 0;
    for (const level of definitions ?? []) {
      if (level > definition) throw new Error('a level is too high');
      values += Number(level === definition);
    }
    if (!definitions) return count;
    this.#nulls += count - values;
    return values;
  }

  #checkValues(bytes: Uint8Array, count: number, encoding: string): void {
    const { type } = this.#column;
    if (encoding.endsWith('DICTIONARY')) {
      const width = bytes[0] ?? 0;
      const indices = count === 0 ? [] : runsOf(bytes, { from: 1, to: bytes.length }, width, count);
      const dictionary = this.#dictionary;
      if (indices.some((index) => index < 0 || index >= dictionary))
        throw new Error('an index is outside of its dictionary');
    } else if (encoding === 'PLAIN') {
      const width = type === 'FIXED_LEN_BYTE_ARRAY' ? this.#typeLength : WIDTHS[type];
      const isRight =
        type === 'BYTE_ARRAY'
          ? haveLengths(bytes, count)
          : bytes.length === (type === 'BOOLEAN' ? Math.ceil(count / 8) : count * (width ?? NaN));
      if (!isRight) throw new Error('a page is longer or shorter than its values');
    }
  }
}

function checkedCount(count: number | undefined, most: number): number {
  if (count === undefined || !(count >= 0 && count <= most)) throw new Error('a page has too many values');
  return count;
}

/** Whether bytes are a number of texts, each after its length. */
function haveLengths(bytes: Uint8Array, count: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) return false;
    at += 4 + view.getUint32(at, true);
  }
  return at === bytes.length;
}

/** Numbers in runs, of equal ones or of ones in as many bits as the width, shape (count). */
function runsOf(
  bytes: Uint8Array,
  range: { from: number; to: number },
  width: number,
  count: number,
): Int32Array {
  const { to } = range;
  if (to > bytes.length || width > 32) throw new Error('a run exceeds its page');
  const numbers = new Int32Array(count);
  let at = range.from;
  for (let seen = 0; seen < count;) {
    let head = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      if (at >= to || shift > 28) throw new Error('a run exceeds its page');
      byte = bytes[at++]!;
      head |= (byte & 0x7f) << shift;
    }
    const isPacked = (head & 1) === 1;
    const run = isPacked ? 8 * (head >>> 1) : head >>> 1;
    const size = isPacked ? Math.ceil((Math.min(run, count - seen) * width) / 8) : Math.ceil(width / 8);
    // The last numbers of a packed run fill up a byte.
    if (run === 0 || seen + run > count + (isPacked ? 7 : 0) || at + size > to)
      throw new Error('a run exceeds its page');
    for (let i = 0, bit = 8 * at; i < run && seen < count; i++, seen++) {
      let number = 0;
      for (let b = 0; b < width; b++, bit++) number |= ((bytes[bit >> 3]! >> (bit & 7)) & 1) << b;
      if (!isPacked) bit = 8 * at;
      numbers[seen] = number;
    }
    at += isPacked ? (head >>> 1) * width : size;
  }
  return numbers;
}
