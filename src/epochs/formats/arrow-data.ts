/** Checks the columns of a batch of Arrow after the library has loaded them. */

import type { Data, Vector } from 'apache-arrow';

type Library = typeof import('apache-arrow');

/** Multiples to which writers fill up the length of a buffer, bytes. */
const PADDINGS = [1, 8, 64];

const checked = new WeakSet<Vector>();

/** Typed array of the values of a column. */
type Values = Pick<Float64Array, 'byteLength' | 'BYTES_PER_ELEMENT'>;

/** @throws {Error} if a length exceeds its data, or an offset or an index is outside of them */
export function checkData(library: Library, data: Data): void {
  const { DataType: is } = library;
  const { type, length, children } = data;
  const values = data.values as Values;
  const isList = is.isList(type) || is.isLargeList(type) || is.isMap(type);
  const isText = is.isUtf8(type) || is.isBinary(type) || is.isLargeUtf8(type) || is.isLargeBinary(type);
  if (isList || isText) checkOffsets(data, isList ? children[0]!.length : values.byteLength);
  else if (is.isUtf8View(type) || is.isBinaryView(type)) {
    if (values.byteLength < 16 * length) throw new Error('a length exceeds its data');
  } else if (!is.isNull(type) && !is.isStruct(type) && !is.isFixedSizeList(type) && !is.isUnion(type)) {
    const { byteLength, BYTES_PER_ELEMENT: width } = values;
    const bytes = is.isBool(type) ? Math.ceil(length / 8) : length * data.stride * width;
    const isRight = PADDINGS.some((padding) => byteLength === Math.ceil(bytes / padding) * padding);
    if (!isRight) throw new Error('a length differs from that of its data');
  }
  if (is.isDictionary(type)) checkIndices(library, data);
  else for (const child of children) checkData(library, child);
}

function checkOffsets({ length, valueOffsets }: Data, limit: number): void {
  const offsets = valueOffsets as ArrayLike<number | bigint>;
  if (length === 0) return;
  if (offsets.length <= length) throw new Error('a length exceeds its data');
  let last = 0;
  for (let i = 0; i <= length; i++) {
    const next = Number(offsets[i]);
    if (next < last || next > limit) throw new Error('an offset is outside of its data');
    last = next;
  }
}

function checkIndices(library: Library, data: Data): void {
  const { dictionary } = data;
  if (!dictionary) throw new Error('a dictionary is missing');
  if (!checked.has(dictionary)) {
    for (const part of dictionary.data) checkData(library, part as Data);
    checked.add(dictionary);
  }
  const indices = data.values as ArrayLike<number | bigint>;
  for (let i = 0; i < data.length; i++) {
    const index = Number(indices[i]);
    if ((index < 0 || index >= dictionary.length) && data.getValid(i))
      throw new Error('an index is outside of its dictionary');
  }
}
